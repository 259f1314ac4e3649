import { type Api, acks, type Decoded, isKafkaError, type KafkaErrorCode, type SendOptions, specialTimestamps } from 'kafkawire'
import { DescribeGroups, ListOffsets, Metadata, OffsetCommit, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import type { Random } from '../../../support/vectors/random.ts'
import type { Recorder } from '../../checks/history.ts'
import { valueFor } from '../values.ts'
import type { Patience } from './patience.ts'

/** What sends requests: a connection or a cluster. */
export interface Sender {
  send<Req, Res>(api: Api<Req, Res>, request: Req, options?: SendOptions): Promise<Decoded<Res>>
}

/** A request whose answer shows to which request it belongs. */
export interface Question {
  readonly api: string
  readonly request: unknown
  send(sender: Sender, options: SendOptions): Promise<unknown>
  /** A sentence if the answer belongs to another request. */
  problemOf(answer: unknown): string | undefined
}

type AskKind = (name: string, number: number) => Question

const BROKER_MS = 1_000

/** Makes requests, each about a name or a number that no other request has. */
export class Questions {
  readonly #name: string
  readonly #topic: string
  readonly #random: Random
  readonly #kinds: readonly AskKind[]
  #count = 0

  /** @param topic a topic with one partition, to which nothing else writes */
  constructor(name: string, topic: string, random: Random) {
    this.#name = name
    this.#topic = topic
    this.#random = random
    this.#kinds = [aboutTopic, aboutTopic, aboutGroup, aboutOffsets, this.#commit, this.#produce]
  }

  next(): Question {
    this.#count++
    return this.#random.pick(this.#kinds)(`${this.#name}-${this.#count}`, this.#count)
  }

  readonly #commit: AskKind = (_, number) => {
    const partitions = [{ partitionIndex: 0, committedOffset: BigInt(number) }]
    const request = { groupId: `${this.#name}-group`, topics: [{ name: this.#topic, partitions }] }
    return question(OffsetCommit, request, this.#topic, ({ topics }) => topics[0]?.name)
  }

  readonly #produce: AskKind = (_, number) => {
    const builder = batchBuilder()
    builder.append({ value: valueFor({ stream: 0, sequence: number }) })
    const topicData = [{ name: this.#topic, partitionData: [{ index: 0, records: builder.build() }] }]
    const request = { acks: acks.ALL, timeoutMs: BROKER_MS, topicData }
    return question(Produce, request, this.#topic, ({ responses }) => responses[0]?.name)
  }
}

const aboutTopic: AskKind = name =>
  question(Metadata, { topics: [{ name }], allowAutoTopicCreation: false }, name, ({ topics }) => topics.map(topic => topic.name).join())

const aboutGroup: AskKind = name =>
  question(DescribeGroups, { groups: [name] }, name, ({ groups }) => groups.map(({ groupId }) => groupId).join())

const aboutOffsets: AskKind = name => {
  const topics = [{ name, partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
  return question(ListOffsets, { topics }, name, answer => answer.topics.map(topic => topic.name).join())
}

export function question<Req, Res>(
  api: Api<Req, Res>,
  request: Req,
  name: string,
  nameIn: (answer: Decoded<Res>) => string | null | undefined
): Question {
  return {
    api: api.name,
    request,
    send: (sender, options) => sender.send(api, request, options),
    problemOf: answer => {
      const found = nameIn(answer as Decoded<Res>)
      return found === name ? undefined : `${api.name} asked for ${name}, and its answer is about ${found}`
    }
  }
}

/** Who asks. */
export interface Asker {
  readonly calls: Recorder
  readonly patience: Patience
  /** The codes that the docs allow for the errors of these calls. */
  readonly codes: readonly KafkaErrorCode[]
  /** Takes a sentence for each promise that was broken. */
  report(sentence: string): void
  /** Called with the error of a call that failed. */
  failed?(error: unknown): void
}

/** Asks a question. Resolves with whether it was answered. */
export async function ask(sender: Sender, { api, request, send, problemOf }: Question, asker: Asker): Promise<boolean> {
  const { calls, patience, codes, report, failed } = asker
  try {
    const answer = await calls.record(api, request, patience.limitMs, () => send(sender, patience.options))
    const problem = problemOf(answer)
    if (problem !== undefined) report(problem)
    return true
  } catch (error) {
    if (error !== patience.reason && !isKafkaError(error, ...codes)) report(`${api} rejected with ${String(error)}`)
    failed?.(error)
    return false
  } finally {
    patience.end?.()
  }
}
