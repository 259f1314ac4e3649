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
  request: PartitionLayout<Req, Topic, Partition>,
  response: PartitionLayout<Decoded<Res>, ResTopic, ResPartition>,
  asked: Req,
  answers: readonly Answer<Req, Res>[]
): Decoded<Res> {
  const [only] = answers
  if (only !== undefined && answers.length === 1) return only.response
  const found = collect(response, answers)
  const topics: ResTopic[] = []
  for (const topic of request.topics(asked)) {
    const answered = found.get(topicKey(request.ref(topic)))
    if (answered === undefined) continue
    const partitions: ResPartition[] = []
    for (const partition of request.partitions(topic)) {
      const result = answered.partitions.get(request.index(partition))?.shift()
      if (result !== undefined) partitions.push(result)
    }
    if (partitions.length > 0) topics.push(response.withPartitions(answered.topic, partitions))
  }
  return response.withTopics(combine(answers), topics)
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
