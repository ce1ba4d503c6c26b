import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, type Upload } from '../api'
import { setLanguage } from '../i18n'
import { mountInProject } from '../testing'
import TryPage from './TryPage.vue'

const receipt = { request_id: 'r1', received: 1, accepted: 1, duplicate: 0, rejected: 0, warned: 0, results: [] }
const listed: Upload = { request_id: 'r1', time: 1, received: 1, accepted: 1, duplicate: 0, rejected: 0, warned: 0, events: [] }

describe('what is tried', () => {
  const uploads = vi.spyOn(api, 'uploads')
  const fetched = vi.fn<() => Promise<Response>>()

  beforeEach(() => {
    vi.useFakeTimers()
    setLanguage('en')
    vi.stubGlobal('fetch', fetched)
    vi.spyOn(api, 'events').mockResolvedValue([])
    fetched.mockImplementation(async () => new Response(JSON.stringify(receipt)))
    uploads.mockReset().mockResolvedValue([])
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  async function send() {
    const { wrapper: page } = await mountInProject(TryPage)
    await page.get('form').trigger('submit')
    await flushPromises()
    return page
  }

  it('keeps the fate of what was sent while the next is composed', async () => {
    const page = await send()
    await page.get('[data-test="try-key-0"]').setValue('Other')
    await page.get('[data-test="try-add-event"]').trigger('click')
    const fates = page.findAll('[data-test="try-fate"]')
    expect(fates).toHaveLength(1)
    expect(fates[0]!.text()).toContain('BuyProduct')
    page.unmount()
  })

  it('is looked for in queries until it is found', async () => {
    const page = await send()
    expect(page.find('[data-test="try-queryable"]').exists()).toBe(false)
    uploads.mockResolvedValue([listed])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(page.find('[data-test="try-queryable"]').exists()).toBe(true)
    const asked = uploads.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(uploads).toHaveBeenCalledTimes(asked)
    page.unmount()
  })

  it('is not looked for longer than 30 s, and the page says so', async () => {
    const page = await send()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(page.get('[data-test="try-indexing"]').attributes('data-late')).toBe('true')
    expect(page.get('[data-test="try-indexing"]').text()).toContain('not found in queries within 30 s')
    const asked = uploads.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(uploads).toHaveBeenCalledTimes(asked)
    page.unmount()
  })

  it('is not looked for by a page that was left before the answer', async () => {
    let answer!: (response: Response) => void
    fetched.mockReturnValue(new Promise((resolve) => (answer = resolve)))
    const page = await send()
    page.unmount()
    answer(new Response(JSON.stringify(receipt)))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(uploads).not.toHaveBeenCalled()
  })

  it('has beside each variable what is wrong with it', async () => {
    const { wrapper: page } = await mountInProject(TryPage)
    await page.get('[data-test="try-add-variable-0"]').trigger('click')
    const key = page.get('[data-test="try-variable-key-0-0"]')
    expect(key.attributes('aria-invalid')).toBe('true')
    expect(document.getElementById(key.attributes('aria-describedby')!)!.textContent).toBe('Fill this in.')
    await key.setValue('price')
    expect(key.attributes('aria-invalid')).toBe('false')
    expect(key.attributes('aria-describedby')).toBeUndefined()
    page.unmount()
  })
})
