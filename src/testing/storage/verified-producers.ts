import type { ProducedBatch } from './produced-batch.ts'

interface VerifiedProducer {
  readonly epoch: number
  readonly lowestSequence: number
  /** Whether the client bumps its epoch after every transaction (KIP-890). */
  readonly bumpsEpoch: boolean
}

/**
 * The producers whose transaction was asked for at the coordinator, and that have appended nothing
 * since. Of the batches that they sent, only the one with the lowest sequence may come first.
 */
export class VerifiedProducers {
  readonly #byId = new Map<bigint, VerifiedProducer>()

  /** Notes a batch before the coordinator is asked. */
  note({ producerId, producerEpoch, baseSequence }: ProducedBatch, bumpsEpoch: boolean): void {
    const known = this.#byId.get(producerId)
    if (known !== undefined && known.epoch > producerEpoch) return
    const lowestSequence = known?.epoch === producerEpoch ? Math.min(known.lowestSequence, baseSequence) : baseSequence
    this.#byId.set(producerId, { epoch: producerEpoch, lowestSequence, bumpsEpoch: known?.bumpsEpoch ?? bumpsEpoch })
  }

  /**
   * The highest sequence with which the producer may begin; undefined if it is not known. `isNew`
   * means that the partition has no batch of the producer.
   */
  lowestAccepted(producerId: bigint, isNew: boolean): number | undefined {
    const known = this.#byId.get(producerId)
    return known?.bumpsEpoch && isNew ? 0 : known?.lowestSequence
  }

  /** Forgets a producer, because it has appended a batch or its transaction has ended. */
  forget(producerId: bigint): void {
    this.#byId.delete(producerId)
  }
}
