import { now } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import { AbortListeners } from '../../waiting/abort-listeners.ts'
import { Alarm } from '../../waiting/alarm.ts'

/** How long one caller waits for a connection. */
export interface AcquireOptions {
  /** Gives up waiting; the promise rejects with the signal's reason. The dial goes on for others, and for later. */
  readonly signal?: AbortSignal | undefined
  /** The whole of this caller's wait, in milliseconds. Without it, it ends with the dial. */
  readonly timeoutMs?: number | undefined
}

interface Caller extends AcquireOptions {
  readonly beganMs: number
  readonly dueMs: number
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/** What becomes of callers. */
export interface WaitingHooks {
  /** The error of a caller whose time is over. */
  late(timeoutMs: number, elapsedMs: number): Error
  /** A caller has its connection, after so long. */
  served(waitedMs: number): void
  /** The last caller gave up. */
  deserted(): void
}

/** The callers that wait for one connection. Each hears once, in the order of their calls. */
export class Waiting {
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

  add({ signal, timeoutMs = Number.POSITIVE_INFINITY }: AcquireOptions): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const beganMs = now()
      const caller: Caller = { signal, timeoutMs, beganMs, dueMs: beganMs + timeoutMs, resolve, reject }
      this.#callers.add(caller)
      this.#alarm.set(caller.dueMs)
      if (signal !== undefined) this.#aborts.watch(signal, caller)
    })
  }

  /** All of them get this connection. */
  resolve(connection: Connection): void {
    const nowMs = now()
    for (const caller of this.#takeAll()) {
      this.#hooks.served(nowMs - caller.beganMs)
      caller.resolve(connection)
    }
  }

  /** There is none for any of them; each hears so by an error of its own. */
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
    this.#hooks.deserted()
  }

  #onAlarm(nowMs: number): void {
    let nextMs = Number.POSITIVE_INFINITY
    for (const caller of [...this.#callers]) {
      const { beganMs, dueMs, timeoutMs = 0 } = caller
      if (nowMs >= dueMs) this.#giveUp(caller, this.#hooks.late(timeoutMs, nowMs - beganMs))
      else nextMs = Math.min(nextMs, dueMs)
    }
    this.#alarm.set(nextMs)
  }
}
