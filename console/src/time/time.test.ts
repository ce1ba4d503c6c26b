import { describe, expect, it } from 'vitest'
import type { Point } from '../api'
import { bucketLabel, bucketStart, bucketStarts, fillBuckets } from './buckets'
import { allZones, formatDateTime, fromDateTimeInput, instantOf, toDateTimeInput, wallOf } from './zone'

const at = (iso: string): number => Date.parse(iso)
const hour = 3_600_000

describe('wall time in a zone', () => {
  it('is read in the zone of the project and not of the browser', () => {
    expect(formatDateTime(at('2026-11-23T16:30:05Z'), 'Asia/Shanghai')).toBe('2026-11-24 00:30:05')
    expect(formatDateTime(at('2026-11-23T16:30:05Z'), 'America/New_York')).toBe('2026-11-23 11:30:05')
  })

  it('comes back to the same instant', () => {
    for (const zone of ['Asia/Shanghai', 'Asia/Kolkata', 'America/New_York', 'UTC'])
      expect(instantOf(wallOf(at('2026-06-01T03:04:05.678Z'), zone), zone)).toBe(at('2026-06-01T03:04:05.678Z'))
  })

  it('takes the earlier instant of an hour that comes twice, and moves on from one that is skipped', () => {
    expect(instantOf(at('2026-11-01T01:30:00Z'), 'America/New_York')).toBe(at('2026-11-01T05:30:00Z'))
    expect(instantOf(at('2026-03-08T02:30:00Z'), 'America/New_York')).toBe(at('2026-03-08T07:30:00Z'))
  })

  it('is what a date and time field shows and gives back', () => {
    const instant = at('2026-11-23T16:30:00Z')
    expect(toDateTimeInput(instant, 'Asia/Shanghai')).toBe('2026-11-24T00:30')
    expect(fromDateTimeInput('2026-11-24T00:30', 'Asia/Shanghai')).toBe(instant)
    expect(fromDateTimeInput('', 'Asia/Shanghai')).toBeNull()
  })

  it('is not read from a year that is still being typed', () => {
    for (const year of ['0002', '0020', '0202']) expect(fromDateTimeInput(`${year}-11-24T00:30`, 'Asia/Shanghai')).toBeNull()
    expect(fromDateTimeInput('2026-11-24T00:30', 'Asia/Shanghai')).not.toBeNull()
  })

  it('has years below 100', () => {
    expect(new Date(wallOf(at('0002-05-06T07:08:09Z'), 'UTC')).toISOString()).toBe('0002-05-06T07:08:09.000Z')
  })

  it('is the digits alone of what an upload calls a time and is none', () => {
    expect(formatDateTime(1_506_069_592_985_000_000n, 'Asia/Shanghai')).toBe('1506069592985000000')
    expect(formatDateTime(1_506_069_592_985_000, 'Asia/Shanghai')).toBe('1506069592985000')
    expect(formatDateTime(-8.64e15, 'Asia/Shanghai')).toBe('-8640000000000000')
    expect(formatDateTime(8.64e15, 'Asia/Shanghai')).toBe('8640000000000000')
  })

  it('offers the zones that projects use', () => {
    expect(allZones()).toContain('Asia/Shanghai')
    expect(allZones()).toContain('UTC')
  })
})

describe('buckets', () => {
  it('of a day begin at midnight in the zone', () => {
    expect(bucketStart(at('2026-11-23T16:30:00Z'), 'day', 'Asia/Shanghai')).toBe(at('2026-11-23T16:00:00Z'))
  })

  it('of an hour follow a zone with a half hour', () => {
    expect(bucketStart(at('2026-11-23T16:10:00Z'), 'hour', 'Asia/Kolkata')).toBe(at('2026-11-23T15:30:00Z'))
  })

  it('of days stay at midnight when a day has 23 or 25 hours', () => {
    const starts = bucketStarts(at('2026-03-07T05:00:00Z'), at('2026-03-10T04:00:00Z'), 'day', 'America/New_York')
    expect(starts).toEqual([at('2026-03-07T05:00:00Z'), at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z')])
    const autumn = bucketStarts(at('2026-10-31T04:00:00Z'), at('2026-11-03T05:00:00Z'), 'day', 'America/New_York')
    expect(autumn.map((start, i) => (autumn[i + 1] ?? NaN) - start).slice(0, 2)).toEqual([24 * hour, 25 * hour])
  })

  it('of a day without a midnight begin when the day begins', () => {
    expect(bucketStart(at('2018-11-04T12:00:00Z'), 'day', 'America/Sao_Paulo')).toBe(at('2018-11-04T03:00:00Z'))
  })

  it('of hours go on by one hour where an hour comes twice', () => {
    const starts = bucketStarts(at('2026-11-01T04:00:00Z'), at('2026-11-01T08:00:00Z'), 'hour', 'America/New_York')
    expect(starts).toHaveLength(4)
    expect(new Set(starts).size).toBe(4)
  })

  it('that the answer left out are 0, and the end is not included', () => {
    const from = at('2026-11-23T15:00:20Z')
    const points: Point[] = [[at('2026-11-23T15:01:00Z'), 7]]
    expect(fillBuckets(points, from, at('2026-11-23T15:03:00Z'), 'minute', 'Asia/Shanghai')).toEqual([
      [at('2026-11-23T15:00:00Z'), 0],
      [at('2026-11-23T15:01:00Z'), 7],
      [at('2026-11-23T15:02:00Z'), 0],
    ])
  })

  it('of the answer are kept in order even where they were not expected', () => {
    const from = at('2026-11-23T15:00:00Z')
    const filled = fillBuckets([[from + 30_000, 3]], from, from + 120_000, 'minute', 'UTC')
    expect(filled.map(([, value]) => value)).toEqual([0, 3, 0])
  })

  it('are labelled in the zone, with the day where the range is longer than one', () => {
    const start = at('2026-11-23T16:00:00Z')
    expect(bucketLabel(start, 'minute', 'Asia/Shanghai', hour)).toBe('00:00')
    expect(bucketLabel(start, 'hour', 'Asia/Shanghai', 48 * hour)).toBe('11-24 00:00')
    expect(bucketLabel(start, 'day', 'Asia/Shanghai', 48 * hour)).toBe('11-24')
  })
})
