import { errorCodes } from './codes/error-codes.ts'
import { errorMeanings } from './codes/error-meanings.ts'

/** What is known of one error code of the protocol. */
export interface ErrorCodeEntry {
  /** The int16 on the wire; 0 is success. */
  readonly code: number
  /** Kafka's own name, such as `NOT_LEADER_OR_FOLLOWER`. */
  readonly name: string
  /** Whether Kafka's clients would make the same request again. */
  readonly retriable: boolean
  /** Whether our metadata is out of date and must be fetched before another attempt. Implies `retriable`. */
  readonly refreshMetadata: boolean
  /** One sentence on what has happened and what to check. */
  readonly meaning: string
}

/** All error codes from -1 (`UNKNOWN_SERVER_ERROR`) to the newest of Kafka 4.4.0, in ascending order. */
export const errorCodeTable: readonly ErrorCodeEntry[] = Object.entries(errorCodes).map(([name, code], i) => {
  const [remedy, meaning] = errorMeanings[i] ?? ['final', '']
  return Object.freeze({ code, name, retriable: remedy !== 'final', refreshMetadata: remedy === 'refresh', meaning })
})

const byCode: ReadonlyMap<number, ErrorCodeEntry> = new Map(errorCodeTable.map(entry => [entry.code, entry]))

/**
 * The entry of an error code. A code newer than the table is named `UNKNOWN_ERROR_CODE_<code>` and
 * counts as not retriable.
 */
export function errorFor(code: number): ErrorCodeEntry {
  return (
    byCode.get(code) ?? {
      code,
      name: `UNKNOWN_ERROR_CODE_${code}`,
      retriable: false,
      refreshMetadata: false,
      meaning: 'This code is not in our table, which ends with Kafka 4.4.0: look it up in the documentation of a newer release.'
    }
  )
}
