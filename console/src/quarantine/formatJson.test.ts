import { describe, expect, it } from 'vitest'
import { formatJson } from './formatJson'

describe('formatJson', () => {
  it('keeps every digit and escape', () => {
    const text = '{"a":9007199254740993,"b":0.10,"c":"x\\"\\u0000, {y}","d":1e400}'
    expect(formatJson(text)).toBe('{\n  "a": 9007199254740993,\n  "b": 0.10,\n  "c": "x\\"\\u0000, {y}",\n  "d": 1e400\n}')
  })

  it('indents what is nested and leaves empty brackets closed', () => {
    expect(formatJson('{"var":{"a":[1,2]},"b":{},"c":[]}')).toBe(
      '{\n  "var": {\n    "a": [\n      1,\n      2\n    ]\n  },\n  "b": {},\n  "c": []\n}',
    )
  })

  it('formats again to the same', () => {
    const once = formatJson('{"a":[{"b":null}],"c":"d"}')
    expect(formatJson(once)).toBe(once)
  })

  it('shows what is no JSON', () => {
    expect(formatJson('"half')).toBe('"half')
    expect(formatJson('')).toBe('')
    expect(formatJson('}')).toBe('\n}')
  })
})
