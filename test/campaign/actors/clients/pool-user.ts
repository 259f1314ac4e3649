import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, isKafkaError, type KafkaErrorCode, Pool } from 'kafkawire'
import { brokersOf } from '../../work/callers/addresses.ts'
import { BigBatches } from '../../work/callers/big-batches.ts'
import { type Patience, randomPatience } from '../../work/callers/patience.ts'
import { ask, Questions } from '../../work/callers/questions.ts'
import { Ledger } from '../../work/ledgers/ledger.ts'
import { readInto } from '../../work/read-all.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'
import { REQUEST_MS, ROOM_MS, throttleMs } from './limits.ts'

const LANES = ['produce', 'coordination', 'other', 'own']
const MAX_CALLERS = 4
const MAX_OPEN = 12
const PAUSE_MS = 400
const ACQUIRE_MS = 300
const MORE_ACQUIRE_MS = 4_000
const CLOSE_MS = 2_000
const RECOVERY_MS = 120_000
// What happens in one of so many rounds.
const REPLACES = 6
const PINGS = 8
const WARMS_UP = 12
// One of so many calls.
const WRITES = 4
const WAITS_FOR_ROOM = 3

const ACQUIRE_CODES: readonly KafkaErrorCode[] = ['KAFKA_CONNECT', 'KAFKA_AUTHENTICATION', 'KAFKA_CIRCUIT_OPEN', 'KAFKA_TIMEOUT']
const SEND_CODES: readonly KafkaErrorCode[] = ['KAFKA_TIMEOUT', 'KAFKA_CONNECTION_CLOSED', 'KAFKA_QUEUE_FULL']
// A connection that a pool closes for these reasons answers first what is in flight.
const PLANNED: readonly string[] = ['idle', 'evicted', 'superseded']

/** Takes connections from a pool of its own, whose connections are few and are replaced. */
export const poolUser: ActorKind = async stage => {
  const [questions, batches] = ['topic', 'records'].map(async kind => await createTopic(stage.observer, `${stage.name}-${kind}`, 1))
  return new PoolUser(stage, (await questions) ?? '', (await batches) ?? '')
}

class PoolUser implements Actor {
  readonly #stage: Stage
  readonly #pool: Pool
  readonly #questions: Questions
  readonly #topic: string
  readonly #ledger = new Ledger({ isOrdered: false })
  readonly #batches: BigBatches
  readonly #broken: string[] = []
  readonly #open = new Set<Promise<void>>()
  readonly #limitMs: number
  readonly #work: Promise<void>
  #isOver = false
  #lastError: unknown

