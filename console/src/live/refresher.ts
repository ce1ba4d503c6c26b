/**
 * Runs a load whenever it is asked to, but never two at once and never more often than the gap allows. What is asked while a load runs,
 * or within the gap, is done once afterwards: the last request always leads to a load that began after it.
 */
export class Refresher {
  private wanted = false
  private running = false
  private held = false
  private closed = false
  private lastStart = -Infinity
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `load` deals with its own errors: what it throws is not seen here. */
  constructor(
    private readonly load: () => Promise<void>,
    private readonly gapMillis: number,
  ) {}

  trigger(): void {
    this.wanted = true
    this.pump()
  }

  /** Nothing begins while it is held; what was asked meanwhile is done once when it is released. */
  hold(): void {
    this.held = true
    clearTimeout(this.timer)
    this.timer = undefined
  }

  release(): void {
    this.held = false
    this.pump()
  }

  close(): void {
    this.closed = true
    this.hold()
  }

  private pump(): void {
    if (!this.wanted || this.running || this.held || this.closed || this.timer !== undefined) return
    const wait = this.lastStart + this.gapMillis - Date.now()
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined
        this.pump()
      }, wait)
      return
    }
    this.wanted = false
    this.running = true
    this.lastStart = Date.now()
    const done = (): void => {
      this.running = false
      this.pump()
    }
    this.load().then(done, done)
  }
}
