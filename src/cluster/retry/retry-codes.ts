import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { findCode } from '../answers/find-code.ts'

/**
 * The first error code in the answer to a request that is sent whole after which another broker has
 * to be asked, or the same one later. Requests that are split by partition have tables of their
 * own, in `routing/shards/`.
 */
export function healableCode(response: unknown): number | undefined {
  return findCode(response, isHealable)
}

const isHealable = (code: number): boolean => code === errorCodes.COORDINATOR_LOAD_IN_PROGRESS || saysWrongBroker(code)

/** Whether the broker that answered so was asked for something that another broker does. */
const saysWrongBroker = (code: number): boolean =>
  code === errorCodes.COORDINATOR_NOT_AVAILABLE || code === errorCodes.NOT_COORDINATOR || code === errorCodes.NOT_CONTROLLER

/**
 * Whether the right broker was asked, a little too early. The coordinator is not looked up again.
 */
export const isBusyCoordinator = (code: number): boolean =>
  code === errorCodes.COORDINATOR_LOAD_IN_PROGRESS || code === errorCodes.CONCURRENT_TRANSACTIONS

/**
 * Whether the metadata is out of date: also for all codes after which Kafka's own clients refresh
 * theirs.
 */
export const saysOutdated = (code: number): boolean => saysWrongBroker(code) || errorFor(code).refreshMetadata

/**
 * Whether the broker does not know the topic, which for a short time is also true of new topics.
 */
export const isUnknownTopic = (code: number): boolean =>
  code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION || code === errorCodes.UNKNOWN_TOPIC_ID
