import type { Decoded } from '../../../protocol/api.ts'
import type { ClusterBroker, LeaderHint } from '../../metadata/cluster-map.ts'
import type { SiftContext, Sifted } from '../route.ts'
import { keepPartitions, type PartitionLayout, topicKey } from './message-layout.ts'

/** The fields that the partitions of all responses have in common. */
export interface AnsweredPartition {
  readonly errorCode: number
  /** The new leader, which brokers name with NOT_LEADER_OR_FOLLOWER (KIP-951). */
  readonly currentLeader?: { readonly leaderId: number; readonly leaderEpoch: number }
}

// `PartitionKind` in `by-partition.ts` explains the meaning of these fields.
interface SiftKind<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition> {
  readonly requestLayout: PartitionLayout<Req, Topic, Partition>
  readonly responseLayout: PartitionLayout<Decoded<Res>, ResTopic, ResPartition>
  readonly healable: ReadonlySet<number>
  session?(request: Req): string | undefined
  mayBeDone?(answer: ResPartition): boolean
  mayRepeat?(request: Req, answer: ResPartition, partition: Partition, context: SiftContext): boolean
}

/**
 * Divides an answer into the partitions to send again and those that are final; see `Shards.sift`.
 * Partitions of a session are all final: only the caller can send the next request of a session.
 */
export function siftPartitions<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: SiftKind<Req, Res, Topic, Partition, ResTopic, ResPartition>,
  request: Req,
  response: Decoded<Res>,
  context: SiftContext = { wasBehind: true }
): Sifted<Req, Res> | undefined {
  const failures = failuresIn(kind.responseLayout, kind.healable, response)
  if (failures === undefined) return undefined
  const { codes, hints } = failures
  let mayBeDone = kind.mayBeDone === undefined ? undefined : false
  const isAgain = (topic: string, partition: Partition): boolean => {
    const answer = failures.byTopic.get(topic)?.get(kind.requestLayout.index(partition))
    if (answer === undefined || !(kind.mayRepeat?.(request, answer, partition, context) ?? true)) return false
    if (kind.mayBeDone?.(answer)) mayBeDone = true
    return true
  }
  const again = kind.session?.(request) === undefined ? keepPartitions(kind.requestLayout, request, isAgain) : undefined
  if (again === undefined) return { again, settled: { request, response }, codes, hints }
  const rest = keepPartitions(kind.requestLayout, request, (topic, partition) => !isAgain(topic, partition))
  if (rest === undefined) return { again, settled: undefined, codes, hints, mayBeDone }
  return { again, settled: { request: rest, response: without(kind, response, again) }, codes, hints, mayBeDone }
}

interface Failures<Partition> {
  /** The partitions with a code that may heal, by the key of the topic and by index. */
  readonly byTopic: Map<string, Map<number, Partition>>
  readonly codes: number[]
  readonly hints: LeaderHint[]
}

function failuresIn<Message, Topic, Partition extends AnsweredPartition>(
  layout: PartitionLayout<Message, Topic, Partition>,
  healable: ReadonlySet<number>,
  response: Message
): Failures<Partition> | undefined {
  let failures: Failures<Partition> | undefined
  for (const topic of layout.topics(response)) {
    for (const partition of layout.partitions(topic)) {
      const { errorCode, currentLeader } = partition
      if (errorCode === 0 || !healable.has(errorCode)) continue
      failures ??= { byTopic: new Map(), codes: [], hints: [] }
      const ref = layout.ref(topic)
      const partitionIndex = layout.index(partition)
      note(failures, topicKey(ref), partitionIndex, partition)
      if (currentLeader === undefined || currentLeader.leaderId < 0) continue
      failures.hints.push({ topic: ref, partitionIndex, ...currentLeader, brokers: endpointsOf(response) })
    }
  }
  return failures
}

function note<Partition extends AnsweredPartition>(
  { byTopic, codes }: Failures<Partition>,
  topic: string,
  partitionIndex: number,
  answer: Partition
): void {
  let byPartition = byTopic.get(topic)
  if (byPartition === undefined) byTopic.set(topic, (byPartition = new Map()))
  byPartition.set(partitionIndex, answer)
  if (!codes.includes(answer.errorCode)) codes.push(answer.errorCode)
}

// Every response that has node endpoints has them under this name. The type of any response cannot
// say so.
const endpointsOf = (response: unknown): readonly ClusterBroker[] =>
  (response as { readonly nodeEndpoints?: readonly ClusterBroker[] }).nodeEndpoints ?? []

// The answer without the partitions that are sent again.
function without<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: SiftKind<Req, Res, Topic, Partition, ResTopic, ResPartition>,
  response: Decoded<Res>,
  again: Req
): Decoded<Res> {
  const indexes = new Map<string, Set<number>>()
  for (const topic of kind.requestLayout.topics(again)) {
    const key = topicKey(kind.requestLayout.ref(topic))
    const known = indexes.get(key) ?? new Set()
    for (const partition of kind.requestLayout.partitions(topic)) known.add(kind.requestLayout.index(partition))
    indexes.set(key, known)
  }
  const isFinal = (topic: string, partition: ResPartition): boolean => !indexes.get(topic)?.has(kind.responseLayout.index(partition))
  return keepPartitions(kind.responseLayout, response, isFinal) ?? kind.responseLayout.withTopics(response, [])
}
