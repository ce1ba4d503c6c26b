import { parseExact, type Exact } from './json/exact'

/**
 * The server's API, as /api/openapi.json describes it. Every call either answers, or throws an ApiError (the server said what is wrong),
 * a TimeoutError (it took too long) or a NetworkError (no answer came). A 401 is also told to the listener set by onUnauthorized.
 */

export type VariableType = 'String' | 'Int' | 'Double'
export type Measure = 'count' | 'users' | 'sum' | 'avg' | 'min' | 'max'
export type Interval = 'minute' | 'hour' | 'day'
export type TimeAxis = 'event' | 'received'
export type ChartKind = 'trend' | 'realtime'
export type Target = 'all_login_users' | 'new_login_users' | 'all_visit_users' | 'new_visit_users'
export type EmptyCode =
  | 'target.visit_users'
  | 'event.never_received'
  | 'event.all_rejected'
  | 'event.no_longer_kept'
  | 'range.no_events'
  | 'target.no_new_users'
  | 'variable.no_numbers'
  | 'uploads.off'

export interface Session {
  role: 'operator'
  /** After which the server gives up a question, in ms. */
  query_timeout: number
}

export interface Project {
  ai: string
  name: string
  timezone: string
  created?: number
}

export interface NewProject {
  name: string
  timezone: string
  ai?: string
}

export type Undeclared = 'keep' | 'quarantine' | 'discard'

export interface ProjectSettings {
  uploads: boolean
  retry_detection: boolean
  undeclared: Undeclared
  /** Null is no quota; a burst that is null is one second's worth. */
  quota: {
    events_per_second: number | null
    events_burst: number | null
    bytes_per_second: number | null
    bytes_burst: number | null
  }
  quarantine_days: number
  /** Null keeps events for ever. */
  event_days: number | null
}

export interface DeclaredVariable {
  key: string
  name?: string | null
  type: VariableType
}

export interface EventDeclaration {
  key: string
  name?: string | null
  description?: string | null
  tags?: string[]
  variables?: DeclaredVariable[]
}

export interface EventVariable {
  key: string
  name?: string | null
  description?: string | null
  type?: VariableType
  declared?: boolean
  seen?: VariableType[]
}

/** How many values of a variable do not fit its declared type. */
export interface Misfits {
  key: string
  type: VariableType
  values: number
  misfits: number
}

export interface EventKind {
  key: string
  name?: string | null
  description?: string | null
  tags?: string[]
  declared: boolean
  count: number
  rejected?: number
  first_received?: number | null
  last_received?: number | null
  variables: EventVariable[]
}

export interface Result {
  index: number
  outcome: 'rejected' | 'warned' | 'duplicate'
  code: string
  pointer?: string
  expected?: string
  got?: string
  message: string
}

export interface UploadError {
  code?: string
  message?: string
  expected?: string | null
  got?: string | null
}

export interface UploadedEvent {
  index?: number
  outcome?: 'accepted' | 'warned' | 'duplicate' | 'rejected'
  key?: string | null
  user?: string | null
  event_time?: Exact | null
  variables?: Record<string, string | Exact> | null
  id?: string
  raw?: string | null
  raw_truncated?: boolean
  results?: Result[]
}

export interface Upload {
  request_id: string
  time: number
  /** As it was sent: it need not be a time. */
  stm?: Exact | null
  received: number
  accepted: number
  duplicate: number
  rejected: number
  warned: number
  error?: UploadError | null
  sample?: string | null
  events: UploadedEvent[]
}

/** One upload as the log holds it, with a page of its events. */
export interface LoggedUpload extends Upload {
  from: number
  more: boolean
}

/** One upload in the debugger's list. */
export interface DebuggerRow {
  /** Its request id, or a number in the server's memory. */
  id: string
  request_id: string | null
  time: number
  status: number | null
  client: string | null
  received: number
  accepted: number
  duplicate: number
  rejected: number
  warned: number
  error: UploadError | null
  captured: boolean
  matching: number
  events: { index: number; outcome: 'accepted' | 'warned' | 'duplicate' | 'rejected'; key: string | null; user: string | null; results: Result[] }[]
}

/** Which uploads are looked for; absent is any. */
export interface UploadFilter {
  event?: string
  user?: string
  outcome?: string
  code?: string
}

