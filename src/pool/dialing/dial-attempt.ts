import { now } from '../../clock.ts'
import { connectWith } from '../../conn/connect.ts'
import type { Connection } from '../../conn/connection.ts'
import { inMs } from '../../errors.ts'
import { abortable } from '../../waiting/abortable.ts'
import { addressOf, isSeed } from '../broker-name.ts'
import type { Inventory } from '../inventory.ts'
import type { BegunDial, Lane, LaneAttempt } from '../lane.ts'
import { sendPing } from '../ping.ts'
import { dialError, dialTimeout, freshError, poolClosed, unknownBroker } from '../pool-errors.ts'
import { publishPool } from '../pool-events.ts'
import { WaitingCallers } from './waiting-callers.ts'

const CLOSE_NOW = { timeoutMs: 1, reason: 'superseded' } as const

/**
 * The attempt to get one lane its connection, for all callers that wait for it:
 *
 *     the lane's connection was quiet ── ping ── answered ─→ ready
 *                                          └── no answer ─→ dial
 *     dial: wait for the backoff and the dial rate, take a slot, connect, verify, onFresh ─→ ready
 *
 * A dial that fails rejects all callers. Attempts of other lanes and brokers run independently.
 */
export class DialAttempt implements LaneAttempt {
  readonly callers: WaitingCallers
  readonly #inventory: Inventory
  readonly #lane: Lane
  #step = new AbortController()
  #isUnderWay = false // a ping or a dial has begun, and goes on even if all callers give up

  constructor(inventory: Inventory, lane: Lane) {
    this.#inventory = inventory
    this.#lane = lane
    this.callers = new WaitingCallers({
      makeTimeoutError: (timeoutMs, elapsedMs) => this.#makeTimeoutError(timeoutMs, elapsedMs),
      onResolved: waitedMs => inventory.statistics.countWait(waitedMs),
      onLastGaveUp: () => !this.#isUnderWay && this.interrupt()
    })
  }

