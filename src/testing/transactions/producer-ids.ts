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

/** Assigns the producer ids of a cluster, from 0 on. */
export class ProducerIds {
  #next = 0n

  create(): bigint {
    return this.#next++
  }
}
