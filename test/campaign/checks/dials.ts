import type { Settings } from '../schedule/schedule.ts'
import type { DialBroker } from '../simulation/network.ts'

// A broker that refuses connections is dialled with pauses that double from 100 ms to 1 s. Its lanes
// may begin together, and a bootstrap server has pauses of its own.
const MAX_FAILED = 13
const WINDOW_MS = 2_000

/** Counts the dials of one cluster that fail. */
export class FailedDials {
  readonly #byAddress = new Map<string, number[]>()

  /** The same dial, whose failures are counted. */
  counted(dial: DialBroker): DialBroker {
    return async to => {
      try {
        return await dial(to)
      } catch (error) {
        // The driver interrupts dials itself, such as those that `recycle` replaces.
        if (to.signal.aborted) throw error
        const address = `${to.host}:${to.port}`
        this.#byAddress.set(address, [...(this.#byAddress.get(address) ?? []), performance.now()])
        throw error
      }
    }
  }

  /** Reports addresses that were dialled again without the pauses of the back-off. */
  violations({ options = {} }: Settings): string[] {
    if (Object.keys(options).some(name => name.startsWith('pool.'))) return []
    return [...this.#byAddress].flatMap(([address, times]) => {
      const most = Math.max(...times.map(fromMs => times.filter(ms => ms >= fromMs && ms < fromMs + WINDOW_MS).length))
      return most > MAX_FAILED ? [`${address} refused ${most} dials within ${WINDOW_MS} ms: the pauses between dials do not grow`] : []
    })
  }
}
