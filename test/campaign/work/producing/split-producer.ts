import { setTimeout as pause } from 'node:timers/promises'
import { type Acks, type Cluster, type Decoded, errorCodes, isKafkaError } from 'kafkawire'
import { Produce, type ProduceRequest, type ProduceResponse } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import type { Random } from '../../../support/vectors/random.ts'
import { documented } from '../../checks/tables.ts'
import type { Failure, Ledger } from '../ledgers/ledger.ts'
import { valueFor } from '../values.ts'
import type { Place } from './places.ts'
import { randomOptions } from './random-options.ts'

/** How to produce. */
export interface SplitOptions {
  readonly places: readonly Place[]
  readonly acks: Acks
  /** The number of callers. Each waits for its answer before its next call. */
  readonly callers: number
  readonly random: Random
}

interface Sent {
  readonly place: Place
  readonly sequences: readonly number[]
}

type PartitionAnswer = Decoded<ProduceResponse>['responses'][number]['partitionResponses'][number]

const MAX_RECORDS = 3
const MAX_PAUSE_MS = 400
const BROKER_MS = 3_000

/**
 * Plain Produce calls, each for some of the partitions of some topics, so that the driver splits
 * most of them. The ledger learns what each part of an answer or of an error says.
 */
export class SplitProducer {
  /** What must not happen, a sentence each. */
  readonly problems: string[] = []
  readonly #cluster: Cluster
  readonly #ledger: Ledger
  readonly #options: SplitOptions
  readonly #work: Promise<unknown>
  #byId: boolean
  #isOver = false

  constructor(cluster: Cluster, ledger: Ledger, options: SplitOptions) {
    this.#cluster = cluster
    this.#ledger = ledger
    this.#options = options
    this.#byId = options.random.once(2)
    this.#work = Promise.all(Array.from({ length: options.callers }, () => this.#run()))
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const sent = this.#choose()
      await (this.#options.random.once(3) ? this.#sendSharded(sent) : this.#send(sent))
      await pause(this.#options.random.below(MAX_PAUSE_MS))
    }
  }

  #choose(): Sent[] {
    const { places, random } = this.#options
    const some = places.filter(() => random.once(2))
    return (some.length > 0 ? some : [random.pick(places)]).map(place => ({
      place,
      sequences: Array.from({ length: 1 + random.below(MAX_RECORDS) }, () => this.#ledger.next(place.stream))
    }))
  }

  async #send(sent: readonly Sent[]): Promise<void> {
    const { options, settled } = randomOptions(this.#options.random)
    try {
      const request = this.#request(sent)
      const answer = await this.#cluster.send(Produce, request, options)
      this.#checkPlaces(request, answer)
      for (const each of sent) this.#settle(each, [answer], [])
    } catch (error) {
      const { shards } = Object(error) as {
        readonly shards?: readonly { readonly response?: Decoded<ProduceResponse>; readonly error?: unknown }[]
      }
      const parts = shards ?? [{ error }]
      this.#settleParts(sent, parts)
    } finally {
      settled()
    }
  }

  async #sendSharded(sent: readonly Sent[]): Promise<void> {
    const { options, settled } = randomOptions(this.#options.random)
    try {
      this.#settleParts(sent, await this.#cluster.sendSharded(Produce, this.#request(sent), options))
    } catch (error) {
      this.#settleParts(sent, [{ error }])
    } finally {
      settled()
    }
  }

  #request(sent: readonly Sent[]): ProduceRequest {
    const topics = new Map(sent.map(({ place }) => [place.topic, place.topicId]))
    const topicData = [...topics].map(([name, topicId]) => ({
      ...(this.#byId ? { topicId } : { name }),
      partitionData: sent
        .filter(({ place }) => place.topic === name)
        .map(({ place, sequences }) => ({ index: place.partition, records: batchOf(place.stream, sequences) }))
    }))
    return { acks: this.#options.acks, timeoutMs: BROKER_MS, topicData }
  }

  // Apache Kafka answers the partitions of a topic in any order.
  #checkPlaces({ topicData = [] }: ProduceRequest, { responses }: Decoded<ProduceResponse>): void {
    const found = responses.flatMap(topic => topic.partitionResponses.map(({ index }) => `${topic.name || topic.topicId}-${index}`))
    const wanted = topicData.flatMap(topic => (topic.partitionData ?? []).map(({ index }) => `${topic.name || topic.topicId}-${index}`))
    if (found.toSorted().join() !== wanted.toSorted().join())
      this.problems.push(`Produce for ${wanted.join()} was answered for ${found.join()}`)
  }

  #settleParts(
    sent: readonly Sent[],
    parts: readonly { readonly response?: Decoded<ProduceResponse> | undefined; readonly error?: unknown }[]
  ): void {
    const answers = parts.flatMap(({ response }) => response ?? [])
    const errors = parts.flatMap(({ response, error }) => (response === undefined ? [error] : []))
    if (errors.some(error => isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION'))) this.#byId = false // brokers without ids of topics
    for (const each of sent) this.#settle(each, answers, errors)
  }

  // A partition without an answer is one of those that failed; which one an error is about, it does
  // not say.
  #settle({ place, sequences }: Sent, answers: readonly Decoded<ProduceResponse>[], errors: readonly unknown[]): void {
    const found = answers.flatMap(({ responses }) => responses.flatMap(topic => (isTopic(place, topic) ? topic.partitionResponses : [])))
    const ofPartition = found.filter(({ index }) => index === place.partition)
    const [answer] = ofPartition
    if (ofPartition.length > 1) this.problems.push(`Produce was answered ${ofPartition.length} times for ${place.topic}-${place.partition}`)
    if (answer === undefined && errors.length === 0) this.problems.push(`Produce was not answered for ${place.topic}-${place.partition}`)
    const outcome = answer === undefined ? failureOf(errors) : outcomeOf(answer)
    for (const [i, sequence] of sequences.entries()) {
      if (typeof outcome === 'bigint') this.#ledger.acknowledge(place.stream, sequence, outcome + BigInt(i))
      else this.#ledger.fail(place.stream, sequence, outcome)
    }
  }
}

/** The batch with these records of a stream. */
export function batchOf(stream: number, sequences: readonly number[]): Uint8Array {
  const builder = batchBuilder()
  for (const sequence of sequences) builder.append({ value: valueFor({ stream, sequence }) })
  return builder.build()
}

const isTopic = ({ topic, topicId }: Place, { name, topicId: id }: { readonly name: string; readonly topicId: string }): boolean =>
  name ? name === topic : id === topicId

// The base offset of what was written, or whether it may have been written.
function outcomeOf({ errorCode, baseOffset }: PartitionAnswer): bigint | Failure {
  if (errorCode === errorCodes.NONE) return baseOffset
  return baseOffset < 0n && documented.nothingDone.has(errorCode) ? 'not-sent' : 'open'
}

const failureOf = (errors: readonly unknown[]): Failure =>
  errors.every(error => isKafkaError(error) && error.delivery === 'not-sent') ? 'not-sent' : 'open'
