/** A difference between Kafka and the testing broker that is meant to stay. */
export interface KnownDifference {
  /** The name of the API, or `*` for all of them. */
  readonly api: string
  /** The field, such as `topics.*.errorMessage`. Default: every field. */
  readonly path?: string
  /** The only release for which the row counts. Default: all. */
  readonly release?: string
  /** Narrows the row to a request and its two values. Default: all. */
  readonly when?: (difference: FoundDifference) => boolean
  readonly reason: string
}

/** What `when` may look at. */
export interface FoundDifference {
  readonly version: number
  readonly request: unknown
  readonly kafka: unknown
  readonly testing: unknown
}

/** Each difference that is not an error of the testing broker, with the reason why it stays. */
export const knownDifferences: readonly KnownDifference[] = []
