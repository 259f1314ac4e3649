import { now } from '../../clock.ts'
import { isKafkaError, KafkaError } from '../../errors.ts'
import { configurationError } from '../../options.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { isUuid } from '../../protocol/primitives/writer.ts'
import { backoffMs } from '../../waiting/backoff.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import { isUnknownTopic } from '../retry/retry-codes.ts'
import type { PartitionState, TopicRef, TopicState } from './cluster-map.ts'
import type { ClusterMetadata } from './cluster-metadata.ts'
import { isTopicId } from './merge-metadata.ts'

/**
 * A partition that has a leader: `leaderId`, `leaderEpoch` and the rest of its state, and the id of
 * its topic. It is what a producer has to know about a partition.
 */
export interface PartitionLeader extends PartitionState {
  /** The id of the topic. The zero UUID: the brokers are older than Kafka 2.8 and know no ids. */
  readonly topicId: string
}

/**
 * How many answers must say that a topic is unknown before the driver believes it. A topic that was
 * just created is not known to every broker at once, so one answer is not enough. More attempts
 * would only delay the error for a topic that never existed.
 */
export const UNKNOWN_TOPIC_ATTEMPTS = 5

const NO_TOPICS = "controllers tell nothing about topics and leaders: open a cluster without endpointType: 'controller' for them"

/** Finds the leader of a partition, and waits until there is one. See `cluster.partition`. */
export function findLeader(
  metadata: ClusterMetadata,
  pauses: PauseGroup,
  retry: ResolvedClusterOptions['retry'],
  topic: string | TopicRef,
  partitionIndex: number,
  options: WaitOptions
): Promise<PartitionLeader> {
  return find({ metadata, pauses, retry, topic }, options, state => {
    const partition = state?.partitions.get(partitionIndex)
    if (state !== undefined && partition !== undefined && partition.leaderId >= 0) return { ...partition, topicId: state.topicId }
    return missing(`Partition ${partitionIndex} of topic ${nameOf(topic)} has no known leader`, leaderlessCode(state, partition))
  })
}

/** Finds the state of a topic, and waits until brokers know the topic. See `cluster.topic`. */
export function findTopic(
  metadata: ClusterMetadata,
  pauses: PauseGroup,
  retry: ResolvedClusterOptions['retry'],
  topic: string | TopicRef,
  options: WaitOptions
): Promise<TopicState> {
  return find({ metadata, pauses, retry, topic }, options, state =>
    state?.errorCode === 0 ? state : missing(`Topic ${nameOf(topic)} is not known`, state?.errorCode ?? unknownCode(topic))
  )
}

/**
 * The error code that says why a partition has no leader: the code of the topic, or else the code
 * of the partition, or else UNKNOWN_TOPIC_OR_PARTITION for a partition that does not exist, and
 * LEADER_NOT_AVAILABLE for one that exists.
 */
export function leaderlessCode(state: TopicState | undefined, partition: PartitionState | undefined): number {
  const isMissing = partition === undefined
  return state?.errorCode || partition?.errorCode || (isMissing ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCodes.LEADER_NOT_AVAILABLE)
}

interface LookUp {
  readonly metadata: ClusterMetadata
  readonly pauses: PauseGroup
  readonly retry: ResolvedClusterOptions['retry']
  readonly topic: string | TopicRef
}

// Asks again until `look` finds what it wants, or the time is over. An outage, in which no broker
// answers, may pass just like a time without a leader, so both are waited for.
async function find<T extends object>(
  { metadata, pauses, retry, topic }: LookUp,
  { signal, timeoutMs = retry.totalMs }: WaitOptions,
  look: (state: TopicState | undefined) => T | KafkaError<'KAFKA_BROKER'>
): Promise<T> {
  const untilMs = now() + timeoutMs
  const ref = refOf(topic)
  if (!metadata.hasTopics) throw configurationError('topic', [NO_TOPICS])
  let unknowns = 0
  let last: KafkaError | undefined
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    const outage = await ask(metadata, [ref], { signal, timeoutMs: Math.max(untilMs - now(), 1) })
    const found = outage ?? look(metadata.map.topic(ref))
    if (!isKafkaError(found)) return found as T
    metadata.closed.throwIfAborted() // a closed cluster tells nothing of what it does not know
    // The last error says more than that the time is over: it says why so much time was needed.
    if (found.code === 'KAFKA_TIMEOUT' && now() >= untilMs) throw last ?? found
    last = found
    if (outage === undefined && isUnknown(found)) unknowns++
    const delayMs = backoffMs(attempt, retry)
    const isOver = attempt >= retry.maxAttempts || now() + delayMs >= untilMs
    if (!found.retriable || unknowns >= UNKNOWN_TOPIC_ATTEMPTS || isOver) {
      // The next call must not find the same state in the map for ever.
      if (found.retriable && outage === undefined) metadata.suspect()
      throw found
    }
    await pauses.pause(delayMs, signal)
    if (outage === undefined) metadata.suspect()
  }
}

// Waits until the topics are known. Resolves with the error if the error may pass by itself.
async function ask(metadata: ClusterMetadata, refs: readonly TopicRef[], options: WaitOptions): Promise<KafkaError | undefined> {
  try {
    if (!metadata.touchAndCheckFresh(refs)) await metadata.ensure(refs, options)
    return undefined
  } catch (error) {
    if (options.signal?.aborted || !isKafkaError(error) || !error.retriable) throw error
    return error
  }
}

// Throws `KAFKA_CONFIGURATION` for what names no topic.
function refOf(topic: string | TopicRef): TopicRef {
  if (typeof topic === 'string') return { name: topic }
  const { name, topicId } = Object(topic) as TopicRef
  if (isUuid(topicId) && isTopicId(topicId)) return { topicId }
  if (topicId === undefined && typeof name === 'string') return { name }
  throw configurationError('topic', [
    'it must be a name, { name }, or { topicId } with an id of 22 characters (base64url) that is not zero'
  ])
}

function nameOf(topic: string | TopicRef): string {
  const { name, topicId } = refOf(topic)
  return name ?? `with the id ${topicId}`
}

const unknownCode = (topic: string | TopicRef): number =>
  refOf(topic).name === undefined ? errorCodes.UNKNOWN_TOPIC_ID : errorCodes.UNKNOWN_TOPIC_OR_PARTITION

const isUnknown = (error: KafkaError): boolean => isKafkaError(error, 'KAFKA_BROKER') && isUnknownTopic(error.errorCode)

function missing(what: string, errorCode: number): KafkaError<'KAFKA_BROKER'> {
  const { meaning, name, retriable } = errorFor(errorCode)
  const text = `${what}: ${errorCode} ${name}. ${meaning}`
  return new KafkaError('KAFKA_BROKER', text, { errorCode, errorName: name, path: '', retriable, delivery: 'not-sent', api: 'Metadata' })
}
