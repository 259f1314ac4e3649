/** A producer id with its epoch (KIP-98). */
export interface ProducerIdAndEpoch {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/**
 * The last epoch that a client gets. The largest int16 is kept for the coordinator, which can then
 * fence every producer.
 */
export const LAST_EPOCH = 0x7ffe

const BLOCK = 1_000n

/** Assigns the producer ids of a cluster, from 0 on. */
export class ProducerIds {
  #next = 0n

  /** The next producer id. */
  get next(): bigint {
    return this.#next
  }

  create(): bigint {
    return this.#next++
  }

  /**
   * Goes on with the next block, after all ids that were used before: as Kafka's brokers do, which
   * take a new block of 1,000 ids at each start.
   */
  restore(next: bigint): void {
    if (next > this.#next) this.#next = ((next + BLOCK - 1n) / BLOCK) * BLOCK
  }
}
