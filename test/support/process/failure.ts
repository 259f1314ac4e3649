import { isKafkaError, type KafkaError } from '../../../src/errors.ts'

/** The error that the call throws, which has to be one of ours. */
export function failureOf(call: () => unknown): KafkaError {
  try {
    call()
  } catch (error) {
    if (isKafkaError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
