import { describe, expect, it } from 'vitest'
import { newQuestion, whyQuery } from './question'

describe('the question why a chart is empty', () => {
  it('is about the chart’s event, users, axis and range', () => {
    const trend = { ...newQuestion('trend', '买', 0), target: 'new_login_users' as const }
    expect(whyQuery(trend)).toEqual({ event: '买', target: 'new_login_users', time: 'event', last: '86400000' })
    expect(whyQuery({ ...trend, range: 'custom', from: 5, to: 9 })).toMatchObject({ from: '5', to: '9' })
    expect(whyQuery(newQuestion('realtime', 'a', 0))).toMatchObject({ time: 'received', last: '3600000' })
  })
})
