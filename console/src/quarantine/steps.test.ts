import { describe, expect, it } from 'vitest'
import { newStep, stepOf, stepsOf } from './steps'

describe('a step of a rule', () => {
  it('is null while it is not complete', () => {
    expect(stepOf({ ...newStep(), value: '' })).toBeNull()
    expect(stepOf({ ...newStep(), kind: 'rename_event' })).toBeNull()
    expect(stepOf({ ...newStep(), kind: 'drop_variable' })).toBeNull()
    expect(stepsOf([newStep(), { ...newStep(), kind: 'rename_variable', from: 'a' }])).toBeNull()
  })

  it('holds only what its kind needs', () => {
    expect(stepOf(newStep())).toEqual({ kind: 'set_field', field: 't', value: 'cstm', overwrite: true })
    expect(stepOf({ ...newStep(), kind: 'rename_event', to: 'b' })).toEqual({ kind: 'rename_event', to: 'b' })
    expect(stepOf({ ...newStep(), kind: 'cast_variable', variable: 'x', type: 'Int' })).toEqual({
      kind: 'cast_variable',
      variable: 'x',
      type: 'Int',
    })
  })

  it('sends a number for num and text for all else', () => {
    expect(stepOf({ ...newStep(), field: 'num', value: '2' })?.value).toBe(2)
    expect(stepOf({ ...newStep(), field: 'tm', value: '1434556935000' })?.value).toBe('1434556935000')
    expect(stepOf({ ...newStep(), field: 'cs1', value: '5' })?.value).toBe('5')
  })
})
