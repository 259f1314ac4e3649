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

/** A fault that waits for a state, or brings it about, gives up after this time. */
const PATIENCE_MS = 5_000
/** After this time it tries again. */
const AGAIN_MS = 300

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
  async run({ fault, atMs, forMs, seed, when, until }: FaultStep): Promise<void> {
    const { world } = this.#target
    const random = new Random(seed)
    await world.pause(atMs)
    const heals = until === undefined ? [await this.#strikeIn(when, fault, random)] : await this.#strikeUntil(until, fault, random)
    const lasting = heals.filter(heal => heal !== undefined)
    if (lasting.length === 0) return
    for (const heal of lasting) this.#heals.add(heal)
    await world.pause(forMs)
    for (const heal of lasting) if (this.#heals.delete(heal)) await heal()
  }

  // Strikes in a state. If the fault finds nothing to strike, it tries again: soon, because the state
  // may last.
  async #strikeIn(when: DriverState | undefined, fault: string, random: Random): Promise<Heal | undefined> {
    const { world } = this.#target
    const untilMs = world.nowMs + PATIENCE_MS
    for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, AGAIN_MS)) {
      if (when !== undefined && !(await this.#states.reached(when, Math.max(untilMs - world.nowMs, 0)))) return undefined
      const heal = await this.#strike(fault, random)
      if (heal !== MISSED) return heal
      if (when === undefined || world.nowMs >= untilMs) return undefined
      await world.pause(pauseMs)
    }
  }

  // Strikes work in flight, so that the driver has something to do.
  async #strikeUntil(state: DriverState, fault: string, random: Random): Promise<(Heal | undefined)[]> {
    const { world } = this.#target
    const heals: (Heal | undefined)[] = []
    for (const untilMs = world.nowMs + PATIENCE_MS; world.nowMs < untilMs; ) {
      await this.#states.reached('inFlight', AGAIN_MS)
      const heal = await this.#strike(fault, random)
      if (heal !== MISSED) heals.push(heal)
      if (await this.#states.reached(state, AGAIN_MS)) break
    }
    return heals
  }

  async #strike(fault: string, random: Random): Promise<Heal | typeof MISSED | undefined> {
    const strike = faultKinds[fault]
    if (strike === undefined) throw new Error(`there is no fault ${fault}; there are ${Object.keys(faultKinds).join(', ')}`)
    const struck = { fault, atMs: this.#target.world.nowMs, states: this.#states.current }
    const report = (sentence: string): unknown => this.violations.push(sentence)
    const heal = await strike({ ...this.#target, ended: this.#over.signal, report, random })
    if (heal !== MISSED) this.#note(struck)
    return heal
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
