import { acknowledgeTypes, errorCodes } from '../../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { InFlight } from './in-flight.ts'
import type { Delivery, InFlightBatch, RecordState } from './in-flight-batch.ts'

/** What a member says about records that it has acquired. */
export interface AcknowledgementBatch {
  readonly firstOffset: number
  readonly lastOffset: number
  /** One of `acknowledgeTypes` for all records, or one for each. */
  readonly types: readonly number[]
}

/** Who acknowledges, and by which rules. */
export interface Acknowledger {
  readonly memberId: string
  /** `share.delivery.count.limit` */
  readonly deliveryLimit: number
  /** Until when a lock lasts that is renewed, by the clock of the cluster. */
  readonly lockedUntilMs: number
}

const STATES: ReadonlyMap<number, RecordState> = new Map([
  [acknowledgeTypes.GAP, 'archived'],
  [acknowledgeTypes.ACCEPT, 'acknowledged'],
  [acknowledgeTypes.RELEASE, 'available'],
  [acknowledgeTypes.REJECT, 'archived']
])

const invalidState = (problem: string): Refusal => refuse(errorCodes.INVALID_RECORD_STATE, problem)

/**
 * Acknowledges records: all of them or, if some cannot be, none. Returns how many states have
 * changed; a renewed lock changes none.
 */
export function acknowledge(inFlight: InFlight, batches: readonly AcknowledgementBatch[], acknowledger: Acknowledger): number | Refusal {
  const before: (readonly [Delivery, Delivery])[] = []
  for (const batch of batches) {
    const refusal = acknowledgeBatch(inFlight, batch, acknowledger, before)
    if (refusal === undefined) continue
    for (const [delivery, earlier] of before) Object.assign(delivery, earlier)
    return refusal
  }
  return before.length
}

/** Gives a record back: it becomes available, or is archived after its last delivery. */
export function release(delivery: Delivery, offset: number, { startOffset }: InFlight, deliveryLimit: number): void {
  change(delivery, offset < startOffset ? 'archived' : 'available', deliveryLimit)
}

function acknowledgeBatch(
  inFlight: InFlight,
  wanted: AcknowledgementBatch,
  acknowledger: Acknowledger,
  before: (readonly [Delivery, Delivery])[]
): Refusal | undefined {
  if (wanted.lastOffset < inFlight.startOffset) return undefined
  const batches = findBatches(inFlight, wanted)
  if (!Array.isArray(batches)) return batches
  for (const batch of batches) {
    if (batch.lastOffset < inFlight.startOffset) continue
    const refusal = checkOwner(batch, acknowledger)
    if (refusal !== undefined) return refusal
    const isWhole = batch.whole !== undefined && isAcknowledgedWhole(batch, wanted, inFlight.startOffset)
    const states = isWhole && batch.whole ? new Map([[batch.firstOffset, batch.whole]]) : batch.split()
    for (const [offset, delivery] of states) {
      if (!isWhole && (offset < wanted.firstOffset || offset < inFlight.startOffset || offset > wanted.lastOffset)) continue
      const problem = problemOf(delivery, acknowledger)
      if (problem !== undefined) return problem
      apply(delivery, typeAt(wanted, offset), acknowledger, before)
    }
  }
  return undefined
}

function findBatches(inFlight: InFlight, { firstOffset, lastOffset }: AcknowledgementBatch): InFlightBatch[] | Refusal {
  const { startOffset } = inFlight
  const floor =
    inFlight.floor(firstOffset) ?? (firstOffset < startOffset && lastOffset >= startOffset ? inFlight.floor(startOffset) : undefined)
  if (floor === undefined) return invalidState('Batch record not found. The request batch offsets are not found in the cache.')
  const batches = inFlight.between(floor.firstOffset, lastOffset)
  const last = batches.at(-1)?.lastOffset ?? -1
  if (last < firstOffset)
    return refuse(errorCodes.INVALID_REQUEST, 'Batch record not found. The first offset in request is past acquired records.')
  if (last < lastOffset)
    return refuse(errorCodes.INVALID_REQUEST, 'Batch record not found. The last offset in request is past acquired records.')
  return batches
}

function isAcknowledgedWhole(batch: InFlightBatch, { firstOffset, lastOffset, types }: AcknowledgementBatch, startOffset: number): boolean {
  return batch.isWithin(firstOffset, lastOffset) && types.length === 1 && batch.firstOffset >= startOffset
}

function checkOwner({ whole }: InFlightBatch, { memberId }: Acknowledger): Refusal | undefined {
  if (whole === undefined) return undefined
  if (whole.memberId === '') return invalidState('The batch cannot be acknowledged. The batch is not in the acquired state.')
  return whole.memberId === memberId ? undefined : invalidState('Member is not the owner of batch record')
}

function problemOf({ state, memberId }: Delivery, acknowledger: Acknowledger): Refusal | undefined {
  if (state !== 'acquired') return invalidState('The offset cannot be acknowledged. The offset is not acquired.')
  return memberId === acknowledger.memberId ? undefined : invalidState('Member is not the owner of offset')
}

function typeAt({ firstOffset, types }: AcknowledgementBatch, offset: number): number {
  return (types.length > 1 ? types[offset - firstOffset] : types[0]) ?? acknowledgeTypes.GAP
}

function apply(
  delivery: Delivery,
  type: number,
  { deliveryLimit, lockedUntilMs }: Acknowledger,
  before: (readonly [Delivery, Delivery])[]
): void {
  if (type === acknowledgeTypes.RENEW) {
    delivery.lockedUntilMs = lockedUntilMs
    return
  }
  before.push([delivery, { ...delivery }])
  change(delivery, STATES.get(type) ?? 'archived', deliveryLimit)
}

function change(delivery: Delivery, wanted: RecordState, deliveryLimit: number): void {
  const isUsedUp = wanted === 'available' && delivery.count >= deliveryLimit
  Object.assign(delivery, { state: isUsedUp ? 'archived' : wanted, memberId: '' })
}
