import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { findCode } from '../answers/find-code.ts'

/**
 * The first error code in an answer after which the request is sent again: to another broker, or
 * later to the same one. Undefined if there is none. This is for requests that are sent whole.
 * Requests that are split by partition have their own tables, in `routing/shards/`.
 *
 * `mayRepeat`: a second copy does no harm. Then REQUEST_TIMED_OUT counts too. Coordinators up to
 * Kafka 3.9 answer OffsetCommit and TxnOffsetCommit with it when their replicas are late, and
 * Kafka's own clients send the commit again.
 */
export function healableCode(response: unknown, mayRepeat: boolean): number | undefined {
  return findCode(response, mayRepeat ? isHealableByRepeat : isHealable)
}

const isHealable = (code: number): boolean => code === errorCodes.COORDINATOR_LOAD_IN_PROGRESS || saysWrongBroker(code)

const isHealableByRepeat = (code: number): boolean => isHealable(code) || code === errorCodes.REQUEST_TIMED_OUT

/** Whether an error code says that the broker was asked for something that another broker does. */
const saysWrongBroker = (code: number): boolean =>
  code === errorCodes.COORDINATOR_NOT_AVAILABLE || code === errorCodes.NOT_COORDINATOR || code === errorCodes.NOT_CONTROLLER

/**
 * Whether an error code says that the right coordinator was asked a little too early. The
 * coordinator is not looked up again.
 */
export const isBusyCoordinator = (code: number): boolean =>
  code === errorCodes.COORDINATOR_LOAD_IN_PROGRESS || code === errorCodes.CONCURRENT_TRANSACTIONS

/**
 * Whether an error code says that the metadata is out of date. That includes all codes after which
 * Kafka's own clients refresh their metadata, and UNKNOWN_LEADER_EPOCH: the broker lags behind, or
 * the epochs of the cluster have gone backwards, which only refreshes can tell.
 */
export const saysOutdated = (code: number): boolean =>
  saysWrongBroker(code) || code === errorCodes.UNKNOWN_LEADER_EPOCH || errorFor(code).refreshMetadata

/**
 * Whether an error code says that the broker does not know the topic. For a short time that is also
 * true of new topics.
 */
export const isUnknownTopic = (code: number): boolean =>
  code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION || code === errorCodes.UNKNOWN_TOPIC_ID
