import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Refresher } from './refresher'

describe('a refresher', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function slow(durationMillis: number) {
    const starts: number[] = []
    let running = 0
    let most = 0
    const load = async (): Promise<void> => {
      starts.push(Date.now())
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, durationMillis))
      running--
    }
    return { starts, load, most: () => most }
  }

  it('loads at once when it was quiet', () => {
    const { starts, load } = slow(10)
    new Refresher(load, 250).trigger()
    expect(starts).toHaveLength(1)
  })

  it('loads at most four times a second under a storm', async () => {
    const { starts, load } = slow(10)
    const refresher = new Refresher(load, 250)
    for (let i = 0; i < 200; i++) {
      refresher.trigger()
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(starts.length).toBeLessThanOrEqual(9)
    expect(starts.length).toBeGreaterThanOrEqual(8)
  })

  it('never has two loads at once', async () => {
    const { load, most } = slow(900)
    const refresher = new Refresher(load, 250)
    for (let i = 0; i < 50; i++) {
      refresher.trigger()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(most()).toBe(1)
  })

  it('always loads after the last request, even one made while a load runs', async () => {
    const { starts, load } = slow(400)
    const refresher = new Refresher(load, 250)
    refresher.trigger()
    await vi.advanceTimersByTimeAsync(100)
    const asked = Date.now()
    refresher.trigger()
    await vi.advanceTimersByTimeAsync(2000)
    expect(starts).toHaveLength(2)
    expect(starts[1]).toBeGreaterThanOrEqual(asked)
  })

  it('goes on after a load that failed', async () => {
    const load = vi.fn(() => Promise.reject(new Error('down')))
    const refresher = new Refresher(load, 250)
    refresher.trigger()
    await vi.advanceTimersByTimeAsync(300)
    refresher.trigger()
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('rests while it is held, and does once what was asked meanwhile', async () => {
    const { starts, load } = slow(10)
    const refresher = new Refresher(load, 250)
    refresher.hold()
    for (let i = 0; i < 5; i++) refresher.trigger()
    await vi.advanceTimersByTimeAsync(5000)
    expect(starts).toHaveLength(0)
    refresher.release()
    await vi.advanceTimersByTimeAsync(5000)
    expect(starts).toHaveLength(1)
  })

  it('does nothing after it is closed', async () => {
    const { starts, load } = slow(10)
    const refresher = new Refresher(load, 250)
    refresher.trigger()
    refresher.trigger()
    refresher.close()
    await vi.advanceTimersByTimeAsync(5000)
    expect(starts).toHaveLength(1)
  })
})
