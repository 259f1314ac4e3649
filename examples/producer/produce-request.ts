import { acks, type Decoded } from 'kafkawire'
import type { ProduceRequest, ProduceResponse } from 'kafkawire/messages'
import type { PartitionQueue } from './partition-queue.ts'

/** A batch that is ready to be sent. */
export interface Ready {
  readonly queue: PartitionQueue
  readonly records: Uint8Array
}

/** The answer of a broker about one partition. */
export type Answer = Decoded<ProduceResponse>['responses'][number]['partitionResponses'][number]

/** Makes one request with all of these batches. */
export function produceRequest(ready: readonly Ready[], timeoutMs: number): ProduceRequest {
  return { acks: acks.ALL, timeoutMs, topicData: topicDataOf(ready) }
}

/**
 * Removes the batches that an answer is about from `unanswered`, and yields each with its answer.
 */
export function* takeAnswered(unanswered: Set<Ready>, { responses }: Decoded<ProduceResponse>): Iterable<[Ready, Answer]> {
  for (const { name, partitionResponses } of responses) {
    for (const answer of partitionResponses) {
      for (const ready of unanswered) {
        if (ready.queue.index !== answer.index || ready.queue.topic !== name) continue
        unanswered.delete(ready)
        yield [ready, answer]
        break // usually the first one, because the answers are in the order of the request
      }
    }
  }
}

function topicDataOf(ready: readonly Ready[]): ProduceRequest['topicData'] {
  const topics = new Map<string, { index: number; records: Uint8Array }[]>()
  for (const { queue, records } of ready) {
    const partitionData = topics.get(queue.topic)
    if (partitionData === undefined) topics.set(queue.topic, [{ index: queue.index, records }])
    else partitionData.push({ index: queue.index, records })
  }
  return [...topics].map(([name, partitionData]) => ({ name, partitionData }))
}
