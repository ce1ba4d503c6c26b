import type { Interval, Point } from '../api'
import type { Exact } from '../json/exact'
import { formatDay, formatMinute, instantOf, wallOf } from './zone'

const lengthMillis = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** More buckets than this are never drawn; the server refuses such a question itself. */
const bucketLimit = 10_000

/** The start of the bucket that holds an instant, in the zone. */
export function bucketStart(instant: number, interval: Interval, zone: string): number {
  const wall = wallOf(instant, zone)
  const into = ((wall % lengthMillis[interval]) + lengthMillis[interval]) % lengthMillis[interval]
  return interval === 'day' ? instantOf(wall - into, zone) : instant - into
}

/** The starts of all buckets from the one that holds `from` (included) up to `to` (not included). */
export function bucketStarts(from: number, to: number, interval: Interval, zone: string): number[] {
  const starts: number[] = []
  let start = bucketStart(from, interval, zone)
  while (start < to && starts.length < bucketLimit) {
    starts.push(start)
    start = nextStart(start, interval, zone)
  }
  return starts
}

function nextStart(start: number, interval: Interval, zone: string): number {
  if (interval === 'minute') return start + lengthMillis.minute
  if (interval === 'hour') {
    const next = bucketStart(start + lengthMillis.hour, 'hour', zone)
    return next > start ? next : start + lengthMillis.hour
  }
  const noon = bucketStart(start, 'day', zone) + lengthMillis.day / 2
  const wallDay = wallOf(noon, zone)
  return instantOf(wallDay - (wallDay % lengthMillis.day) + lengthMillis.day, zone)
}

/** The points with `empty` for each bucket that the answer left out. No point of the answer is lost. */
export function fillBuckets(points: Point[], from: number, to: number, interval: Interval, zone: string, empty = 0): Point[] {
  const values = new Map<number, Exact>(bucketStarts(from, to, interval, zone).map((start) => [start, empty]))
  for (const [start, value] of points) values.set(start, value)
  return [...values].sort(([a], [b]) => a - b)
}

/** A bucket's label on the axis: `15:04` within a day, `11-23 15:00` for hours over days, `11-23` for days. */
export function bucketLabel(start: number, interval: Interval, zone: string, spanMillis: number): string {
  if (interval === 'day') return formatDay(start, zone)
  const minute = formatMinute(start, zone)
  return spanMillis > lengthMillis.day ? `${formatDay(start, zone)} ${minute}` : minute
}
