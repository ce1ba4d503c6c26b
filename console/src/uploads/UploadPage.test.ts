import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { api, type CapturedUpload, type LoggedUpload } from '../api'
import { mountInProject } from '../testing'
import UploadPage from './UploadPage.vue'

const captured: CapturedUpload = {
  id: 'r',
  request_id: 'r',
  time: 1,
  sender: { method: 'POST', target: '/', client: '', headers: {} },
  wire_bytes: 20,
  body: { text: '[{"n":"a"},{"n":"b"}]', hex: null, bytes: 20, cut: false, decoded: true },
  status: 200,
  answer: {},
  events: [],
}
const logged: LoggedUpload = {
  request_id: 'r',
  time: 1,
  received: 2,
  accepted: 2,
  duplicate: 0,
  rejected: 0,
  warned: 0,
  events: [
    { index: 0, key: 'a' },
    { index: 1, key: 'b' },
  ],
  from: 0,
  more: false,
}

describe('an upload beside its request', () => {
  it('shows by a button where an event stands in it', async () => {
    vi.spyOn(api, 'captured').mockResolvedValue(captured)
    vi.spyOn(api, 'upload').mockResolvedValue(logged)
    const { wrapper } = await mountInProject(UploadPage, { props: { requestId: 'r' } })
    await flushPromises()
    const buttons = wrapper.findAll('button[data-test="upload-show"]')
    expect(buttons).toHaveLength(2)
    await buttons[1]!.trigger('click')
    await flushPromises()
    expect(buttons.map((each) => each.attributes('aria-pressed'))).toEqual(['false', 'true'])
    expect(wrapper.findAll('.target').every((each) => each.attributes('data-pointer')!.startsWith('/1'))).toBe(true)
    expect(wrapper.findAll('.target').length).toBeGreaterThan(0)
    wrapper.unmount()
  })
})
