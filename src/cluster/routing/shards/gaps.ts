import type { Gap } from '../route.ts'
import { type EntryLayout, keepPartitions, type PartitionLayout, topicKey } from './message-layout.ts'

const MAX_NAMES = 5 // in the error text for a gap

/**
 * The partitions of a request that its answer leaves out. Undefined if the answer has all of them.
 */
export function missingPartitions<Req, Res, Topic, Partition, ResTopic, ResPartition>(
  request: PartitionLayout<Req, Topic, Partition>,
  response: PartitionLayout<Res, ResTopic, ResPartition>,
  asked: Req,
  answer: Res
): Gap<Req> | undefined {
  if (isInStep(request, response, asked, answer)) return undefined
  const answered = new Map<string, Set<number>>()
  for (const topic of response.topics(answer)) {
    const key = topicKey(response.ref(topic))
    const indexes = answered.get(key) ?? new Set<number>()
    for (const partition of response.partitions(topic)) indexes.add(response.index(partition))
    answered.set(key, indexes)
  }
  const isAnswered = (topic: string, partition: Partition): boolean => answered.get(topic)?.has(request.index(partition)) ?? false
  const names: string[] = []
  const missing = keepPartitions(request, asked, (topic, partition) => {
    const isMissing = !isAnswered(topic, partition)
    if (isMissing) names.push(`${topic}-${request.index(partition)}`)
    return isMissing
  })
  if (missing === undefined) return undefined
  return { missing, answered: keepPartitions(request, asked, isAnswered), names: shortened(names) }
}

// Whether the answer has the partitions of the request in the same order. Most answers have, and
// then nothing has to be allocated.
function isInStep<Req, Res, Topic, Partition, ResTopic, ResPartition>(
  request: PartitionLayout<Req, Topic, Partition>,
  response: PartitionLayout<Res, ResTopic, ResPartition>,
  asked: Req,
  answer: Res
): boolean {
  const topics = request.topics(asked)
  const answered = response.topics(answer)
  if (topics.length > answered.length) return false
  for (let t = 0; t < topics.length; t++) {
    const topic = topics[t] as Topic
    const answer = answered[t] as ResTopic
    const partitions = request.partitions(topic)
    const results = response.partitions(answer)
    if (partitions.length > results.length || topicKey(request.ref(topic)) !== topicKey(response.ref(answer))) return false
    for (let p = 0; p < partitions.length; p++)
      if (request.index(partitions[p] as Partition) !== response.index(results[p] as ResPartition)) return false
  }
  return true
}

/**
 * The entries of a request that its answer leaves out. Undefined if the answer has all of them.
 */
export function missingEntries<Req, Res, Entry, ResEntry>(
  request: EntryLayout<Req, Entry>,
  response: EntryLayout<Res, ResEntry>,
  asked: Req,
  answer: Res
): Gap<Req> | undefined {
  const answered = new Set(response.entries(answer).map(entry => response.key(entry)))
  const entries = request.entries(asked)
  const missing = entries.filter(entry => !answered.has(request.key(entry)))
  if (missing.length === 0) return undefined
  const rest = entries.filter(entry => answered.has(request.key(entry)))
  return {
    missing: request.withEntries(asked, missing),
    answered: rest.length === 0 ? undefined : request.withEntries(asked, rest),
    names: shortened(missing.map(entry => request.key(entry)))
  }
}

function shortened(names: readonly string[]): string[] {
  return names.length <= MAX_NAMES ? [...names] : [...names.slice(0, MAX_NAMES), `${names.length - MAX_NAMES} more`]
}
