import type { Decoded } from '../../../protocol/api.ts'
import type { ClusterBroker, LeaderHint } from '../../metadata/cluster-map.ts'
import type { SiftContext, Sifted } from '../route.ts'
import { keepPartitions, type Layout, topicKey } from './message-layout.ts'

/** What the answers for partitions have in common. */
export interface AnsweredPartition {
  readonly errorCode: number
  readonly currentLeader?: { readonly leaderId: number; readonly leaderEpoch: number }
}

interface SiftKind<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition> {
  readonly request: Layout<Req, Topic, Partition>
  readonly response: Layout<Decoded<Res>, ResTopic, ResPartition>
  readonly healable: ReadonlySet<number>
  session?(request: Req): string | undefined
  mayBeDone?(answer: ResPartition): boolean
  mayRepeat?(request: Req, answer: ResPartition, partition: Partition, context: SiftContext): boolean
}

/** Takes the partitions out of an answer that sending them again may heal. Those of a session stay: what is asked next in it is the caller's to say. */
export function siftPartitions<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: SiftKind<Req, Res, Topic, Partition, ResTopic, ResPartition>,
  request: Req,
  response: Decoded<Res>,
  context: SiftContext = { wasBehind: true }
): Sifted<Req, Res> | undefined {
  const failures = failuresIn(kind.response, kind.healable, response)
  if (failures === undefined) return undefined
  const { codes, hints } = failures
  let mayBeDone = kind.mayBeDone === undefined ? undefined : false
  const isAgain = (topic: string, partition: Partition): boolean => {
    const answer = failures.byTopic.get(topic)?.get(kind.request.index(partition))
    if (answer === undefined || !(kind.mayRepeat?.(request, answer, partition, context) ?? true)) return false
    if (kind.mayBeDone?.(answer)) mayBeDone = true
    return true
  }
  const again = kind.session?.(request) === undefined ? keepPartitions(kind.request, request, isAgain) : undefined
  if (again === undefined) return { again, settled: { request, response }, codes, hints }
  const rest = keepPartitions(kind.request, request, (topic, partition) => !isAgain(topic, partition))
  if (rest === undefined) return { again, settled: undefined, codes, hints, mayBeDone }
  return { again, settled: { request: rest, response: without(kind, response, again) }, codes, hints, mayBeDone }
}

interface Failures<Partition> {
  /** The answers that bear these codes, by topic and partition. */
  readonly byTopic: Map<string, Map<number, Partition>>
  readonly codes: number[]
  readonly hints: LeaderHint[]
}

function failuresIn<Message, Topic, Partition extends AnsweredPartition>(
  layout: Layout<Message, Topic, Partition>,
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

// Where a response has endpoints they have this name, which the type of any response whatever cannot say.
const endpointsOf = (response: unknown): readonly ClusterBroker[] =>
  (response as { readonly nodeEndpoints?: readonly ClusterBroker[] }).nodeEndpoints ?? []

// All partitions of the answer but those that are asked for again.
function without<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: SiftKind<Req, Res, Topic, Partition, ResTopic, ResPartition>,
  response: Decoded<Res>,
  again: Req
): Decoded<Res> {
  const indexes = new Map<string, Set<number>>()
  for (const topic of kind.request.topics(again)) {
    const key = topicKey(kind.request.ref(topic))
    const known = indexes.get(key) ?? new Set()
    for (const partition of kind.request.partitions(topic)) known.add(kind.request.index(partition))
    indexes.set(key, known)
  }
  const isFinal = (topic: string, partition: ResPartition): boolean => !indexes.get(topic)?.has(kind.response.index(partition))
  return keepPartitions(kind.response, response, isFinal) ?? kind.response.withTopics(response, [])
}
