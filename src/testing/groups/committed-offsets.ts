/** An offset that a group has committed for a partition. */
export interface CommittedOffset {
  readonly offset: bigint
  /** The leader epoch of the last record that was processed; -1 if the client gave none. */
  readonly leaderEpoch: number
  readonly metadata: string
  /** When it was committed, in milliseconds since 1970. */
  readonly timestampMs: number
}

type SavedOffset = readonly [topic: string, partitionIndex: number, committed: CommittedOffset]

/** The offsets of a group as plain data. */
export interface SavedOffsets {
  readonly committed: readonly SavedOffset[]
  readonly pending: readonly (readonly [producerId: bigint, offsets: readonly SavedOffset[]])[]
}

/** The committed offsets of one group, and those of transactions that are not ended yet. */
export class CommittedOffsets {
  readonly #committed = new Map<string, Map<number, CommittedOffset>>()
  readonly #pending = new Map<bigint, Map<string, Map<number, CommittedOffset>>>()

  get isEmpty(): boolean {
    return this.#committed.size === 0
  }

  /** The names of topics with committed offsets. */
  get topics(): string[] {
    return [...this.#committed.keys()]
  }

  find(topic: string, partitionIndex: number): CommittedOffset | undefined {
    return this.#committed.get(topic)?.get(partitionIndex)
  }

  /** The committed offsets of a topic by partition. */
  of(topic: string): ReadonlyMap<number, CommittedOffset> {
    return this.#committed.get(topic) ?? new Map()
  }

  commit(topic: string, partitionIndex: number, committed: CommittedOffset): void {
    put(this.#committed, topic, partitionIndex, committed)
  }

  /** Keeps an offset until the transaction of this producer ends (TxnOffsetCommit). */
  commitPending(producerId: bigint, topic: string, partitionIndex: number, committed: CommittedOffset): void {
    const pending = this.#pending.get(producerId) ?? new Map()
    this.#pending.set(producerId, pending)
    put(pending, topic, partitionIndex, committed)
  }

  /** Commits the pending offsets of a producer, or forgets them. */
  endTransaction(producerId: bigint, isCommitted: boolean): void {
    const pending = this.#pending.get(producerId)
    this.#pending.delete(producerId)
    if (pending === undefined || !isCommitted) return
    for (const [topic, partitions] of pending) {
      for (const [partitionIndex, committed] of partitions) this.commit(topic, partitionIndex, committed)
    }
  }

  /** Whether a transaction that has not ended commits this partition: it is unstable (KIP-447). */
  hasPending(topic: string, partitionIndex: number): boolean {
    return [...this.#pending.values()].some(pending => pending.get(topic)?.has(partitionIndex))
  }

  /** All offsets as plain data: those that are committed, and those of transactions. */
  get saved(): SavedOffsets {
    return { committed: rows(this.#committed), pending: [...this.#pending].map(([producerId, pending]) => [producerId, rows(pending)]) }
  }

  /** Takes over offsets that {@link saved} gave. */
  restore({ committed, pending }: SavedOffsets): void {
    for (const [topic, partitionIndex, each] of committed) this.commit(topic, partitionIndex, each)
    for (const [producerId, offsets] of pending)
      for (const [topic, partitionIndex, each] of offsets) this.commitPending(producerId, topic, partitionIndex, each)
  }

  /** Forgets the offset of a partition, those of transactions too. */
  delete(topic: string, partitionIndex: number): void {
    const partitions = this.#committed.get(topic)
    partitions?.delete(partitionIndex)
    if (partitions?.size === 0) this.#committed.delete(topic)
    for (const pending of this.#pending.values()) pending.get(topic)?.delete(partitionIndex)
  }

  /** Forgets the offsets of a topic that was deleted, those of transactions too. */
  deleteTopic(topic: string): void {
    this.#committed.delete(topic)
    for (const pending of this.#pending.values()) pending.delete(topic)
  }
}

function put(all: Map<string, Map<number, CommittedOffset>>, topic: string, partitionIndex: number, committed: CommittedOffset): void {
  const partitions = all.get(topic) ?? new Map<number, CommittedOffset>()
  all.set(topic, partitions.set(partitionIndex, committed))
}

function rows(all: ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>>): SavedOffset[] {
  return [...all].flatMap(([topic, partitions]) => [...partitions].map(([index, each]): SavedOffset => [topic, index, each]))
}
