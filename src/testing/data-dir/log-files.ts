import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Partition } from '../storage/partition.ts'
import type { Topic } from '../storage/topics.ts'
import type { DataDirProblem } from './data-dir-error.ts'
import { LogFile, type LogFileState, logPath } from './log-file.ts'
import { loadLog } from './log-loading.ts'

/** The name of the folder with the records. */
export const LOGS_FOLDER = 'logs'

/** The files with the records of all partitions. */
export class LogFiles {
  /** One sentence for each file whose end was cut off. */
  readonly repairs: string[] = []
  readonly #folder: string
  readonly #problem: DataDirProblem
  #files = new Map<Partition, LogFile>()

  constructor(folder: string, problem: DataDirProblem) {
    this.#folder = join(folder, LOGS_FOLDER)
    this.#problem = problem
  }

  /** The file of a partition, as it was last written. */
  of(topic: Topic, partition: Partition): LogFileState {
    return this.#fileOf(topic, partition).state
  }

  /**
   * Reads the batches of a partition into its empty log. Returns those that were written after the
   * state. Throws if the file is damaged.
   */
  load(topic: Topic, partition: Partition, saved: { readonly generation: number; readonly fileBytes: number }): readonly Uint8Array[] {
    const { generation, fileBytes } = saved
    const name = `${topic.name}-${partition.partitionIndex}`
    const path = logPath(this.#stemOf(topic, partition), generation)
    const { bytes, tornBytes, later } = loadLog(path, partition.log, fileBytes, why =>
      this.#problem.of(
        `has a damaged file of ${name}, ${path}: ${why}`,
        'Restore the folder from a copy, or remove it to begin with no data'
      )
    )
    if (tornBytes > 0) this.repairs.push(`${name}: the last ${tornBytes} bytes of ${path} were not completely written, and were cut off`)
    this.#files.set(partition, new LogFile(this.#stemOf(topic, partition), { generation, bytes }, partition.log))
    return later
  }

  /**
   * Writes what the logs have got. Returns the files that are not needed any more when the state is
   * written.
   */
  sync(topics: readonly Topic[]): string[] {
    const unneeded: string[] = []
    const files = new Map<Partition, LogFile>()
    for (const topic of topics) {
      for (const partition of topic.partitions) {
        const file = this.#fileOf(topic, partition)
        files.set(partition, file)
        const old = file.sync(partition.log)
        if (old !== undefined) unneeded.push(old)
      }
    }
    for (const [partition, file] of this.#files) if (!files.has(partition) && file.state.bytes > 0) unneeded.push(file.path)
    this.#files = files
    return unneeded
  }

  /**
   * Makes the folder, and removes files that the state does not name: a process left them behind
   * that was killed.
   */
  prepareFolder(): void {
    mkdirSync(this.#folder, { recursive: true })
    const known = new Set([...this.#files.values()].map(({ path }) => basename(path)))
    for (const name of readdirSync(this.#folder)) if (LOG_NAME.test(name) && !known.has(name)) rmSync(join(this.#folder, name))
  }

  #fileOf(topic: Topic, partition: Partition): LogFile {
    return this.#files.get(partition) ?? new LogFile(this.#stemOf(topic, partition))
  }

  // By the id, in hexadecimal: a topic may be created again, and names of topics that differ in
  // case alone are one file on some systems.
  #stemOf({ topicId }: Topic, { partitionIndex }: Partition): string {
    return join(this.#folder, `${Buffer.from(topicId, 'base64url').toString('hex')}-${partitionIndex}`)
  }
}

const LOG_NAME = /^[0-9a-f]{32}-\d+\.\d+\.log$/
