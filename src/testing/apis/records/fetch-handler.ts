import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, errorCodes, isolationLevels, specialOffsets } from '../../../protocol/codes/index.ts'
import { Fetch, type FetchRequest, type FetchResponse, type FetchResponsePartitionData } from '../../../protocol/messages/fetch.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { Partition } from '../../storage/partition.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { endpointsOf, findLed, hintFor } from '../leadership.ts'
import { longPoll } from '../long-poll.ts'

/**
 * The handler of Fetch. It answers with session id 0, which means that the broker keeps no fetch
 * sessions (KIP-227).
 */
export const fetchHandler: ApiHandler<FetchRequest, FetchResponse> = {
  api: Fetch,
  advertised: { min: 4, max: 18 },
  served: { min: 4, max: 18 },
  async answer(message, context) {
    if (message.sessionId !== absentValues.INVALID_SESSION_ID) return { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND, responses: [] }
    const wanted = message.topics.flatMap(topic => topic.partitions.map(partition => ({ topic, partition })))
    const watched = wanted.flatMap(({ topic, partition }) => {
      const found = findLed(reference(topic), partition.partition, context)
      return isRefusal(found) ? [] : [found]
    })
    return longPoll({
      attempt: () => read(message, context),
      isDue: response => isDue(message, response),
      partitions: watched,
      clock: context.cluster.clock,
      waitMs: message.maxWaitMs,
      signal: context.signal
    })
  }
}

type WantedTopic = Decoded<FetchRequest>['topics'][number]
type WantedPartition = WantedTopic['partitions'][number]

const HINTS_SINCE = 16

const reference = ({ topic, topicId }: WantedTopic): { name: string; topicId: string } => ({ name: topic, topicId })

// An answer with an error is sent at once. Any other answer waits until it has `minBytes`.
function isDue({ minBytes, topics }: Decoded<FetchRequest>, { responses }: FetchResponse): boolean {
  const partitions = responses.flatMap(topic => topic.partitions)
  const bytes = partitions.reduce((sum, { records }) => sum + (records?.length ?? 0), 0)
  return bytes >= minBytes || topics.length === 0 || partitions.some(({ errorCode }) => errorCode !== errorCodes.NONE)
}

function read(message: Decoded<FetchRequest>, context: RequestContext): FetchResponse {
  let bytesLeft = message.maxBytes
  let isFirst = true // the first partition with records gets its first batch even above the limits (KIP-74)
  const responses = message.topics.map(topic => ({
    topic: topic.topic,
    topicId: topic.topicId,
    partitions: topic.partitions.map(partition => {
      const limits = {
        maxBytes: bytesLeft,
        atLeastOne: isFirst,
        isCommittedOnly: message.isolationLevel === isolationLevels.READ_COMMITTED
      }
      const data = readPartition(topic, partition, limits, context)
      const bytes = data.records?.length ?? 0
      bytesLeft = Math.max(0, bytesLeft - bytes)
      isFirst &&= bytes === 0
      return data
    })
  }))
  const partitions = responses.flatMap(topic => topic.partitions)
  return { responses, nodeEndpoints: endpointsOf(partitions, context) }
}

interface Limits {
  readonly maxBytes: number
  readonly atLeastOne: boolean
  /** Whether only records up to the last stable offset are wanted. */
  readonly isCommittedOnly: boolean
}

function readPartition(
  topic: WantedTopic,
  wanted: WantedPartition,
  { maxBytes, atLeastOne, isCommittedOnly }: Limits,
  context: RequestContext
): FetchResponsePartitionData {
  const { partition: partitionIndex, fetchOffset, currentLeaderEpoch, partitionMaxBytes } = wanted
  const partition = findLed(reference(topic), partitionIndex, context, currentLeaderEpoch)
  if (isRefusal(partition)) return refused(partition, topic, partitionIndex, context)
  const { log } = partition
  if (fetchOffset < log.startOffset || fetchOffset > log.endOffset) {
    const problem = `Offset ${fetchOffset} is outside ${log.startOffset} to ${log.endOffset}`
    return refused(refuse(errorCodes.OFFSET_OUT_OF_RANGE, problem), topic, partitionIndex, context)
  }
  const { stableOffset } = partition
  const from = Number(fetchOffset)
  return {
    partitionIndex,
    errorCode: errorCodes.NONE,
    highWatermark: BigInt(log.endOffset),
    lastStableOffset: BigInt(stableOffset),
    logStartOffset: BigInt(log.startOffset),
    abortedTransactions: isCommittedOnly ? abortedFrom(partition, from) : null,
    records: log.read(from, Math.min(partitionMaxBytes, maxBytes), atLeastOne, isCommittedOnly ? stableOffset : log.endOffset)
  }
}

function abortedFrom(partition: Partition, offset: number): { producerId: bigint; firstOffset: bigint }[] {
  return partition.abortedFrom(offset).map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
}

function refused(refusal: Refusal, topic: WantedTopic, partitionIndex: number, context: RequestContext): FetchResponsePartitionData {
  const hint = context.apiVersion >= HINTS_SINCE ? hintFor(refusal, reference(topic), partitionIndex, context) : {}
  return { partitionIndex, errorCode: refusal.errorCode, highWatermark: specialOffsets.INVALID_HIGH_WATERMARK, records: EMPTY, ...hint }
}
