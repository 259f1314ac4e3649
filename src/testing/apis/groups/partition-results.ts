/** The results for partitions by topic, in the order in which they were added. */
export class PartitionResults<Topic extends object, Result> {
  readonly #topics = new Map<string, { topic: Topic; partitions: Result[] }>()

  /** Adds a result. `key` tells topics from each other: their name, or their id. */
  add(key: string, topic: Topic, result: Result): void {
    const found = this.#topics.get(key)
    if (found === undefined) this.#topics.set(key, { topic, partitions: [result] })
    else found.partitions.push(result)
  }

  list(): (Topic & { partitions: Result[] })[] {
    return [...this.#topics.values()].map(({ topic, partitions }) => ({ ...topic, partitions }))
  }
}
