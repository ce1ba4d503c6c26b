import { describe, expect, it } from 'vitest'
import { tooltip } from './tooltip'

describe('what a chart says under the pointer', () => {
  it('is the time, the value and its unit', () => {
    expect(tooltip('2026-11-24 00:30', '12', 'Sum of price').innerHTML).toBe('2026-11-24 00:30<br><b>12</b> Sum of price')
  })

  it('shows what an upload called its variable as text', () => {
    const told = tooltip('2026-11-24 00:30', '12', 'Sum of <b>x</b><style>*{display:none}</style><img src=x onerror=alert(1)>')
    expect(told.querySelectorAll('b')).toHaveLength(1)
    expect(told.querySelector('style, img')).toBeNull()
    expect(told.textContent).toContain('<style>*{display:none}</style>')
  })
})
