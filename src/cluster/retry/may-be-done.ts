import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'

/**
 * Whether a broker that answers with an error code has certainly changed nothing. False where the
 * code may also come after the change was written to a log: the request may then be in force, or
 * come into force later.
 */
type NothingDone = boolean

/**
 * Every error code after which the cluster sends a request again. A code that is not in the table
 * says nothing about what was done.
 */
const nothingDone: Readonly<Record<number, NothingDone>> = {
  // Checked before anything is written. An exception is a Produce answer that has a base offset
  // beside the code: the batch was appended first.
  [errorCodes.UNKNOWN_TOPIC_OR_PARTITION]: true,
  [errorCodes.LEADER_NOT_AVAILABLE]: true,
  [errorCodes.NOT_LEADER_OR_FOLLOWER]: true,
  [errorCodes.REPLICA_NOT_AVAILABLE]: true,
  [errorCodes.COORDINATOR_LOAD_IN_PROGRESS]: true,
  [errorCodes.NOT_ENOUGH_REPLICAS]: true,
  [errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER]: true,
  [errorCodes.LISTENER_NOT_FOUND]: true,
  [errorCodes.FENCED_LEADER_EPOCH]: true,
  [errorCodes.UNKNOWN_LEADER_EPOCH]: true,
  [errorCodes.OFFSET_NOT_AVAILABLE]: true,
  [errorCodes.THROTTLING_QUOTA_EXCEEDED]: true,
  [errorCodes.UNKNOWN_TOPIC_ID]: true,
  [errorCodes.INCONSISTENT_TOPIC_ID]: true,
  // The leader has appended the batch, and waited too long for its followers.
  [errorCodes.REQUEST_TIMED_OUT]: false,
  [errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND]: false,
  // The disk failed, before or after the write.
  [errorCodes.KAFKA_STORAGE_ERROR]: false,
  // A broker that passes requests on lost its connection to the next one.
  [errorCodes.NETWORK_EXCEPTION]: false,
  // The first is the answer of a coordinator whose log could not be written in time, the second
  // that of one that has lost its role. The change may be in the log already.
  [errorCodes.COORDINATOR_NOT_AVAILABLE]: false,
  [errorCodes.NOT_COORDINATOR]: false,
  // InitProducerId gets this answer once the open transaction is being aborted, EndTxn also when
  // its own end is in the log.
  [errorCodes.CONCURRENT_TRANSACTIONS]: false,
  // A controller that resigns answers so for changes that it has appended, too. Its successor may
  // find them committed.
  [errorCodes.NOT_CONTROLLER]: false
}

/**
 * Whether a broker may have done what it was asked to do, although it answers with this error code.
 */
export function mayBeDone(errorCode: number): boolean {
  return errorCode !== errorCodes.NONE && !(nothingDone[errorCode] ?? false)
}

/** The rows of the table with their names. The documentation is compared with them. */
export function knownOutcomes(): { readonly code: number; readonly name: string; readonly nothingDone: boolean }[] {
  return Object.entries(nothingDone).map(([code, isNothing]) => ({
    code: Number(code),
    name: errorFor(Number(code)).name,
    nothingDone: isNothing
  }))
}
