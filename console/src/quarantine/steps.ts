import type { VariableType } from '../api'
import type { MendStep } from './quarantineApi'

export const kinds = ['set_field', 'set_received_time', 'rename_event', 'cast_variable', 'rename_variable', 'drop_variable'] as const
export const settable = ['cs1', 'tm', 'n', 't', 'u', 'id', 'num'] as const

/** A step as it is being written. */
export interface StepForm {
  kind: MendStep['kind']
  field: string
  value: string
  overwrite: boolean
  from: string
  to: string
  variable: string
  type: VariableType
}

export const newStep = (): StepForm => ({
  kind: 'set_field',
  field: 't',
  value: 'cstm',
  overwrite: true,
  from: '',
  to: '',
  variable: '',
  type: 'String',
})

/** A number's digits are kept as text: the server takes tm as text too, and a number here could lose digits. */
const valueOf = (form: StepForm): unknown =>
  form.field === 'num' && form.value.trim() !== '' && Number.isFinite(Number(form.value)) ? Number(form.value) : form.value

/** The step that the form means, or null while it is not complete. */
export function stepOf(form: StepForm): MendStep | null {
  const { kind, overwrite } = form
  switch (kind) {
    case 'set_field':
      return form.value === '' ? null : { kind, field: form.field, value: valueOf(form), overwrite }
    case 'set_received_time':
      return { kind, overwrite }
    case 'rename_event':
      return form.to === '' ? null : form.from === '' ? { kind, to: form.to } : { kind, from: form.from, to: form.to }
    case 'cast_variable':
      return form.variable === '' ? null : { kind, variable: form.variable, type: form.type }
    case 'rename_variable':
      return form.from === '' || form.to === '' ? null : { kind, from: form.from, to: form.to }
    case 'drop_variable':
      return form.variable === '' ? null : { kind, variable: form.variable }
  }
}

/** All steps, or null while one is not complete. */
export function stepsOf(forms: StepForm[]): MendStep[] | null {
  const steps = forms.map(stepOf)
  return steps.every((step) => step !== null) ? (steps as MendStep[]) : null
}
