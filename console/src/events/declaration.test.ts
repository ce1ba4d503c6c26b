import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { api, ApiError, type EventKind } from '../api'
import { i18n, setLanguage } from '../i18n'
import DeclareDrawer from './DeclareDrawer.vue'
import { declarationOf, formOf, misfits, problemsOf, percent } from './declaration'

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
      tags: '',
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
    const form = { key: 'k'.repeat(50), name: '𠮷'.repeat(101), description: 'd'.repeat(151), tags: '', variables: [] }
    expect(problemsOf(form)).toEqual({ '/name': 'long100', '/description': 'long150' })
    expect(problemsOf({ ...form, name: '𠮷'.repeat(100), description: '' })).toEqual({})
    expect(problemsOf({ ...form, tags: 'x'.repeat(51) })['/tags']).toBe('tags')
  })

  it('takes the keys that the server takes, and those that are declared already', () => {
    for (const key of ['9a', '购买', 'a-b', 'k'.repeat(51)]) expect(problemsOf({ ...formOf(), key })['/key']).toBe('key')
    expect(problemsOf({ ...formOf(), key: '登录' }, new Set(['登录']))).toEqual({})
    const odd = { ...found, variables: [{ key: 'a-b', seen: ['Int' as const] }, { key: 'c-d', type: 'Int' as const, declared: true }] }
    expect(formOf(odd).variables.map(({ key }) => key)).toEqual(['c-d'])
  })

  it('tells which values that came do not fit', () => {
    expect(misfits({ key: 'v', type: 'Double', declared: true, seen: ['String', 'Int', 'Double'] })).toEqual(['String'])
    expect(misfits({ key: 'v', type: 'Int', declared: true, seen: ['Int', 'Double'] })).toEqual(['Double'])
    expect(misfits({ key: 'v', type: 'Int', declared: false, seen: ['String'] })).toEqual([])
  })

  it('has at most 100 variables', () => {
    const variables = Array.from({ length: 101 }, (_, i) => ({ key: `v${i}`, name: '', type: 'String' as const }))
    expect(problemsOf({ ...formOf(), key: 'a', variables })).toEqual({ '/variables': 'many' })
  })

  it('is sent trimmed, with nothing where nothing was said', () => {
    const form = { key: ' Buy ', name: ' ', description: '', tags: ' a b，c, a b ,', variables: [{ key: ' price ', name: ' 价格 ', type: 'Double' as const }] }
    expect(declarationOf(form, formOf())).toEqual({
      key: 'Buy',
      name: null,
      description: null,
      tags: ['a b', 'c'],
      variables: [{ key: 'price', name: '价格', type: 'Double' }],
    })
  })

  it('leaves the name of a variable as it is, unless it was changed', () => {
    const variables = [
      { key: 'kept', name: '名称', type: 'Int' as const, declared: true },
      { key: 'renamed', name: '旧', type: 'Int' as const, declared: true },
      { key: 'erased', name: '旧', type: 'Int' as const, declared: true },
    ]
    const opened = formOf({ ...found, declared: true, variables })
    const form = formOf({ ...found, declared: true, variables })
    form.variables[1]!.name = '新'
    form.variables[2]!.name = ' '
    form.variables.push({ key: 'of_another_event', name: '', type: 'Int' })
    expect(declarationOf(form, opened).variables).toEqual([
      { key: 'kept', type: 'Int' },
      { key: 'renamed', name: '新', type: 'Int' },
      { key: 'erased', name: null, type: 'Int' },
      { key: 'of_another_event', type: 'Int' },
    ])
  })
})

describe('the declaration form', () => {
  const declare = vi.spyOn(api, 'declareEvent')
  beforeEach(() => setLanguage('en'))
  afterEach(() => {
    declare.mockReset()
    document.body.innerHTML = ''
  })

  async function open(events: EventKind[] = [], event: EventKind | null = null) {
    const drawer = mount(DeclareDrawer, {
      props: { ai: 'demo', event, events, modelValue: false },
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

  it('does not replace an event that is declared already', async () => {
    const drawer = await open([{ ...found, declared: true }])
    await drawer.get('input[data-test="declare-key"]').setValue(' BuyProduct ')
    await drawer.get('form').trigger('submit')
    expect(drawer.get('.problem').text()).toBe('This event is declared already: edit it in the list.')
    expect(declare).not.toHaveBeenCalled()
  })

  it('declares an event again that is edited', async () => {
    declare.mockResolvedValue({ key: 'BuyProduct' })
    const event = { ...found, declared: true }
    const drawer = await open([event], event)
    await drawer.get('form').trigger('submit')
    await vi.waitFor(() => expect(drawer.emitted('saved')).toHaveLength(1))
  })

  it('shows the server’s complaint at the field that it is about', async () => {
    declare.mockRejectedValue(new ApiError(400, 'event.key', 'This key is taken by the system.', '/key'))
    const drawer = await open()
    await drawer.get('input[data-test="declare-key"]').setValue('pv')
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

describe('a share', () => {
  it('is never shown as none where there is some', () => {
    expect(percent(1, 3, 'en-US')).toBe('33.3%')
    expect(percent(1, 300_000, 'en-US')).toBe('0.00033%')
    expect(percent(0, 0, 'en-US')).toBe('0%')
    expect(percent(5, 5, 'en-US')).toBe('100%')
  })
})
