import type { Random } from '../../../support/vectors/random.ts'

/** How long a caller waits: the options of its call, and the limit that follows from them. */
export interface Patience {
  readonly options: { readonly timeoutMs?: number; readonly signal?: AbortSignal }
  readonly limitMs: number
  /** The reason of the signal, which the call rejects with if the signal aborts first. */
  readonly reason?: Error
  /** The call has settled: the signal does not abort any more. */
  end?(): void
}

const SHORT_MS = 20
const MORE_SHORT_MS = 600

/** A caller with a short timeout, with a signal, or with neither. */
export function randomPatience(random: Random, limitMs: number): Patience {
  const shortMs = SHORT_MS + random.below(MORE_SHORT_MS)
  const kind = random.pick(['timeout', 'signal', 'none', 'none'])
  if (kind === 'timeout') return { options: { timeoutMs: shortMs }, limitMs: shortMs }
  return kind === 'none' ? { options: {}, limitMs } : withSignal(shortMs)
}

function withSignal(abortMs: number): Patience {
  const controller = new AbortController()
  const reason = new Error('the caller has given up')
  const timer = setTimeout(() => controller.abort(reason), abortMs)
  return { options: { signal: controller.signal }, limitMs: abortMs, reason, end: () => clearTimeout(timer) }
}
