import type { EventDeclaration, EventKind, EventVariable, VariableType } from '../api'

/** What the declaration form edits: plain texts, empty where nothing is said. */
export interface DeclarationForm {
  key: string
  name: string
  description: string
  /** Between commas. */
  tags: string
  variables: { key: string; name: string; type: VariableType }[]
}

export type Problem = 'required' | 'key' | 'declared' | 'tags' | 'long150' | 'long100' | 'repeated' | 'many'

/** Problems by JSON pointer into the declaration, which is also how the server names them. */
export type Problems = Record<string, Problem>

export const variableTypes: VariableType[] = ['String', 'Int', 'Double']

/** The type that takes all values that arrived. */
function typeOf(seen: VariableType[]): VariableType {
  if (seen.length === 0 || seen.includes('String')) return 'String'
  return seen.includes('Double') ? 'Double' : 'Int'
}

const declarableKey = /^[A-Za-z_][A-Za-z0-9_]{0,49}$/

/** Whether a key can be declared; uploads may bear others. */
export const isDeclarable = (key: string): boolean => declarableKey.test(key)

/** What is declared, and of what was found what can be. */
export function formOf(event?: EventKind): DeclarationForm {
  const variables = (event?.variables ?? []).filter(({ key, declared }) => declared || isDeclarable(key))
  return {
    key: event?.key ?? '',
    name: event?.name ?? '',
    description: event?.description ?? '',
    tags: (event?.tags ?? []).join(', '),
    variables: variables.slice(0, 100).map(({ key, name, type, seen }) => ({ key, name: name ?? '', type: type ?? typeOf(seen ?? []) })),
  }
}

/** The types of values that came and do not fit a declared variable. */
export function misfits({ type, declared, seen }: EventVariable): VariableType[] {
  if (!declared || !type) return []
  const fitting: VariableType[] = type === 'Double' ? ['Double', 'Int'] : [type]
  return (seen ?? []).filter((each) => !fitting.includes(each))
}

/** A share in per cent; what is small is not shown as none. */
export function percent(part: number, whole: number, locale: string): string {
  const share = whole === 0 ? 0 : part / whole
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1, maximumSignificantDigits: 2, roundingPriority: 'morePrecision' }).format(share)
}

/** Characters as people count them: code points. */
const length = (text: string): number => [...text].length

/** Tags as they are sent: trimmed, each once, none empty. */
export const tagsOf = (text: string): string[] => [...new Set(text.split(/[,，、]/).map((tag) => tag.trim()))].filter((tag) => tag)

const tagsProblem = (tags: string[]): Problem | null => (tags.length > 20 || tags.some((tag) => length(tag) > 50) ? 'tags' : null)

/** `kept` are keys that are declared already, whatever they are like. */
function keyProblem(key: string, kept: Set<string>): Problem | null {
  if (!key) return 'required'
  return isDeclarable(key) || kept.has(key) ? null : 'key'
}

/** `taken` are the keys of other events that are declared: declared again, they would be replaced. */
export function problemsOf(form: DeclarationForm, kept: Set<string> = new Set(), taken: Set<string> = new Set()): Problems {
  const problems: Problems = {}
  const note = (pointer: string, problem: Problem | null): void => {
    if (problem) problems[pointer] = problem
  }
  const eventKey = form.key.trim()
  note('/key', taken.has(eventKey) ? 'declared' : keyProblem(eventKey, kept))
  note('/name', length(form.name.trim()) > 100 ? 'long100' : null)
  note('/description', length(form.description.trim()) > 150 ? 'long150' : null)
  note('/tags', tagsProblem(tagsOf(form.tags)))
  note('/variables', form.variables.length > 100 ? 'many' : null)
  const keys = new Set<string>()
  form.variables.forEach((variable, i) => {
    const key = variable.key.trim()
    note(`/variables/${i}/key`, keyProblem(key, kept) ?? (keys.has(key) ? 'repeated' : null))
    note(`/variables/${i}/name`, length(variable.name.trim()) > 100 ? 'long100' : null)
    keys.add(key)
  })
  return problems
}

/**
 * What is sent for a form that was opened so. A variable and its name are the whole project's: the name is sent only where it was changed,
 * since another event may have given it.
 */
export function declarationOf(form: DeclarationForm, opened: DeclarationForm): EventDeclaration {
  const orNull = (text: string): string | null => text.trim() || null
  const names = new Map(opened.variables.map(({ key, name }) => [key, orNull(name)]))
  const changedName = (key: string, name: string | null): { name?: string | null } => (name === (names.get(key) ?? null) ? {} : { name })
  return {
    key: form.key.trim(),
    name: orNull(form.name),
    description: orNull(form.description),
    tags: tagsOf(form.tags),
    variables: form.variables.map(({ key, name, type }) => ({ key: key.trim(), ...changedName(key.trim(), orNull(name)), type })),
  }
}
