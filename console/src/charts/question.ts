import type { ChartKind, EventKind, Interval, Measure, Query, Target, TimeAxis } from '../api'
import { bucketStart, bucketStarts } from '../time/buckets'

export const rangeMillis = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_592_000_000 } as const

/** `other` moves too, and is as long as the question says. */
export type Range = keyof typeof rangeMillis | 'other' | 'custom'
const namedRanges = ['hour', 'day', 'week', 'month'] as const
export const intervals: Interval[] = ['minute', 'hour', 'day']
export const targets: Target[] = ['all_login_users', 'new_login_users', 'all_visit_users', 'new_visit_users']

export const measures: Measure[] = ['count', 'users', 'sum', 'avg', 'min', 'max']

/** Whether a measure is of a variable's numbers. */
export const isOfVariable = (measure: Measure): boolean => measure !== 'count' && measure !== 'users'

/** Variables of an event that can have numbers: declared so, or seen so where they are not declared. */
export function numberVariables(event: EventKind | undefined): string[] {
  return (event?.variables ?? [])
    .filter(({ declared, type, seen }) => (declared ? type !== 'String' : (seen ?? []).some((each) => each !== 'String')))
    .map(({ key }) => key)
}

/** Whether it says what is measured. */
export const measuresSomething = ({ measure, variable }: Question): boolean => !isOfVariable(measure) || variable.trim() !== ''

/** What the chart editor edits. `last` counts only for the other range, `from` and `to` only for a custom one. */
export interface Question {
  kind: ChartKind
  event: string
  measure: Measure
  /** Counts only for a measure of a variable. */
  variable: string
  interval: Interval
  range: Range
  /** How long the other range is: of charts that a program saved; 0 where there is no such range to choose. */
  last: number
  from: number
  to: number
  time: TimeAxis
  target: Target
}

/** The most buckets that a chart can show readably. */
const bucketLimit = 1_500

export function newQuestion(kind: ChartKind, event: string, now: number): Question {
  const to = bucketStart(now, 'hour', 'UTC') + rangeMillis.hour
  return {
    kind,
    event,
    measure: 'count',
    variable: '',
    interval: 'hour',
    range: 'day',
    last: 0,
    from: to - rangeMillis.day,
    to,
    time: 'event',
    target: 'all_login_users',
  }
}

/** The ranges to choose from. */
export const rangesOf = ({ last }: Question): Range[] => [...namedRanges, ...(last > 0 ? (['other'] as const) : []), 'custom']

/** The length of a moving range; null for a custom one. */
function movingMillis({ range, last }: Question): number | null {
  if (range === 'custom') return null
  return range === 'other' ? last : rangeMillis[range]
}

const spanOf = (question: Question): number => movingMillis(question) ?? question.to - question.from

const lengths = [
  ['day', rangeMillis.day],
  ['hour', rangeMillis.hour],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A length of time in the largest unit that it has whole: 90 days, 36 hours. */
export function lengthText(millis: number, language: string): string {
  const [unit, length] = lengths.find(([, each]) => millis % each === 0) ?? lengths.at(-1)!
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(millis / length)
}

/** Whether an interval cuts the question's range into a readable number of buckets, and at least one whole one. */
export function fits(interval: Interval, question: Question): boolean {
  const length = { minute: 60_000, hour: rangeMillis.hour, day: rangeMillis.day }[interval]
  const span = spanOf(question)
  return span / length <= bucketLimit && (span >= length || question.range === 'custom')
}

/** The interval if it fits, or the finest that does. */
export function fittingInterval(question: Question): Interval {
  return fits(question.interval, question) ? question.interval : (intervals.find((each) => fits(each, question)) ?? 'day')
}

/** The question to ask now. A moving range ends with the bucket that holds now, and has whole buckets only. */
export function queryNow(question: Question, now: number, zone: string): Query {
  const { kind, event, target } = question
  const measured = measuredBy(question)
  if (kind === 'realtime') return { kind, event, ...measured, target }
  const { interval, time } = question
  const length = movingMillis(question)
  if (length === null) return { kind, event, ...measured, target, interval, time, from: question.from, to: question.to }
  const start = bucketStart(now, interval, zone)
  const to = bucketStarts(start, start + 2 * rangeMillis.day, interval, zone)[1]!
  const from = bucketStart(to - length, interval, zone)
  return { kind, event, ...measured, target, interval, time, from, to }
}

function measuredBy({ measure, variable }: Question): Pick<Query, 'measure' | 'variable'> {
  return isOfVariable(measure) ? { measure, variable: variable.trim() } : { measure }
}

/** The question as it is saved: a moving range by its length, so that the chart moves on when it is opened later. */
export function savedQuery(question: Question): Query {
  const { kind, event, target, interval, time } = question
  const measured = measuredBy(question)
  if (kind === 'realtime') return { kind, event, ...measured, target }
  const last = movingMillis(question)
  const range = last === null ? { from: question.from, to: question.to } : { last }
  return { kind, event, ...measured, target, interval, time, ...range }
}

export function questionOf(query: Query, now: number): Question {
  const question = newQuestion(query.kind, query.event, now)
  question.measure = query.measure ?? question.measure
  question.variable = query.variable ?? ''
  question.target = query.target ?? question.target
  if (query.kind === 'realtime') return question
  question.interval = query.interval ?? 'day'
  question.time = query.time ?? 'event'
  const { from, to } = query
  if (from !== undefined && to !== undefined) return { ...question, range: 'custom', from, to }
  // A trend without a range is of the last week.
  const last = query.last ?? rangeMillis.week
  const named = namedRanges.find((range) => last === rangeMillis[range])
  return named ? { ...question, range: named } : { ...question, range: 'other', last }
}

/** Whether a custom range can be asked. */
export function rangeIsValid(question: Question): boolean {
  return question.kind === 'realtime' || question.range !== 'custom' || question.from < question.to
}

/** A trend of the 24 hours around an instant. */
export function around(instant: number, time: TimeAxis, zone: string): Partial<Question> {
  const middle = bucketStart(instant, 'hour', zone)
  return {
    kind: 'trend',
    range: 'custom',
    from: middle - rangeMillis.day / 2,
    to: middle + rangeMillis.day / 2,
    interval: 'hour',
    time,
  }
}

/** The same question to «why do I not see my event?», as it stands in an address. */
export function whyQuery(question: Question): Record<string, string> {
  const { event, target } = question
  if (question.kind === 'realtime') return { event, target, time: 'received', last: String(rangeMillis.hour) }
  const last = movingMillis(question)
  const range: Record<string, string> =
    last === null ? { from: String(question.from), to: String(question.to) } : { last: String(last) }
  return { event, target, time: question.time, ...range }
}
