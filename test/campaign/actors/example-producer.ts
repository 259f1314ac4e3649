import { isKafkaError } from 'kafkawire'
import { Producer } from '../../../examples/producer/producer.ts'
import { again } from '../work/again.ts'
import { Ledger } from '../work/ledgers/ledger.ts'
import { readAll } from '../work/read-all.ts'
import { markOf, valueFor } from '../work/values.ts'
import type { Actor, ActorKind, Stage } from './actor.ts'
import { createTopic } from './topics.ts'
import { brokenPromises } from './violations.ts'

const TOPICS = 2
const PARTITIONS = 2
const STREAMS = TOPICS * PARTITIONS
const MAX_BURST = 3
const MAX_PAUSE_MS = 250
const DELIVERY_MS = [600, 3_000, 30_000]
const REQUEST_MS = 1_000
// A message may wait as long for the batch ahead as its own batch takes (`ProducerOptions`).
const BATCHES = 2
const ROOM_MS = 1_000
const PRODUCER_ID_MS = 1_500

/** The idempotent producer of the examples: messages for the same partitions of two topics. */
export const exampleProducer: ActorKind = async stage => {
  const topics = await Promise.all(
    Array.from({ length: TOPICS }, (_, index) => createTopic(stage.observer, `${stage.name}-records-${index}`, PARTITIONS))
  )
  return new ExampleProducer(stage, topics)
}

class ExampleProducer implements Actor {
  readonly #stage: Stage
  readonly #topics: readonly string[]
  readonly #ledger = new Ledger()
  readonly #producer: Producer
  readonly #deliveryMs: number
  readonly #work: Promise<void>
  #isOver = false

  constructor(stage: Stage, topics: readonly string[]) {
    this.#stage = stage
    this.#topics = topics
    this.#deliveryMs = stage.random.pick(DELIVERY_MS)
    this.#producer = new Producer(stage.cluster, { deliveryTimeoutMs: this.#deliveryMs, requestTimeoutMs: REQUEST_MS })
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
    await this.#producer.close()
    // A request for a producer id may take a little longer than the messages that waited for it.
    await pause(PRODUCER_ID_MS)
  }

  async violations(): Promise<readonly string[]> {
    const { observer, name } = this.#stage
    for (const [index, topic] of this.#topics.entries()) {
      for (const { value, offset, partition } of await again(() => readAll(observer, topic, PARTITIONS))) {
        const mark = markOf(value)
        if (mark?.stream === index * PARTITIONS + partition) this.#ledger.see(mark.stream, mark.sequence, offset)
        else this.#ledger.seeDamaged()
      }
    }
    return brokenPromises(name, this.#ledger.verdict.broken)
  }

  async #run(): Promise<void> {
    const { random } = this.#stage
    while (!this.#isOver) {
      for (let count = 1 + random.below(MAX_BURST); count > 0; count--) void this.#send(random.below(STREAMS))
      await pause(random.below(MAX_PAUSE_MS))
    }
  }

  async #send(stream: number): Promise<void> {
    const sequence = this.#ledger.next(stream)
    const topic = this.#topics[Math.floor(stream / PARTITIONS)] ?? ''
    const message = { topic, partition: stream % PARTITIONS, value: valueFor({ stream, sequence }) }
    try {
      const limitMs = BATCHES * this.#deliveryMs + ROOM_MS
      const offset = await this.#stage.calls.record('Producer.send', message, limitMs, () => this.#producer.send(message))
      this.#ledger.acknowledge(stream, sequence, offset)
    } catch (error) {
      this.#ledger.fail(stream, sequence, isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open')
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}
