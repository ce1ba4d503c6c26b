import { mount, RouterLinkStub } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EmptyReason as Reason } from '../api'
import { i18n, setLanguage } from '../i18n'
import EmptyReason from './EmptyReason.vue'
import { newQuestion, type Question } from './question'

function show(reason: Reason, patch: Partial<Question> = {}) {
  const question = { ...newQuestion('trend', 'BuyProduct', 0), ...patch }
  return mount(EmptyReason, {
    props: { reason, question, ai: 'demo', zone: 'Asia/Shanghai' },
    global: { plugins: [i18n], stubs: { RouterLink: RouterLinkStub } },
  })
}

describe('an empty chart', () => {
  beforeEach(() => setLanguage('en'))

  it('says the server’s sentence and bears its code', () => {
    const empty = show({ code: 'target.visit_users', message: 'Server-side events have no visit user.' })
    expect(empty.get('[data-test="empty-reason"]').attributes('data-code')).toBe('target.visit_users')
    expect(empty.get('[data-test="empty-message"]').text()).toBe('Server-side events have no visit user.')
  })

  it.each(['target.visit_users', 'target.no_new_users'] as const)('of %s can be switched to all login users', async (code) => {
    const empty = show({ code, message: '…' })
    await empty.get('[data-test="switch-login-users"]').trigger('click')
    expect(empty.emitted('change')).toEqual([[{ target: 'all_login_users' }]])
  })

  it('of an event that was never received shows a line that sends this very event', () => {
    const empty = show({ code: 'event.never_received', message: '…' }, { event: "It's" })
    const line = empty.get('[data-test="curl"]').text()
    expect(line).toContain('/v3/demo/s2s/cstm?stm=$(date +%s)$((RANDOM%900+100))')
    expect(line).toContain(`"n":"It'\\''s"`)
    expect(empty.getComponent(RouterLinkStub).props('to')).toMatchObject({ name: 'uploads' })
  })

  it('of rejected events lists each reason with its count', () => {
    const empty = show({
      code: 'event.all_rejected',
      message: '…',
      rejections: [
        { code: 'cs1.forbidden_value', count: 12, message: 'cs1 must be a real user.' },
        { code: 'tm.missing', count: 3, message: 'tm is missing.' },
      ],
    })
    const reasons = empty.findAll('[data-test="rejection"]').map((each) => each.text())
    expect(reasons).toHaveLength(2)
    expect(reasons[0]).toContain('12')
    expect(reasons[0]).toContain('cs1.forbidden_value')
    expect(reasons[1]).toContain('tm is missing.')
    expect(empty.findAllComponents(RouterLinkStub)[1]!.props('to')).toMatchObject({ name: 'quarantine', query: { event: 'BuyProduct' } })
    expect(empty.getComponent(RouterLinkStub).props('to')).toMatchObject({ name: 'uploads' })
  })

  it('of a range without events says when the latest was, and moves there', async () => {
    const nearest = 1434556935000
    const empty = show({ code: 'range.no_events', message: '…', nearest })
    expect(empty.text()).toContain('2015-06-18 00:02:15')
    await empty.get('[data-test="widen-range"]').trigger('click')
    const patch = empty.emitted('change')![0]![0] as Question
    expect(patch).toMatchObject({ kind: 'trend', range: 'custom', time: 'event' })
    expect(patch.from <= nearest && nearest < patch.to).toBe(true)
  })

  it('of a trend by event time can go by received time, and a real-time chart cannot', async () => {
    const reason: Reason = { code: 'range.no_events', message: '…', nearest: 1434556935000 }
    await show(reason).get('[data-test="use-received-time"]').trigger('click')
    expect(show(reason, { kind: 'realtime' }).find('[data-test="use-received-time"]').exists()).toBe(false)
    expect(show(reason, { time: 'received' }).find('[data-test="use-received-time"]').exists()).toBe(false)
  })

  it('of a project whose uploads are off leads to its settings, and to the latest events', async () => {
    const empty = show({ code: 'uploads.off', message: '…', nearest: 1434556935000 })
    expect(empty.getComponent(RouterLinkStub).props('to')).toMatchObject({ name: 'settings', params: { ai: 'demo' } })
    expect(empty.text()).toContain('2015-06-18 00:02:15')
    await empty.get('[data-test="widen-range"]').trigger('click')
    expect(empty.emitted('change')).toHaveLength(1)
    expect(show({ code: 'uploads.off', message: '…', nearest: null }).find('[data-test="widen-range"]').exists()).toBe(false)
  })

  it('speaks Chinese to who reads Chinese', () => {
    setLanguage('zh')
    expect(show({ code: 'target.visit_users', message: '…' }).text()).toContain('改为全部登录用户')
    expect(document.documentElement.lang).toBe('zh-CN')
  })
})
