import { isKafkaError } from '../../errors.ts'
import { decodeVersioned } from '../../protocol/message-codec.ts'
import { ConsumerProtocolAssignment } from '../../protocol/messages/consumer-protocol-assignment.ts'
import { sorted } from '../frame/sorted.ts'

/** Partitions of one topic that a member has. */
export interface Assigned {
  readonly topic: string
  readonly partitions: readonly number[]
}

const CONSUMER_PROTOCOL = 'consumer'

/** The assignment in consumer and share groups. */
export function assignedTopics({
  topicPartitions
}: {
  readonly topicPartitions: readonly { readonly topicName: string; readonly partitions: readonly number[] }[]
}): Assigned[] {
  return ordered(topicPartitions.map(({ topicName, partitions }) => ({ topic: topicName, partitions })))
}

/**
 * The assignment in classic groups, whose bytes belong to the members. Null if they are not those
 * of consumers.
 */
export function readAssignment(protocolType: string, bytes: Uint8Array): Assigned[] | null {
  if (bytes.length === 0) return []
  if (protocolType !== CONSUMER_PROTOCOL) return null
  try {
    return ordered(decodeVersioned(ConsumerProtocolAssignment, bytes).message.assignedPartitions)
  } catch (error) {
    if (isKafkaError(error)) return null
    throw error
  }
}

/** The partitions that the tasks of a Streams group read: a task reads one number in all topics. */
export function assignedByTasks(
  tasks: readonly { readonly subtopologyId: string; readonly partitions: readonly number[] }[],
  subtopologies: readonly {
    readonly subtopologyId: string
    readonly sourceTopics: readonly string[]
    readonly repartitionSourceTopics: readonly { readonly name: string }[]
  }[]
): Assigned[] {
  const assigned = tasks.flatMap(({ subtopologyId, partitions }) => {
    const subtopology = subtopologies.find(each => each.subtopologyId === subtopologyId)
    const repartitioned = subtopology?.repartitionSourceTopics.map(({ name }) => name) ?? []
    return [...(subtopology?.sourceTopics ?? []), ...repartitioned].map(topic => ({ topic, partitions }))
  })
  return ordered(assigned)
}

/** An assignment as text, such as `orders:0,1 payments:2`. */
export const assignmentText = (assignment: readonly Assigned[] | null): string =>
  assignment === null ? '?' : assignment.map(({ topic, partitions }) => `${topic}:${partitions.join(',')}`).join(' ') || '-'

const ordered = (all: readonly Assigned[]): Assigned[] =>
  sorted(
    all.map(({ topic, partitions }) => ({ topic, partitions: sorted(partitions, partition => partition) })),
    ({ topic }) => topic
  )
