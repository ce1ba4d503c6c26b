import { describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { EventKind } from '../api'
import { useSteadyEvents } from './steady'

const event = (key: string, count = 0): EventKind => ({ key, declared: false, count, variables: [] })

describe('a list of events that is looked at', () => {
  it('stays in order while events are received, takes new ones first, and shows the newest counts', async () => {
    const events = shallowRef<EventKind[] | null>(null)
    const steady = useSteadyEvents(events)
    expect(steady.value).toEqual([])
    events.value = [event('Buy'), event('Login')]
    await nextTick()
    events.value = [event('Refund'), event('Login', 9), event('Buy')]
    await nextTick()
    expect(steady.value.map(({ key, count }) => [key, count])).toEqual([
      ['Refund', 0],
      ['Buy', 0],
      ['Login', 9],
    ])
    events.value = [event('Login', 10)]
    await nextTick()
    expect(steady.value.map(({ key }) => key)).toEqual(['Login'])
  })
})
