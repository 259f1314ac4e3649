import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import type { ProducedBatch } from './produced-batch.ts'
import { type Refusal, refuse } from './refusal.ts'

// Kafka remembers as many batches of a producer as one may have in flight (KIP-98).
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

/** What a partition remembers of its idempotent producers, to know a batch that was sent again from one that was lost (KIP-98). */
export class ProducerStates {
  readonly #states = new Map<bigint, ProducerState>()

  /** The offset that the same batch got before; a refusal if batches before it are missing; undefined if it may be appended. */
  check({ producerId, producerEpoch, baseSequence, lastOffsetDelta }: ProducedBatch): number | Refusal | undefined {
    const state = producerId === absentValues.NO_PRODUCER_ID ? undefined : this.#states.get(producerId)
    if (state === undefined) return undefined
    const { epoch, batches } = state
    if (producerEpoch < epoch) {
      return refuse(errorCodes.INVALID_PRODUCER_EPOCH, `Producer ${producerId} has epoch ${producerEpoch}, and ${epoch} was seen`)
    }
    const lastSequence = wrap(baseSequence + lastOffsetDelta)
    const same = batches.find(each => each.baseSequence === baseSequence && each.lastSequence === lastSequence)
    if (producerEpoch === epoch && same !== undefined) return same.baseOffset
    const expected = producerEpoch > epoch ? 0 : wrap((batches.at(-1)?.lastSequence ?? -1) + 1)
    if (baseSequence === expected) return undefined
    return refuse(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, `Producer ${producerId} sent sequence ${baseSequence}; ${expected} was expected`)
  }

  /** Notes a batch that was appended. */
  note({ producerId, producerEpoch, baseSequence, lastOffsetDelta }: ProducedBatch, baseOffset: number): void {
    if (producerId === absentValues.NO_PRODUCER_ID) return
    const state = this.#states.get(producerId)
    const before = state?.epoch === producerEpoch ? state.batches : []
    const batches = [...before, { baseSequence, lastSequence: wrap(baseSequence + lastOffsetDelta), baseOffset }]
    this.#states.set(producerId, { epoch: producerEpoch, batches: batches.slice(-REMEMBERED_BATCHES) })
  }
}

// After 2^31-1 comes 0.
const wrap = (sequence: number): number => sequence % 0x8000_0000
