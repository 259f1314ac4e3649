import { errorFor } from '../../protocol/error-code-table.ts'
import { findCode } from '../answers/find-code.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3
const COORDINATOR_LOAD_IN_PROGRESS = 14
const COORDINATOR_NOT_AVAILABLE = 15
const NOT_COORDINATOR = 16
const NOT_CONTROLLER = 41
const CONCURRENT_TRANSACTIONS = 51
const UNKNOWN_TOPIC_ID = 100

/**
 * The first error code in the answer to a request that is sent whole after which another broker has
 * to be asked, or the same one later. Requests that are split by partition have tables of their
 * own, in `routing/shards/`.
 */
export function healableCode(response: unknown): number | undefined {
  return findCode(response, isHealable)
}

const isHealable = (code: number): boolean => code === COORDINATOR_LOAD_IN_PROGRESS || saysWrongBroker(code)

/** Whether the broker that answered so was asked for something that another broker does. */
const saysWrongBroker = (code: number): boolean => code === COORDINATOR_NOT_AVAILABLE || code === NOT_COORDINATOR || code === NOT_CONTROLLER

/**
 * Whether the right broker was asked, a little too early. The coordinator is not looked up again.
 */
export const isBusyCoordinator = (code: number): boolean => code === COORDINATOR_LOAD_IN_PROGRESS || code === CONCURRENT_TRANSACTIONS

/**
 * Whether the metadata is out of date: also for all codes after which Kafka's own clients refresh
 * theirs.
 */
export const saysOutdated = (code: number): boolean => saysWrongBroker(code) || errorFor(code).refreshMetadata

/**
 * Whether the broker does not know the topic, which for a short time is also true of new topics.
 */
export const isUnknownTopic = (code: number): boolean => code === UNKNOWN_TOPIC_OR_PARTITION || code === UNKNOWN_TOPIC_ID
