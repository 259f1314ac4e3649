import type { Gap } from '../route.ts'
import { type EntryLayout, keepPartitions, type PartitionLayout, topicKey } from './message-layout.ts'

const MAX_NAMES = 5 // in the error text for a gap

/**
 * The partitions of a request that its answer leaves out. Undefined if the answer has all of them.
 */
export function missingPartitions<Req, Res, Topic, Partition, ResTopic, ResPartition>(
  requestLayout: PartitionLayout<Req, Topic, Partition>,
  responseLayout: PartitionLayout<Res, ResTopic, ResPartition>,
  request: Req,
  answer: Res
): Gap<Req> | undefined {
  if (isInStep(requestLayout, responseLayout, request, answer)) return undefined
  const answered = new Map<string, Set<number>>()
  for (const topic of responseLayout.topics(answer)) {
    const key = topicKey(responseLayout.ref(topic))
    const indexes = answered.get(key) ?? new Set<number>()
    for (const partition of responseLayout.partitions(topic)) indexes.add(responseLayout.index(partition))
    answered.set(key, indexes)
  }
  const isAnswered = (topic: string, partition: Partition): boolean => answered.get(topic)?.has(requestLayout.index(partition)) ?? false
  const names: string[] = []
  const missing = keepPartitions(requestLayout, request, (topic, partition) => {
    const isMissing = !isAnswered(topic, partition)
    if (isMissing) names.push(`${topic}-${requestLayout.index(partition)}`)
    return isMissing
  })
  if (missing === undefined) return undefined
  return { missing, answered: keepPartitions(requestLayout, request, isAnswered), names: shortened(names) }
}

// Whether the answer has the partitions of the request in the same order. Most answers have, and
// then nothing has to be allocated.
function isInStep<Req, Res, Topic, Partition, ResTopic, ResPartition>(
  requestLayout: PartitionLayout<Req, Topic, Partition>,
  responseLayout: PartitionLayout<Res, ResTopic, ResPartition>,
  request: Req,
  answer: Res
): boolean {
  const topics = requestLayout.topics(request)
  const answered = responseLayout.topics(answer)
  if (topics.length > answered.length) return false
  for (let t = 0; t < topics.length; t++) {
    const topic = topics[t] as Topic
    const answer = answered[t] as ResTopic
    const partitions = requestLayout.partitions(topic)
    const results = responseLayout.partitions(answer)
    if (partitions.length > results.length || topicKey(requestLayout.ref(topic)) !== topicKey(responseLayout.ref(answer))) return false
    for (let p = 0; p < partitions.length; p++)
      if (requestLayout.index(partitions[p] as Partition) !== responseLayout.index(results[p] as ResPartition)) return false
  }
  return true
}

/**
 * The entries of a request that its answer leaves out. Undefined if the answer has all of them.
 */
export function missingEntries<Req, Res, Entry, ResEntry>(
  requestLayout: EntryLayout<Req, Entry>,
  responseLayout: EntryLayout<Res, ResEntry>,
  request: Req,
  answer: Res
): Gap<Req> | undefined {
  const answered = new Set(responseLayout.entries(answer).map(entry => responseLayout.key(entry)))
  const entries = requestLayout.entries(request)
  const missing = entries.filter(entry => !answered.has(requestLayout.key(entry)))
  if (missing.length === 0) return undefined
  const rest = entries.filter(entry => answered.has(requestLayout.key(entry)))
  return {
    missing: requestLayout.withEntries(request, missing),
    answered: rest.length === 0 ? undefined : requestLayout.withEntries(request, rest),
    names: shortened(missing.map(entry => requestLayout.key(entry)))
  }
}

function shortened(names: readonly string[]): string[] {
  return names.length <= MAX_NAMES ? [...names] : [...names.slice(0, MAX_NAMES), `${names.length - MAX_NAMES} more`]
}
