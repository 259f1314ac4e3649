import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import type { ProducedBatch } from './produced-batch.ts'
import { type Refusal, refuse } from './refusal.ts'

// Kafka remembers this many batches of a producer, as many as it may have in flight (KIP-98).
const REMEMBERED_BATCHES = 5

interface Remembered {
  readonly baseSequence: number
  readonly lastSequence: number
  readonly baseOffset: number
}

interface ProducerState {
  readonly epoch: number
  readonly batches: readonly Remembered[]
}

/**
 * The last batches of each idempotent producer in a partition. They show whether a batch was sent
 * twice, or one before it is missing (KIP-98).
 */
export class ProducerStates {
  readonly #states = new Map<bigint, ProducerState>()

  /**
   * Checks a batch. Returns its offset if it was appended before, a refusal if a batch before it is
   * missing, or undefined if it may be appended.
   */
  check({ producerId, producerEpoch, baseSequence, lastOffsetDelta }: ProducedBatch): number | Refusal | undefined {
    const state = producerId === absentValues.NO_PRODUCER_ID ? undefined : this.#states.get(producerId)
    if (state === undefined) return undefined
    const { epoch, batches } = state
    if (producerEpoch < epoch) {
      return refuse(
        errorCodes.INVALID_PRODUCER_EPOCH,
        `Producer ${producerId} has epoch ${producerEpoch}, but epoch ${epoch} was seen before`
      )
    }
    const lastSequence = wrap(baseSequence + lastOffsetDelta)
    const same = batches.find(each => each.baseSequence === baseSequence && each.lastSequence === lastSequence)
    if (producerEpoch === epoch && same !== undefined) return same.baseOffset
    const expected = producerEpoch > epoch ? 0 : wrap((batches.at(-1)?.lastSequence ?? -1) + 1)
    if (baseSequence === expected) return undefined
    return refuse(
      errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
      `Producer ${producerId} sent sequence ${baseSequence}, but ${expected} was expected`
    )
  }

  /** Remembers a batch that was appended. */
  note({ producerId, producerEpoch, baseSequence, lastOffsetDelta }: ProducedBatch, baseOffset: number): void {
    if (producerId === absentValues.NO_PRODUCER_ID) return
    const state = this.#states.get(producerId)
    const before = state?.epoch === producerEpoch ? state.batches : []
    const batches = [...before, { baseSequence, lastSequence: wrap(baseSequence + lastOffsetDelta), baseOffset }]
    this.#states.set(producerId, { epoch: producerEpoch, batches: batches.slice(-REMEMBERED_BATCHES) })
  }
}

// Sequence numbers wrap: after 2^31-1 comes 0.
const wrap = (sequence: number): number => sequence % 0x8000_0000
