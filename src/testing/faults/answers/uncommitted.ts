interface Commit {
  readonly topics: readonly {
    readonly name: string
    readonly topicId: string
    readonly partitions: readonly { readonly partitionIndex: number }[]
  }[]
}

interface Uncommitted {
  readonly topics: {
    readonly name: string
    readonly topicId: string
    readonly partitions: { readonly partitionIndex: number; readonly errorCode: number }[]
  }[]
}

/** The answer to OffsetCommit or TxnOffsetCommit that refuses each partition with this code. */
export function uncommitted({ topics }: Commit, errorCode: number): Uncommitted {
  return {
    topics: topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode }))
    }))
  }
}
