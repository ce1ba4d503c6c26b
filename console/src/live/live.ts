import { inject, onBeforeUnmount, onMounted, provide, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { api, liveAddress } from '../api'
import { LiveConnection } from './connection'
import { Refresher } from './refresher'

/** The project's stream, for the page and all below it. */
export const liveKey: InjectionKey<LiveConnection> = Symbol('live')

/** At most four loads a second. */
const gapMillis = 250

/** Opens the project's stream for the component and all below it; a hidden tab lets go of it. */
export function provideLive(ai: string): LiveConnection {
  const connection = new LiveConnection(liveAddress(ai), () => void api.session().catch(() => {}))
  const follow = (): void => (document.hidden ? connection.pause() : connection.open())
  provide(liveKey, connection)
  onMounted(() => {
    follow()
    document.addEventListener('visibilitychange', follow)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', follow)
    connection.pause()
  })
  return connection
}

export interface LiveQuery<T> {
  /** The latest answer; kept while a newer one cannot be had, but not in place of one that was asked for anew. */
  data: Ref<T | null>
  error: Ref<unknown>
  loading: Ref<boolean>
  /** Loads again soon; `anew` also gives up the answer that is still on its way. */
  refresh: (anew?: boolean) => void
}

/**
 * Keeps an answer fresh: loads again when the store moves on, every `everyMillis`, and when the tab comes back; not while `resting`. An
 * answer that uploads do not change is `pollOnly`. `load` gives up its call when its signal says so.
 */
export function useLiveQuery<T>(
  load: (signal: AbortSignal) => Promise<T>,
  options: { everyMillis: number; resting?: Ref<boolean>; pollOnly?: boolean },
): LiveQuery<T> {
  const connection = inject(liveKey)
  if (!connection) throw new Error('useLiveQuery needs provideLive above it')
  const data = shallowRef<T | null>(null) as Ref<T | null>
  const error = shallowRef<unknown>(null)
  const loading = ref(true)
  let asking = new AbortController()
  let outdated = false

  const refresher = new Refresher(async () => {
    const { signal } = (asking = new AbortController())
    try {
      const answer = await load(signal)
      if (signal.aborted) return
      data.value = answer
      error.value = null
      outdated = false
    } catch (failure) {
      if (signal.aborted) return
      if (outdated) data.value = null
      error.value = failure
    }
    loading.value = false
  }, gapMillis)

  function refresh(anew = false): void {
    if (anew) {
      asking.abort()
      outdated = true
      loading.value = true
    }
    refresher.trigger()
  }

  const follow = (): void => {
    if (document.hidden || options.resting?.value) refresher.hold()
    else refresher.release()
  }
  const { locale } = useI18n()
  watch(locale, () => refresh())
  if (options.resting) watch(options.resting, follow)
  const forget = options.pollOnly ? undefined : connection.onPosition(() => refresh())
  const timer = setInterval(() => refresh(), options.everyMillis)
  document.addEventListener('visibilitychange', follow)
  follow()
  refresh()
  onBeforeUnmount(() => {
    forget?.()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', follow)
    refresher.close()
    asking.abort()
  })
  return { data, error, loading, refresh }
}
