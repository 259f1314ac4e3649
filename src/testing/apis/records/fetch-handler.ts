import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, errorCodes, isolationLevels } from '../../../protocol/codes/index.ts'
import { Fetch, type FetchRequest, type FetchResponse } from '../../../protocol/messages/fetch.ts'
import { type FetchAnswer, type FetchedPartition, isNotice, keyOf } from '../../fetch-sessions/fetch-session.ts'
import type { SessionRequest } from '../../fetch-sessions/fetch-sessions.ts'
import { isRefusal, type Refusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { endpointsOf, findReadable } from '../leadership.ts'
import { longPoll } from '../long-poll.ts'
import { fetchRefusal, readPartition } from './fetch-partition.ts'

/**
 * The handler of Fetch, for consumers. It leaves out what brokers ask of each other: replica ids,
 * replica states and snapshots are ignored. It keeps to `consumer_byte_rate`, which counts only the
 * bytes of records.
 */
export const fetchHandler: ApiHandler<FetchRequest, FetchResponse> = {
  api: Fetch,
  advertised: { min: 4, max: 18 },
  served: { min: 4, max: 18 },
  async answer(message, context) {
    const fetch = context.cluster.fetchSessions(context.nodeId).begin(sessionRequest(message, context.apiVersion))
    if (typeof fetch === 'number') return { errorCode: fetch, sessionId: absentValues.INVALID_SESSION_ID, responses: [] }
    const { wanted } = fetch
    const places = new Map(wanted.map(each => [each, placeOf(fetchRefusal(each, context))]))
    const refusedAtOnce = new Set(wanted.filter(each => places.get(each) !== 0).map(keyOf))
    const ordered = [...wanted].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
    const maxBytes = Math.min(message.maxBytes, FETCH_MAX_BYTES, context.cluster.byteQuotas.fetchableBytes(context))
    const answers = await longPoll({
      attempt: () => readAll(ordered, message, maxBytes, context),
      isDue: all => isDue(all, refusedAtOnce, Math.min(message.minBytes, maxBytes)),
      partitions: wanted.flatMap(each => {
        const found = findReadable(each, each.partition, context)
        return isRefusal(found) ? [] : [found]
      }),
      clock: context.cluster.clock,
      waitMs: message.maxWaitMs,
      signal: context.signal
    })
    const { timeThrottleMs } = context
    const bytes = timeThrottleMs > 0 ? 0 : bytesOf(answers) // nothing is sent then
    const throttleTimeMs = Math.max(timeThrottleMs, context.cluster.byteQuotas.fetched(context, bytes))
    context.throttle(throttleTimeMs)
    // As in Kafka, a client above its quota gets no records.
    const { errorCode, sessionId, answers: sent } = throttleTimeMs > 0 ? fetch.skip() : fetch.finish(answers)
    const nodeEndpoints = endpointsOf(
      sent.map(({ data }) => data),
      context
    )
    return {
      throttleTimeMs,
      errorCode,
      responses: byTopic(sent),
      nodeEndpoints,
      ...(context.apiVersion >= SESSIONS_SINCE && { sessionId })
    }
  }
}

// As in Kafka, partitions that cannot be read at all come last, and those of unknown ids before the
// others.
function placeOf(refusal: Refusal | undefined): number {
  const { NONE, UNKNOWN_TOPIC_ID } = errorCodes
  const order: readonly number[] = [NONE, UNKNOWN_TOPIC_ID]
  const place = order.indexOf(refusal?.errorCode ?? NONE)
  return place < 0 ? 2 : place
}

const SESSIONS_SINCE = 7
const TOPIC_IDS_SINCE = 13
const FETCH_MAX_BYTES = 57_671_680 // Kafka's default of fetch.max.bytes

function sessionRequest(message: Decoded<FetchRequest>, apiVersion: number): SessionRequest {
  const { sessionId, sessionEpoch, topics, forgottenTopicsData } = message
  return {
    sessionId,
    sessionEpoch,
    usesTopicIds: apiVersion >= TOPIC_IDS_SINCE,
    wanted: topics.flatMap(({ topic, topicId, partitions }) => partitions.map(partition => ({ ...partition, topic, topicId }))),
    forgotten: forgottenTopicsData.flatMap(({ topic, topicId, partitions }) => partitions.map(partition => ({ topic, topicId, partition })))
  }
}

// An answer with news other than records is sent at once. Any other answer waits until it has
// `minBytes`. Partitions that were refused from the beginning do not end the wait of the others.
function isDue(answers: readonly FetchAnswer[], refusedAtOnce: ReadonlySet<string>, minBytes: number): boolean {
  if (bytesOf(answers) >= minBytes || answers.length === refusedAtOnce.size) return true
  return answers.some(({ wanted, data }) => isNotice(data) && !refusedAtOnce.has(keyOf(wanted)))
}

const bytesOf = (answers: readonly FetchAnswer[]): number => answers.reduce((sum, { data }) => sum + (data.records?.length ?? 0), 0)

function readAll(
  wanted: readonly FetchedPartition[],
  message: Decoded<FetchRequest>,
  maxBytes: number,
  context: RequestContext
): FetchAnswer[] {
  let bytesLeft = maxBytes
  let isFirst = true // the first partition with records gets its first batch even above the limits (KIP-74)
  const isCommittedOnly = message.isolationLevel === isolationLevels.READ_COMMITTED
  return wanted.map(each => {
    const limits = { maxBytes: bytesLeft, atLeastOne: isFirst, isCommittedOnly }
    const data = readPartition(each, limits, message.rackId, context)
    const bytes = data.records?.length ?? 0
    bytesLeft = Math.max(0, bytesLeft - bytes)
    isFirst &&= bytes === 0
    return { wanted: each, data }
  })
}

// Neighbours of the same topic share one entry.
function byTopic(answers: readonly FetchAnswer[]): FetchResponse['responses'] {
  const responses: { topic: string; topicId: string; partitions: FetchAnswer['data'][] }[] = []
  for (const { wanted, data } of answers) {
    const { topic, topicId } = wanted
    const last = responses.at(-1)
    if (last !== undefined && last.topic === topic && last.topicId === topicId) last.partitions.push(data)
    else responses.push({ topic, topicId, partitions: [data] })
  }
  return responses
}
