import { now } from '../clock.ts'
import type { Address } from '../conn/address.ts'
import { abortable } from '../waiting/abortable.ts'
import { pause } from '../waiting/pause.ts'
import { WaiterQueue } from '../waiting/waiter-queue.ts'
import { addressProblem } from './broker-name.ts'
import { Breaker } from './dialing/breaker.ts'
import { DialRate } from './dialing/dial-rate.ts'
import { type BegunDial, Lane, type LaneNode, type LastFailure } from './lane.ts'
import type { ResolvedPoolOptions } from './pool-options.ts'

/** One broker of the pool: its address, its circuit breaker, its dial rate and its lanes. */
export class PoolNode implements LaneNode {
  readonly nodeId: number
  readonly lanes: Map<string, Lane> = new Map()
  readonly breaker: Breaker
  lastError: LastFailure | undefined = undefined
  readonly #rate: DialRate
  readonly #probeEnded = new WaiterQueue()
  #host: string
  #port: number
  #isGone = false
  #addressProblem: string | undefined
  #isProbing = false
  #forgiven = new AbortController()

  constructor(nodeId: number, { host, port }: Address, { backoff, breaker, maxDialsPerSecond }: ResolvedPoolOptions) {
    this.nodeId = nodeId
    this.#host = host
    this.#port = port
    this.#addressProblem = addressProblem(this)
    this.breaker = new Breaker(backoff, breaker)
    this.#rate = new DialRate(maxDialsPerSecond)
  }

  get host(): string {
    return this.#host
  }

  get port(): number {
    return this.#port
  }

  /** Why the address cannot be dialled; undefined if it can. */
  get addressProblem(): string | undefined {
    return this.#addressProblem
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** The lane of this name. Creates it at the first call. */
  laneOf(name: string): Lane {
    let lane = this.lanes.get(name)
    if (lane === undefined) this.lanes.set(name, (lane = new Lane(this, name)))
    return lane
  }

  // A connection of a lane that was forgotten can end after a new lane has got the name.
  forgetLane(lane: Lane): void {
    if (this.lanes.get(lane.name) === lane) this.lanes.delete(lane.name)
  }

  /**
   * Sets a new address. Failures of the old address are forgotten: another server listens there.
   */
  move({ host, port }: Address): void {
    this.#host = host
    this.#port = port
    this.#addressProblem = addressProblem(this)
    this.breaker.reset()
  }

  /** Ends the backoff: attempts that wait for it may dial now. */
  forgive(): void {
    this.breaker.forgive()
    this.#forgiven.abort()
    this.#forgiven = new AbortController()
  }

  /** Marks the broker as removed from the pool. */
  markGone(): void {
    this.#isGone = true
  }

  async waitUntilDialAllowed(signal: AbortSignal): Promise<void> {
    for (;;) {
      const leftMs = this.#leftMs(now())
      if (leftMs > 0) await this.#pauseUnlessForgiven(leftMs, signal)
      else if (this.#isProbeRunning) await abortable(this.#probeEnded.add(), signal)
      else return
    }
  }

  beginDial(): BegunDial | undefined {
    const beganMs = now()
    if (this.#leftMs(beganMs) > 0 || this.#isProbeRunning) return undefined
    const isProbe = this.breaker.failures > 0
    this.#rate.countDial(beganMs)
    if (isProbe) this.#isProbing = true
    return { period: this.breaker.period, isProbe, beganMs }
  }

  endDial({ isProbe }: BegunDial): void {
    if (!isProbe) return
    this.#isProbing = false
    this.#probeEnded.resolve()
  }

  // Ends early, without an error, when `forgive` is called.
  async #pauseUnlessForgiven(ms: number, signal: AbortSignal): Promise<void> {
    const forgiven = this.#forgiven.signal
    try {
      await pause(ms, AbortSignal.any([signal, forgiven]))
    } catch (error) {
      signal.throwIfAborted()
      if (!forgiven.aborted) throw error
    }
  }

  #leftMs(nowMs: number): number {
    return Math.max(this.breaker.backoffLeftMs(nowMs), this.#rate.leftMs(nowMs))
  }

  // After a failure only one dial at a time probes the broker, however many lanes want a
  // connection.
  get #isProbeRunning(): boolean {
    return this.#isProbing && this.breaker.failures > 0
  }
}
