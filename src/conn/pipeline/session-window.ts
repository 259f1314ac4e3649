// Long polls: Fetch, JoinGroup, ShareFetch. Brokers may take as long as these ask for, and what is behind them waits.
const POLLS: readonly number[] = [1, 11, 78]

/** What a session needs to know of a request. */
export interface TimedRequest {
  readonly api: { readonly key: number }
  /** How long it asks the broker to take. */
  readonly askedMs: number
}

/**
 * Until when requests may be written in a session that ends (KIP-368). A broker answers what it has read before the end, however long that takes,
 * and closes the connection at the first request that it reads after it. It reads a request only once those ahead of it are answered, so
 * what counts is not when a request is written but when the long polls ahead of it may be over.
 */
export class SessionWindow {
  #endMs: number
  #sinceMs = 0 // when the broker took up the oldest request that is out, or will
  #polledMs = 0 // what all that is out asks for

  /** @param endMs on the monotonic clock; a request that may be read after that waits for the next session */
  constructor(endMs: number) {
    this.#endMs = endMs
  }

  /** The next session has begun. */
  moveTo(endMs: number): void {
    this.#endMs = endMs
  }

  /** Whether the broker will read before the end what is written now. */
  admits(nowMs: number): boolean {
    return Math.max(nowMs, this.#sinceMs + this.#polledMs) < this.#endMs
  }

  written(request: TimedRequest, nowMs: number, isAlone: boolean): void {
    if (isAlone) this.#sinceMs = Math.max(this.#sinceMs, nowMs)
    this.#polledMs += polledMs(request)
  }

  answered(request: TimedRequest, nowMs: number): void {
    this.#sinceMs = nowMs
    this.#polledMs -= polledMs(request)
  }

  /** The broker reads nothing for so long (KIP-219). */
  throttled(nowMs: number, ms: number): void {
    this.#sinceMs = nowMs + ms
  }
}

const polledMs = ({ api, askedMs }: TimedRequest): number => (POLLS.includes(api.key) ? askedMs : 0)
