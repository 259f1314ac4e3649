const TICK_MS = 10
const JITTER_MS = 5

/**
 * For how long the event loop was blocked since the watch began. On a busy machine timers may be
 * late by this time without a fault in the code.
 */
export interface LagWatch extends Disposable {
  readonly lostMs: number
}

/** Begins to measure. */
export function watchLag(): LagWatch {
  let lostMs = 0
  let lastMs = performance.now()
  const late = (): number => {
    const lateMs = performance.now() - lastMs - TICK_MS
    return lateMs > JITTER_MS ? lateMs : 0
  }
  const timer = setInterval(() => {
    lostMs += late()
    lastMs = performance.now()
  }, TICK_MS)
  return {
    get lostMs() {
      return lostMs + late()
    },
    [Symbol.dispose]: () => clearInterval(timer)
  }
}
