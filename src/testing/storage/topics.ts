import { randomBytes } from 'node:crypto'
import { errorCodes } from '../../protocol/codes/index.ts'
import { ZERO_UUID } from '../../protocol/primitives/reader.ts'
import { Partition } from './partition.ts'
import { type Refusal, refuse } from './refusal.ts'

/** A topic of the cluster. */
export interface Topic {
  readonly name: string
  readonly topicId: string
  readonly partitions: readonly Partition[]
  readonly configs: ReadonlyMap<string, string | null>
}

/** How a request names a topic: by its id if it has one, otherwise by its name (KIP-516). */
export interface TopicReference {
  readonly name?: string | null | undefined
  readonly topicId?: string | undefined
}

const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/

/** The topics of the cluster. */
export class Topics {
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  #nextLeader = 0

  list(): Topic[] {
    return [...this.#byName.values()]
  }

  find({ name, topicId = ZERO_UUID }: TopicReference): Topic | Refusal {
    if (topicId !== ZERO_UUID)
      return this.#byId.get(topicId) ?? refuse(errorCodes.UNKNOWN_TOPIC_ID, 'This server does not host this topic ID.')
    const topic = this.#byName.get(name ?? '')
    if (topic !== undefined) return topic
    if (!isLegalName(name ?? '')) return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, `Topic name '${name}' is illegal`)
    return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.')
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  create(name: string, replicas: readonly (readonly number[])[], configs: ReadonlyMap<string, string | null>): Topic {
    const partitions = replicas.map((nodes, index) => new Partition(index, nodes))
    const topic: Topic = { name, topicId: randomBytes(16).toString('base64url'), partitions, configs }
    this.#byName.set(name, topic)
    this.#byId.set(topic.topicId, topic)
    return topic
  }

  delete(topic: Topic): void {
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.topicId)
    for (const partition of topic.partitions) partition.changed()
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

/**
 * Whether Kafka accepts a topic name: 1 to 249 ASCII letters, digits, dots, underscores and
 * hyphens, and neither `.` nor `..`.
 */
export function isLegalName(name: string): boolean {
  return LEGAL_NAME.test(name) && name !== '.' && name !== '..'
}
