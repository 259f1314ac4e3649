import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { PartitionLog, StoredBatch } from '../storage/partition-log.ts'

/** The name of a file with records, and what is in it. */
export interface LogFileState {
  readonly generation: number
  readonly bytes: number
}

const NO_FILE: LogFileState = { generation: 0, bytes: 0 }
// A file with this many bytes of deleted records is written again, if they are more than the rest.
const LEAST_DEAD_BYTES = 1_048_576

/**
 * The file with the batches of one partition, as they are in memory. It only grows. If the batches
 * were replaced, as by compaction, a file of the next generation takes its place.
 */
export class LogFile {
  /** The path without the generation. */
  readonly #stem: string
  #state: LogFileState
  #endOffset: number
  #startOffset: number
  #replacements: number

  /** The file of an empty log, or one that has the batches of this log. */
  constructor(stem: string, state: LogFileState = NO_FILE, log?: PartitionLog) {
    this.#stem = stem
    this.#state = state
    this.#endOffset = log?.endOffset ?? 0
    this.#startOffset = log?.startOffset ?? 0
    this.#replacements = log?.replacements ?? 0
  }

  get state(): LogFileState {
    return this.#state
  }

  get path(): string {
    return logPath(this.#stem, this.#state.generation)
  }

  /** Writes what the log has got. Returns the path of a file that is not needed now, if any. */
  sync(log: PartitionLog): string | undefined {
    if (log.replacements !== this.#replacements || this.#isMostlyDead(log)) return this.#rewrite(log)
    if (log.endOffset !== this.#endOffset) this.#write(batchesFrom(log, this.#endOffset), 'a')
    this.#endOffset = log.endOffset
    return undefined
  }

  #rewrite(log: PartitionLog): string | undefined {
    const old = this.#state.bytes > 0 ? this.path : undefined
    this.#state = { generation: this.#state.generation + 1, bytes: 0 }
    this.#write(log.batches, 'w')
    this.#endOffset = log.endOffset
    this.#replacements = log.replacements
    return old
  }

  #isMostlyDead(log: PartitionLog): boolean {
    if (log.startOffset === this.#startOffset) return false
    this.#startOffset = log.startOffset
    const liveBytes = log.sizeBytes
    return this.#state.bytes - liveBytes > Math.max(LEAST_DEAD_BYTES, liveBytes)
  }

  #write(batches: readonly StoredBatch[], flag: 'a' | 'w'): void {
    if (batches.length === 0) return
    const file = openSync(this.path, flag)
    try {
      for (const bytes of runsOf(batches)) {
        writeFileSync(file, bytes)
        this.#state = { ...this.#state, bytes: this.#state.bytes + bytes.length }
      }
    } finally {
      closeSync(file)
    }
  }
}

/** The path of a file with records. */
export const logPath = (stem: string, generation: number): string => `${stem}.${generation}.log`

function batchesFrom({ batches }: PartitionLog, offset: number): StoredBatch[] {
  const last = batches.findLastIndex(({ baseOffset }) => baseOffset < offset)
  return batches.slice(last + 1)
}

// Batches that lie one after another in memory are written at once.
function* runsOf(batches: readonly StoredBatch[]): Iterable<Uint8Array> {
  let run: Pick<StoredBatch, 'segment' | 'at' | 'endsAt'> | undefined
  for (const { segment, at, endsAt } of batches) {
    if (run?.segment === segment && run.endsAt === at) run = { ...run, endsAt }
    else {
      if (run !== undefined) yield run.segment.bytes.subarray(run.at, run.endsAt)
      run = { segment, at, endsAt }
    }
  }
  if (run !== undefined) yield run.segment.bytes.subarray(run.at, run.endsAt)
}
