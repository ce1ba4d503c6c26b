import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { api, type DebuggerRow, type UploadFilter } from '../api'
import { LiveConnection } from '../live/connection'
import { mountInProject } from '../testing'
import { filterOf, foundRows, mergeRows, sameFilter, useTail } from './tail'

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

class FakeSource extends EventTarget {
  static latest: FakeSource
  constructor() {
    super()
    FakeSource.latest = this
  }
  close(): void {}
  tell(uploads: DebuggerRow[], not_captured: number): void {
    this.dispatchEvent(new MessageEvent('uploads', { data: JSON.stringify({ uploads, not_captured }) }))
  }
}

describe('following uploads', () => {
  const find = vi.spyOn(api, 'findUploads')
  const looked = { events: 0, since: null, complete: true, in_memory: 0, in_memory_since: null, not_captured: 0 }
  const finds = (...uploads: DebuggerRow[]): void => void find.mockResolvedValue({ uploads, looked })
  /** As many as are found at once, the oldest of this time. */
  const many = (oldest: number): DebuggerRow[] => Array.from({ length: foundRows }, (_, i) => row(`f${oldest}-${i}`, oldest + foundRows - 1 - i))

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('EventSource', FakeSource)
    find.mockReset()
    finds(row('a', 10))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  async function follow(filter: UploadFilter) {
    const paused = ref(false)
    let tail!: ReturnType<typeof useTail>
    const onPosition = vi.spyOn(LiveConnection.prototype, 'onPosition')
    const { wrapper } = await mountInProject(
      defineComponent(() => {
        tail = useTail('demo', ref(filter), paused)
        return () => h('p')
      }),
    )
    const open = async (): Promise<void> => {
      FakeSource.latest.dispatchEvent(new Event('open'))
      await flushPromises()
    }
    await open()
    /** The store moves on. */
    const move = (): void => onPosition.mock.calls.at(-1)![0]()
    return { wrapper, paused, tail, open, move, ids: () => tail.rows.value?.map((each) => each.id) }
  }

  it('by a filter finds in the store what the stream passed over', async () => {
    const { wrapper, move, ids } = await follow({ event: 'Rare' })
    expect(find).toHaveBeenCalledTimes(1)
    FakeSource.latest.tell([], 900)
    await flushPromises()
    expect(find).toHaveBeenCalledTimes(2)
    finds(row('b', 20), row('a', 10))
    move()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(find).toHaveBeenCalledTimes(3)
    expect(ids()).toEqual(['b', 'a'])
    wrapper.unmount()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(find).toHaveBeenCalledTimes(3)
  })

  it('searches no more than it must', async () => {
    const quiet = await follow({ event: 'Rare' })
    FakeSource.latest.tell([row('b', 20)], 0)
    quiet.move()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(find).toHaveBeenCalledTimes(1)
    quiet.wrapper.unmount()
    const all = await follow({})
    FakeSource.latest.tell([row('b', 20)], 900)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(find).toHaveBeenCalledTimes(2)
    expect(all.tail.missed.value).toBe(900)
    all.wrapper.unmount()
  })

  it('says where more came in a pause than is found at once', async () => {
    const { wrapper, paused, tail, open } = await follow({})
    FakeSource.latest.tell([row('b', 20)], 0)
    paused.value = true
    await flushPromises()
    finds(...many(500))
    paused.value = false
    await flushPromises()
    FakeSource.latest.tell([row('z', 900)], 0)
    await open()
    expect(tail.gap.value).toEqual({ after: 20, before: 500 })
    wrapper.unmount()
  })

  it('says of no gap where what is found reaches what is listed', async () => {
    const { wrapper, paused, tail, open } = await follow({})
    FakeSource.latest.tell([row('b', 500)], 0)
    paused.value = true
    await flushPromises()
    finds(...many(450))
    paused.value = false
    await flushPromises()
    await open()
    expect(tail.gap.value).toBeNull()
    wrapper.unmount()
  })
})
