import { noCodecs, type Codecs } from './encode'

/** An upload as a person composes it, and the JSON that it becomes. */

export interface TriedVariable {
  key: string
  type: 'String' | 'Number'
  value: string
}

export interface TriedEvent {
  key: string
  user: string
  /** ms since 1970 as text; empty is now. */
  time: string
  variables: TriedVariable[]
}

export interface TriedUpload {
  events: TriedEvent[]
  /** Whether the sender's clock goes along, by which a retry is recognised. */
  stm: boolean
  strict: boolean
  dryRun: boolean
  codecs: Codecs
}

export type Problem = 'required' | 'long255' | 'colon' | 'forbiddenUser' | 'notTime' | 'notNumber' | 'repeated' | 'trimmed'

/** A number as JSON writes it: what is typed goes into the body digit by digit. */
export const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/
const forbiddenUsers = new Set(['0', '1', '-1', '{user.id}', 'null'])

/** Halves of surrogate pairs cannot be sent as UTF-8. */
export const wellFormed = (text: string): string => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')

const quoted = (text: string): string => JSON.stringify(wellFormed(text))

const variableText = ({ key, type, value }: TriedVariable): string =>
  `${quoted(key)}:${type === 'Number' && jsonNumber.test(value.trim()) ? value.trim() : quoted(value)}`

const eventText = (event: TriedEvent, nowMillis: number): string => {
  const variables = event.variables.length ? `,"var":{${event.variables.map(variableText).join(',')}}` : ''
  const time = /^\d{1,16}$/.test(event.time.trim()) ? event.time.trim() : event.time.trim() === '' ? String(nowMillis) : quoted(event.time)
  return `{"cs1":${quoted(event.user)},"tm":${time},"t":"cstm","n":${quoted(event.key)}${variables}}`
}

export const bodyOf = (upload: TriedUpload, nowMillis: number): string => `[${upload.events.map((event) => eventText(event, nowMillis)).join(',')}]`

/** The address without stm, which each program fills in when it runs. */
export function addressOf(origin: string, ai: string, upload: TriedUpload): string {
  const options = [upload.strict ? 'strict=1' : '', upload.dryRun ? 'dry_run=1' : ''].filter(Boolean).join('&')
  return `${origin}/v3/${encodeURIComponent(ai)}/s2s/cstm${options ? `?${options}` : ''}`
}

const length = (text: string): number => [...text].length

function keyProblem(text: string): Problem | null {
  if (text.trim() === '') return 'required'
  if (length(text) > 255) return 'long255'
  return text === text.trim() ? null : 'trimmed'
}

/** What the server would find in an event, by field: `key`, `user`, `time`, `variable-0-key`, `variable-0-value`. */
export function problemsOf(event: TriedEvent): Map<string, Problem> {
  const problems = new Map<string, Problem>()
  const note = (field: string, problem: Problem | null): void => {
    if (problem) problems.set(field, problem)
  }
  note('key', keyProblem(event.key))
  if (event.user === '') note('user', 'required')
  else if (forbiddenUsers.has(event.user)) note('user', 'forbiddenUser')
  else if (event.user.includes(':')) note('user', 'colon')
  else if (length(event.user) > 255) note('user', 'long255')
  if (event.time.trim() !== '' && !/^\d{10,16}$/.test(event.time.trim())) note('time', 'notTime')
  const keys = new Set<string>()
  event.variables.forEach((variable, i) => {
    note(`variable-${i}-key`, keys.has(variable.key) ? 'repeated' : keyProblem(variable.key))
    keys.add(variable.key)
    if (variable.type === 'Number' && !jsonNumber.test(variable.value.trim())) note(`variable-${i}-value`, 'notNumber')
    if (variable.type === 'String' && length(variable.value) > 255) note(`variable-${i}-value`, 'long255')
  })
  return problems
}

export const newUpload = (event: TriedEvent): TriedUpload => ({ events: [event], stm: true, strict: false, dryRun: false, codecs: noCodecs() })

export const newEvent = (key = '', user = ''): TriedEvent => ({ key, user, time: '', variables: [] })
