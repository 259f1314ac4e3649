import type { ErrorName } from 'kafkawire/testing'
import { CLIENT_ID, type FaultKind, MISSED } from './fault.ts'

const MAX_TIMES = 6
const MAX_THROTTLE_MS = 1_500
const MAX_DELAY_MS = 3_000

// Refusals before anything is done, by the APIs that give them.
const REFUSALS: readonly (readonly [api: string, error: ErrorName])[] = [
  ['Produce', 'NOT_LEADER_OR_FOLLOWER'],
  ['Produce', 'NOT_ENOUGH_REPLICAS'],
  ['Produce', 'UNKNOWN_TOPIC_OR_PARTITION'],
  ['Fetch', 'NOT_LEADER_OR_FOLLOWER'],
  ['Fetch', 'OFFSET_NOT_AVAILABLE'],
  ['ListOffsets', 'LEADER_NOT_AVAILABLE'],
  ['OffsetCommit', 'NOT_COORDINATOR'],
  ['OffsetCommit', 'COORDINATOR_LOAD_IN_PROGRESS'],
  ['FindCoordinator', 'COORDINATOR_NOT_AVAILABLE'],
  ['EndTxn', 'NOT_COORDINATOR'],
  ['EndTxn', 'CONCURRENT_TRANSACTIONS'],
  ['InitProducerId', 'CONCURRENT_TRANSACTIONS'],
  ['TxnOffsetCommit', 'COORDINATOR_LOAD_IN_PROGRESS']
]

// Refusals of transactions. After most of them, the producer has to begin again.
const TRANSACTION_REFUSALS: readonly (readonly [api: string, error: ErrorName])[] = [
  ['Produce', 'TRANSACTION_ABORTABLE'],
  ['Produce', 'INVALID_PRODUCER_EPOCH'],
  ['AddPartitionsToTxn', 'INVALID_TXN_STATE'],
  ['AddPartitionsToTxn', 'PRODUCER_FENCED'],
  ['AddOffsetsToTxn', 'CONCURRENT_TRANSACTIONS'],
  ['TxnOffsetCommit', 'TRANSACTION_ABORTABLE'],
  ['TxnOffsetCommit', 'INVALID_TXN_STATE'],
  ['EndTxn', 'INVALID_TXN_STATE'],
  ['EndTxn', 'PRODUCER_FENCED'],
  ['InitProducerId', 'NOT_COORDINATOR']
]

/** Brokers refuse requests of transactions. */
export const refusedTransaction: FaultKind = ({ kafka, random }) => {
  const [api, error] = random.pick(TRANSACTION_REFUSALS)
  return kafka.fault({ api, clientId: CLIENT_ID, do: { error }, times: 1 + random.below(MAX_TIMES) })
}

/** Brokers refuse some requests, and heal. */
export const refusal: FaultKind = ({ kafka, random }) => {
  const [api, error] = random.pick(REFUSALS)
  return kafka.fault({ api, clientId: CLIENT_ID, do: { error }, times: 1 + random.below(MAX_TIMES) })
}

/** Brokers throttle (KIP-219). */
export const throttle: FaultKind = ({ kafka, random }) =>
  kafka.fault({ clientId: CLIENT_ID, do: { throttleMs: random.below(MAX_THROTTLE_MS) }, times: 1 + random.below(MAX_TIMES) })

/** Brokers answer late. */
export const lateAnswer: FaultKind = ({ kafka, random }) =>
  kafka.fault({ clientId: CLIENT_ID, do: { delayMs: random.below(MAX_DELAY_MS) }, times: 1 + random.below(MAX_TIMES) })

/** The connections of some requests are closed before the broker does anything, or fall silent. */
export const disconnect: FaultKind = ({ kafka, random }) =>
  kafka.fault({ clientId: CLIENT_ID, do: 'disconnect', times: 1 + random.below(MAX_TIMES) })

export const silence: FaultKind = ({ kafka, random }) => kafka.fault({ clientId: CLIENT_ID, do: 'blackhole', times: 1 + random.below(2) })

/** Coordinators of groups and transactional ids move to other brokers. */
export const moveCoordinators: FaultKind = ({ kafka, random }) => {
  const running = kafka.brokers.filter(({ isRunning }) => isRunning)
  if (running.length === 0) return MISSED
  for (const { groupId } of kafka.snapshot().groups) kafka.moveCoordinator(groupId, random.pick(running).nodeId)
  return undefined
}
