import { Random } from '../../support/vectors/random.ts'
import { type Heal, MISSED, type Target } from '../faults/fault.ts'
import { faultKinds } from '../faults/index.ts'
import type { DriverState } from '../matrix/driver-state.ts'
import type { DriverStates } from '../matrix/driver-states.ts'
import type { FaultStep } from '../schedule/schedule.ts'

/** A fault that has struck. */
export interface Strike {
  readonly fault: string
  /** When it began, in milliseconds of virtual time. */
  readonly atMs: number
  /** What the driver was doing at that moment. */
  readonly states: readonly DriverState[]
}

/** A fault that waits for a state gives up after this time. */
const PATIENCE_MS = 3_000

/** The faults of one run. */
export class Strikes implements Disposable {
  /** The promises that a fault saw broken. */
  readonly violations: string[] = []
  readonly #target: Omit<Target, 'random' | 'ended' | 'report'>
  readonly #states: DriverStates
  readonly #note: (strike: Strike) => void
  readonly #heals = new Set<Heal>()
  readonly #over = new AbortController()

  constructor(target: Omit<Target, 'random' | 'ended' | 'report'>, states: DriverStates, note: (strike: Strike) => void) {
    this.#target = target
    this.#states = states
    this.#note = note
  }

  /** Begins a fault at its moment, and ends it. */
  async run({ fault, atMs, forMs, seed, when }: FaultStep): Promise<void> {
    const { world } = this.#target
    const strike = faultKinds[fault]
    if (strike === undefined) throw new Error(`there is no fault ${fault}; there are ${Object.keys(faultKinds).join(', ')}`)
    await world.pause(atMs)
    if (when !== undefined && !(await this.#states.reached(when, PATIENCE_MS))) return
    const struck = { fault, atMs: world.nowMs, states: this.#states.current }
    const heal = await strike({
      ...this.#target,
      ended: this.#over.signal,
      report: sentence => void this.violations.push(sentence),
      random: new Random(seed)
    })
    if (heal === MISSED) return
    this.#note(struck)
    if (heal === undefined) return
    this.#heals.add(heal)
    await world.pause(forMs)
    if (this.#heals.delete(heal)) await heal()
  }

  /** Ends all faults that still last. */
  async end(): Promise<void> {
    for (const heal of this.#heals) {
      this.#heals.delete(heal)
      await heal()
    }
  }

  /** Ends what is still under way, when the run is over. */
  [Symbol.dispose](): void {
    this.#over.abort()
  }
}
