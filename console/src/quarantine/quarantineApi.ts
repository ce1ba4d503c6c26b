/** The quarantine's part of the server's API, as /api/openapi.json describes it. */
import { call, project, type VariableType } from '../api'

export type RejectionState = 'open' | 'replayed' | 'discarded' | 'counted'
export type BulkAction = 'replay' | 'discard' | 'restore'

export interface RejectionReason {
  code: string
  pointer: string
  got: string
  expected: string
  message: string
}

export interface RejectedEvent {
  id: string
  upload_id: string
  index: number
  time: number
  stm: number | null
  state: RejectionState
  changed: number | null
  key: string | null
  user: string | null
  reason: RejectionReason
  raw: string | null
  raw_truncated: boolean
}

export interface RejectedEventPage {
  events: RejectedEvent[]
  next: string | null
}

export interface RejectionCount {
  ever: number
  open: number
  replayed: number
  discarded: number
  counted: number
}

export interface RejectionCounts {
  by_code: (RejectionCount & { code: string; explanation: string })[]
  by_event: (RejectionCount & { key: string | null })[]
}

export interface RejectionSearch {
  code?: string
  event?: string
  user?: string
  from?: number
  to?: number
}

export interface MendOutcome {
  outcome: 'accepted' | 'warned' | 'rejected'
  results: RejectionReason[]
  event_time?: number
}

export interface MendStep {
  kind: 'rename_event' | 'set_field' | 'set_received_time' | 'cast_variable' | 'rename_variable' | 'drop_variable'
  from?: string
  to?: string
  field?: string
  value?: unknown
  overwrite?: boolean
  variable?: string
  type?: VariableType
}

export interface BulkChange {
  action: BulkAction
  search: RejectionSearch
  steps?: MendStep[]
}

export interface MendFailure {
  code: string
  explanation: string
  count: number
}

export interface MendPreview {
  total: number
  examined: number
  passed: number
  failed: MendFailure[]
  examples: { id: string; before: string; after: string | null; reason: RejectionReason | null }[]
}

export interface QuarantineRun {
  id: string
  action: BulkAction
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  total: number
  changed: number
  stayed: number
  failed: MendFailure[]
  examples: { id: string; reason: RejectionReason }[]
  problem: string | null
}

const root = (ai: string): string => `${project(ai)}/quarantine`
const one = (ai: string, id: string): string => `${root(ai)}/events/${encodeURIComponent(id)}`

function query(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

export const isOver = (run: QuarantineRun): boolean => run.state !== 'waiting' && run.state !== 'running'

export const quarantineApi = {
  list: (ai: string, search: RejectionSearch, state: RejectionState | undefined, signal: AbortSignal, cursor?: string) =>
    call<RejectedEventPage>('GET', `${root(ai)}${query({ ...search, state, cursor })}`, undefined, { signal }),
  counts: (ai: string, search: RejectionSearch, signal?: AbortSignal) =>
    call<RejectionCounts>('GET', `${root(ai)}/counts${query({ ...search })}`, undefined, { signal }),
  exportAddress: (ai: string, search: RejectionSearch, state: RejectionState | undefined) =>
    `${root(ai)}/export${query({ ...search, state })}`,
  get: (ai: string, id: string) => call<RejectedEvent>('GET', one(ai, id)),
  check: (ai: string, id: string, raw: string) => call<MendOutcome>('POST', `${one(ai, id)}/check`, { raw }),
  replay: (ai: string, id: string, raw: string) => call<RejectedEvent>('POST', `${one(ai, id)}/replay`, { raw }),
  discard: (ai: string, id: string) => call<RejectedEvent>('POST', `${one(ai, id)}/discard`, {}),
  restore: (ai: string, id: string) => call<RejectedEvent>('POST', `${one(ai, id)}/restore`, {}),
  preview: (ai: string, change: BulkChange) => call<MendPreview>('POST', `${root(ai)}/preview`, change),
  startRun: (ai: string, change: BulkChange) => call<QuarantineRun>('POST', `${root(ai)}/runs`, change),
  run: (ai: string, id: string) => call<QuarantineRun>('GET', `${root(ai)}/runs/${id}`),
  cancelRun: (ai: string, id: string) => call<QuarantineRun>('DELETE', `${root(ai)}/runs/${id}`),
}
