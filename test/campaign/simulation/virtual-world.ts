import { syncBuiltinESMExports } from 'node:module'
import { install } from '@sinonjs/fake-timers'
import { restartMoments } from '../traffic/moment.ts'
import { seedChance } from './seeded-chance.ts'

/** A world without real time: its clock moves when nothing is left to do at the present moment. */
export interface VirtualWorld {
  /** The time since the start, in milliseconds. */
  readonly nowMs: number
  /** Whether the clock is the simulation's own: an hour passes in no time, and no timer is late. */
  readonly isVirtual: boolean
  /** The number of timers that have not fired. */
  readonly timers: number
  /** Resolves after this time. */
  pause(ms: number): Promise<void>
  /**
   * Time passes in which the process does nothing, as if it were blocked or stopped. Timers that are
   * due in it fire at its end.
   */
  leap(ms: number): void
  /** All leaps until now. */
  readonly leaps: readonly Leap[]
  /** Something moved: the world does not pass on to the next timer in this turn. */
  stir(): void
}

/** A time in which the process did nothing. */
export interface Leap {
  readonly beganMs: number
  readonly ms: number
}

/** A body waits for something that no timer and no byte can bring: it would hang for ever. */
export class StuckError extends Error {
  override readonly name = 'StuckError'
}

// The certificates of the brokers are made in virtual time, and OpenSSL compares them with real time.
const TODAY = new Date()
const START_MS = Date.UTC(TODAY.getUTCFullYear(), TODAY.getUTCMonth())
// The turns of the event loop in which nothing moves before the clock does. A TLS handshake needs 2.
const STILL_TURNS = 4

/**
 * Runs a body in virtual time with seeded chance, and returns its result. Rejects with
 * {@link StuckError} if the body waits and no timer is left, or after `limitMs` of virtual time.
 * One process runs one body at a time.
 */
export async function runVirtually<T>(seed: number, limitMs: number, body: (world: VirtualWorld) => Promise<T>): Promise<T> {
  seedChance(seed)
  restartMoments()
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const
  const clock = install({ now: START_MS, toFake: [...toFake] })
  syncBuiltinESMExports() // for `import { setTimeout } from 'node:timers/promises'`
  const passage = new Passage(clock, limitMs)
  const stopWatching = watchImmediates(() => passage.stir())
  try {
    return await passage.run(body)
  } finally {
    stopWatching()
    clock.uninstall()
    syncBuiltinESMExports()
  }
}

const nextTurn = globalThis.setImmediate

// What was put off to the next turn of the event loop is not over yet: brokers in memory deliver
// bytes of TLS in one turn each, and many of them may wait.
function watchImmediates(stir: () => void): () => void {
  const watched = (callback: (...given: unknown[]) => void, ...given: unknown[]): NodeJS.Immediate =>
    nextTurn(() => {
      stir()
      callback(...given)
    })
  globalThis.setImmediate = watched as typeof setImmediate
  return () => {
    globalThis.setImmediate = nextTurn
  }
}

type InstalledClock = ReturnType<typeof install>

class Passage implements VirtualWorld {
  readonly #clock: InstalledClock
  readonly leaps: Leap[] = []
  readonly isVirtual = true
  #limitMs: number
  #moves = 0

  constructor(clock: InstalledClock, limitMs: number) {
    this.#clock = clock
    this.#limitMs = limitMs
  }

  get nowMs(): number {
    return this.#clock.now - START_MS
  }

  get timers(): number {
    return this.#clock.countTimers()
  }

  pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      setTimeout(resolve, ms)
    })
  }

  leap(ms: number): void {
    this.leaps.push({ beganMs: this.nowMs, ms })
    this.#limitMs += ms
    this.#clock.jump(ms)
    this.stir()
  }

  stir(): void {
    this.#moves++
  }

  async run<T>(body: (world: VirtualWorld) => Promise<T>): Promise<T> {
    let isOver = false
    const result = body(this).finally(() => {
      isOver = true
    })
    result.catch(() => undefined)
    for (await this.#settle(); !isOver; await this.#settle()) {
      if (this.#clock.countTimers() === 0) throw new StuckError(`nothing is left to happen at ${this.nowMs} ms, and the body still waits`)
      if (this.nowMs > this.#limitMs) throw new StuckError(`the body did not end within ${this.#limitMs} ms of virtual time`)
      this.#clock.next()
    }
    return await result
  }

  async #settle(): Promise<void> {
    for (let still = 0; still < STILL_TURNS; ) {
      const before = this.#moves
      await new Promise<void>(resolve => nextTurn(resolve))
      still = before === this.#moves ? still + 1 : 0
    }
  }
}
