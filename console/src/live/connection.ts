import { ref, type Ref } from 'vue'

export type LiveState = 'connecting' | 'live' | 'disconnected' | 'paused'

const firstRetryMillis = 1_000
const longestRetryMillis = 10_000

/**
 * The stream of a project's store positions. It opens itself again when it breaks, first after 1 s, later after 10 s. The server tells the
 * position at once when the stream opens, so listeners also hear of it after each break.
 */
export class LiveConnection {
  readonly state: Ref<LiveState> = ref('connecting')
  private source: EventSource | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private retryMillis = firstRetryMillis
  private readonly listeners = new Set<() => void>()

  /** `lost` is called on each failed attempt. */
  constructor(
    private readonly address: string,
    private readonly lost: () => void,
  ) {}

  onPosition(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open(): void {
    this.shut()
    if (this.state.value !== 'disconnected') this.state.value = 'connecting'
    const source = new EventSource(this.address)
    this.source = source
    source.addEventListener('open', () => {
      this.retryMillis = firstRetryMillis
      this.state.value = 'live'
    })
    source.addEventListener('position', () => this.listeners.forEach((listener) => listener()))
    source.addEventListener('error', () => this.retryLater())
  }

  /** Closes the stream until the next `open`. */
  pause(): void {
    this.shut()
    this.state.value = 'paused'
  }

  private retryLater(): void {
    this.shut()
    this.state.value = 'disconnected'
    this.timer = setTimeout(() => this.open(), this.retryMillis)
    this.retryMillis = Math.min(this.retryMillis * 2, longestRetryMillis)
    this.lost()
  }

  private shut(): void {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = undefined
  }
}
