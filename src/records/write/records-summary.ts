/** What a builder knows of the records it was given. */
export interface RecordsSummary {
  /** The bits that say how the records are written: compression and delete horizon. */
  readonly attributes: number
  readonly count: number
  /** −1 where there are no records, as the timestamps are. */
  readonly lastOffsetDelta: number
  readonly baseTimestamp: bigint
  readonly maxTimestamp: bigint
}
