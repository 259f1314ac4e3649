import { Line, type LineRule } from './line.ts'

const MIN_LINES_TO_SWEEP = 4_096

/**
 * All lines of a cluster: one for each partition, group and transactional id with unsettled
 * requests. Empty lines are dropped from time to time.
 */
export class Lines {
  readonly #partitions = new Map<string, Map<number, Line>>()
  readonly #groups = new Map<string, Line>()
  readonly #transactions = new Map<string, Line>()
  #calls = 0
  #size = 0
  #sweepAt = MIN_LINES_TO_SWEEP

  /** How many lines are kept. */
  get size(): number {
    return this.#size
  }

  /** Counts a new call, and returns its number. */
  nextCall(): number {
    return ++this.#calls
  }

  /**
   * The line of a partition. `topic` is the topic's name or its id, as the request has it. Join the
   * line at once: lines without turns are dropped.
   */
  ofPartition(topic: string, index: number): Line {
    let byIndex = this.#partitions.get(topic)
    if (byIndex === undefined) this.#partitions.set(topic, (byIndex = new Map()))
    return byIndex.get(index) ?? this.#add(byIndex, index, 'pipelined')
  }

  /**
   * The line of a group's offsets and members. Join it at once: lines without turns are dropped.
   */
  ofGroup(groupId: string): Line {
    return this.#groups.get(groupId) ?? this.#add(this.#groups, groupId, 'exclusive')
  }

  /** The line of a transactional id. Join it at once: lines without turns are dropped. */
  ofTransaction(transactionalId: string): Line {
    return this.#transactions.get(transactionalId) ?? this.#add(this.#transactions, transactionalId, 'exclusive')
  }

  #add<K>(lines: Map<K, Line>, key: K, rule: LineRule): Line {
    if (this.#size >= this.#sweepAt) this.#sweep()
    const line = new Line(rule)
    lines.set(key, line)
    this.#size++
    return line
  }

  // Programs may use any number of topics, groups and transactional ids, one after the other.
  // Without this the empty lines would fill the memory.
  #sweep(): void {
    this.#dropEmpty(this.#groups)
    this.#dropEmpty(this.#transactions)
    for (const byIndex of this.#partitions.values()) this.#dropEmpty(byIndex)
    for (const [topic, byIndex] of this.#partitions) if (byIndex.size === 0) this.#partitions.delete(topic)
    this.#sweepAt = Math.max(MIN_LINES_TO_SWEEP, 2 * this.#size)
  }

  #dropEmpty<K>(lines: Map<K, Line>): void {
    for (const [key, line] of lines) if (line.isEmpty && lines.delete(key)) this.#size--
  }
}
