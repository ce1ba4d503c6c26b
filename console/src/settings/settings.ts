import type { ProjectSettings, Undeclared } from '../api'

/** What the form edits: numbers as they are typed, empty where nothing is set. */
export interface SettingsForm {
  uploads: boolean
  retryDetection: boolean
  undeclared: Undeclared
  eventsPerSecond: string
  eventsBurst: string
  bytesPerSecond: string
  bytesBurst: string
  quarantineDays: string
  eventDays: string
}

export type Problem = 'whole' | 'days' | 'noRate'

/** Problems by JSON pointer into the settings, which is also how the server names them. */
export type Problems = Record<string, Problem>

export const undeclaredOptions: Undeclared[] = ['keep', 'quarantine', 'discard']

const most = 1_000_000_000_000
const mostDays = 3_650

const asText = (value: number | null): string => (value === null ? '' : String(value))

export function formOf(settings: ProjectSettings): SettingsForm {
  const { quota } = settings
  return {
    uploads: settings.uploads,
    retryDetection: settings.retry_detection,
    undeclared: settings.undeclared,
    eventsPerSecond: asText(quota.events_per_second),
    eventsBurst: asText(quota.events_burst),
    bytesPerSecond: asText(quota.bytes_per_second),
    bytesBurst: asText(quota.bytes_burst),
    quarantineDays: String(settings.quarantine_days),
    eventDays: asText(settings.event_days),
  }
}

/** The number that was typed, perhaps with separators of thousands; null for none, NaN for what is no such number. */
export function wholeOf(text: string, max = most): number | null {
  const digits = text.trim().replace(/(?<=\d)[,_ ](?=\d{3})/g, '')
  if (!digits) return null
  const value = /^\d{1,13}$/.test(digits) ? Number(digits) : NaN
  return value >= 1 && value <= max ? value : NaN
}

export function problemsOf(form: SettingsForm): Problems {
  const problems: Problems = {}
  const rate = (what: string, perSecond: string, burst: string): void => {
    if (Number.isNaN(wholeOf(perSecond))) problems[`/quota/${what}_per_second`] = 'whole'
    if (Number.isNaN(wholeOf(burst))) problems[`/quota/${what}_burst`] = 'whole'
    else if (burst.trim() && !perSecond.trim()) problems[`/quota/${what}_burst`] = 'noRate'
  }
  rate('events', form.eventsPerSecond, form.eventsBurst)
  rate('bytes', form.bytesPerSecond, form.bytesBurst)
  if (!wholeOf(form.quarantineDays, mostDays)) problems['/quarantine_days'] = 'days'
  if (Number.isNaN(wholeOf(form.eventDays, mostDays))) problems['/event_days'] = 'days'
  return problems
}

/** Of a form without problems. */
export function settingsOf(form: SettingsForm): ProjectSettings {
  return {
    uploads: form.uploads,
    retry_detection: form.retryDetection,
    undeclared: form.undeclared,
    quota: {
      events_per_second: wholeOf(form.eventsPerSecond),
      events_burst: wholeOf(form.eventsBurst),
      bytes_per_second: wholeOf(form.bytesPerSecond),
      bytes_burst: wholeOf(form.bytesBurst),
    },
    quarantine_days: wholeOf(form.quarantineDays, mostDays) ?? 0,
    event_days: wholeOf(form.eventDays, mostDays),
  }
}

/** What a form without problems changes of the settings that it was made of: anything else may have been changed by others since. A quota is one. */
export function changesOf(form: SettingsForm, saved: ProjectSettings): Partial<ProjectSettings> {
  const before = settingsOf(formOf(saved))
  const isChanged = ([member, value]: [string, unknown]): boolean => JSON.stringify(value) !== JSON.stringify(before[member as keyof ProjectSettings])
  return Object.fromEntries(Object.entries(settingsOf(form)).filter(isChanged))
}

/** A number of bytes as people read it, such as 1.5 MiB; empty where it says no more than the number. */
export function sizeOf(text: string): string {
  const bytes = wholeOf(text)
  if (bytes === null || Number.isNaN(bytes) || bytes < 1024) return ''
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length)
  const value = bytes / 1024 ** power
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${units[power - 1]}`
}
