import { describe, expect, it } from 'vitest'
import type { ProjectSettings } from '../api'
import { changesOf, formOf, problemsOf, settingsOf, sizeOf, wholeOf, type SettingsForm } from './settings'

const none = { events_per_second: null, events_burst: null, bytes_per_second: null, bytes_burst: null }
const defaults: ProjectSettings = { uploads: true, retry_detection: true, undeclared: 'keep', quota: none, quarantine_days: 30, event_days: null }
const form = (patch: Partial<SettingsForm> = {}): SettingsForm => ({ ...formOf(defaults), ...patch })

describe('the form of the settings', () => {
  it('gives back what it was made of', () => {
    const strict: ProjectSettings = {
      uploads: false,
      retry_detection: false,
      undeclared: 'discard',
      quota: { events_per_second: 10, events_burst: 20, bytes_per_second: 3000, bytes_burst: 1_000_000_000_000 },
      quarantine_days: 7,
      event_days: 365,
    }
    for (const settings of [defaults, strict]) {
      expect(problemsOf(formOf(settings))).toEqual({})
      expect(settingsOf(formOf(settings))).toEqual(settings)
    }
  })

  it('sends what was changed alone, so that nothing is undone that others changed since', () => {
    expect(changesOf(form(), defaults)).toEqual({})
    expect(changesOf(form({ quarantineDays: ' 30 ' }), defaults)).toEqual({})
    expect(changesOf(form({ uploads: false, eventDays: '400' }), defaults)).toEqual({ uploads: false, event_days: 400 })
    const limited = { ...defaults, event_days: 400, quota: { ...none, events_per_second: 10, events_burst: 20 } }
    expect(changesOf({ ...formOf(limited), eventDays: '' }, limited)).toEqual({ event_days: null })
  })

  it('sends a quota whole', () => {
    const limited = { ...defaults, quota: { ...none, events_per_second: 10, events_burst: 20 } }
    expect(changesOf({ ...formOf(limited), eventsBurst: '30' }, limited)).toEqual({ quota: { ...none, events_per_second: 10, events_burst: 30 } })
  })

  it('takes numbers as people type them', () => {
    expect(wholeOf(' 1,000,000 ')).toBe(1_000_000)
    expect(wholeOf('1_000')).toBe(1_000)
    expect(wholeOf('10 000')).toBe(10_000)
    expect(wholeOf('  ')).toBeNull()
    for (const wrong of ['0', '-1', '1.5', '1e3', 'ten', '1,0', '1000000000001']) expect(wholeOf(wrong), wrong).toBeNaN()
  })

  it('names what is wrong by the pointer that the server would use', () => {
    expect(problemsOf(form({ eventsPerSecond: '0', bytesBurst: 'x', quarantineDays: '' }))).toEqual({
      '/quota/events_per_second': 'whole',
      '/quota/bytes_burst': 'whole',
      '/quarantine_days': 'days',
    })
    expect(problemsOf(form({ eventsBurst: '5', quarantineDays: '3651', eventDays: '0' }))).toEqual({
      '/quota/events_burst': 'noRate',
      '/quarantine_days': 'days',
      '/event_days': 'days',
    })
  })

  it('leaves a burst to the server that is not filled in', () => {
    expect(settingsOf(form({ eventsPerSecond: '100' })).quota).toEqual({ ...none, events_per_second: 100 })
  })

  it('says what a number of bytes is', () => {
    expect(sizeOf('1048576')).toBe('1 MiB')
    expect(sizeOf('1,500,000')).toBe('1.43 MiB')
    expect(sizeOf('157286400')).toBe('150 MiB')
    expect(sizeOf('1000000000000')).toBe('931 GiB')
    expect(sizeOf('1000')).toBe('')
    expect(sizeOf('x')).toBe('')
  })
})
