import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, watch } from 'vue'
import { i18n } from '../i18n'
import { LiveConnection } from './connection'
import { provideLive, useLiveQuery, type LiveQuery } from './live'

class FakeSource extends EventTarget {
  static all: FakeSource[] = []
  closed = false
  constructor(readonly address: string) {
    super()
    FakeSource.all.push(this)
  }
  close(): void {
    this.closed = true
  }
  tell(type: string): void {
    this.dispatchEvent(new Event(type))
  }
}
const latest = (): FakeSource => FakeSource.all.at(-1)!

beforeEach(() => {
  vi.useFakeTimers()
  FakeSource.all = []
  vi.stubGlobal('EventSource', FakeSource)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the live connection', () => {
  it('tells its listeners of each position, until they leave', () => {
    const connection = new LiveConnection('/live', () => {})
    const heard = vi.fn()
    const leave = connection.onPosition(heard)
    connection.open()
    latest().tell('open')
    latest().tell('position')
    expect(connection.state.value).toBe('live')
    leave()
    latest().tell('position')
    expect(heard).toHaveBeenCalledOnce()
  })

  it('opens itself again after a break, and says so meanwhile', () => {
    const lost = vi.fn()
    const connection = new LiveConnection('/live', lost)
    connection.open()
    latest().tell('open')
    latest().tell('error')
    expect(connection.state.value).toBe('disconnected')
    expect(lost).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(1_000)
    expect(FakeSource.all).toHaveLength(2)
    expect(connection.state.value).toBe('disconnected')
    latest().tell('open')
    expect(connection.state.value).toBe('live')
  })

  it('waits longer each time, at most 10 s', () => {
    const connection = new LiveConnection('/live', () => {})
    connection.open()
    for (const wait of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      latest().tell('error')
      const before = FakeSource.all.length
      vi.advanceTimersByTime(wait - 1)
      expect(FakeSource.all).toHaveLength(before)
      vi.advanceTimersByTime(1)
      expect(FakeSource.all).toHaveLength(before + 1)
    }
  })

  it('lets go while it is paused', () => {
    const connection = new LiveConnection('/live', () => {})
    connection.open()
    connection.pause()
    vi.advanceTimersByTime(60_000)
    expect(FakeSource.all).toHaveLength(1)
    expect(latest().closed).toBe(true)
  })
})

describe('a live query', () => {
  function page(load: (signal: AbortSignal) => Promise<string>, resting = ref(false)) {
    let query!: LiveQuery<string>
    const Inner = defineComponent(() => {
      query = useLiveQuery(load, { everyMillis: 10_000, resting })
      return () => h('p', query.data.value ?? '')
    })
    const Outer = defineComponent(() => {
      provideLive('demo')
      return () => h(Inner)
    })
    const mounted = mount(Outer, { global: { plugins: [i18n] } })
    return { mounted, query: () => query }
  }

  it('asks again within a quarter of a second when the store moves on', async () => {
    const load = vi.fn(async () => 'answer')
    const { mounted } = page(load)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(load).toHaveBeenCalledTimes(1)
    latest().tell('position')
    await vi.advanceTimersByTimeAsync(0)
    expect(load).toHaveBeenCalledTimes(2)
    mounted.unmount()
  })

  it('asks every ten seconds when nothing moves, and not after it is gone', async () => {
    const load = vi.fn(async () => 'answer')
    const { mounted } = page(load)
    await vi.advanceTimersByTimeAsync(30_500)
    expect(load).toHaveBeenCalledTimes(4)
    mounted.unmount()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(load).toHaveBeenCalledTimes(4)
    expect(latest().closed).toBe(true)
  })

  it('never shows the answer to a question that was changed since', async () => {
    const answers = [new Promise<string>((resolve) => setTimeout(() => resolve('old'), 500)), Promise.resolve('new')]
    const { mounted, query } = page(() => answers.shift()!)
    const shown: (string | null)[] = []
    watch(query().data, (answer) => shown.push(answer), { flush: 'sync' })
    query().refresh(true)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(shown).toEqual(['new'])
    mounted.unmount()
  })

  it('gives up a question that was changed since, or that nobody waits for any more', async () => {
    const asked: AbortSignal[] = []
    const { mounted, query } = page((signal) => {
      asked.push(signal)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    query().refresh(true)
    await vi.advanceTimersByTimeAsync(300)
    expect(asked.map((signal) => signal.aborted)).toEqual([true, false])
    expect(query().error.value).toBeNull()
    mounted.unmount()
    expect(asked[1]!.aborted).toBe(true)
  })

  it('does not show the last answer in place of one that was asked for anew', async () => {
    const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('old').mockRejectedValueOnce(new Error('down')).mockResolvedValue('new')
    const { mounted, query } = page(load)
    await vi.advanceTimersByTimeAsync(300)
    query().refresh(true)
    expect(query().data.value).toBe('old')
    await vi.advanceTimersByTimeAsync(300)
    expect(query().data.value).toBeNull()
    expect(query().error.value).toBeInstanceOf(Error)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(query().data.value).toBe('new')
    mounted.unmount()
  })

  it('keeps the last answer when a newer one cannot be had', async () => {
    const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('answer').mockRejectedValue(new Error('down'))
    const { mounted, query } = page(load)
    await vi.advanceTimersByTimeAsync(10_500)
    expect(query().data.value).toBe('answer')
    expect(query().error.value).toBeInstanceOf(Error)
    mounted.unmount()
  })

  it('rests, and catches up afterwards', async () => {
    const load = vi.fn(async () => 'answer')
    const resting = ref(true)
    const { mounted } = page(load, resting)
    await vi.advanceTimersByTimeAsync(25_000)
    expect(load).not.toHaveBeenCalled()
    resting.value = false
    await vi.advanceTimersByTimeAsync(10)
    expect(load).toHaveBeenCalledTimes(1)
    mounted.unmount()
  })
})
