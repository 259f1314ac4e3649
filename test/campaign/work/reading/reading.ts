import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from 'kafkawire'
import type { Positions } from './positions.ts'

/** Reads on and on, into its positions. */
export interface Reading {
  /** Ends it. Resolves when all its calls have settled. */
  stop(): Promise<void>
}

const END_MS = 120_000
const LOOK_MS = 500

/**
 * Waits until a reader has come to the ends of its partitions, and stops it. Resolves with what it
 * has not read after two minutes, a sentence each. Call it when nothing is written any more.
 */
export async function readToEnd(reading: Reading, positions: Positions, observer: Cluster): Promise<string[]> {
  const untilMs = performance.now() + END_MS
  for (;;) {
    const missing = await positions.missing(observer)
    if (missing.length > 0 && performance.now() < untilMs) {
      await pause(LOOK_MS)
      continue
    }
    await reading.stop()
    return missing
  }
}
