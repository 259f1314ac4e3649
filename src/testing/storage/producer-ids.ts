/** A producer id with its epoch (KIP-98). */
export interface ProducerIdAndEpoch {
  readonly producerId: bigint
  readonly producerEpoch: number
}

const LAST_EPOCH = 0x7ffe

/** Hands out producer ids; each transactional id keeps its own, with an epoch that grows at every call. */
export class ProducerIds {
  readonly #byTransactionalId = new Map<string, ProducerIdAndEpoch>()
  #next = 0n

  /** A new producer. */
  create(): ProducerIdAndEpoch {
    return { producerId: this.#next++, producerEpoch: 0 }
  }

  find(transactionalId: string): ProducerIdAndEpoch | undefined {
    return this.#byTransactionalId.get(transactionalId)
  }

  /** The producer of this transactional id in its next epoch, which fences those before. */
  next(transactionalId: string): ProducerIdAndEpoch {
    const known = this.find(transactionalId)
    const producer = known === undefined ? this.create() : this.bump(known)
    this.#byTransactionalId.set(transactionalId, producer)
    return producer
  }

  /** The same producer one epoch later; with the epochs used up, a new one. */
  bump({ producerId, producerEpoch }: ProducerIdAndEpoch): ProducerIdAndEpoch {
    return producerEpoch >= LAST_EPOCH ? this.create() : { producerId, producerEpoch: producerEpoch + 1 }
  }
}
