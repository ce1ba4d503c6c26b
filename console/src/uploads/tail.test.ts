import { describe, expect, it } from 'vitest'
import type { DebuggerRow } from '../api'
import { filterOf, mergeRows, sameFilter } from './tail'

const row = (id: string, time: number, accepted = 0): DebuggerRow => ({
  id,
  request_id: id,
  time,
  status: 200,
  client: null,
  received: 1,
  accepted,
  duplicate: 0,
  rejected: 0,
  warned: 0,
  error: null,
  captured: true,
  matching: 1,
  events: [],
})

describe('the live list', () => {
  it('holds the newest first, each upload once, as it was told last', () => {
    const merged = mergeRows([row('b', 2), row('a', 1)], [row('c', 3), row('a', 1, 5)])
    expect(merged.map((each) => each.id)).toEqual(['c', 'b', 'a'])
    expect(merged[2]?.accepted).toBe(5)
  })

  it('is bounded', () => {
    let rows: DebuggerRow[] = []
    for (let i = 0; i < 1000; i++) rows = mergeRows(rows, [row(`r${i}`, i)], 300)
    expect(rows).toHaveLength(300)
    expect(rows[0]?.id).toBe('r999')
  })
})

describe('a filter', () => {
  it('is read from the address, without what is empty or strange', () => {
    expect(filterOf({ event: 'BuyProduct', user: '', code: null, outcome: 'rejected', page: '1' })).toEqual({
      event: 'BuyProduct',
      outcome: 'rejected',
    })
  })

  it('is the same where each of its conditions is', () => {
    expect(sameFilter({ event: 'a' }, { event: 'a', user: '' })).toBe(true)
    expect(sameFilter({ event: 'a' }, { event: 'b' })).toBe(false)
  })
})
