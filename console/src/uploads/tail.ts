import { computed, inject, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, liveUploadsAddress, type DebuggerRow, type Looked, type UploadFilter } from '../api'
import { liveKey } from '../live/live'
import { Refresher } from '../live/refresher'

/** Rows kept in the browser. */
export const maxRows = 300
/** Rows that a search finds at most. */
export const foundRows = 100
const searchGapMillis = 2_000
const retryMillis = [1_000, 2_000, 4_000, 8_000, 10_000]

/** Newest first, each row once, at most so many; a row that comes again takes the place of the old one. */
export function mergeRows(current: DebuggerRow[], incoming: DebuggerRow[], limit = maxRows): DebuggerRow[] {
  const fresh = new Set(incoming.map((row) => row.id))
  return [...incoming, ...current.filter((row) => !fresh.has(row.id))].sort((a, b) => b.time - a.time).slice(0, limit)
}

/** The filter of an address, without what is empty. */
export function filterOf(query: Record<string, unknown>): UploadFilter {
  const filter: UploadFilter = {}
  for (const name of ['event', 'user', 'outcome', 'code'] as const) {
    const value = query[name]
    if (typeof value === 'string' && value !== '') filter[name] = value
  }
  return filter
}

export const sameFilter = (a: UploadFilter, b: UploadFilter): boolean =>
  (['event', 'user', 'outcome', 'code'] as const).every((name) => (a[name] ?? '') === (b[name] ?? ''))

export const isFiltered = (filter: UploadFilter): boolean => Object.keys(filter).length > 0

/** Times between which uploads are not all listed. */
export interface Gap {
  after: number
  before: number
}

/**
 * Follows a project's uploads: what is there already, then each as the server answers it. Holds a bounded number of rows. A paused or
 * hidden page lets go of the stream, and looks at what came meanwhile when it goes on.
 *
 * The server follows the first uploads of each second, and filters those: where it passed over others, a filter's matches among them are
 * looked for in the store, again and again.
 */
export function useTail(ai: string, filter: Ref<UploadFilter>, paused: Ref<boolean>) {
  const { locale } = useI18n()
  const rows = shallowRef<DebuggerRow[] | null>(null)
  const looked = shallowRef<Looked | null>(null)
  const error = shallowRef<unknown>(null)
  const missed = ref(0)
  const live = ref(false)
  const gap = shallowRef<Gap | null>(null)
  /** Up to when all is listed; 0 while nothing is. */
  let listedUntil = 0
  /** Whether what the stream tells goes on from there. */
  let caughtUp = false
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let generation = 0

  async function load(): Promise<void> {
    const mine = generation
    try {
      const found = await api.findUploads(ai, filter.value, foundRows)
      if (mine !== generation) return
      const before = found.uploads[foundRows - 1]?.time ?? 0
      if (listedUntil > 0 && before > listedUntil) gap.value = { after: gap.value?.after ?? listedUntil, before }
      caughtUp = true
      list(found.uploads)
      looked.value = found.looked
      error.value = null
    } catch (failure) {
      if (mine === generation) error.value = failure
    }
  }

  function list(incoming: DebuggerRow[]): void {
    rows.value = mergeRows(rows.value ?? [], incoming)
    if (caughtUp) listedUntil = Math.max(listedUntil, ...incoming.map((row) => row.time))
  }

  const search = new Refresher(load, searchGapMillis)
  function searchPassedOver(): void {
    if (missed.value > 0 && isFiltered(filter.value) && !resting()) search.trigger()
  }

  function shut(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
    live.value = false
  }

  function open(): void {
    shut()
    caughtUp = false
    const opened = new EventSource(liveUploadsAddress(ai, filter.value))
    source = opened
    // The stream first, then what was there before it: nothing falls between.
    opened.addEventListener('open', () => {
      attempt = 0
      live.value = true
      void load()
    })
    opened.addEventListener('uploads', (event) => {
      const told = JSON.parse((event as MessageEvent<string>).data) as { uploads: DebuggerRow[]; not_captured: number }
      missed.value += told.not_captured
      if (told.not_captured > 0) caughtUp = false
      if (told.uploads.length > 0) list(told.uploads)
      if (told.not_captured > 0) searchPassedOver()
    })
    opened.addEventListener('error', () => {
      shut()
      void load()
      timer = setTimeout(open, retryMillis[Math.min(attempt++, retryMillis.length - 1)])
    })
  }

  const resting = (): boolean => paused.value || document.hidden
  const follow = (): void => (resting() ? shut() : open())

  function anew(): void {
    generation++
    rows.value = null
    gap.value = null
    listedUntil = 0
    missed.value = 0
    if (resting()) void load()
    else open()
  }

  watch(filter, (now, before) => sameFilter(now, before) || anew())
  watch(locale, anew)
  watch(paused, follow)
  // What was passed over is found once the store holds it.
  const forget = inject(liveKey)?.onPosition(searchPassedOver)
  onMounted(() => {
    follow()
    document.addEventListener('visibilitychange', follow)
  })
  onBeforeUnmount(() => {
    generation++
    forget?.()
    search.close()
    shut()
    document.removeEventListener('visibilitychange', follow)
  })
  /** While rows from before it are listed. */
  const shownGap = computed(() => (gap.value && (rows.value?.at(-1)?.time ?? Infinity) < gap.value.before ? gap.value : null))
  return { rows: computed(() => rows.value), looked, error, missed, gap: shownGap, live, reload: load }
}
