import type { Exact } from '../json/exact'

/** Wall time in a project's time zone. Every function here is safe over changes of the zone's offset. */

const clocks = new Map<string, Intl.DateTimeFormat>()

function clock(zone: string): Intl.DateTimeFormat {
  let format = clocks.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(zone, format)
  }
  return format
}

/** The zone's wall time at an instant, written as if it were UTC: wall − instant is the zone's offset. */
export function wallOf(instant: number, zone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of clock(zone).formatToParts(instant)) part[type] = Number(value)
  const millis = ((instant % 1000) + 1000) % 1000
  // Date.UTC takes the years 0 to 99 for those of the 20th century.
  const day = new Date(0).setUTCFullYear(part.year!, part.month! - 1, part.day!)
  return new Date(day).setUTCHours(part.hour!, part.minute!, part.second!, millis)
}

const dayMillis = 86_400_000

/** The instant of a wall time: the earlier one where the clock shows it twice, moved on by the gap where the clock skips it. */
export function instantOf(wall: number, zone: string): number {
  const offsetAt = (instant: number): number => wallOf(instant, zone) - instant
  const before = wall - offsetAt(wall - dayMillis)
  const after = wall - offsetAt(wall + dayMillis)
  const real = [before, after].filter((instant) => wallOf(instant, zone) === wall)
  return real.length > 0 ? Math.min(...real) : before
}

/** The value of an `<input type="datetime-local">` for an instant. */
export function toDateTimeInput(instant: number, zone: string): string {
  return new Date(wallOf(instant, zone)).toISOString().slice(0, 16)
}

/** The instant that an `<input type="datetime-local">` names, or null while it is not complete: a year before 1970 is still being typed. */
export function fromDateTimeInput(text: string, zone: string): number | null {
  const wall = Date.parse(`${text}Z`)
  return wall >= 0 ? instantOf(wall, zone) : null
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** Years of four digits, in any zone. */
const firstMillis = Date.parse('0001-01-02T00:00:00Z')
const lastMillis = Date.parse('9999-12-30T00:00:00Z')

/** `2026-11-23 15:04:05`, the same in every language; what an upload calls a time, and is none, as its digits. */
export function formatDateTime(instant: Exact, zone: string): string {
  if (typeof instant === 'bigint' || !(instant >= firstMillis && instant <= lastMillis)) return String(instant)
  return new Date(wallOf(instant, zone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** `15:04:05` */
export function formatClock(instant: number, zone: string): string {
  return new Date(wallOf(instant, zone)).toISOString().slice(11, 19)
}

/** `15:04` */
export function formatMinute(instant: number, zone: string): string {
  const wall = new Date(wallOf(instant, zone))
  return `${pad(wall.getUTCHours())}:${pad(wall.getUTCMinutes())}`
}

/** `11-23` */
export function formatDay(instant: number, zone: string): string {
  const wall = new Date(wallOf(instant, zone))
  return `${pad(wall.getUTCMonth() + 1)}-${pad(wall.getUTCDate())}`
}

/** All zones that the browser knows, for a choice. */
export function allZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone')
  return zones.includes('UTC') ? zones : ['UTC', ...zones]
}
