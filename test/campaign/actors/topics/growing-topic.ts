import { setTimeout as pause } from 'node:timers/promises'
import { acks, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { CreatePartitions, Produce } from 'kafkawire/messages'
import { Consumer } from '../../../../examples/consumer/consumer.ts'
import { Producer } from '../../../../examples/producer/producer.ts'
import { again } from '../../work/again.ts'
import { mayEndConsumer } from '../../work/consumer-ends.ts'
import { Ledger } from '../../work/ledgers/ledger.ts'
import { batchOf } from '../../work/producing/split-producer.ts'
import { type LogRecord, readAll } from '../../work/read-all.ts'
import { firstDifference } from '../../work/reading/first-difference.ts'
import { markOf, valueFor } from '../../work/values.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'
import { brokenPromises } from '../violations.ts'

const [MAX_PARTITIONS, MAX_PAUSE_MS, DISCOVER_MS, END_MS, LOOK_MS] = [5, 400, 500, 120_000, 250]
const [DELIVERY_MS, REQUEST_MS, CALL_MS] = [10_000, 1_000, 5_000]
const [BY_EXAMPLE, DIRECT] = [0, 1]

/**
 * A topic gets more partitions, while the example's producer spreads messages over all of them, and
 * a plain Produce goes to the newest one. The example's consumer must find all partitions.
 */
export const growingTopic: ActorKind = async stage => new GrowingTopic(stage, await createTopic(stage.observer, `${stage.name}-records`, 1))

class GrowingTopic implements Actor {
  readonly #stage: Stage
  readonly #topic: string
  readonly #producer: Producer
  readonly #consumer: Consumer
  readonly #ledger = new Ledger({ isOrdered: false })
  readonly #read: LogRecord[] = []
  readonly #problems: string[] = []
  readonly #work: readonly Promise<void>[]
  readonly #reading: Promise<void>
  #partitions = 1
  #log: readonly LogRecord[] = []
  /** The records that the consumer had to read, and the others that it has read. */
  #due: readonly LogRecord[] = []
  #isOver = false
  #isRefused = false

  constructor(stage: Stage, topic: string) {
    this.#stage = stage
    this.#topic = topic
    this.#producer = new Producer(stage.cluster, { deliveryTimeoutMs: DELIVERY_MS, requestTimeoutMs: REQUEST_MS })
    this.#consumer = new Consumer(stage.cluster, { topic, discoverEveryMs: DISCOVER_MS })
    this.#work = [this.#repeat(() => this.#send()), this.#repeat(() => this.#produce()), this.#repeat(() => this.#grow())]
    this.#reading = this.#consume()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#work)
    await this.#producer.close()
    await this.#readLog()
    for (
      const untilMs = performance.now() + END_MS;
      !this.#isRefused && this.#read.length < this.#log.length && performance.now() < untilMs;
    )
      await pause(LOOK_MS)
    const due = this.#log
    this.#consumer.close()
    await this.#reading
    // A broker may have written meanwhile what a closed connection had brought before. The consumer may
    // have read that, or not.
    await this.#readLog()
    const wasDue = new Set(due.map(placeOf))
    const isRead = new Set(this.#read.map(placeOf))
    this.#due = this.#log.filter(record => wasDue.has(placeOf(record)) || isRead.has(placeOf(record)))
  }

  async #readLog(): Promise<void> {
    this.#log = await again(() => readAll(this.#stage.observer, this.#topic, this.#partitions))
  }

  async violations(): Promise<readonly string[]> {
    for (const { value, offset } of this.#log) {
      const mark = markOf(value)
      if (mark === undefined) this.#ledger.seeDamaged()
      else this.#ledger.see(mark.stream, mark.sequence, offset)
    }
    const differences = Array.from({ length: this.#partitions }, (_, partition) => {
      const of = (records: readonly LogRecord[]): LogRecord[] => records.filter(record => record.partition === partition)
      const difference = firstDifference(of(this.#read), of(this.#due))
      return difference === undefined || this.#isRefused ? [] : [`${this.#topic}-${partition}: ${difference}`]
    })
    const { name } = this.#stage
    return [
      ...brokenPromises(name, this.#ledger.verdict.broken),
      ...[...differences.flat(), ...this.#problems].map(text => `${name}: ${text}`)
    ]
  }

  async #repeat(step: () => Promise<void>): Promise<void> {
    for (; !this.#isOver; await pause(this.#stage.random.below(MAX_PAUSE_MS))) await step()
  }

  async #send(): Promise<void> {
    const sequence = this.#ledger.next(BY_EXAMPLE)
    this.#producer.send({ topic: this.#topic, value: valueFor({ stream: BY_EXAMPLE, sequence }) }).then(
      offset => this.#ledger.acknowledge(BY_EXAMPLE, sequence, offset),
      (error: unknown) => this.#fail(BY_EXAMPLE, sequence, error)
    )
  }

  async #produce(): Promise<void> {
    const sequence = this.#ledger.next(DIRECT)
    const partitionData = [{ index: this.#partitions - 1, records: batchOf(DIRECT, [sequence]) }]
    const request = { acks: acks.ALL, timeoutMs: REQUEST_MS, topicData: [{ name: this.#topic, partitionData }] }
    try {
      const { responses } = throwIfError(await this.#stage.cluster.send(Produce, request, { timeoutMs: CALL_MS }))
      this.#ledger.acknowledge(DIRECT, sequence, responses[0]?.partitionResponses[0]?.baseOffset ?? 0n)
    } catch (error) {
      this.#fail(DIRECT, sequence, error)
    }
  }

  #fail(stream: number, sequence: number, error: unknown): void {
    this.#ledger.fail(stream, sequence, isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open')
  }

  async #grow(): Promise<void> {
    const count = this.#partitions + 1
    if (count > MAX_PARTITIONS || !this.#stage.random.once(4)) return
    await again(async () => {
      const topics = [{ name: this.#topic, count, assignments: null }]
      const answer = await this.#stage.observer.send(CreatePartitions, { topics, timeoutMs: CALL_MS, validateOnly: false })
      if (answer.results[0]?.errorCode !== errorCodes.INVALID_PARTITIONS) throwIfError(answer) // an earlier attempt may have done it
    })
    this.#partitions = count
  }

  async #consume(): Promise<void> {
    try {
      for await (const { partition, record } of this.#consumer)
        this.#read.push({ partition, offset: record.offset, value: record.value && Buffer.from(record.value) })
    } catch (error) {
      if (mayEndConsumer(error, this.#stage.mayRunOutOfTime?.() ?? false)) this.#isRefused = true
      else this.#problems.push(`the consumer failed: ${String(error)}`)
    }
  }
}

const placeOf = ({ partition, offset }: LogRecord): string => `${partition}-${offset}`
