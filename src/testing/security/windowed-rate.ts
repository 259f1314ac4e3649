interface Sample {
  readonly startMs: number
  lastMs: number
  sum: number
}

// Kafka's defaults of quota.window.size.seconds and quota.window.num.
const SAMPLE_MS = 1_000
const SAMPLES = 11
const MAX_THROTTLE_MS = 2 ** 31 - 1 // the field is an int32

/** The longest time of samples that are full, in seconds. */
export const FULL_WINDOW_SECONDS: number = ((SAMPLES - 1) * SAMPLE_MS) / 1_000

/** A rate over the last ten to eleven seconds, measured as Kafka measures it for quotas. */
export class WindowedRate {
  #samples: Sample[] = []

  record(value: number, nowMs: number): void {
    const last = this.#samples.at(-1)
    if (last === undefined || nowMs - last.startMs >= SAMPLE_MS) {
      this.#samples.push({ startMs: nowMs, lastMs: nowMs, sum: value })
    } else {
      last.sum += value
      last.lastMs = nowMs
    }
  }

  /**
   * How long the client must be quiet until its rate is the limit again, in milliseconds; 0 if it
   * is not above it. `limit` is in units per second.
   */
  excessMs(limit: number, nowMs: number): number {
    this.#samples = this.#samples.filter(({ lastMs }) => nowMs - lastMs < SAMPLES * SAMPLE_MS)
    const elapsedMs = nowMs - (this.#samples[0]?.startMs ?? nowMs)
    // A client that has begun a moment ago is measured as if it had been quiet before.
    const missing = Math.max(0, SAMPLES - 1 - Math.floor(elapsedMs / SAMPLE_MS))
    const windowMs = elapsedMs + missing * SAMPLE_MS
    const sum = this.#samples.reduce((total, sample) => total + sample.sum, 0)
    const rate = (sum / windowMs) * 1_000
    return rate > limit ? Math.min(Math.round(((rate - limit) / limit) * windowMs), MAX_THROTTLE_MS) : 0
  }
}
