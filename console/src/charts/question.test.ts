import { describe, expect, it } from 'vitest'
import {
  around,
  fittingInterval,
  lengthText,
  measuresSomething,
  newQuestion,
  numberVariables,
  queryNow,
  questionOf,
  rangeIsValid,
  rangeMillis,
  rangesOf,
  savedQuery,
  whyQuery,
} from './question'

const now = Date.parse('2026-11-23T15:30:20Z')
const zone = 'Asia/Shanghai'

describe('a chart’s question', () => {
  it('goes by all login users and counts, unless told otherwise', () => {
    expect(queryNow(newQuestion('realtime', 'BuyProduct', now), now, zone)).toEqual({
      kind: 'realtime',
      event: 'BuyProduct',
      measure: 'count',
      target: 'all_login_users',
    })
  })

  it('moves with the clock, in whole buckets of the zone, the running one included', () => {
    const question = { ...newQuestion('trend', 'BuyProduct', now), range: 'week' as const, interval: 'day' as const }
    const query = queryNow(question, now, zone)
    expect(query.to).toBe(Date.parse('2026-11-23T16:00:00Z'))
    expect(query.from).toBe(Date.parse('2026-11-16T16:00:00Z'))
  })

  it('comes back from what was saved, with its moving or its own range', () => {
    for (const range of ['hour', 'day', 'week', 'month'] as const) {
      const question = { ...newQuestion('trend', 'BuyProduct', now), range, measure: 'users' as const, time: 'received' as const }
      expect(questionOf(savedQuery(question), now)).toEqual(question)
    }
    const custom = { ...newQuestion('trend', 'BuyProduct', now), range: 'custom' as const, from: now - rangeMillis.day, to: now }
    expect(questionOf(savedQuery(custom), now)).toEqual(custom)
  })

  it('keeps a moving range that only programs can choose', () => {
    const quarter = { kind: 'trend' as const, event: 'BuyProduct', interval: 'day' as const, last: 90 * rangeMillis.day }
    const question = questionOf(quarter, now)
    expect(question).toMatchObject({ range: 'other', last: quarter.last })
    expect(savedQuery(question).last).toBe(quarter.last)
    expect(whyQuery(question).last).toBe(String(quarter.last))
    expect(queryNow(question, now, zone)).toMatchObject({ from: Date.parse('2026-08-25T16:00:00Z'), to: Date.parse('2026-11-23T16:00:00Z') })
    expect(rangesOf(question)).toContain('other')
    expect(rangesOf({ ...question, range: 'day' })).toContain('other')
    expect(rangesOf(newQuestion('trend', 'BuyProduct', now))).not.toContain('other')
  })

  it('is of the last week where a program saved no range', () => {
    expect(questionOf({ kind: 'trend', event: 'BuyProduct' }, now)).toMatchObject({ range: 'week', interval: 'day' })
  })

  it('says how long a range is in its largest whole unit', () => {
    expect(lengthText(90 * rangeMillis.day, 'en')).toBe('90 days')
    expect(lengthText(36 * rangeMillis.hour, 'en')).toBe('36 hours')
    expect(lengthText(60_000, 'en')).toBe('1 minute')
    expect(lengthText(1_500, 'en')).toBe('1.5 seconds')
    expect(lengthText(90 * rangeMillis.day, 'zh')).toBe('90天')
  })

  it('may measure a variable, which comes back from what was saved', () => {
    const sum = { ...newQuestion('realtime', 'BuyProduct', now), measure: 'sum' as const, variable: ' price ' }
    expect(queryNow(sum, now, zone)).toMatchObject({ measure: 'sum', variable: 'price' })
    expect(questionOf(savedQuery(sum), now)).toMatchObject({ measure: 'sum', variable: 'price' })
    expect(queryNow({ ...sum, measure: 'count' }, now, zone)).not.toHaveProperty('variable')
    expect(measuresSomething({ ...sum, variable: ' ' })).toBe(false)
    expect(measuresSomething({ ...sum, measure: 'users', variable: '' })).toBe(true)
  })

  it('offers the variables that can have numbers', () => {
    const variables = [
      { key: 'name', type: 'String' as const, declared: true, seen: ['Int' as const] },
      { key: 'price', type: 'Double' as const, declared: true, seen: [] },
      { key: 'found', type: 'String' as const, declared: false, seen: ['String' as const, 'Int' as const] },
      { key: 'text', type: 'String' as const, declared: false, seen: ['String' as const] },
    ]
    expect(numberVariables({ key: 'Buy', declared: true, count: 1, variables })).toEqual(['price', 'found'])
  })

  it('never has more buckets than can be read', () => {
    const month = { ...newQuestion('trend', 'BuyProduct', now), range: 'month' as const, interval: 'minute' as const }
    expect(fittingInterval(month)).toBe('hour')
    expect(fittingInterval({ ...month, range: 'hour', interval: 'day' })).toBe('minute')
  })

  it('has a range that ends after it begins', () => {
    const custom = { ...newQuestion('trend', 'BuyProduct', now), range: 'custom' as const }
    expect(rangeIsValid({ ...custom, from: now, to: now })).toBe(false)
    expect(rangeIsValid({ ...custom, from: now - 1, to: now })).toBe(true)
  })

  it('can be moved to where the events are', () => {
    const moved = { ...newQuestion('realtime', 'BuyProduct', now), ...around(1434556935000, 'event', zone) }
    expect(rangeIsValid(moved)).toBe(true)
    expect(moved.from).toBeLessThan(1434556935000)
    expect(moved.to).toBeGreaterThan(1434556935000)
  })
})
