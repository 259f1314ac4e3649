import type { Cluster } from 'kafkawire'
import { again } from '../work/again.ts'
import { DirectStream } from '../work/direct-stream.ts'
import { Ledger } from '../work/ledgers/ledger.ts'
import { NextAfter } from '../work/next-after.ts'
import { markOf } from '../work/values.ts'
import type { Actor, ActorKind, Stage } from './actor.ts'
import { readAll } from './read-all.ts'
import { createTopic } from './topics.ts'
import { brokenPromises } from './violations.ts'

const PARTITIONS = 2
const MAX_PAUSE_MS = 400

/** Produces with several calls in flight for each partition, with sequence numbers or without. */
export const plainProducer: ActorKind = stage => DirectProducer.begin(stage, false)
export const sequencedProducer: ActorKind = stage => DirectProducer.begin(stage, true)

class DirectProducer implements Actor {
  readonly #stage: Stage
  readonly #topic: string
  readonly #ledger: Ledger
  readonly #streams: readonly DirectStream[]
  readonly #work: Promise<void>
  #isOver = false

  private constructor(stage: Stage, topic: string, isSequenced: boolean) {
    this.#stage = stage
    this.#topic = topic
    this.#ledger = new Ledger({ isOrdered: isSequenced })
    this.#streams = Array.from({ length: PARTITIONS }, (_, partition) => {
      const options = { topic, partition, stream: partition, firstStream: 0, isSequenced }
      return new DirectStream(stage.cluster, this.#ledger, options, new NextAfter())
    })
    this.#work = this.#run()
  }

  static async begin(stage: Stage, isSequenced: boolean): Promise<Actor> {
    const topic = await createTopic(stage.observer, `${stage.name}-records`, PARTITIONS)
    return new DirectProducer(stage, topic, isSequenced)
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async violations(): Promise<readonly string[]> {
    await readInto(this.#stage.observer, this.#topic, this.#ledger)
    return brokenPromises(this.#stage.name, this.#ledger.verdict.broken)
  }

  async #run(): Promise<void> {
    while (!this.#isOver || !this.#streams.every(({ isIdle }) => isIdle)) {
      if (!this.#isOver) for (const stream of this.#streams) stream.pump()
      await pause(this.#stage.random.below(MAX_PAUSE_MS))
    }
  }
}

async function readInto(observer: Cluster, topic: string, ledger: Ledger): Promise<void> {
  for (const { value, offset } of await again(() => readAll(observer, topic, PARTITIONS))) {
    const mark = markOf(value)
    if (mark === undefined) ledger.seeDamaged()
    else ledger.see(mark.stream, mark.sequence, offset)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}
