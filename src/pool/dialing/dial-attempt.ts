import { now } from '../../clock.ts'
import { connectWith } from '../../conn/connect.ts'
import type { Connection } from '../../conn/connection.ts'
import { inMs } from '../../errors.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { abortable } from '../../waiting/abortable.ts'
import { addressOf, isSeed } from '../broker-name.ts'
import type { Inventory } from '../inventory.ts'
import type { Lane } from '../lane.ts'
import { dialError, dialTimeout, freshError, poolClosed, unknownBroker } from '../pool-errors.ts'
import { publishPool } from '../pool-events.ts'
import type { BegunDial } from '../pool-node.ts'
import { Waiting } from './waiting-callers.ts'

const AT_ONCE = { timeoutMs: 1, reason: 'superseded' } as const

/** What is done to get a lane its connection, once for all callers who want it. Nobody waits for another lane or another broker. */
export class Attempt {
  readonly waiting: Waiting
  readonly #inventory: Inventory
  readonly #lane: Lane
  #step = new AbortController()
  #isUnderWay = false

  constructor(inventory: Inventory, lane: Lane) {
    this.#inventory = inventory
    this.#lane = lane
    this.waiting = new Waiting({
      late: (timeoutMs, elapsedMs) => this.#timeout(timeoutMs, elapsedMs),
      served: waitedMs => inventory.statistics.wait(waitedMs),
      deserted: () => !this.#isUnderWay && this.interrupt()
    })
  }

  /** Resolves when it is over; whoever waited has heard by then. */
  async run(): Promise<void> {
    const { connection } = this.#lane
    try {
      if (connection !== undefined && (await this.#revive(connection))) return
      while (this.#isWanted()) if (await this.#connect()) return
    } catch (error) {
      this.#end()
      this.waiting.reject(() => this.#copyError(error))
    }
  }

  /** What it is doing has become pointless: it looks anew what there is to do. */
  interrupt(): void {
    this.#step.abort(new Error('the pool has changed its mind'))
  }

  // Whether there is still something to do. It is over in the same turn in which there is not, so that nobody joins it in between.
  #isWanted(): boolean {
    if (this.#inventory.isClosed) throw poolClosed()
    if (this.#lane.node.isGone) throw unknownBroker(this.#lane.node.nodeId)
    if (this.waiting.size > 0) return true
    this.#end()
    return false
  }

  #end(): void {
    this.#lane.attempt = undefined
    this.#inventory.prune(this.#lane)
  }

  #succeed(connection: Connection): true {
    this.#end()
    this.waiting.resolve(connection)
    return true
  }

  // A connection that was quiet for long may be dead without knowing it: a firewall forgot it, or this process was frozen.
  async #revive(connection: Connection): Promise<boolean> {
    const lane = this.#lane
    lane.connection = undefined
    if (connection.state !== 'open') return false
    const { signal } = (this.#step = new AbortController())
    this.#isUnderWay = true
    try {
      await connection.send(ApiVersions, {}, { version: 0, timeoutMs: this.#inventory.options.pongMs, signal })
      signal.throwIfAborted()
      if (connection.state !== 'open') return false
      lane.connection = connection
      return this.#succeed(connection)
    } catch (error) {
      if (!signal.aborted) lane.fail(error)
      void connection.close(AT_ONCE)
      return false
    } finally {
      this.#isUnderWay = false
    }
  }

  async #connect(): Promise<boolean> {
    const { signal } = (this.#step = new AbortController())
    try {
      return this.#succeed(await this.#dial(await this.#turn(signal), signal))
    } catch (error) {
      if (signal.aborted) return false
      throw error
    }
  }

  async #turn(signal: AbortSignal): Promise<BegunDial> {
    const { node } = this.#lane
    const { places } = this.#inventory
    for (;;) {
      await node.turn(signal)
      await places.take(signal)
      const dial = signal.aborted ? undefined : node.beginDial()
      if (dial !== undefined) {
        this.#isUnderWay = true
        return dial
      }
      places.release()
      signal.throwIfAborted()
    }
  }

  // Whatever makes a connection unwanted meanwhile aborts the signal: that it is not, after the last wait, is the second check.
  async #dial(dial: BegunDial, signal: AbortSignal): Promise<Connection> {
    const { node, name } = this.#lane
    const { connection: options } = this.#inventory.settings
    const { host, port, nodeId } = node
    publishPool(() => ({ event: 'dial', broker: addressOf(node), lane: name }))
    let connection: Connection | undefined
    try {
      connection = await connectWith({ ...options, host, port, expect: this.#expected(nodeId), signal }, this.#inventory.transactions)
      const held = this.#inventory.hold(connection, this.#lane, dial)
      await this.#freshen(connection, signal)
      signal.throwIfAborted()
      this.#inventory.store(held)
      return connection
    } catch (error) {
      if (connection === undefined) this.#inventory.places.release()
      else void connection.close(AT_ONCE)
      if (!signal.aborted) {
        this.#inventory.statistics.fail(error)
        this.#inventory.fail(this.#lane, dial, error)
      }
      throw error
    } finally {
      this.#isUnderWay = false
      node.endDial(dial)
    }
  }

  // A seed is whoever answers there; brokers that Metadata named must be who they are (KIP-1242).
  #expected(nodeId: number): { nodeId?: number; clusterId?: string | undefined } {
    return isSeed(nodeId) ? {} : { nodeId, clusterId: this.#inventory.clusterId ?? undefined }
  }

  async #freshen(connection: Connection, signal: AbortSignal): Promise<void> {
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

  #timeout(timeoutMs: number, elapsedMs: number): Error {
    const { node, name } = this.#lane
    const leftMs = Math.ceil(node.breaker.leftMs(now()))
    const forWhat = this.#isUnderWay
      ? 'the dial goes on'
      : leftMs > 0
        ? `the broker is left alone for another ${inMs(leftMs)} (failures in a row: ${node.breaker.failures})`
        : 'there was no place for another connection, or too many dials (maxConnections, maxDialsPerSecond)'
    return dialTimeout(node, name, { timeoutMs, elapsedMs, forWhat }, node.lastError?.error)
  }
}
