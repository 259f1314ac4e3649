import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { ClusterState } from '../../cluster-state.ts'
import type { GroupConfigName } from '../../configs/group-config-table.ts'
import type { Partition } from '../../storage/partition.ts'
import type { Refusal } from '../../storage/refusal.ts'
import { archiveAborted } from './aborted-records.ts'
import { type AcknowledgementBatch, acknowledge, release } from './acknowledgement.ts'
import { type AcquiredRange, acquire } from './acquisition.ts'
import { InFlight } from './in-flight.ts'
import { completeBatches } from './log-batches.ts'
import { resetOffset } from './offset-reset.ts'

/** The state of a share partition as it was last written, which DescribeShareGroupOffsets shows. */
export interface WrittenState {
  /** The share-partition start offset; -1 before the first write. */
  readonly startOffset: number
  readonly leaderEpoch: number
  /** The number of records after the start offset that are not delivered again; -1 if not known. */
  readonly completeCount: number
}

/** How a member fetches. */
export interface ShareFetchLimits {
  readonly memberId: string
  /** One of `shareAcquireModes`. */
  readonly mode: number
  readonly maxRecords: number
  readonly batchSize: number
  readonly maxBytes: number
  /** Whether the first batch is read whole whatever its size (KIP-74). */
  readonly atLeastOne: boolean
}

/** The records that a member has acquired, with the batches that hold them. */
export interface AcquiredRecords {
  readonly records: Uint8Array
  readonly acquired: readonly AcquiredRange[]
}

const NOT_WRITTEN: WrittenState = { startOffset: -1, leaderEpoch: 0, completeCount: -1 }
// Timers fire up to this much early, because times have fractions.
const TOLERANCE_MS = 0.5

/**
 * A partition as one share group sees it: which records its members have acquired, and which are
 * done with (KIP-932). The leader of the partition keeps it. Another leader takes it from the last
 * write: then records that are acquired become available again.
 */
export class SharePartition {
  readonly #groupId: string
  readonly #cluster: ClusterState
  readonly #partition: Partition
  #written = NOT_WRITTEN
  #inFlight: InFlight | undefined
  #loadedEpoch = -1
  #cancelTimer: (() => void) | undefined

  constructor(groupId: string, partition: Partition, cluster: ClusterState) {
    this.#groupId = groupId
    this.#partition = partition
    this.#cluster = cluster
  }

  get leaderId(): number {
    return this.#partition.leaderId
  }

  get written(): WrittenState {
    return this.#written
  }

  /** Whether the state was written or altered at least once. */
  get isWritten(): boolean {
    return this.#written !== NOT_WRITTEN
  }

  /** Whether the leader knows the state: some member has fetched since the leader changed. */
  get isLoaded(): boolean {
    return this.#inFlight !== undefined && this.#loadedEpoch === this.#partition.leaderEpoch
  }

  /** Takes over a state that was kept. */
  restore(written: WrittenState): void {
    this.#written = written
  }

  /** Begins again at this offset (AlterShareGroupOffsets). */
  reset(startOffset: number): void {
    this.#written = { startOffset, leaderEpoch: 0, completeCount: 0 }
    this.#inFlight = undefined
    this.close()
    this.#partition.changed()
  }

  /** Forgets what was not written, because the leader has changed or no member is connected. */
  unload(): void {
    if (!this.isWritten) this.#inFlight = undefined
    this.#inFlight?.undeliver()
    this.#loadedEpoch = -1
    this.close()
  }

  /** The bytes that a fetch could return now. */
  availableBytes(maxBytes: number): number {
    const inFlight = this.#load()
    return this.#canAcquire(inFlight) ? this.#read(inFlight.nextFetchOffset, maxBytes, true).length : 0
  }

