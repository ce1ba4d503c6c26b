import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { i18n } from '../i18n'
import { bodyOf, newUpload } from './compose'
import SnippetCard from './SnippetCard.vue'

const upload = newUpload({ key: 'BuyProduct', user: 'u', time: '1434556935000', variables: [] })
upload.codecs['X-Crypt-Codec'] = '1'

describe('a program that bears encoded bytes', () => {
  it('bears the stm that they were made with, whenever it is looked at', async () => {
    const card = mount(SnippetCard, { props: { ai: 'demo', upload, nowMillis: 1_506_069_592_985 }, global: { plugins: [i18n] } })
    const shown = (pattern: RegExp): string => pattern.exec(card.get('[data-test="snippet"]').text())?.[1] ?? ''
    const stm = (): string => shown(/stm=(\d+)/)
    const decoded = (): string => [...atob(shown(/echo '(.*?)'/))].map((byte) => String.fromCharCode(byte.charCodeAt(0) ^ (Number(stm()) % 256))).join('')
    await vi.waitFor(() => expect(decoded()).toBe(bodyOf(upload, 0)))
    await card.setProps({ nowMillis: 1_506_069_622_986 })
    expect(decoded()).toBe(bodyOf(upload, 0))
    await vi.waitFor(() => expect(stm()).toBe('1506069622986'))
    expect(decoded()).toBe(bodyOf(upload, 0))
  })
})
