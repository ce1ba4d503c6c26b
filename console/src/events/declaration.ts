import type { EventDeclaration, EventKind, VariableType } from '../api'

/** What the declaration form edits: plain texts, empty where nothing is said. */
export interface DeclarationForm {
  key: string
  name: string
  description: string
  variables: { key: string; name: string; type: VariableType }[]
}

export type Problem = 'required' | 'long255' | 'long150' | 'long100' | 'repeated' | 'many'

/** Problems by JSON pointer into the declaration, which is also how the server names them. */
export type Problems = Record<string, Problem>

export const variableTypes: VariableType[] = ['String', 'Int', 'Double']

/** The type that takes all values that arrived. */
function typeOf(seen: VariableType[]): VariableType {
  if (seen.length === 0 || seen.includes('String')) return 'String'
  return seen.includes('Double') ? 'Double' : 'Int'
}

export function formOf(event?: EventKind): DeclarationForm {
  return {
    key: event?.key ?? '',
    name: event?.name ?? '',
    description: event?.description ?? '',
    variables: (event?.variables ?? []).map(({ key, name, type, seen }) => ({ key, name: name ?? '', type: type ?? typeOf(seen ?? []) })),
  }
}

/** Characters as people count them: code points. */
const length = (text: string): number => [...text].length

function keyProblem(key: string): Problem | null {
  if (!key) return 'required'
  return length(key) > 255 ? 'long255' : null
}

export function problemsOf(form: DeclarationForm): Problems {
  const problems: Problems = {}
  const note = (pointer: string, problem: Problem | null): void => {
    if (problem) problems[pointer] = problem
  }
  note('/key', keyProblem(form.key.trim()))
  note('/name', length(form.name.trim()) > 100 ? 'long100' : null)
  note('/description', length(form.description.trim()) > 150 ? 'long150' : null)
  note('/variables', form.variables.length > 100 ? 'many' : null)
  const keys = new Set<string>()
  form.variables.forEach((variable, i) => {
    const key = variable.key.trim()
    note(`/variables/${i}/key`, keyProblem(key) ?? (keys.has(key) ? 'repeated' : null))
    note(`/variables/${i}/name`, length(variable.name.trim()) > 100 ? 'long100' : null)
    keys.add(key)
  })
  return problems
}

export function declarationOf(form: DeclarationForm): EventDeclaration {
  const orNull = (text: string): string | null => text.trim() || null
  return {
    key: form.key.trim(),
    name: orNull(form.name),
    description: orNull(form.description),
    variables: form.variables.map(({ key, name, type }) => ({ key: key.trim(), name: orNull(name), type })),
  }
}
