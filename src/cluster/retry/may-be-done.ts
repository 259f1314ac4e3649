import { errorFor } from '../../protocol/error-code-table.ts'

/**
 * Whether a broker that answers with an error code has certainly done nothing of what it was asked to change. It is false where the code may also come
 * after the change was written to a log: the request may then be in force, or come into force later.
 */
type NothingDone = boolean

/** Every code after which the cluster sends a request again. A code that is not in the table says nothing about what was done. */
const nothingDone: Readonly<Record<number, NothingDone>> = {
  // Looked at before anything is written. For Produce a code with a base offset is an exception: the batch was appended first.
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
  // The leader waited for its followers, and gave up.
  7: false, // REQUEST_TIMED_OUT
  20: false, // NOT_ENOUGH_REPLICAS_AFTER_APPEND
  // The disk failed, before or after the write.
  56: false, // KAFKA_STORAGE_ERROR
  // A broker in between lost its connection.
  13: false, // NETWORK_EXCEPTION
  // A coordinator whose log could not be written in time answers 15, and one that lost its role answers 16, also for what is in its log by then.
  15: false, // COORDINATOR_NOT_AVAILABLE
  16: false, // NOT_COORDINATOR
  // InitProducerId is answered so once the transaction that was open is being aborted, EndTxn also when its own end is in the log.
  51: false, // CONCURRENT_TRANSACTIONS
  // A controller that resigns gives this answer also for changes that it has appended and that its successor may find committed.
  41: false // NOT_CONTROLLER
}

/** Whether what an error code answers may have been done all the same. */
export function leavesOpen(errorCode: number): boolean {
  return errorCode !== 0 && !(nothingDone[errorCode] ?? false)
}

/** The codes that the table knows, with their names: for the documentation. */
export function knownAftermaths(): { readonly code: number; readonly name: string; readonly nothingDone: boolean }[] {
  return Object.entries(nothingDone).map(([code, isNothing]) => ({
    code: Number(code),
    name: errorFor(Number(code)).name,
    nothingDone: isNothing
  }))
}