  /** Acquires records for a member. */
  fetch({ maxBytes, atLeastOne, ...wanted }: ShareFetchLimits): AcquiredRecords {
    const inFlight = this.#load()
    if (!this.#canAcquire(inFlight)) return { records: EMPTY, acquired: [] }
    const fetchOffset = inFlight.nextFetchOffset
    const bytes = this.#read(fetchOffset, maxBytes, atLeastOne)
    const batches = completeBatches(bytes)
    const lockedUntilMs = this.#lockedUntilMs()
    const acquired = acquire(inFlight, {
      ...wanted,
      lockedUntilMs,
      fetchOffset,
      batches,
      deliveryLimit: this.#number('share.delivery.count.limit'),
      maxInFlight: this.#number('share.partition.max.record.locks')
    })
    const committed = this.#isCommittedOnly ? archiveAborted(inFlight, acquired, batches, this.#partition) : acquired
    this.#watchLocks(inFlight)
    return { records: sliceOf(bytes, batches, committed), acquired: committed }
  }

  /** Acknowledges records of a member; all or none. */
  acknowledge(memberId: string, batches: readonly AcknowledgementBatch[]): Refusal | undefined {
    const inFlight = this.#load()
    const deliveryLimit = this.#number('share.delivery.count.limit')
    const changes = acknowledge(inFlight, batches, { memberId, deliveryLimit, lockedUntilMs: this.#lockedUntilMs() })
    if (typeof changes !== 'number') return changes
    this.#watchLocks(inFlight)
    if (changes > 0) this.#write(inFlight)
    return undefined
  }

  /** Gives back all records that a member has acquired, because its share session has ended. */
  release(memberId: string): void {
    this.#giveBack(delivery => delivery.memberId === memberId)
  }

  /** Cancels the timer. */
  close(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #load(): InFlight {
    const { leaderEpoch, log } = this.#partition
    if (this.#loadedEpoch !== leaderEpoch) this.unload()
    this.#loadedEpoch = leaderEpoch
    const { startOffset } = this.#written
    this.#inFlight ??= new InFlight(this.isWritten ? startOffset : this.#firstOffset())
    this.#inFlight.moveTo(log.startOffset)
    return this.#inFlight
  }

  #firstOffset(): number {
    const strategy = this.#cluster.configs.group(this.#groupId, 'share.auto.offset.reset')
    return resetOffset(strategy, this.#partition.log, this.#cluster.clock.timeMs)
  }

  #canAcquire(inFlight: InFlight): boolean {
    if (inFlight.nextFetchOffset !== inFlight.endOffset + 1) return true
    return inFlight.count < this.#number('share.partition.max.record.locks')
  }

  #read(offset: number, maxBytes: number, atLeastOne: boolean): Uint8Array {
    const { log, stableOffset } = this.#partition
    const endOffset = this.#isCommittedOnly ? stableOffset : log.endOffset
    return offset < endOffset ? log.read(offset, maxBytes, atLeastOne, endOffset) : EMPTY
  }

  get #isCommittedOnly(): boolean {
    return this.#cluster.configs.group(this.#groupId, 'share.isolation.level') === 'read_committed'
  }

  #number(name: GroupConfigName): number {
    return Number(this.#cluster.configs.group(this.#groupId, name))
  }

  #lockedUntilMs(): number {
    return this.#cluster.clock.nowMs + this.#number('share.record.lock.duration.ms')
  }

  // The start offset is written before it moves on, as Kafka does.
  #write(inFlight: InFlight): void {
    const { startOffset, completeCount } = inFlight
    this.#written = { startOffset, leaderEpoch: this.#partition.leaderEpoch, completeCount }
    inFlight.advance()
    this.#partition.changed()
  }

  // One timer waits for the lock that ends first.
  #watchLocks(inFlight: InFlight): void {
    const locks = inFlight.ranges().flatMap(({ delivery }) => (delivery.state === 'acquired' ? [delivery.lockedUntilMs] : []))
    this.close()
    if (locks.length === 0) return
    const { clock } = this.#cluster
    const delayMs = locks.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY) - clock.nowMs
    this.#cancelTimer = clock.schedule(() => this.#giveBack(({ lockedUntilMs }) => lockedUntilMs <= clock.nowMs + TOLERANCE_MS), delayMs)
  }

  #giveBack(isMeant: (delivery: { readonly memberId: string; readonly lockedUntilMs: number }) => boolean): void {
    const inFlight = this.#inFlight
    if (inFlight === undefined) return
    const meant = inFlight.ranges().filter(({ delivery }) => delivery.state === 'acquired' && isMeant(delivery))
    const limit = this.#number('share.delivery.count.limit')
    for (const { firstOffset, lastOffset, delivery } of meant) {
      // A batch that the start offset divides is given back offset by offset.
      const isDivided = firstOffset < inFlight.startOffset && lastOffset >= inFlight.startOffset
      const states = isDivided ? (inFlight.floor(firstOffset)?.split() ?? new Map()) : new Map([[lastOffset, delivery]])
      for (const [offset, each] of states) release(each, offset, inFlight, limit)
    }
    this.#watchLocks(inFlight)
    if (meant.length > 0) this.#write(inFlight)
  }
}

// Without batches before and after the acquired records. A single batch stays as it was read.
function sliceOf(bytes: Uint8Array, batches: ReturnType<typeof completeBatches>, acquired: readonly AcquiredRange[]): Uint8Array {
  const first = acquired[0]?.firstOffset
  const last = acquired.at(-1)?.lastOffset
  if (first === undefined || last === undefined) return bytes.subarray(0, 0)
  if (batches.length === 1) return bytes
  const overlapping = batches.filter(({ baseOffset, lastOffset }) => lastOffset >= first && baseOffset <= last)
  return bytes.subarray(overlapping[0]?.at ?? 0, overlapping.at(-1)?.endsAt ?? bytes.length)
}
