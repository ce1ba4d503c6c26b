import { describe, expect, it } from 'vitest'
import { formatJson, layOut, nearest, within } from './jsonText'

const at = (text: string, pointer: string): string =>
  layOut(text)
    .filter((piece) => within(piece, pointer) && piece.kind !== 'space')
    .map((piece) => piece.text)
    .join('')

describe('a body laid out', () => {
  it('has a line for each element and member', () => {
    expect(formatJson('[{"n":"买","var":{"a":1,"b":[]}},{}]')).toBe(
      '[\n  {\n    "n": "买",\n    "var": {\n      "a": 1,\n      "b": []\n    }\n  },\n  {}\n]',
    )
  })

  it('keeps every digit, repeated keys and escapes as they came', () => {
    expect(formatJson('{"a":12345678901234567890,"a":"x\\u4e2d\\"y"}')).toBe('{\n  "a": 12345678901234567890,\n  "a": "x\\u4e2d\\"y"\n}')
  })

  it('is the same when it is laid out again', () => {
    const once = formatJson('{"a":[{"b":null}],"c":"d","e":1e400}')
    expect(formatJson(once)).toBe(once)
  })

  it('says what a pointer names', () => {
    const text = '[{"cs1":"u"},{"cs1":"-1","var":{"a/b":[1,{"c":true}],"x~y":null}}]'
    expect(at(text, '/1/cs1')).toBe('"cs1": "-1"')
    expect(at(text, '/1/var/a~1b')).toBe('"a/b": [1,{"c": true}]')
    expect(at(text, '/1/var/x~0y')).toBe('"x~y": null')
    expect(at(text, '/0')).toBe('{"cs1": "u"}')
  })

  it('counts a bare object as the first of an array', () => {
    expect(at('{"cs1":"-1"}', '/0/cs1')).toBe('"cs1": "-1"')
  })

  it('goes as far as a text that is cut or wrong', () => {
    expect(formatJson('[{"a":1},{"b":"cut of')).toBe('[\n  {\n    "a": 1\n  },\n  {\n    "b": \n"cut of')
    expect(formatJson('not json!')).toContain('not')
    expect(formatJson('')).toBe('')
    expect(formatJson('\ufffd\ufffd')).toBe('\ufffd\ufffd')
  })

  it('points to the nearest value above what is missing', () => {
    const pieces = layOut('[{"n":"a"}]')
    expect(nearest(pieces, '/0/cs1')).toBe('/0')
    expect(nearest(pieces, '/0/n')).toBe('/0/n')
    expect(nearest(pieces, '/7/n')).toBeNull()
    expect(nearest(pieces, '')).toBeNull()
  })

  it('takes a large body in one go', () => {
    const text = `[${Array.from({ length: 700 }, (_, i) => `{"cs1":"u${i}","tm":1,"n":"a","var":{"k":"v"}}`).join(',')}]`
    const began = performance.now()
    expect(layOut(text).length).toBeGreaterThan(10_000)
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})
