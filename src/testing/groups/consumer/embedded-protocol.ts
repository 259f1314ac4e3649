import type { Decoded } from '../../../protocol/api.ts'
import { decodeVersioned, encodeVersioned } from '../../../protocol/message-codec.ts'
import { ConsumerProtocolAssignment } from '../../../protocol/messages/consumer-protocol-assignment.ts'
import { ConsumerProtocolSubscription } from '../../../protocol/messages/consumer-protocol-subscription.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topics } from '../../storage/topics.ts'
import { listPartitions, type TopicPartitions } from './member-partitions.ts'

interface NamedPartitions {
  readonly topic: string
  readonly partitions: readonly number[]
}

/** What a consumer says of itself in JoinGroup; undefined if it cannot be read. */
export function readSubscription(metadata: Uint8Array): Decoded<ConsumerProtocolSubscription> | undefined {
  try {
    return decodeVersioned(ConsumerProtocolSubscription, metadata).message
  } catch {
    return undefined
  }
}

/** The assignment that a leader has made for a consumer; undefined if it cannot be read. */
export function readAssignment(assignment: Uint8Array): Decoded<ConsumerProtocolAssignment> | undefined {
  try {
    return decodeVersioned(ConsumerProtocolAssignment, assignment).message
  } catch {
    return undefined
  }
}

/** Assigned partitions, in the version in which the consumer wrote its subscription. */
export function writeAssignment(all: Parameters<typeof listPartitions>[0], subscription: Uint8Array, topics: Topics): Uint8Array {
  const version = Buffer.from(subscription).readInt16BE(0)
  const assignedPartitions = listPartitions(all).flatMap(({ topicId, partitions }) => {
    const topic = topics.find({ topicId })
    return isRefusal(topic) ? [] : [{ topic: topic.name, partitions }]
  })
  return encodeVersioned(ConsumerProtocolAssignment, Math.min(version, ConsumerProtocolAssignment.maxVersion), {
    assignedPartitions,
    userData: null
  })
}

/** Partitions by topic id in place of the topic's name, without topics that do not exist. */
export function withTopicIds(named: readonly NamedPartitions[], topics: Topics): TopicPartitions[] {
  return named.flatMap(({ topic: name, partitions }) => {
    const topic = topics.find({ name })
    return isRefusal(topic) ? [] : [{ topicId: topic.topicId, partitions }]
  })
}