/** How far a search looked. */
export interface Looked {
  events: number
  since: number | null
  complete: boolean
  in_memory: number
  in_memory_since: number | null
  not_captured: number
}

export interface UploadsFound {
  uploads: DebuggerRow[]
  looked: Looked
}

/** One upload as it came, from the server's memory. */
export interface CapturedUpload {
  id: string
  request_id: string | null
  time: number
  sender: { method: string; target: string; client: string; headers: Record<string, string> }
  wire_bytes: number
  body: { text: string; hex: string | null; bytes: number; cut: boolean; decoded: boolean }
  status: number
  answer: Record<string, unknown> & { error?: UploadError; results?: Result[] }
  events: DebuggerRow['events']
}

export interface DiagnosisStep {
  step: string
  verdict: 'ok' | 'note' | 'problem'
  code: string
  message: string
  action: string
  values: Record<string, string>
}

/** Why an event is not seen; `verdict` is the code of the step that says so. */
export interface Diagnosis {
  verdict: string
  message: string
  action: string
  steps: DiagnosisStep[]
}

export interface DiagnosisQuestion {
  event: string
  user?: string
  from?: number
  to?: number
  last?: number
  time?: TimeAxis
  target?: Target
}

/** How far the store is behind the log. */
export interface IndexLag {
  lag_bytes: number
  lag_seconds: number
}

export interface Query {
  kind: ChartKind
  event: string
  measure?: Measure
  /** Whose numbers are measured, for the measures of a variable. */
  variable?: string
  interval?: Interval
  from?: number
  to?: number
  /** Instead of from and to: the last so many ms, ending now. */
  last?: number
  time?: TimeAxis
  target?: Target
}

export type Point = [bucketStart: number, value: Exact]

export interface Series {
  key?: string | null
  points?: Point[]
  total?: Exact
}

export interface Rejection {
  code?: string
  count?: number
  message?: string
}

export interface EmptyReason {
  code: EmptyCode
  message: string
  rejections?: Rejection[]
  nearest?: number | null
}

export interface Answer {
  position: number
  from?: number
  to?: number
  series: Series[]
  empty_reason: EmptyReason | null
  /** Who had events only before then counts as new; null where all events are kept, or where nobody asked for new users. */
  users_known_since: number | null
}

export interface ChartContent {
  name: string
  query: Query
}

export interface Chart extends ChartContent {
  id: string
  created: number
}

/** The server answered, and said what is wrong in a sentence in the user's language. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly pointer: string | null = null,
    readonly expected: string | null = null,
    readonly got: string | null = null,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

/** The server did not answer in time. `question` where the time depends on what was asked. */
export class TimeoutError extends Error {
  constructor(
    readonly limitMillis: number,
    readonly question: boolean,
  ) {
    super(`no answer within ${limitMillis} ms`)
    this.name = 'TimeoutError'
  }
}

/** No answer: the server cannot be reached, or whoever called has given the call up. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('no answer from the server', { cause })
    this.name = 'NetworkError'
  }
}

const answerLimitMillis = 20_000
/** The server is the first to give a question up: it says so in its own words. */
const graceMillis = 5_000

/** How long the server works on a question: its default, until it has said. */
let queryTimeoutMillis = 30_000
let language = 'en'
let unauthorized: () => void = () => {}

export function setApiLanguage(next: string): void {
  language = next
}

export function onUnauthorized(listener: () => void): void {
  unauthorized = listener
}

async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const error = (body as { error?: Record<string, unknown> } | null)?.error
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return new ApiError(
    response.status,
    text(error?.code) ?? `http.${response.status}`,
    text(error?.message) ?? `HTTP ${response.status} ${response.statusText}`.trim(),
    text(error?.pointer),
    text(error?.expected),
    text(error?.got),
  )
}

interface Wait {
  /** Whether it may take as long as a question may. */
  question?: boolean
  /** Gives the call up; the server then ends its work on it, too. */
  signal?: AbortSignal
}