  constructor(stage: Stage, questions: string, batches: string) {
    const { random, clusterOptions } = stage
    const { connection = {}, pool = {} } = clusterOptions
    const few = { maxConnections: random.pick([1, 2, 3, 6]) }
    this.#stage = stage
    this.#pool = new Pool({ connection, pool: { ...pool, ...(random.once(2) && few) } })
    this.#questions = new Questions(stage.name, questions, random)
    this.#topic = batches
    this.#batches = new BigBatches(batches, this.#ledger)
    this.#limitMs = (connection.timeouts?.requestMs ?? REQUEST_MS) + throttleMs(this.#stage)
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
    await this.#checkRecovery()
    const closing = [this.#pool.close({ timeoutMs: CLOSE_MS }), this.#pool.close()]
    await this.#stage.calls.record('close', {}, CLOSE_MS, () => Promise.all(closing))
    const connections = this.#pool.snapshot().connections.filter(({ state }) => state !== 'closed')
    if (connections.length > 0) this.#report(`a closed pool has ${connections.length} connections`)
    await this.#acquire({ timeoutMs: ROOM_MS }, ROOM_MS, ['KAFKA_POOL_CLOSED'])
  }

  async violations(): Promise<readonly string[]> {
    await readInto(this.#stage.observer, { topic: this.#topic, partitions: 1 }, this.#ledger)
    const { name } = this.#stage
    return [...this.#broken.map(sentence => `${name}: ${sentence}`), ...brokenPromises(name, this.#ledger.verdict.broken)]
  }

  async #run(): Promise<void> {
    const { random } = this.#stage
    for (; !this.#isOver; await pause(random.below(PAUSE_MS))) {
      const brokers = brokersOf(this.#stage)
      this.#pool.setBrokers(brokers)
      for (let callers = 1 + random.below(MAX_CALLERS); callers > 0 && this.#open.size < MAX_OPEN; callers--) this.#begin(this.#call())
      if (random.once(REPLACES)) this.#begin(this.#retire(random.pick(brokers).nodeId))
      if (random.once(PINGS)) this.#begin(this.#ping())
      if (random.once(WARMS_UP)) this.#begin(this.#warmUp())
    }
    await Promise.all(this.#open)
  }

  // A call that waits does not hold back the calls after it.
  #begin(call: Promise<void>): void {
    this.#open.add(call)
    void call.then(() => this.#open.delete(call))
  }

  async #call(): Promise<void> {
    const { random, calls } = this.#stage
    const acquiring = randomPatience(random, ACQUIRE_MS + random.below(MORE_ACQUIRE_MS))
    const connection = await this.#acquire({ timeoutMs: acquiring.limitMs, ...acquiring.options }, acquiring.limitMs, ACQUIRE_CODES)
    acquiring.end?.()
    if (connection === undefined) return
    const patience = randomPatience(random, this.#limitMs)
    const asker = { calls, patience, codes: SEND_CODES, report: this.#report, failed: this.#checkReasonAt(connection) }
    if (random.once(WRITES)) await this.#write(connection, patience)
    else await ask(connection, this.#questions.next(), asker)
    if (random.once(WAITS_FOR_ROOM)) await this.#waitForRoom(connection)
  }

  // Rejects with an error of these codes, or with the reason of the signal.
  async #acquire(
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
    limitMs: number,
    codes: readonly KafkaErrorCode[]
  ): Promise<Connection | undefined> {
    const { random, calls } = this.#stage
    const { nodeId } = random.pick(brokersOf(this.#stage))
    const lane = random.pick(LANES)
    const ready = this.#pool.ready(nodeId, lane)
    if (ready !== undefined) return ready
    try {
      return await calls.record('acquire', { nodeId, lane }, limitMs, () => this.#pool.acquire(nodeId, lane, options))
    } catch (error) {
      this.#lastError = error
      if (error !== options.signal?.reason && !isKafkaError(error, ...codes)) this.#report(`acquire rejected with ${String(error)}`)
      return undefined
    }
  }

  // All faults have ended: a connection can be opened. Those of the pool that lead nowhere need some
  // time to find out.
  async #checkRecovery(): Promise<void> {
    const untilMs = performance.now() + RECOVERY_MS
    while (performance.now() < untilMs) {
      // Brokers may have come back to their first addresses since the observer asked last.
      await this.#stage.observer.refresh().catch(() => undefined)
      this.#pool.setBrokers(brokersOf(this.#stage))
      if ((await this.#acquire({ timeoutMs: this.#limitMs }, this.#limitMs, ACQUIRE_CODES)) !== undefined) return
      await pause(PAUSE_MS)
    }
    const pool = JSON.stringify(this.#pool.snapshot().connections)
    this.#report(
      `no connection could be opened in the ${RECOVERY_MS} ms after the last fault: ${String(this.#lastError)}; the pool has ${pool}`
    )
  }

  async #write(connection: Connection, patience: Patience): Promise<void> {
    try {
      await this.#batches.send(connection, this.#stage.calls, patience)
    } catch (error) {
      if (error === patience.reason) return
      if (!isKafkaError(error, ...SEND_CODES)) this.#report(`Produce rejected with ${String(error)}`)
      this.#checkReasonAt(connection)(error)
    } finally {
      patience.end?.()
    }
  }

  async #waitForRoom(connection: Connection): Promise<void> {
    try {
      await this.#stage.calls.record('drained', {}, this.#limitMs, () => connection.drained())
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_CONNECTION_CLOSED')) this.#report(`drained rejected with ${String(error)}`)
    }
  }

  // In a later turn: a caller that has got a connection has sent by then.
  async #retire(nodeId: number): Promise<void> {
    const { random } = this.#stage
    await pause(1 + random.below(PAUSE_MS))
    this.#pool.retire(nodeId, random.pick([undefined, ...LANES]))
  }

  async #ping(): Promise<void> {
    const timeoutMs = ACQUIRE_MS + this.#stage.random.below(MORE_ACQUIRE_MS)
    await this.#stage.calls.record('ping', {}, timeoutMs, () => this.#pool.ping({ timeoutMs }))
  }

  async #warmUp(): Promise<void> {
    const timeoutMs = ACQUIRE_MS + this.#stage.random.below(MORE_ACQUIRE_MS)
    const warmingUp = (): Promise<void> => this.#pool.warmUp({ timeoutMs, lanes: ['coordination'] })
    await this.#stage.calls.record('warmUp', {}, timeoutMs, warmingUp).catch(error => {
      if (!isKafkaError(error, 'KAFKA_NO_BROKER', 'KAFKA_AUTHENTICATION')) this.#report(`warmUp rejected with ${String(error)}`)
    })
  }

  // What waits in a queue when the SASL session ends is not sent any more.
  #checkReasonAt({ broker }: Connection): (error: unknown) => void {
    return error => {
      if (!isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') || !PLANNED.includes(error.reason)) return
      if (broker.sessionExpiresAt !== undefined && error.delivery === 'not-sent') return
      // A process that was suspended after it got the connection: no request was made.
      if (error.reason === 'idle' && error.apiVersion === undefined) return
      this.#report(`a request in flight was given up: ${error.message}`)
    }
  }

  readonly #report = (sentence: string): void => {
    this.#broken.push(sentence)
  }
}
