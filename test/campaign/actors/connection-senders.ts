import { acks, type Connection, connectCluster, errorCodes, isKafkaError, specialOffsets } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { again } from '../work/again.ts'
import { Ledger } from '../work/ledgers/ledger.ts'
import { readAll } from '../work/read-all.ts'
import { markOf, valueFor } from '../work/values.ts'
import type { Actor, ActorKind, Stage } from './actor.ts'
import { createTopic } from './topics.ts'
import { brokenPromises } from './violations.ts'

const SENDERS = 6
const PARTITIONS = 2
const TOPICS = SENDERS / PARTITIONS
// So large that a connection refers to the memory of the batch, and that the builder takes it back.
const VALUE_BYTES = 9_000
// Room for four requests. From half of it on, senders have to wait: after the third one.
const MAX_QUEUED_BYTES = 40_000
const TIMEOUTS_MS = [60, 300, 2_000]
const MAX_PAUSE_MS = 900
const BROKER_MS = 1_000
const RETRY_MS = 200
const LANE = 'senders'

/**
 * Senders that share one connection and its back-pressure. Each waits for room before it sends, and
 * gives the memory of its batch back as soon as its call has settled.
 */
export const connectionSenders: ActorKind = async stage => {
  const topics = await Promise.all(
    Array.from({ length: TOPICS }, (_, index) => createTopic(stage.observer, `${stage.name}-records-${index}`, PARTITIONS))
  )
  const senders = new ConnectionSenders(stage, topics)
  senders.begin()
  return senders
}

class ConnectionSenders implements Actor {
  readonly #stage: Stage
  readonly #topics: readonly string[]
  readonly #ledger = new Ledger({ isOrdered: false })
  readonly #builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY })
  readonly #broken: string[] = []
  readonly #waiting: number[] = []
  #tickets = 0
  #isOver = false
  #work: Promise<void> = Promise.resolve()

  constructor(stage: Stage, topics: readonly string[]) {
    this.#stage = stage
    this.#topics = topics
  }

  begin(): void {
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async violations(): Promise<readonly string[]> {
    const { observer, name } = this.#stage
    for (const [index, topic] of this.#topics.entries()) {
      for (const { value, offset, partition } of await again(() => readAll(observer, topic, PARTITIONS))) {
        const mark = markOf(value, VALUE_BYTES)
        if (mark?.stream === index * PARTITIONS + partition) this.#ledger.see(mark.stream, mark.sequence, offset)
        else this.#ledger.seeDamaged()
      }
    }
    return [...this.#broken.map(text => `${name}: ${text}`), ...brokenPromises(name, this.#ledger.verdict.broken)]
  }

  // A cluster of its own finds the broker, so that the connection has a small queue.
  async #run(): Promise<void> {
    const { clusterOptions } = this.#stage
    const { connection = {} } = clusterOptions
    const limits = { ...connection.limits, maxQueuedBytes: MAX_QUEUED_BYTES }
    while (!this.#isOver) {
      try {
        await using cluster = await connectCluster({ ...clusterOptions, connection: { ...connection, limits } })
        while (!this.#isOver) await this.#sendWith(await this.#connectionTo(cluster))
      } catch (error) {
        if (!isKafkaError(error)) throw error
        await pause(RETRY_MS)
      }
    }
  }

  async #connectionTo({ map, pool }: Awaited<ReturnType<typeof connectCluster>>): Promise<Connection> {
    return await pool.acquire(this.#stage.random.pick([...map.brokers.keys()]), LANE, { timeoutMs: RETRY_MS * 10 })
  }

  async #sendWith(connection: Connection): Promise<void> {
    await Promise.all(Array.from({ length: SENDERS }, (_, stream) => this.#sendOn(connection, stream)))
  }

  async #sendOn(connection: Connection, stream: number): Promise<void> {
    const { random } = this.#stage
    for (let left = 1 + random.below(8); left > 0 && connection.state === 'open'; left--) {
      const ticket = this.#tickets++
      this.#waiting.push(ticket)
      try {
        await connection.drained()
      } catch {
        return // the connection has ended
      } finally {
        const isFirst = this.#waiting[0] === ticket
        this.#waiting.splice(this.#waiting.indexOf(ticket), 1)
        if (!isFirst && connection.state === 'open') this.#broken.push('a sender was released before one that had waited longer')
      }
      const sent = this.#send(connection, stream)
      if (random.once(2)) await sent
      else await pause(random.below(MAX_PAUSE_MS))
    }
  }

  async #send(connection: Connection, stream: number): Promise<void> {
    const sequence = this.#ledger.next(stream)
    this.#builder.append({ value: valueFor({ stream, sequence }, VALUE_BYTES) })
    const records = this.#builder.build()
    const name = this.#topics[Math.floor(stream / PARTITIONS)] ?? ''
    const topicData = [{ name, partitionData: [{ index: stream % PARTITIONS, records }] }]
    const request = { acks: acks.ALL, timeoutMs: BROKER_MS, topicData }
    // The memory of the records is used again, and the checks read the request after the run.
    const kept = { ...request, topicData: [{ name, partitionData: [{ index: stream % PARTITIONS, records: Buffer.from(records) }] }] }
    const timeoutMs = this.#stage.random.pick(TIMEOUTS_MS)
    try {
      const answer = await this.#stage.calls.record('Produce', kept, timeoutMs, () => connection.send(Produce, request, { timeoutMs }))
      const { errorCode, baseOffset = specialOffsets.INVALID_OFFSET } = answer.responses[0]?.partitionResponses[0] ?? {}
      if (errorCode === errorCodes.NONE) this.#ledger.acknowledge(stream, sequence, baseOffset)
      else this.#ledger.fail(stream, sequence, 'open')
      if (errorCode === errorCodes.CORRUPT_MESSAGE) this.#broken.push('a batch was damaged on its way to the broker')
    } catch (error) {
      if (isKafkaError(error, 'KAFKA_QUEUE_FULL')) this.#broken.push(`a sender that had waited for room was refused: ${error.message}`)
      this.#ledger.fail(stream, sequence, isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open')
    }
    this.#builder.reuse(records)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}