  /**
   * Resolves when the attempt is over. All callers have their connection or their error by then.
   */
  async run(): Promise<void> {
    const { connection } = this.#lane
    try {
      if (connection !== undefined && (await this.#revive(connection))) return
      for (;;) {
        this.#throwIfImpossible()
        if (this.#endIfUnwanted()) return
        if (await this.#connect()) return
      }
    } catch (error) {
      this.#end()
      this.callers.reject(() => this.#copyError(error))
    }
  }

  /**
   * Stops the current step, and starts again with what is wanted now: the broker has moved or left,
   * the pool is recycled or closed, or nobody waits any more.
   */
  interrupt(): void {
    this.#step.abort(new Error('the attempt to connect was interrupted'))
  }

  #throwIfImpossible(): void {
    if (this.#inventory.isClosed) throw poolClosed()
    if (this.#lane.node.isGone) throw unknownBroker(this.#lane.node.nodeId)
  }

  // Ends the attempt if nobody waits. Check and end are one step: no caller can join in between.
  #endIfUnwanted(): boolean {
    if (this.callers.size > 0) return false
    this.#end()
    return true
  }

  #end(): void {
    this.#lane.attempt = undefined
    this.#inventory.forgetIfEmpty(this.#lane)
  }

  #succeed(connection: Connection): true {
    this.#end()
    this.callers.resolve(connection)
    return true
  }

  // A connection that was quiet for long may be dead without a sign: a firewall forgot it, or this
  // process was frozen. Resolves with whether the connection answered a ping and is the lane's
  // again.
  async #revive(connection: Connection): Promise<boolean> {
    const lane = this.#lane
    lane.connection = undefined
    if (connection.state !== 'open') return false
    const { signal } = (this.#step = new AbortController())
    this.#isUnderWay = true
    try {
      await sendPing(connection, { timeoutMs: this.#inventory.options.pongMs, signal })
      signal.throwIfAborted()
      if (connection.state !== 'open') return false
      this.#inventory.putBack(lane, connection)
      return this.#succeed(connection)
    } catch (error) {
      if (!signal.aborted) lane.noteLastError(error)
      void connection.close(CLOSE_NOW)
      return false
    } finally {
      this.#isUnderWay = false
    }
  }

  // Resolves with false if the dial was interrupted. Rejects if the dial failed.
  async #connect(): Promise<boolean> {
    const { signal } = (this.#step = new AbortController())
    try {
      return this.#succeed(await this.#dial(await this.#waitUntilDialAllowed(signal), signal))
    } catch (error) {
      if (signal.aborted) return false
      throw error
    }
  }

  async #waitUntilDialAllowed(signal: AbortSignal): Promise<BegunDial> {
    const { node } = this.#lane
    const { slots } = this.#inventory
    for (;;) {
      await node.waitUntilDialAllowed(signal)
      await slots.take(signal)
      const dial = signal.aborted ? undefined : node.beginDial()
      if (dial !== undefined) {
        this.#isUnderWay = true
        return dial
      }
      slots.release()
      signal.throwIfAborted()
    }
  }

  // The signal is aborted by everything that makes the new connection useless, so it is checked
  // once more after the last wait.
  async #dial(dial: BegunDial, signal: AbortSignal): Promise<Connection> {
    const { node, name } = this.#lane
    const { connection: options } = this.#inventory.settings
    const { host, port, nodeId } = node
    publishPool(() => ({ event: 'dial', broker: addressOf(node), lane: name }))
    let connection: Connection | undefined
    try {
      connection = await connectWith({ ...options, host, port, expect: this.#expected(nodeId), signal }, this.#inventory.transactions)
      const pooled = this.#inventory.add(connection, this.#lane, dial)
      await this.#verifyAndFreshen(connection, signal)
      signal.throwIfAborted()
      this.#inventory.markReady(pooled)
      return connection
    } catch (error) {
      if (connection === undefined) this.#inventory.slots.release()
      else void connection.close(CLOSE_NOW)
      if (!signal.aborted) {
        this.#inventory.statistics.countFailure(error)
        this.#inventory.recordFailure(this.#lane, dial, error)
      }
      throw error
    } finally {
      this.#isUnderWay = false
      node.endDial(dial)
    }
  }

  // Any broker may answer at the address of a bootstrap server. A broker that Metadata named must
  // be the one with that node id and cluster id (KIP-1242).
  #expected(nodeId: number): { nodeId?: number; clusterId?: string | undefined } {
    return isSeed(nodeId) ? {} : { nodeId, clusterId: this.#inventory.clusterId ?? undefined }
  }

  async #verifyAndFreshen(connection: Connection, signal: AbortSignal): Promise<void> {
    const { settings, verify } = this.#inventory
    const { node } = this.#lane
    if (verify !== undefined && !isSeed(node.nodeId)) await abortable(verify(connection, node.nodeId), signal)
    const { onFresh } = settings
    if (onFresh === undefined || signal.aborted) return
    try {
      const ended = connection.closed.then(({ reason, cause }) => Promise.reject(new Error(`the connection ended: ${reason}`, { cause })))
      await abortable(Promise.race([Promise.resolve(connection).then(onFresh), ended]), signal)
    } catch (error) {
      signal.throwIfAborted()
      throw freshError(error, node)
    }
  }

  #copyError(error: unknown): Error {
    const { node } = this.#lane
    if (this.#inventory.isClosed) return poolClosed()
    return node.isGone ? unknownBroker(node.nodeId) : dialError(error, node)
  }

  #makeTimeoutError(timeoutMs: number, elapsedMs: number): Error {
    const { node, name } = this.#lane
    const leftMs = Math.ceil(node.breaker.backoffLeftMs(now()))
    const why = this.#isUnderWay
      ? 'the dial goes on'
      : leftMs > 0
        ? `the broker is not dialled for another ${inMs(leftMs)} (failures in a row: ${node.breaker.failures})`
        : 'no slot was free for another connection, or too many dials had begun (maxConnections, maxDialsPerSecond)'
    return dialTimeout(node, name, { timeoutMs, elapsedMs, why }, node.lastError?.error)
  }
}
