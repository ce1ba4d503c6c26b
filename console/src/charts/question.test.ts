import { describe, expect, it } from 'vitest'
import { around, fittingInterval, newQuestion, queryNow, questionOf, rangeIsValid, rangeMillis, savedQuery } from './question'

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
