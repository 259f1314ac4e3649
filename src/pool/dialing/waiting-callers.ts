import { now } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import { AbortListeners } from '../../waiting/abort-listeners.ts'
import { Alarm } from '../../waiting/alarm.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'

interface Caller extends WaitOptions {
  readonly beganMs: number
  readonly dueMs: number
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/** What the owner of the callers decides, and what it is told. */
export interface WaitingHooks {
  /** Makes the error of a caller whose `timeoutMs` have passed. */
  makeTimeoutError(timeoutMs: number, elapsedMs: number): Error
  /** A caller got its connection after this wait. */
  onResolved(waitedMs: number): void
  /** The last caller gave up, so nobody waits any more. */
  onLastGaveUp(): void
}

/**
 * The callers that wait for one connection. Each promise settles once, in the order of the calls.
 */
export class WaitingCallers {
  readonly #hooks: WaitingHooks
  readonly #callers = new Set<Caller>()
  readonly #aborts = new AbortListeners<Caller>((caller, reason) => this.#giveUp(caller, reason))
  readonly #alarm = new Alarm(nowMs => this.#onAlarm(nowMs))

  constructor(hooks: WaitingHooks) {
    this.#hooks = hooks
  }

  get size(): number {
    return this.#callers.size
  }

  /**
   * Adds a caller. Its promise settles with the connection, its timeout, its signal or a failure.
   */
  add({ signal, timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const beganMs = now()
      const caller: Caller = { signal, timeoutMs, beganMs, dueMs: beganMs + timeoutMs, resolve, reject }
      this.#callers.add(caller)
      this.#alarm.set(caller.dueMs)
      if (signal !== undefined) this.#aborts.watch(signal, caller)
    })
  }

  /** Gives this connection to all callers. */
  resolve(connection: Connection): void {
    const nowMs = now()
    for (const caller of this.#takeAll()) {
      this.#hooks.onResolved(nowMs - caller.beganMs)
      caller.resolve(connection)
    }
  }

  /** Rejects all callers, each with an error object of its own. */
  reject(makeError: () => unknown): void {
    for (const caller of this.#takeAll()) caller.reject(makeError())
  }

  #takeAll(): Caller[] {
    const callers = [...this.#callers]
    this.#callers.clear()
    this.#alarm.clear()
    for (const caller of callers) if (caller.signal !== undefined) this.#aborts.unwatch(caller.signal, caller)
    return callers
  }

  #giveUp(caller: Caller, error: unknown): void {
    if (!this.#callers.delete(caller)) return
    if (caller.signal !== undefined) this.#aborts.unwatch(caller.signal, caller)
    caller.reject(error)
    if (this.#callers.size > 0) return
    this.#alarm.clear()
    this.#hooks.onLastGaveUp()
  }

  #onAlarm(nowMs: number): void {
    let nextMs = Number.POSITIVE_INFINITY
    for (const caller of [...this.#callers]) {
      const { beganMs, dueMs, timeoutMs = 0 } = caller
      if (nowMs >= dueMs) this.#giveUp(caller, this.#hooks.makeTimeoutError(timeoutMs, nowMs - beganMs))
      else nextMs = Math.min(nextMs, dueMs)
    }
    this.#alarm.set(nextMs)
  }
}
