import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { i18n } from '../i18n'
import UploadSummary from './UploadSummary.vue'

describe('an upload’s summary', () => {
  it('stands whatever the sender calls its time', () => {
    const upload = { request_id: 'r', time: 1_506_069_593_012, received: 1, accepted: 1, duplicate: 0, rejected: 0, warned: 0, events: [] }
    for (const stm of [1_506_069_592_985_000_000n, 1_506_069_592_985_000]) {
      const summary = mount(UploadSummary, { props: { upload: { ...upload, stm }, zone: 'Asia/Shanghai' }, global: { plugins: [i18n] } })
      expect(summary.text()).toContain('2017-09-22 16:39:53')
      expect(summary.text()).toContain(String(stm))
    }
  })
})
