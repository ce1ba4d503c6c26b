import { describe, expect, it } from 'vitest'
import { figures, parseExact } from './exact'

describe('an answer of the server', () => {
  it('keeps every whole number to its last digit', () => {
    expect(parseExact('{"a":9007199254740993,"b":-9223372036854775808,"c":340282366920938463463374607431768211456}')).toEqual({
      a: 9007199254740993n,
      b: -9223372036854775808n,
      c: 340282366920938463463374607431768211456n,
    })
  })

  it('is plain numbers where a double holds them', () => {
    expect(parseExact('{"a":9007199254740991,"b":0.1,"c":1.2345678901234567e+300,"d":12}')).toEqual({
      a: 9007199254740991,
      b: 0.1,
      c: 1.2345678901234567e300,
      d: 12,
    })
  })

  it('may have any key and any text beside such a number', () => {
    const text = '{"__proto__":"x","quote\\"\\u4e2d":"9007199254740993","n":9007199254740993}'
    const parsed = parseExact(text) as Record<string, unknown>
    expect(Object.entries(parsed)).toEqual([
      ['__proto__', 'x'],
      ['quote"中', '9007199254740993'],
      ['n', 9007199254740993n],
    ])
  })

  it('that is not JSON is an error', () => {
    expect(() => parseExact('{"a":9007199254740993')).toThrow(SyntaxError)
    expect(() => parseExact('<html>')).toThrow(SyntaxError)
  })
})

describe('a figure', () => {
  it('has all digits of a whole number', () => {
    expect(figures('en-US').format(9007199254740993n)).toBe('9,007,199,254,740,993')
    expect(figures('en-US').format(1234567)).toBe('1,234,567')
  })

  it('is not 0 where it is small', () => {
    expect(figures('en-US').format(0.000000012345678)).toBe('0.0000000123457')
    expect(figures('en-US').format(1234567.1234567)).toBe('1,234,567.123457')
    expect(figures('en-US').format(0)).toBe('0')
  })
})
