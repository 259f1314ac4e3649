import type { Decoded } from '../../../protocol/api.ts'
import type { Answer } from '../route.ts'
import { addTo } from './collections.ts'
import { combine } from './combine.ts'
import { type PartitionLayout, topicKey } from './message-layout.ts'

interface Found<Topic, Partition> {
  /** The topic in the first answer that has it. */
  readonly topic: Topic
  readonly partitions: Map<number, Partition[]>
}

/**
 * Merges answers with topics and partitions into one, in the order of the request. A partition that
 * no answer has is left out. Each result is in the merged answer once, even if the request names a
 * partition twice.
 */
export function mergePartitions<Req, Res, Topic, Partition, ResTopic, ResPartition>(
  requestLayout: PartitionLayout<Req, Topic, Partition>,
  responseLayout: PartitionLayout<Decoded<Res>, ResTopic, ResPartition>,
  request: Req,
  answers: readonly Answer<Req, Res>[]
): Decoded<Res> {
  const [only] = answers
  if (only !== undefined && answers.length === 1) return only.response
  const found = collect(responseLayout, answers)
  const topics: ResTopic[] = []
  for (const topic of requestLayout.topics(request)) {
    const answered = found.get(topicKey(requestLayout.ref(topic)))
    if (answered === undefined) continue
    const partitions: ResPartition[] = []
    for (const partition of requestLayout.partitions(topic)) {
      const result = answered.partitions.get(requestLayout.index(partition))?.shift()
      if (result !== undefined) partitions.push(result)
    }
    if (partitions.length > 0) topics.push(responseLayout.withPartitions(answered.topic, partitions))
  }
  return responseLayout.withTopics(combine(answers), topics)
}

function collect<Req, Res, Topic, Partition>(
  layout: PartitionLayout<Decoded<Res>, Topic, Partition>,
  answers: readonly Answer<Req, Res>[]
): Map<string, Found<Topic, Partition>> {
  const found = new Map<string, Found<Topic, Partition>>()
  for (const { response } of answers) {
    for (const topic of layout.topics(response)) {
      const key = topicKey(layout.ref(topic))
      let entry = found.get(key)
      if (entry === undefined) found.set(key, (entry = { topic, partitions: new Map() }))
      for (const partition of layout.partitions(topic)) addTo(entry.partitions, layout.index(partition), partition)
    }
  }
  return found
}
