import { clearTimeout, setTimeout } from '../../clock.ts'
import type { Abortable } from '../../waiting/abortable.ts'

// When an address has not answered for this long, the next one is tried beside it (RFC 8305,
// section 5).
const STAGGER_MS = 250

/**
 * Tries addresses until one succeeds ("happy eyeballs"). The next attempt begins when the one
 * before has failed, or beside it after 250 ms. Attempts that are still running at the first
 * success are aborted. Rejects with all failures, in the order of the addresses, or with the reason
 * of the signal.
 */
export function raceAddresses<T>(
  addresses: readonly string[],
  attempt: (address: string, signal: AbortSignal) => Promise<T>,
  signal: Abortable
): Promise<T> {
  return new Promise((resolve, reject) => {
    const over = new AbortController()
    const failures: unknown[] = []
    let begun = 0
    let timer: NodeJS.Timeout | undefined
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      settle()
      if (begun > 1 || signal.aborted) over.abort() // makes an error with a stack: not for one attempt
    }
    const onAbort = (): void => end(() => reject(signal.reason))
    const fail = (i: number, error: unknown): void => {
      failures[i] = error
      if (over.signal.aborted) return
      if (begun < addresses.length) begin()
      else if (Object.keys(failures).length === addresses.length) end(() => reject(new AggregateError(failures)))
    }
    const begin = (): void => {
      clearTimeout(timer)
      const i = begun++
      attempt(addresses[i] ?? '', over.signal).then(
        won => end(() => resolve(won)),
        error => fail(i, error)
      )
      if (begun < addresses.length) timer = setTimeout(begin, STAGGER_MS)
    }
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    begin()
  })
}
