/** What a builder knows of the records that were appended. */
export interface RecordsSummary {
  /**
   * The bits of the attributes that say how the records are written: compression and delete
   * horizon.
   */
  readonly attributes: number
  readonly count: number
  /**
   * The offset of the last record minus the base offset; −1 if there are no records. The two
   * timestamps are then −1n.
   */
  readonly lastOffsetDelta: number
  readonly baseTimestamp: bigint
  readonly maxTimestamp: bigint
}
