import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api, type Diagnosis } from '../api'
import { setLanguage } from '../i18n'
import { mountInProject } from '../testing'
import WhyPage from './WhyPage.vue'

const diagnosis = (message: string): Diagnosis => ({
  verdict: 'received',
  message,
  action: 'none',
  steps: [{ step: 'reached', verdict: 'ok', code: 'received', message, action: 'none', values: {} }],
})
const at = (event: string) => ({ name: 'upload-why', params: { ai: 'demo' }, query: { event } })

describe('why an event is not seen', () => {
  const diagnose = vi.spyOn(api, 'diagnose')
  beforeEach(() => {
    setLanguage('en')
    diagnose.mockReset()
  })

  it('is never told of the event that was asked about before', async () => {
    const late: ((found: Diagnosis) => void)[] = []
    diagnose.mockImplementation(() => new Promise((resolve) => late.push(resolve)))
    const { wrapper, router } = await mountInProject(WhyPage, { at: at('First') })
    await router.push(at('Second'))
    expect(diagnose.mock.calls[0]![2].aborted).toBe(true)
    late[1]!(diagnosis('of the second'))
    late[0]!(diagnosis('of the first'))
    await flushPromises()
    expect(wrapper.get('[data-test="why-verdict"]').text()).toContain('of the second')
    await router.push(at('Third'))
    expect(wrapper.find('[data-test="why-verdict"]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('is asked in another language without a gap', async () => {
    diagnose.mockResolvedValueOnce(diagnosis('in English')).mockResolvedValueOnce(diagnosis('中文'))
    const { wrapper } = await mountInProject(WhyPage, { at: at('First') })
    await flushPromises()
    setLanguage('zh')
    await wrapper.vm.$nextTick()
    expect(wrapper.find('[data-test="why-verdict"]').exists()).toBe(true)
    await flushPromises()
    expect(wrapper.get('[data-test="why-verdict"]').text()).toContain('中文')
    wrapper.unmount()
  })
})
