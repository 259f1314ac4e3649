import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { TopicRef } from '../../metadata/cluster-map.ts'

/**
 * Where a message has its topics and partitions. The APIs have different field names for them. The
 * functions whose names begin with `with` return a changed copy.
 */
export interface PartitionLayout<Message, Topic, Partition> {
  topics(message: Message): readonly Topic[]
  withTopics(message: Message, topics: Topic[]): Message
  /** The name and the id of a topic. */
  ref(topic: Topic): TopicRef
  partitions(topic: Topic): readonly Partition[]
  withPartitions(topic: Topic, partitions: Partition[]): Topic
  /** The index of a partition in its topic. */
  index(partition: Partition): number
}

/** The layout with the most common names: `topics`, `partitions` and `partitionIndex`. */
export function usualLayout<
  Message extends { readonly topics: readonly Topic[] },
  Topic extends TopicRef & { readonly partitions: readonly Partition[] },
  Partition extends { readonly partitionIndex: number }
>(): PartitionLayout<Message, Topic, Partition> {
  return {
    topics: message => message.topics,
    withTopics: (message, topics) => ({ ...message, topics }),
    ref: topic => topic,
    partitions: topic => topic.partitions,
    withPartitions: (topic, partitions) => ({ ...topic, partitions }),
    index: partition => partition.partitionIndex
  }
}

/** The layout of the responses to ShareFetch and ShareAcknowledge (KIP-932). */
export function shareResponseLayout<
  Message extends { readonly responses: readonly Topic[] },
  Topic extends TopicRef & { readonly partitions: readonly Partition[] },
  Partition extends { readonly partitionIndex: number }
>(): PartitionLayout<Message, Topic, Partition> {
  return {
    ...usualLayout<{ topics: readonly Topic[] }, Topic, Partition>(),
    topics: message => message.responses,
    withTopics: (message, responses) => ({ ...message, responses })
  }
}

/**
 * Where a message has its list of groups, transactional ids or resources. `withEntries` returns a
 * changed copy.
 */
export interface EntryLayout<Message, Entry> {
  entries(message: Message): readonly Entry[]
  withEntries(message: Message, entries: Entry[]): Message
  /** The text that identifies an entry, the same in the request and in the response. */
  key(entry: Entry): string
}

/**
 * The text that identifies a topic in a request and in its answer: the name, or the id (KIP-516)
 * if there is no name. A request that gives both is sent by name, so its answer has the name too.
 */
export function topicKey({ name, topicId }: TopicRef): string {
  return name || topicId === undefined || topicId === ZERO_UUID ? (name ?? '') : topicId
}

/**
 * Whether a message has topics and partitions of the right shape. A request of a program without
 * types may not have. It goes to any broker as it is, and the encoder says what is wrong with it.
 */
export function hasLayout<Message, Topic, Partition>(layout: PartitionLayout<Message, Topic, Partition>, message: Message): boolean {
  if (!isStruct(message) || !Array.isArray(layout.topics(message))) return false
  for (const topic of layout.topics(message)) if (!isStruct(topic) || !isTopic(layout, topic)) return false
  return true
}

/** Whether a message has a list of entries of the right shape, each with a key. */
export function hasEntries<Message, Entry>(list: EntryLayout<Message, Entry>, message: Message): boolean {
  if (!isStruct(message) || !Array.isArray(list.entries(message))) return false
  for (const entry of list.entries(message)) if (isMissing(entry) || typeof list.key(entry) !== 'string') return false
  return true
}

function isTopic<Message, Topic, Partition>(layout: PartitionLayout<Message, Topic, Partition>, topic: Topic): boolean {
  const { name, topicId } = layout.ref(topic)
  if (typeof (name ?? '') !== 'string' || typeof (topicId ?? '') !== 'string' || !Array.isArray(layout.partitions(topic))) return false
  for (const partition of layout.partitions(topic)) if (isMissing(partition) || typeof layout.index(partition) !== 'number') return false
  return true
}

const isStruct = (value: unknown): boolean => typeof value === 'object' && value !== null
const isMissing = (value: unknown): boolean => value === undefined || value === null

/**
 * Whether a field is a list of structs, as its type says. Requests are translated to other forms
 * before the encoder has checked them, so the type may be wrong.
 */
export const isListOfStructs = (value: unknown): boolean => Array.isArray(value) && value.every(isStruct)

/**
 * Returns the message with only those partitions for which `isWanted` returns true: the message
 * itself if these are all, undefined if there are none.
 */
export function keepPartitions<Message, Topic, Partition>(
  layout: PartitionLayout<Message, Topic, Partition>,
  message: Message,
  isWanted: (topic: string, partition: Partition) => boolean
): Message | undefined {
  const topics = layout.topics(message)
  const kept: Topic[] = []
  let isWhole = true
  let count = 0
  for (const topic of topics) {
    const key = topicKey(layout.ref(topic))
    const all = layout.partitions(topic)
    const wanted = all.filter(partition => isWanted(key, partition))
    count += wanted.length
    if (wanted.length === all.length) kept.push(topic)
    else {
      isWhole = false
      if (wanted.length > 0) kept.push(layout.withPartitions(topic, wanted))
    }
  }
  if (count === 0) return undefined
  return isWhole ? message : layout.withTopics(message, kept)
}
