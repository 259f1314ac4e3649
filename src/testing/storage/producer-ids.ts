/** A producer id with its epoch (KIP-98). */
export interface ProducerIdAndEpoch {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** What a producer of a transactional id is now, and what it was before it asked for that by its epoch. */
export interface KnownProducer extends ProducerIdAndEpoch {
  readonly before: ProducerIdAndEpoch | undefined
}

const LAST_EPOCH = 0x7ffe

/** Hands out producer ids; each transactional id keeps its own, with an epoch that grows at every call. */
export class ProducerIds {
  readonly #byTransactionalId = new Map<string, KnownProducer>()
  #next = 0n

  /** A new producer. */
  create(): ProducerIdAndEpoch {
    return { producerId: this.#next++, producerEpoch: 0 }
  }

  find(transactionalId: string): KnownProducer | undefined {
    return this.#byTransactionalId.get(transactionalId)
  }

  /** The producer of this transactional id in its next epoch, which fences those before. `isOwn`: it asked for that itself, by its epoch (KIP-360). */
  next(transactionalId: string, isOwn: boolean): ProducerIdAndEpoch {
    const known = this.find(transactionalId)
    const producer = known === undefined ? this.create() : this.bump(known)
    const before = isOwn && known !== undefined ? { producerId: known.producerId, producerEpoch: known.producerEpoch } : undefined
    this.#byTransactionalId.set(transactionalId, { ...producer, before })
    return producer
  }

  /** The same producer one epoch later; with the epochs used up, a new one. */
  bump({ producerId, producerEpoch }: ProducerIdAndEpoch): ProducerIdAndEpoch {
    return producerEpoch >= LAST_EPOCH ? this.create() : { producerId, producerEpoch: producerEpoch + 1 }
  }
}
