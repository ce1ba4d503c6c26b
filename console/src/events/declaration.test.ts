import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { api, ApiError, type EventKind } from '../api'
import { i18n, setLanguage } from '../i18n'
import DeclareDrawer from './DeclareDrawer.vue'
import { declarationOf, formOf, problemsOf } from './declaration'

const found: EventKind = {
  key: 'BuyProduct',
  declared: false,
  count: 3,
  variables: [
    { key: 'product_name', type: 'String', seen: ['String'] },
    { key: 'product_price', seen: ['Int', 'Double'] },
    { key: 'quantity', seen: ['Int'] },
  ],
}

describe('a declaration', () => {
  it('is filled in with what was found', () => {
    expect(formOf(found)).toEqual({
      key: 'BuyProduct',
      name: '',
      description: '',
      variables: [
        { key: 'product_name', name: '', type: 'String' },
        { key: 'product_price', name: '', type: 'Double' },
        { key: 'quantity', name: '', type: 'Int' },
      ],
    })
  })

  it('needs a key, and a key of each variable, each only once', () => {
    const form = { ...formOf(), variables: ['', 'price', ' price '].map((key) => ({ key, name: '', type: 'Int' as const })) }
    expect(problemsOf(form)).toEqual({ '/key': 'required', '/variables/0/key': 'required', '/variables/2/key': 'repeated' })
  })

  it('keeps to the lengths that the server takes, counted in characters', () => {
    const form = { key: '𠮷'.repeat(255), name: 'n'.repeat(101), description: 'd'.repeat(151), variables: [] }
    expect(problemsOf(form)).toEqual({ '/name': 'long100', '/description': 'long150' })
    expect(problemsOf({ ...form, key: '𠮷'.repeat(256) })['/key']).toBe('long255')
  })

  it('has at most 100 variables', () => {
    const variables = Array.from({ length: 101 }, (_, i) => ({ key: `v${i}`, name: '', type: 'String' as const }))
    expect(problemsOf({ ...formOf(), key: 'a', variables })).toEqual({ '/variables': 'many' })
  })

  it('is sent trimmed, with nothing where nothing was said', () => {
    const form = { key: ' Buy ', name: ' ', description: '', variables: [{ key: ' price ', name: ' 价格 ', type: 'Double' as const }] }
    expect(declarationOf(form)).toEqual({
      key: 'Buy',
      name: null,
      description: null,
      variables: [{ key: 'price', name: '价格', type: 'Double' }],
    })
  })
})

describe('the declaration form', () => {
  const declare = vi.spyOn(api, 'declareEvent')
  beforeEach(() => setLanguage('en'))
  afterEach(() => {
    declare.mockReset()
    document.body.innerHTML = ''
  })

  async function open() {
    const drawer = mount(DeclareDrawer, {
      props: { ai: 'demo', event: null, modelValue: false },
      global: { plugins: [i18n], stubs: { ElDrawer: { template: '<div><slot /></div>' } } },
      attachTo: document.body,
    })
    await drawer.setProps({ modelValue: true })
    return drawer
  }

  it('sends nothing while something is wrong, and says what', async () => {
    const drawer = await open()
    await drawer.get('form').trigger('submit')
    expect(drawer.text()).toContain('Fill this in.')
    expect(declare).not.toHaveBeenCalled()
  })

  it('shows the server’s complaint at the field that it is about', async () => {
    declare.mockRejectedValue(new ApiError(400, 'event.key', 'This key is taken by the system.', '/key'))
    const drawer = await open()
    await drawer.get('input[data-test="declare-key"]').setValue('$pv')
    await drawer.get('form').trigger('submit')
    await vi.waitFor(() => expect(drawer.find('.problem').exists()).toBe(true))
    expect(drawer.get('.problem').text()).toBe('This key is taken by the system.')
    expect(drawer.emitted('saved')).toBeUndefined()
  })

  it('declares and closes', async () => {
    declare.mockResolvedValue({ key: 'BuyProduct' })
    const drawer = await open()
    await drawer.get('input[data-test="declare-key"]').setValue('BuyProduct')
    await drawer.get('form').trigger('submit')
    await vi.waitFor(() => expect(drawer.emitted('saved')).toHaveLength(1))
    await nextTick()
    expect(declare.mock.calls[0]![1]).toMatchObject({ key: 'BuyProduct', variables: [] })
    expect(drawer.emitted('update:modelValue')!.at(-1)).toEqual([false])
  })
})
