import { now } from '../clock.ts'
import type { Address } from '../conn/address.ts'
import type { BrokerAddress } from '../errors.ts'
import { abortable } from '../waiting/abortable.ts'
import { pause } from '../waiting/pause.ts'
import { WaiterQueue } from '../waiting/waiter-queue.ts'
import { addressProblem } from './broker-name.ts'
import { Breaker } from './dialing/breaker.ts'
import { DialRate } from './dialing/dial-rate.ts'
import { Lane, type Mishap } from './lane.ts'
import type { ResolvedPoolOptions } from './pool-options.ts'

/** A dial that has begun. */
export interface BegunDial {
  readonly period: number
  readonly isProbe: boolean
  readonly beganMs: number
}

/** One broker as the pool knows it: where it is, how it fares, and its lanes. */
export class PoolNode implements BrokerAddress {
  readonly nodeId: number
  readonly lanes: Map<string, Lane> = new Map()
  readonly breaker: Breaker
  /** What went wrong last, on any lane. */
  lastError: Mishap | undefined = undefined
  readonly #rate: DialRate
  readonly #probeEnded = new WaiterQueue()
  #host: string
  #port: number
  #isGone = false
  #problem: string | undefined
  #isProbing = false
  #forgiven = new AbortController()

  constructor(nodeId: number, { host, port }: Address, { backoff, breaker, maxDialsPerSecond }: ResolvedPoolOptions) {
    this.nodeId = nodeId
    this.#host = host
    this.#port = port
    this.#problem = addressProblem(this)
    this.breaker = new Breaker(backoff, breaker)
    this.#rate = new DialRate(maxDialsPerSecond)
  }

  get host(): string {
    return this.#host
  }

  get port(): number {
    return this.#port
  }

  /** Why its address cannot be dialled; undefined where it can. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** Whether the pool was told that it is there no more. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** The lane of this name, made when it is first asked for. */
  lane(name: string): Lane {
    let lane = this.lanes.get(name)
    if (lane === undefined) this.lanes.set(name, (lane = new Lane(this, name)))
    return lane
  }

  /** It is elsewhere now, which makes it another broker but for its name. */
  move({ host, port }: Address): void {
    this.#host = host
    this.#port = port
    this.#problem = addressProblem(this)
    this.breaker.reset()
  }

  /** It need not be left alone any longer: who waits to dial it may do so now. */
  forgive(): void {
    this.breaker.forgive()
    this.#forgiven.abort()
    this.#forgiven = new AbortController()
  }

  remove(): void {
    this.#isGone = true
  }

  /** Resolves when a dial may begin; rejects with the signal's reason. */
  async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const leftMs = this.#leftMs(now())
      if (leftMs > 0) await this.#pause(leftMs, signal)
      else if (this.#isProbed) await abortable(this.#probeEnded.add(), signal)
      else return
    }
  }

  /** Begins a dial, if it still may. */
  beginDial(): BegunDial | undefined {
    const beganMs = now()
    if (this.#leftMs(beganMs) > 0 || this.#isProbed) return undefined
    const isProbe = this.breaker.failures > 0
    this.#rate.begin(beganMs)
    if (isProbe) this.#isProbing = true
    return { period: this.breaker.period, isProbe, beganMs }
  }

  endDial({ isProbe }: BegunDial): void {
    if (!isProbe) return
    this.#isProbing = false
    this.#probeEnded.resolve()
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const forgiven = this.#forgiven.signal
    try {
      await pause(ms, AbortSignal.any([signal, forgiven]))
    } catch (error) {
      signal.throwIfAborted()
      if (!forgiven.aborted) throw error
    }
  }

  #leftMs(nowMs: number): number {
    return Math.max(this.breaker.leftMs(nowMs), this.#rate.leftMs(nowMs))
  }

  // After a failure one dial at a time finds out how things are, whatever the number of lanes that want one.
  get #isProbed(): boolean {
    return this.#isProbing && this.breaker.failures > 0
  }
}
