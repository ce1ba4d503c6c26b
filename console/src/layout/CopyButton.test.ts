import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { i18n, setLanguage } from '../i18n'
import CopyButton from './CopyButton.vue'

describe('a button to copy', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('says so where the browser copies in neither way', async () => {
    setLanguage('en')
    vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('not allowed')) } })
    document.execCommand = () => false
    const button = mount(CopyButton, { props: { text: 'a', label: 'Copy it', showLabel: true }, global: { plugins: [i18n] } })
    await button.get('button').trigger('click')
    await vi.waitFor(() => expect(document.body.textContent).toContain('Select the text and copy it by hand.'))
    expect(button.text()).toBe('Copy')
  })
})
