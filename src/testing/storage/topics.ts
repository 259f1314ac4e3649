import { randomBytes } from 'node:crypto'
import { errorCodes } from '../../protocol/codes/index.ts'
import { ZERO_UUID } from '../../protocol/primitives/reader.ts'
import { Partition } from './partition.ts'
import { type Refusal, refuse } from './refusal.ts'

/** A topic of the cluster. */
export interface Topic {
  readonly name: string
  readonly topicId: string
  readonly partitions: Partition[]
  /** The configurations that were set. A change acts at once. */
  readonly configs: Map<string, string>
  /** The configurations of all brokers, from which those of the topic come that were not set. */
  readonly brokerDefaults: Pick<ReadonlyMap<string, string>, 'get'>
}

/** How a request names a topic: by its id if it has one, otherwise by its name (KIP-516). */
export interface TopicReference {
  readonly name?: string | null | undefined
  readonly topicId?: string | undefined
}

const LEGAL_CHARACTERS = /^[a-zA-Z0-9._-]+$/
const MAX_NAME_LENGTH = 249

/** The topics of the cluster. */
export class Topics {
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  readonly #brokerDefaults: Pick<ReadonlyMap<string, string>, 'get'>
  #nextLeader = 0

  constructor(brokerDefaults: Pick<ReadonlyMap<string, string>, 'get'>) {
    this.#brokerDefaults = brokerDefaults
  }

  list(): Topic[] {
    return [...this.#byName.values()]
  }

  find({ name, topicId = ZERO_UUID }: TopicReference): Topic | Refusal {
    if (topicId !== ZERO_UUID)
      return this.#byId.get(topicId) ?? refuse(errorCodes.UNKNOWN_TOPIC_ID, 'This server does not host this topic ID.')
    const topic = this.#byName.get(name ?? '')
    if (topic !== undefined) return topic
    const problem = illegalNameProblem(name ?? '')
    if (problem !== undefined) return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, problem)
    return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.')
  }

  /** The name of the topic with this id. */
  nameOf(topicId: string): string | undefined {
    return this.#byId.get(topicId)?.name
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Creates a topic. `topicId` is that of a topic that was kept; by default it gets a new one. */
  create(
    name: string,
    replicas: readonly (readonly number[])[],
    configs: ReadonlyMap<string, string> = new Map(),
    topicId: string = newTopicId()
  ): Topic {
    const partitions = replicas.map((nodes, index) => new Partition(index, nodes))
    const topic: Topic = { name, topicId, partitions, configs: new Map(configs), brokerDefaults: this.#brokerDefaults }
    this.#byName.set(name, topic)
    this.#byId.set(topic.topicId, topic)
    return topic
  }

  /** Adds partitions with these replicas. */
  addPartitions({ partitions }: Topic, replicas: readonly (readonly number[])[]): void {
    const count = partitions.length
    partitions.push(...replicas.map((nodes, index) => new Partition(count + index, nodes)))
    for (const partition of partitions) partition.changed()
  }

  delete(topic: Topic): void {
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.topicId)
    for (const partition of topic.partitions) partition.changed()
  }

  /** Deletes all topics. The next one is spread as the first one was. */
  clear(): void {
    for (const topic of this.list()) this.delete(topic)
    this.#nextLeader = 0
  }

  /**
   * The replicas of each new partition, the leader first. The leaders are spread evenly over the
   * nodes.
   */
  spread(partitions: number, replicationFactor: number, nodeIds: readonly number[]): number[][] {
    return Array.from({ length: partitions }, () => {
      const first = this.#nextLeader++
      return Array.from({ length: replicationFactor }, (_, replica) => nodeIds[(first + replica) % nodeIds.length] ?? -1)
    })
  }
}

/** A new random topic id. */
export const newTopicId = (): string => randomBytes(16).toString('base64url')

/**
 * Whether Kafka accepts a topic name: 1 to 249 ASCII letters, digits, dots, underscores and
 * hyphens, and neither `.` nor `..`.
 */
export function isLegalName(name: string): boolean {
  return illegalNameProblem(name) === undefined
}

/** Why Kafka does not accept a topic name, in its words; undefined if it does. */
export function illegalNameProblem(name: string): string | undefined {
  if (name === '') return 'Topic name is invalid: the empty string is not allowed'
  if (name === '.' || name === '..') return `Topic name is invalid: '${name}' is not allowed`
  if (name.length > MAX_NAME_LENGTH)
    return `Topic name is invalid: the length of '${name}' is longer than the max allowed length ${MAX_NAME_LENGTH}`
  if (LEGAL_CHARACTERS.test(name)) return undefined
  return `Topic name is invalid: '${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
}
