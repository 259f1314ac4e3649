import { KafkaError } from '../errors.ts'
import { backoffMs } from '../pool/backoff.ts'
import { errorFor } from '../protocol/error-codes.ts'
import type { PartitionState } from './cluster-map.ts'
import type { ClusterMetadata } from './metadata.ts'
import type { ResolvedClusterOptions } from './options.ts'
import type { Pauses } from './pauses.ts'
import type { WaitOptions } from './waits.ts'

/** A partition that has a leader, and the id of its topic: what a producer needs to know. */
export interface PartitionLeader extends PartitionState {
  /** The zero uuid where brokers know no topic ids (before Kafka 2.8). */
  readonly topicId: string
}

const UNKNOWN_TOPIC_OR_PARTITION = 3
const LEADER_NOT_AVAILABLE = 5

/** A topic that was just created is not known everywhere at once; one that never was need not be looked for all the time there is. */
export const UNKNOWN_TOPIC_ATTEMPTS = 5

/** The leader of a partition, as soon as there is one. */
export async function findLeader(
  metadata: ClusterMetadata,
  pauses: Pauses,
  retry: ResolvedClusterOptions['retry'],
  topic: string,
  partitionIndex: number,
  { signal, timeoutMs = retry.totalMs }: WaitOptions
): Promise<PartitionLeader> {
  const untilMs = performance.now() + timeoutMs
  const refs = [{ name: topic }]
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    if (!metadata.isFresh(refs)) await metadata.ensure(refs, { signal, timeoutMs: Math.max(untilMs - performance.now(), 1) })
    const state = metadata.map.topic({ name: topic })
    const partition = state?.partitions.get(partitionIndex)
    if (state !== undefined && partition !== undefined && partition.leaderId >= 0) return { ...partition, topicId: state.topicId }
    const code = state?.errorCode || partition?.errorCode || (partition === undefined ? UNKNOWN_TOPIC_OR_PARTITION : LEADER_NOT_AVAILABLE)
    const error = leaderless(topic, partitionIndex, code)
    const delayMs = backoffMs(attempt, retry)
    const isHopeless = code === UNKNOWN_TOPIC_OR_PARTITION && attempt >= UNKNOWN_TOPIC_ATTEMPTS
    if (!error.retriable || isHopeless || attempt >= retry.maxAttempts || performance.now() + delayMs >= untilMs) throw error
    await pauses.pause(delayMs, signal)
    metadata.markStale()
  }
}

function leaderless(topic: string, partitionIndex: number, errorCode: number): KafkaError {
  const { meaning, name, retriable } = errorFor(errorCode)
  const text = `Partition ${partitionIndex} of topic ${topic} has no leader that is known: ${errorCode} ${name}. ${meaning}`
  return new KafkaError('KAFKA_BROKER', text, { errorCode, errorName: name, path: '', retriable, delivery: 'not-sent', api: 'Metadata' })
}
