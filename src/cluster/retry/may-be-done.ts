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
  3: true, // UNKNOWN_TOPIC_OR_PARTITION
  5: true, // LEADER_NOT_AVAILABLE
  6: true, // NOT_LEADER_OR_FOLLOWER
  9: true, // REPLICA_NOT_AVAILABLE
  14: true, // COORDINATOR_LOAD_IN_PROGRESS
  19: true, // NOT_ENOUGH_REPLICAS
  45: true, // OUT_OF_ORDER_SEQUENCE_NUMBER
  72: true, // LISTENER_NOT_FOUND
  74: true, // FENCED_LEADER_EPOCH
  75: true, // UNKNOWN_LEADER_EPOCH
  78: true, // OFFSET_NOT_AVAILABLE
  89: true, // THROTTLING_QUOTA_EXCEEDED
  100: true, // UNKNOWN_TOPIC_ID
  103: true, // INCONSISTENT_TOPIC_ID
  // The leader has appended the batch, and waited too long for its followers.
  7: false, // REQUEST_TIMED_OUT
  20: false, // NOT_ENOUGH_REPLICAS_AFTER_APPEND
  // The disk failed, before or after the write.
  56: false, // KAFKA_STORAGE_ERROR
  // A broker that passes requests on lost its connection to the next one.
  13: false, // NETWORK_EXCEPTION
  // A coordinator whose log could not be written in time answers 15, and one that lost its role
  // answers 16. Both may be answered when the change is in the log already.
  15: false, // COORDINATOR_NOT_AVAILABLE
  16: false, // NOT_COORDINATOR
  // InitProducerId gets this answer once the open transaction is being aborted, EndTxn also when
  // its own end is in the log.
  51: false, // CONCURRENT_TRANSACTIONS
  // A controller that resigns answers so for changes that it has appended, too. Its successor may
  // find them committed.
  41: false // NOT_CONTROLLER
}

/**
 * Whether a broker may have done what it was asked to do, although it answers with this error code.
 */
export function mayBeDone(errorCode: number): boolean {
  return errorCode !== 0 && !(nothingDone[errorCode] ?? false)
}

/** The rows of the table with their names. The documentation is compared with them. */
export function knownOutcomes(): { readonly code: number; readonly name: string; readonly nothingDone: boolean }[] {
  return Object.entries(nothingDone).map(([code, isNothing]) => ({
    code: Number(code),
    name: errorFor(Number(code)).name,
    nothingDone: isNothing
  }))
}
