import { type Delivery, KafkaError } from '../../errors.ts'
import { errorFor } from '../../protocol/error-code-table.ts'

/** The retriable error for an error code that a broker has answered with, or would answer with. */
export function answeredError(api: string, errorCode: number, delivery: Delivery): KafkaError {
  const { meaning, name: errorName } = errorFor(errorCode)
  const details = { errorCode, errorName, path: '', api, delivery, retriable: true } as const
  return new KafkaError('KAFKA_BROKER', `The answer to ${api} has error ${errorCode} ${errorName}. ${meaning}`, details)
}
