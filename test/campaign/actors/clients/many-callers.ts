import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, type Decoded, isKafkaError, throwIfError } from 'kafkawire'
import { InitProducerId, type InitProducerIdResponse } from 'kafkawire/messages'
import {
  allGroups,
  coordinatorsOfGroups,
  endsOfPartitions,
  type Facts,
  falseAnswers,
  type Inquiry,
  offsetsOfGroups,
  statesOfGroups,
  writeFacts
} from '../../work/callers/facts.ts'
import { type Patience, randomPatience } from '../../work/callers/patience.ts'
import type { Actor, ActorKind, Stage } from '../actor.ts'
import { createTopic } from '../topics.ts'

const PARTITIONS = 4
const MAX_CALLERS = 5
const MAX_OPEN = 30
const PAUSE_MS = 500
const TRANSACTIONAL_IDS = 3
const BEGINS = 4 // one of so many calls asks for a producer id

/**
 * Callers with short timeouts, signals or neither ask for what they know already, by requests that
 * are split among brokers. Others ask for new epochs of transactional ids.
 */
export const manyCallers: ActorKind = async stage => {
  const topic = await createTopic(stage.observer, `${stage.name}-topic`, PARTITIONS)
  return new ManyCallers(stage, await writeFacts(stage.observer, topic, PARTITIONS, stage.name))
}

class ManyCallers implements Actor {
  readonly #stage: Stage
  readonly #facts: Facts
  readonly #broken: string[] = []
  readonly #open = new Set<Promise<void>>()
  readonly #identities = new Map<string, Pick<Decoded<InitProducerIdResponse>, 'producerId' | 'producerEpoch'>>()
  readonly #work: Promise<void>
  #isOver = false

  constructor(stage: Stage, facts: Facts) {
    this.#stage = stage
    this.#facts = facts
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  violations(): Promise<readonly string[]> {
    return Promise.resolve(this.#broken.map(sentence => `${this.#stage.name}: ${sentence}`))
  }

  async #run(): Promise<void> {
    const { random } = this.#stage
    for (; !this.#isOver; await pause(random.below(PAUSE_MS))) {
      for (let callers = 1 + random.below(MAX_CALLERS); callers > 0 && this.#open.size < MAX_OPEN; callers--) {
        const call = random.once(BEGINS) ? this.#beginTransactions() : this.#inquire(this.#nextInquiry())
        this.#open.add(call)
        void call.then(() => this.#open.delete(call))
      }
    }
    await Promise.all(this.#open)
  }

  #nextInquiry(): Inquiry<never, never> {
    const { random } = this.#stage
    const kinds = [offsetsOfGroups, offsetsOfGroups, endsOfPartitions, endsOfPartitions, statesOfGroups, coordinatorsOfGroups, allGroups]
    return random.pick(kinds)(this.#facts, random)
  }

  async #inquire(inquiry: Inquiry<never, never>): Promise<void> {
    const { cluster, random } = this.#stage
    const { api, request } = inquiry
    const patience = randomPatience(random, 0)
    if (random.once(2)) {
      const answer = await this.#settle(api.name, patience, () => cluster.send(api, request, patience.options))
      if (answer !== undefined) this.#broken.push(...falseAnswers(inquiry, [answer], true))
      return
    }
    const shards = await this.#settle(api.name, patience, () => cluster.sendSharded(api, request, patience.options))
    const answers = shards?.flatMap(({ response }) => (response === undefined ? [] : [response])) ?? []
    this.#broken.push(...falseAnswers(inquiry, answers, false))
  }

  // Each answer has a newer epoch than the answer before, because the calls of one id go in order.
  async #beginTransactions(): Promise<void> {
    const { cluster, random, name } = this.#stage
    const transactionalId = `${name}-${random.below(TRANSACTIONAL_IDS)}`
    const request = { transactionalId, transactionTimeoutMs: 60_000 }
    const patience = randomPatience(random, 0)
    const identity = await this.#settle(InitProducerId.name, patience, async () =>
      throwIfError(await cluster.send(InitProducerId, request, patience.options))
    )
    if (identity === undefined) return
    const before = this.#identities.get(transactionalId) ?? {
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH
    }
    const isNewer = identity.producerId > before.producerId || identity.producerEpoch > before.producerEpoch
    if (identity.producerId < before.producerId || !isNewer)
      this.#broken.push(`${transactionalId} got epoch ${identity.producerEpoch} after epoch ${before.producerEpoch}`)
    this.#identities.set(transactionalId, identity)
  }

  // Undefined if the call has failed.
  async #settle<T>(api: string, { reason, end }: Patience, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call()
    } catch (error) {
      if (error !== reason && !isKafkaError(error)) this.#broken.push(`${api} rejected with ${String(error)}`)
      return undefined
    } finally {
      end?.()
    }
  }
}
