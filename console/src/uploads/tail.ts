import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, liveUploadsAddress, type DebuggerRow, type Looked, type UploadFilter } from '../api'

/** Rows kept in the browser. */
export const maxRows = 300
const firstRows = 100
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

/**
 * Follows a project's uploads: what is there already, then each as the server answers it. Holds a bounded number of rows. A paused or
 * hidden page lets go of the stream, and looks at what came meanwhile when it goes on.
 */
export function useTail(ai: string, filter: Ref<UploadFilter>, paused: Ref<boolean>) {
  const { locale } = useI18n()
  const rows = shallowRef<DebuggerRow[] | null>(null)
  const looked = shallowRef<Looked | null>(null)
  const error = shallowRef<unknown>(null)
  const missed = ref(0)
  const live = ref(false)
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let generation = 0

  async function load(): Promise<void> {
    const mine = generation
    try {
      const found = await api.findUploads(ai, filter.value, firstRows)
      if (mine !== generation) return
      rows.value = mergeRows(rows.value ?? [], found.uploads)
      looked.value = found.looked
      error.value = null
    } catch (failure) {
      if (mine === generation) error.value = failure
    }
  }

  function shut(): void {
    clearTimeout(timer)
    source?.close()
    source = undefined
    live.value = false
  }

  function open(): void {
    shut()
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
      if (told.uploads.length > 0) rows.value = mergeRows(rows.value ?? [], told.uploads)
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
    missed.value = 0
    if (resting()) void load()
    else open()
  }

  watch(filter, (now, before) => sameFilter(now, before) || anew())
  watch(locale, anew)
  watch(paused, follow)
  onMounted(() => {
    follow()
    document.addEventListener('visibilitychange', follow)
  })
  onBeforeUnmount(() => {
    generation++
    shut()
    document.removeEventListener('visibilitychange', follow)
  })
  return { rows: computed(() => rows.value), looked, error, missed, live, reload: load }
}
