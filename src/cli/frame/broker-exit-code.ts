import { errorCodes } from '../../protocol/codes/index.ts'
import { exitCodes } from '../exit-codes.ts'

const NOT_ALLOWED: readonly number[] = [
  errorCodes.TOPIC_AUTHORIZATION_FAILED,
  errorCodes.GROUP_AUTHORIZATION_FAILED,
  errorCodes.CLUSTER_AUTHORIZATION_FAILED,
  errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  errorCodes.DELEGATION_TOKEN_AUTHORIZATION_FAILED
]
const NO_TOPIC: readonly number[] = [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorCodes.UNKNOWN_TOPIC_ID]

/** The exit code of a command for the error code of a broker. */
export function brokerExitCode(errorCode: number): number {
  if (NOT_ALLOWED.includes(errorCode)) return exitCodes.AUTHORIZATION
  if (NO_TOPIC.includes(errorCode)) return exitCodes.TOPIC
  // As for a group that is not in the list of the groups.
  return errorCode === errorCodes.GROUP_ID_NOT_FOUND ? exitCodes.FAILED : exitCodes.BROKER_ERROR
}
