import { describe, expect, it } from 'vitest'
import type { Upload } from '../api'
import { isRefused, outcomeOf } from './outcome'

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

  it('tells of a duplicate event by its result', () => {
    expect(outcomeOf({ outcome: 'accepted', results: [{ index: 0, outcome: 'duplicate', code: 'id.seen', message: '' }] })).toBe('duplicate')
    expect(outcomeOf({ outcome: 'duplicate' })).toBe('duplicate')
    expect(outcomeOf({ outcome: 'warned' })).toBe('warned')
  })
})
