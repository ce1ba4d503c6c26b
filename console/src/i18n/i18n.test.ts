import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh'

function flat(messages: object, prefix = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') all.set(prefix + key, value)
    else for (const [inner, text] of flat(value as object, `${prefix}${key}.`)) all.set(inner, text)
  }
  return all
}

/** In any of a text's plural forms. */
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...flat(zh).keys()].sort()).toEqual([...flat(en).keys()].sort())
  })

  it('fill in the same values', () => {
    const chinese = flat(zh)
    for (const [key, text] of flat(en)) expect(placeholders(chinese.get(key)!), key).toEqual(placeholders(text))
  })

  it('leave no message empty', () => {
    for (const messages of [en, zh]) for (const [key, text] of flat(messages)) expect(text.trim(), key).not.toBe('')
  })
})
