import { describe, expect, it } from 'vitest'
import type { Upload } from '../api'
import { isRefused, matches, outcomeOf, rowKeys } from './outcome'

const upload = (patch: Partial<Upload> = {}): Upload => ({
  request_id: 'r1',
  time: 1,
  received: 1,
  accepted: 0,
  duplicate: 0,
  rejected: 0,
  warned: 0,
  events: [],
  ...patch,
})

describe('an upload', () => {
  it('is refused only when nothing of it was looked at', () => {
    expect(isRefused(upload({ error: { code: 'body.not_json' } }))).toBe(true)
    expect(isRefused(upload({ error: { code: 'all_rejected' }, rejected: 1 }))).toBe(false)
  })

  it('is found by each outcome that it holds', () => {
    const mixed = upload({ accepted: 2, warned: 1, rejected: 1 })
    expect((['all', 'accepted', 'warned', 'rejected', 'duplicate', 'refused'] as const).filter((filter) => matches(mixed, filter))).toEqual([
      'all',
      'accepted',
      'warned',
      'rejected',
    ])
  })

  it('has a row of its own even where a retry bears the same request id, and keeps it when newer ones come', () => {
    const first = upload()
    const retry = upload({ duplicate: 1 })
    const before = rowKeys([retry, first])
    expect(new Set(before.values()).size).toBe(2)
    const after = rowKeys([upload({ request_id: 'r2', time: 2 }), retry, first])
    expect(after.get(first)).toBe(before.get(first))
    expect(after.get(retry)).toBe(before.get(retry))
  })

  it('tells of a duplicate event by its result', () => {
    expect(outcomeOf({ outcome: 'accepted', results: [{ index: 0, outcome: 'duplicate', code: 'id.seen', message: '' }] })).toBe('duplicate')
    expect(outcomeOf({ outcome: 'duplicate' })).toBe('duplicate')
    expect(outcomeOf({ outcome: 'warned' })).toBe('warned')
  })
})