export async function call<T>(method: string, path: string, body?: unknown, { question = false, signal }: Wait = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language }
  const limitMillis = question ? queryTimeoutMillis + graceMillis : answerLimitMillis
  const late = AbortSignal.timeout(limitMillis)
  const init: RequestInit = { method, headers, signal: signal ? AbortSignal.any([late, signal]) : late }
  const unanswered = (cause: unknown): Error => (late.aborted ? new TimeoutError(limitMillis, question) : new NetworkError(cause))
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(body)
  }
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (cause) {
    throw unanswered(cause)
  }
  if (!response.ok) {
    const error = await errorOf(response)
    if (error.status === 401) unauthorized()
    throw error
  }
  if (response.status === 204) return undefined as T
  try {
    return parseExact(await response.text()) as T
  } catch (cause) {
    throw unanswered(cause)
  }
}

function heard(session: Session): Session {
  queryTimeoutMillis = session.query_timeout
  return session
}

export const project = (ai: string): string => `/api/projects/${encodeURIComponent(ai)}`
const chart = (ai: string, id: string): string => `${project(ai)}/charts/${encodeURIComponent(id)}`

const filterQuery = (filter: UploadFilter, more: Record<string, string>): string =>
  new URLSearchParams({ ...(filter as Record<string, string>), ...more }).toString()

/** The stream of uploads as they are answered. */
export const liveUploadsAddress = (ai: string, filter: UploadFilter): string =>
  `${project(ai)}/debugger/live?${filterQuery(filter, { language })}`

export const liveAddress = (ai: string): string => `${project(ai)}/live`

export const api = {
  session: () => call<Session>('GET', '/api/session').then(heard),
  signIn: (proof: { code: string } | { token: string }) => call<Session>('POST', '/api/session', proof).then(heard),
  signOut: () => call<void>('DELETE', '/api/session'),

  projects: () => call<Project[]>('GET', '/api/projects'),
  createProject: (content: NewProject) => call<Project>('POST', '/api/projects', content),

  changeProject: (ai: string, content: { name: string; timezone: string }) => call<Project>('PUT', project(ai), content),

  settings: (ai: string) => call<ProjectSettings>('GET', `${project(ai)}/settings`),
  changeSettings: (ai: string, content: Partial<ProjectSettings>) =>
    call<ProjectSettings>('PUT', `${project(ai)}/settings`, content),

  events: (ai: string) => call<EventKind[]>('GET', `${project(ai)}/events`),
  declareEvent: (ai: string, content: EventDeclaration) =>
    call<EventDeclaration>('POST', `${project(ai)}/events`, content),
  misfits: (ai: string, key: string, from: number) =>
    call<Misfits[]>('GET', `${project(ai)}/events/${encodeURIComponent(key)}/misfits?from=${from}`),
  removeEvent: (ai: string, key: string) =>
    call<EventDeclaration>('DELETE', `${project(ai)}/events/${encodeURIComponent(key)}`),

  uploads: (ai: string, limit: number) => call<Upload[]>('GET', `${project(ai)}/uploads?limit=${limit}`),
  upload: (ai: string, requestId: string, from: number) =>
    call<LoggedUpload>('GET', `${project(ai)}/uploads/${encodeURIComponent(requestId)}?from=${from}`),
  findUploads: (ai: string, filter: UploadFilter, limit: number) =>
    call<UploadsFound>('GET', `${project(ai)}/debugger/uploads?${filterQuery(filter, { limit: String(limit) })}`),
  captured: (ai: string, id: string) => call<CapturedUpload>('GET', `${project(ai)}/debugger/uploads/${encodeURIComponent(id)}`),
  diagnose: (ai: string, question: DiagnosisQuestion, signal: AbortSignal) =>
    call<Diagnosis>('POST', `${project(ai)}/diagnosis`, question, { question: true, signal }),
  indexing: () => call<IndexLag>('GET', '/api/indexing'),
  query: (ai: string, question: Query, signal: AbortSignal) =>
    call<Answer>('POST', `${project(ai)}/query`, question, { question: true, signal }),

  charts: (ai: string) => call<Chart[]>('GET', `${project(ai)}/charts`),
  chart: (ai: string, id: string) => call<Chart>('GET', chart(ai, id)),
  createChart: (ai: string, content: ChartContent) => call<Chart>('POST', `${project(ai)}/charts`, content),
  updateChart: (ai: string, id: string, content: ChartContent) => call<Chart>('PUT', chart(ai, id), content),
  deleteChart: (ai: string, id: string) => call<void>('DELETE', chart(ai, id)),
}
