import type { ClusterSendOptions } from 'kafkawire'
import type { Random } from '../../../support/vectors/random.ts'

const MAX_ABORT_MS = 800
const MAX_TIMEOUT_MS = 500

/** The options of a call that often fails, and what to do when it has settled. */
export interface Chosen {
  readonly options: Pick<ClusterSendOptions, 'signal' | 'timeoutMs' | 'maxAttempts'>
  settled(): void
}

/** Chooses whether a call has a short timeout, a signal that aborts soon, few attempts, or none of it. */
export function randomOptions(random: Random): Chosen {
  const giveUp = random.once(8) ? new AbortController() : undefined
  const timer = giveUp && setTimeout(() => giveUp.abort(new Error('the caller gave up')), random.below(MAX_ABORT_MS))
  const options = {
    ...(giveUp !== undefined && { signal: giveUp.signal }),
    ...(random.once(6) && { timeoutMs: 1 + random.below(MAX_TIMEOUT_MS) }),
    ...(random.once(6) && { maxAttempts: 1 + random.below(2) })
  }
  return { options, settled: () => clearTimeout(timer) }
}
