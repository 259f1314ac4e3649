import { errorCodes, isKafkaError, type KafkaError } from 'kafkawire'
import type { ProduceRequest } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import type { CallEntry, History } from './history.ts'

// What is retried after `maybe-sent` (docs/delivery.md, "What is retried"), of the APIs that the
// actors use. Produce and Fetch have conditions.
const ALWAYS =
  /^(Describe.*|List.*|Metadata|FindCoordinator|OffsetFetch|OffsetForLeaderEpoch|OffsetCommit|Heartbeat|SyncGroup|LeaveGroup|InitProducerId|AddPartitionsToTxn|AddOffsetsToTxn|TxnOffsetCommit|EndTxn)$/

// The caller has to do something first, or the driver has asked often enough.
const NOT_RETRIED = ['KAFKA_QUEUE_FULL', 'KAFKA_POOL_CLOSED', 'KAFKA_CLUSTER_CHANGED']
const GIVEN_UP_SOON: readonly number[] = [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorCodes.UNKNOWN_TOPIC_ID]
// The part for a broker that leaves the cluster fails at once (docs/delivery.md, "Split requests").
const TO_ALL_BROKERS: readonly string[] = ['ListGroups', 'ListTransactions', 'DescribeLogDirs']
// Timers and pauses are rounded.
const ROOM_MS = 10

/**
 * What the docs say is retried, is retried: a call does not fail with such an error before its time
 * is over. `maxPauseMs` is the longest pause between two attempts: no attempt begins when less time
 * is left. `canBrokersLeave`: a fault of the schedule takes brokers out of the cluster.
 */
export function notGivenUpEarly({ entries }: History, maxPauseMs: number, canBrokersLeave = false): string[] {
  return entries.flatMap(entry => {
    const { actor, api, beganMs, endedMs, error, retryMs } = entry
    if (endedMs === undefined || retryMs === undefined || !isKafkaError(error) || !isRetried(entry, error, canBrokersLeave)) return []
    const tookMs = endedMs - beganMs
    if (tookMs >= retryMs - maxPauseMs - ROOM_MS) return []
    const text = `${actor}: ${api}, called at ${Math.round(beganMs)} ms, was given up after ${Math.round(tookMs)} ms of ${retryMs}`
    return [`${text}: ${String(error)}`]
  })
}

function isRetried({ api, request }: CallEntry, error: KafkaError, canBrokersLeave: boolean): boolean {
  if (!error.retriable || NOT_RETRIED.includes(error.code)) return false
  if (isKafkaError(error, 'KAFKA_BROKER') && GIVEN_UP_SOON.includes(error.errorCode)) return false
  if (canBrokersLeave && TO_ALL_BROKERS.includes(api)) return false
  if (error.delivery === 'not-sent') return true
  return error.delivery === 'maybe-sent' && (api === 'Produce' ? isIdempotent(request as ProduceRequest) : ALWAYS.test(api))
}

function isIdempotent({ topicData }: ProduceRequest): boolean {
  return topicData.every(({ partitionData }) =>
    partitionData.every(({ records }) => [...readBatches(records ?? null)].every(({ producerId }) => producerId >= 0n))
  )
}
