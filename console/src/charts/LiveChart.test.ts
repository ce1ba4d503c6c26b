import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, type Answer } from '../api'
import { setLanguage } from '../i18n'
import { mountInProject } from '../testing'
import LiveChart from './LiveChart.vue'
import { newQuestion } from './question'

const answer = (total: number): Answer => ({ position: 1, from: 0, to: 60_000, series: [{ total, points: [[0, total]] }], empty_reason: null, users_known_since: null })
const question = newQuestion('realtime', 'BuyProduct', 0)

describe('a live chart', () => {
  const query = vi.spyOn(api, 'query')
  beforeEach(() => {
    vi.useFakeTimers()
    setLanguage('en')
    query.mockReset()
  })
  afterEach(() => vi.useRealTimers())

  async function open() {
    const { wrapper } = await mountInProject(LiveChart, { props: { question, name: 'Bought' }, stubs: { TimeBars: { props: ['unit'], template: '<i>{{ unit }}</i>' } } })
    await flushPromises()
    return wrapper
  }

  it('says what its figures are of while another question is on its way', async () => {
    query.mockResolvedValueOnce(answer(7)).mockResolvedValueOnce(answer(3))
    const chart = await open()
    await chart.setProps({ question: { ...question, measure: 'users' } })
    expect(chart.get('.of').text()).toContain('Count')
    expect(chart.get('i').text()).toBe('Count')
    await vi.advanceTimersByTimeAsync(300)
    expect(chart.get('[data-test="chart-total"]').attributes('data-total')).toBe('3')
    expect(chart.get('.of').text()).toContain('Login users')
    chart.unmount()
  })

  it('shows no figures of the question before where the new one cannot be answered', async () => {
    query.mockResolvedValueOnce(answer(7)).mockRejectedValue(new Error('down'))
    const chart = await open()
    await chart.setProps({ question: { ...question, measure: 'users' } })
    await vi.advanceTimersByTimeAsync(300)
    expect(chart.find('[data-test="load-error"]').exists()).toBe(true)
    expect(chart.find('[data-test="chart-total"]').exists()).toBe(false)
    chart.unmount()
  })

  it('says since when users are known where that decides who is new', async () => {
    query.mockResolvedValueOnce({ ...answer(7), users_known_since: Date.parse('2026-11-01T00:00:00Z') })
    const chart = await open()
    expect(chart.get('[data-test="users-known-since"]').text()).toContain('2026-11-01')
    chart.unmount()
  })

  it('gives a question up that is not asked any more', async () => {
    query.mockReturnValue(new Promise(() => {}))
    const chart = await open()
    await chart.setProps({ question: { ...question, measure: 'users' } })
    expect(query.mock.calls[0]![2].aborted).toBe(true)
    chart.unmount()
  })
})
