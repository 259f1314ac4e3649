import { errorCodes } from './codes/error-codes.ts'
import { errorMeanings } from './codes/error-meanings.ts'

/** One error code of the protocol, with its name and meaning. */
export interface ErrorCodeEntry {
  /** The int16 on the wire; 0 is success. */
  readonly code: number
  /** Kafka's own name, such as `NOT_LEADER_OR_FOLLOWER`. */
  readonly name: string
  /** Whether Kafka's own clients repeat the request after this error. */
  readonly retriable: boolean
  /**
   * Whether the client's metadata is out of date and must be refreshed before the next attempt.
   * Then `retriable` is true too.
   */
  readonly refreshMetadata: boolean
  /** One sentence: what has happened, and what to check. */
  readonly meaning: string
}

/**
 * All error codes from -1 (`UNKNOWN_SERVER_ERROR`) to the newest of Kafka 4.4.0, in ascending
 * order.
 */
export const errorCodeTable: readonly ErrorCodeEntry[] = Object.entries(errorCodes).map(([name, code], i) => {
  const [remedy, meaning] = errorMeanings[i] ?? ['final', '']
  return Object.freeze({ code, name, retriable: remedy !== 'final', refreshMetadata: remedy === 'refresh', meaning })
})

const byCode: ReadonlyMap<number, ErrorCodeEntry> = new Map(errorCodeTable.map(entry => [entry.code, entry]))

/**
 * Returns the name and the meaning of an error code in a response. A code that is newer than the
 * table gets the name `UNKNOWN_ERROR_CODE_<code>`, and is not retriable.
 */
export function errorFor(code: number): ErrorCodeEntry {
  return (
    byCode.get(code) ?? {
      code,
      name: `UNKNOWN_ERROR_CODE_${code}`,
      retriable: false,
      refreshMetadata: false,
      meaning:
        'This code is not in the table of this driver, which ends with Kafka 4.4.0: look it up in the documentation of a newer release.'
    }
  )
}
