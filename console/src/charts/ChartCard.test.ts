import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, type Chart } from '../api'
import { setLanguage } from '../i18n'
import { mountInProject } from '../testing'
import ChartCard from './ChartCard.vue'
import ChartPage from './ChartPage.vue'
import type { Question } from './question'

const chart: Chart = { id: '7', name: 'Bought', created: 0, query: { kind: 'trend', event: 'BuyProduct', last: 90 * 86_400_000 } }
const offered = { range: 'custom', from: 5, to: 9 } as const
const LiveChart = { props: ['question'], emits: ['change'], template: `<button data-test="offer" @click="$emit('change', ${JSON.stringify(offered).replaceAll('"', "'")})" />` }

describe('what an empty chart of the list offers', () => {
  const update = vi.spyOn(api, 'updateChart')
  beforeEach(() => {
    setLanguage('en')
    update.mockReset()
    vi.stubGlobal('IntersectionObserver', class {
      observe(): void {}
      disconnect(): void {}
    })
    vi.spyOn(api, 'chart').mockResolvedValue(chart)
    vi.spyOn(api, 'events').mockResolvedValue([])
  })
  afterEach(() => {
    window.history.replaceState(null, '')
    vi.unstubAllGlobals()
  })

  it('opens the chart’s page with it, and saves nothing', async () => {
    const { wrapper, router } = await mountInProject(ChartCard, { props: { chart }, stubs: { LiveChart } })
    const push = vi.spyOn(router, 'push')
    await wrapper.get('[data-test="offer"]').trigger('click')
    await flushPromises()
    expect(push).toHaveBeenCalledWith(expect.objectContaining({ name: 'chart', params: { ai: 'demo', id: '7' }, state: { patch: offered } }))
    expect(router.currentRoute.value.name).toBe('chart')
    expect(update).not.toHaveBeenCalled()
    wrapper.unmount()
  })

  it('is shown there to be saved or not', async () => {
    window.history.replaceState({ patch: offered }, '')
    const { wrapper } = await mountInProject(ChartPage, { at: { name: 'chart', params: { ai: 'demo', id: '7' }, query: { edit: '' } }, props: { id: '7' }, stubs: { LiveChart } })
    await flushPromises()
    const shown = (): Question => wrapper.getComponent(LiveChart).props('question') as Question
    expect(shown()).toMatchObject(offered)
    await wrapper.get('[data-test="cancel-chart"]').trigger('click')
    expect(shown()).toMatchObject({ range: 'other', last: chart.query.last })
    expect(update).not.toHaveBeenCalled()
    wrapper.unmount()
  })
})
