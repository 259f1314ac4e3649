import { now } from '../../clock.ts'
import { isKafkaError, KafkaError } from '../../errors.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { backoffMs } from '../../waiting/backoff.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../options.ts'
import type { PartitionState, TopicState } from './cluster-map.ts'
import type { ClusterMetadata } from './cluster-metadata.ts'

/**
 * A partition that has a leader: `leaderId`, `leaderEpoch` and the rest of its state, and the id of
 * its topic. It is what a producer has to know about a partition.
 */
export interface PartitionLeader extends PartitionState {
  /** The id of the topic. The zero UUID: the brokers are older than Kafka 2.8 and know no ids. */
  readonly topicId: string
}

const UNKNOWN_TOPIC_OR_PARTITION = 3
const LEADER_NOT_AVAILABLE = 5

/** A topic that was just created is not known everywhere at once; one that never was need not be looked for all the time there is. */
export const UNKNOWN_TOPIC_ATTEMPTS = 5

/** The leader of a partition, as soon as there is one. */
export function findLeader(
  metadata: ClusterMetadata,
  pauses: PauseGroup,
  retry: ResolvedClusterOptions['retry'],
  topic: string,
  partitionIndex: number,
  options: WaitOptions
): Promise<PartitionLeader> {
  return find({ metadata, pauses, retry, topic }, options, state => {
    const partition = state?.partitions.get(partitionIndex)
    if (state !== undefined && partition !== undefined && partition.leaderId >= 0) return { ...partition, topicId: state.topicId }
    return missing(`Partition ${partitionIndex} of topic ${topic} has no leader that is known`, leaderlessCode(state, partition))
  })
}

/** What is known of a topic, as soon as there is something. */
export function findTopic(
  metadata: ClusterMetadata,
  pauses: PauseGroup,
  retry: ResolvedClusterOptions['retry'],
  topic: string,
  options: WaitOptions
): Promise<TopicState> {
  return find({ metadata, pauses, retry, topic }, options, state =>
    state?.errorCode === 0 ? state : missing(`Topic ${topic} is not known`, state?.errorCode ?? UNKNOWN_TOPIC_OR_PARTITION)
  )
}

/** Why a partition has no leader: what is wrong with the topic, or else with the partition, which may not be there at all. */
export function leaderlessCode(state: TopicState | undefined, partition: PartitionState | undefined): number {
  return state?.errorCode || partition?.errorCode || (partition === undefined ? UNKNOWN_TOPIC_OR_PARTITION : LEADER_NOT_AVAILABLE)
}

interface LookUp {
  readonly metadata: ClusterMetadata
  readonly pauses: PauseGroup
  readonly retry: ResolvedClusterOptions['retry']
  readonly topic: string
}

// Looks again until there is what is looked for, or the time is over: that no broker answers may pass just as that none knows a leader.
async function find<T extends object>(
  { metadata, pauses, retry, topic }: LookUp,
  { signal, timeoutMs = retry.totalMs }: WaitOptions,
  look: (state: TopicState | undefined) => T | KafkaError<'KAFKA_BROKER'>
): Promise<T> {
  const untilMs = now() + timeoutMs
  const refs = [{ name: topic }]
  let unknowns = 0
  let last: KafkaError | undefined
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    const outage = await ask(metadata, refs, { signal, timeoutMs: Math.max(untilMs - now(), 1) })
    const found = outage ?? look(metadata.map.topic({ name: topic }))
    if (!isKafkaError(found)) return found as T
    // That the time is over says less than why it was needed.
    if (found.code === 'KAFKA_TIMEOUT' && now() >= untilMs) throw last ?? found
    last = found
    if (outage === undefined && isUnknown(found)) unknowns++
    const delayMs = backoffMs(attempt, retry)
    const isOver = attempt >= retry.maxAttempts || now() + delayMs >= untilMs
    if (!found.retriable || unknowns >= UNKNOWN_TOPIC_ATTEMPTS || isOver) throw found
    await pauses.pause(delayMs, signal)
    if (outage === undefined) metadata.markStale()
  }
}

// Resolves with the error where that may pass.
async function ask(metadata: ClusterMetadata, refs: readonly { name: string }[], options: WaitOptions): Promise<KafkaError | undefined> {
  try {
    if (!metadata.isFresh(refs)) await metadata.ensure(refs, options)
    return undefined
  } catch (error) {
    if (options.signal?.aborted || !isKafkaError(error) || !error.retriable) throw error
    return error
  }
}

const isUnknown = (error: KafkaError): boolean => isKafkaError(error, 'KAFKA_BROKER') && error.errorCode === UNKNOWN_TOPIC_OR_PARTITION

function missing(what: string, errorCode: number): KafkaError<'KAFKA_BROKER'> {
  const { meaning, name, retriable } = errorFor(errorCode)
  const text = `${what}: ${errorCode} ${name}. ${meaning}`
  return new KafkaError('KAFKA_BROKER', text, { errorCode, errorName: name, path: '', retriable, delivery: 'not-sent', api: 'Metadata' })
}
