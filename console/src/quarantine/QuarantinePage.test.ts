import { flushPromises } from '@vue/test-utils'
import { ElMessageBox } from 'element-plus'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setLanguage } from '../i18n'
import { mountInProject } from '../testing'
import { quarantineApi, type RejectedEvent, type RejectedEventPage, type RejectionCounts } from './quarantineApi'
import QuarantinePage from './QuarantinePage.vue'

const event = (id: string): RejectedEvent => ({
  id,
  upload_id: 'u',
  index: 0,
  time: 1,
  stm: null,
  state: 'open',
  changed: null,
  key: 'Pay',
  user: null,
  reason: { code: 't.not_cstm', pointer: '/0/t', got: '', expected: '', message: '' },
  raw: null,
  raw_truncated: false,
})
const page = (id: string, next: string | null): RejectedEventPage => ({ events: [event(id)], next })
const counts = (open: number): RejectionCounts => ({ by_code: [{ code: 't.not_cstm', explanation: '', ever: 9, open, replayed: 0, discarded: 0, counted: 0 }], by_event: [] })

describe('the quarantine', () => {
  const list = vi.spyOn(quarantineApi, 'list')
  const count = vi.spyOn(quarantineApi, 'counts')
  const confirm = vi.spyOn(ElMessageBox, 'confirm')
  beforeEach(() => {
    vi.useFakeTimers()
    setLanguage('en')
    list.mockReset().mockResolvedValue(page('a', 'next'))
    count.mockReset().mockResolvedValue(counts(5))
    confirm.mockReset().mockRejectedValue('cancel')
  })
  afterEach(() => vi.useRealTimers())

  async function open() {
    const { wrapper } = await mountInProject(QuarantinePage)
    await flushPromises()
    return wrapper
  }

  it('asks whether to discard as many as there are now', async () => {
    const shown = await open()
    count.mockResolvedValueOnce(counts(1))
    await shown.get('[data-test="discard-all"]').trigger('click')
    await flushPromises()
    expect(confirm.mock.calls[0]![0]).toContain('the only open event')
    await shown.get('[data-test="discard-all"]').trigger('click')
    await flushPromises()
    expect(confirm.mock.calls[1]![0]).toContain('all 5 open events')
    shown.unmount()
  })

  it('adds no older events of a search that was changed meanwhile', async () => {
    const shown = await open()
    let older!: (found: RejectedEventPage) => void
    list.mockReturnValueOnce(new Promise((resolve) => (older = resolve)))
    await shown.get('[data-test="quarantine-more"]').trigger('click')
    list.mockResolvedValue(page('b', null))
    await shown.get('[data-test="reason"]').trigger('click')
    await vi.advanceTimersByTimeAsync(300)
    older(page('c', null))
    await flushPromises()
    expect(shown.findAll('[data-test="quarantine-row"]').map((row) => row.attributes('data-id'))).toEqual(['b'])
    shown.unmount()
  })

  it('says that it could not count', async () => {
    count.mockRejectedValue(new Error('down'))
    const shown = await open()
    expect(shown.get('[data-test="load-error"]').text()).toContain('down')
    count.mockResolvedValue(counts(5))
    await shown.get('[data-test="retry"]').trigger('click')
    await vi.advanceTimersByTimeAsync(300)
    expect(shown.find('[data-test="load-error"]').exists()).toBe(false)
    shown.unmount()
  })
})
