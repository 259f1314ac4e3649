/** The folder that keeps a testing cluster between two runs. */
export interface TestingDataDir {
  /** The absolute path of the folder. */
  readonly path: string
  /**
   * One sentence for each file of records whose end was cut off at the start, because a process was
   * killed while it wrote.
   */
  readonly repairs: readonly string[]
  /**
   * Resolves with the error if the folder cannot be written any more. The brokers stop then, as
   * Kafka's do, and `close` rejects with the error.
   */
  readonly failed: Promise<unknown>
}
