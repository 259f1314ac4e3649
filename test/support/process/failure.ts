import { isKafkaError, type KafkaError } from '../../../src/errors.ts'

/** The error that the call throws. It must be a `KafkaError`. */
export function failureOf(call: () => unknown): KafkaError {
  try {
    call()
  } catch (error) {
    if (isKafkaError(error)) return error
    throw error
  }
  throw new Error('the call was to throw, and returned')
}
