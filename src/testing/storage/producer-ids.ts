/** A producer id with its epoch (KIP-98). */
export interface ProducerIdAndEpoch {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/**
 * The producer of a transactional id. `before` is its id and epoch before it asked for the next
 * epoch itself (KIP-360).
 */
export interface KnownProducer extends ProducerIdAndEpoch {
  readonly before: ProducerIdAndEpoch | undefined
}

const LAST_EPOCH = 0x7ffe

/**
 * Assigns producer ids. A transactional id keeps its producer id, and gets a new epoch at every
 * call.
 */
export class ProducerIds {
  readonly #byTransactionalId = new Map<string, KnownProducer>()
  #next = 0n

  /** A new producer id, with epoch 0. */
  create(): ProducerIdAndEpoch {
    return { producerId: this.#next++, producerEpoch: 0 }
  }

  find(transactionalId: string): KnownProducer | undefined {
    return this.#byTransactionalId.get(transactionalId)
  }

  /**
   * The producer of this transactional id in its next epoch, which fences earlier ones. `isOwn`
   * means that the producer asked for it with its present epoch (KIP-360).
   */
  next(transactionalId: string, isOwn: boolean): ProducerIdAndEpoch {
    const known = this.find(transactionalId)
    const producer = known === undefined ? this.create() : this.bump(known)
    const before = isOwn && known !== undefined ? { producerId: known.producerId, producerEpoch: known.producerEpoch } : undefined
    this.#byTransactionalId.set(transactionalId, { ...producer, before })
    return producer
  }

  /** The producer id with the next epoch, or a new producer id if there are no epochs left. */
  bump({ producerId, producerEpoch }: ProducerIdAndEpoch): ProducerIdAndEpoch {
    return producerEpoch >= LAST_EPOCH ? this.create() : { producerId, producerEpoch: producerEpoch + 1 }
  }
}
