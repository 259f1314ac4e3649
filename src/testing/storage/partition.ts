import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import { type AppendRules, checkRecords, type RefusedRecords } from './append-rules.ts'
import { markerBatch } from './marker-batch.ts'
import { PartitionLog } from './partition-log.ts'
import { checkBatch, isTransactional, type ProducedBatch, readHeader } from './produced-batch.ts'
import { type Marker, ProducerStates } from './producer-states.ts'
import { isRefusal, type Refusal, refuse } from './refusal.ts'
import { asStored } from './stored-form.ts'

/** What a partition was like, apart from its log and its producers. */
export interface PartitionState {
  readonly isrNodes: readonly number[]
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly aborted: readonly AbortedRange[]
}

/** An aborted transaction of a partition, with the offset of its marker. */
export interface AbortedRange {
  readonly producerId: bigint
  readonly firstOffset: number
  readonly markerOffset: number
}

/** A batch that was refused. Kafka gives the start of the log if the log itself refuses it. */
export interface RefusedAppend extends Refusal {
  readonly recordErrors?: RefusedRecords['recordErrors']
  readonly logStartOffset?: bigint
}

/** A batch that was appended, now or before. */
export interface Appended {
  readonly baseOffset: number
  /** The time that the broker set; -1 if the times are those of the producer. */
  readonly logAppendTimeMs: bigint
}

const { NO_TIMESTAMP } = absentValues

/**
 * One partition: its leader and its log. All brokers share the log, so that a new leader has every
 * record.
 */
export class Partition {
  readonly partitionIndex: number
  readonly log: PartitionLog = new PartitionLog()
  readonly producers: ProducerStates = new ProducerStates()
  readonly #aborted: AbortedRange[] = []
  readonly #watchers = new Set<() => void>()
  #replicaNodes: readonly number[]
  #isrNodes: readonly number[]
  #leaderId: number
  #leaderEpoch = 0

  constructor(partitionIndex: number, replicaNodes: readonly number[]) {
    this.partitionIndex = partitionIndex
    this.#replicaNodes = replicaNodes
    this.#isrNodes = replicaNodes
    this.#leaderId = replicaNodes[0] ?? absentValues.NO_LEADER_ID
  }

  /** The brokers with a replica, the preferred leader first. */
  get replicaNodes(): readonly number[] {
    return this.#replicaNodes
  }

  /** The replicas in sync: those on brokers that live, and at least the last one of all. */
  get isrNodes(): readonly number[] {
    return this.#isrNodes
  }

  /** The broker that leads, or NO_LEADER_ID while no replica that is in sync lives. */
  get leaderId(): number {
    return this.#leaderId
  }

  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /** The last stable offset: before it, every transaction has ended (KIP-98). */
  get stableOffset(): number {
    return Math.max(this.producers.firstUnstableOffset ?? this.log.endOffset, this.log.startOffset)
  }

  /**
   * Appends one batch of magic 2 of a producer, or refuses it. If the batch was appended before, it
   * returns the offset of that time. `verify` is asked before a transaction begins in this
   * partition, and may refuse the batch.
   */
  append(bytes: Uint8Array, rules: AppendRules, verify?: (batch: ProducedBatch) => Refusal | undefined): Appended | RefusedAppend {
    const unverified = this.#verify(bytes, verify)
    if (unverified !== undefined) return unverified
    const produced = checkBatch(bytes, rules.maxMessageBytes)
    if (isRefusal(produced)) return produced.isOfLog ? { ...produced, logStartOffset: BigInt(this.log.startOffset) } : produced
    const wrong = checkRecords(produced, rules, this.partitionIndex)
    if (wrong !== undefined) return { ...wrong, logStartOffset: BigInt(this.log.startOffset) }
    const batch = asStored(produced, rules)
    if (batch.bytes.length > rules.maxMessageBytes)
      return refuse(errorCodes.MESSAGE_TOO_LARGE, `Compressed again, the record batch has ${batch.bytes.length} bytes`)
    const seen = this.producers.check(batch)
    // As Kafka does, a batch that was sent again is answered with its latest timestamp.
    if (typeof seen === 'number') return { baseOffset: seen, logAppendTimeMs: this.log.find(seen)?.maxTimestamp ?? NO_TIMESTAMP }
    if (seen !== undefined) return { ...seen, logStartOffset: BigInt(this.log.startOffset) }
    const baseOffset = this.log.append(batch, this.#leaderEpoch)
    this.producers.note(batch, baseOffset)
    this.changed()
    return { baseOffset, logAppendTimeMs: rules.isLogAppendTime ? batch.maxTimestamp : NO_TIMESTAMP }
  }

  #verify(bytes: Uint8Array, verify: ((batch: ProducedBatch) => Refusal | undefined) | undefined): Refusal | undefined {
    if (!isTransactional(bytes)) return undefined
    const batch = readHeader(bytes)
    return this.producers.isInTransaction(batch.producerId, batch.producerEpoch) ? undefined : verify?.(batch)
  }

  /**
   * Appends the marker that ends the transaction of a producer. Refuses it if a later epoch of the
   * producer has written since.
   */
  endTransaction(marker: Marker, isCommit: boolean): Refusal | undefined {
    const { producerId, producerEpoch } = marker
    const epoch = this.producers.epochOf(producerId) ?? producerEpoch
    if (producerEpoch < epoch) {
      const problem = `The marker of producer ${producerId} has epoch ${producerEpoch}, but epoch ${epoch} was seen before`
      return refuse(errorCodes.INVALID_PRODUCER_EPOCH, problem)
    }
    this.noteMarker(marker, isCommit, this.log.append(markerBatch(marker, isCommit), this.#leaderEpoch))
    this.changed()
    return undefined
  }

  /** Notes a marker that is in the log. */
  noteMarker(marker: Marker, isCommit: boolean, markerOffset: number): void {
    const { producerId } = marker
    const firstOffset = this.producers.end(marker)
    if (firstOffset !== undefined && !isCommit) this.#aborted.push({ producerId, firstOffset, markerOffset })
  }

  /**
   * The aborted transactions with records from this offset on, as Fetch lists them for the
   * isolation level read_committed. The ends of transactions give their order.
   */
  abortedFrom(offset: number): AbortedRange[] {
    return this.#aborted.filter(({ markerOffset }) => markerOffset >= offset)
  }

  /**
   * Deletes the records before an offset. Refuses an offset after the high watermark, which is the
   * end of the log.
   */
  deleteBefore(offset: number): Refusal | undefined {
    const { endOffset } = this.log
    if (offset < 0 || offset > endOffset)
      return refuse(errorCodes.OFFSET_OUT_OF_RANGE, `Offset ${offset} is outside 0 to the high watermark, ${endOffset}`)
    this.log.cutBefore(offset)
    this.changed()
    return undefined
  }

  /**
   * Takes over the state of a partition that was kept. The leader stays if it lives; otherwise the
   * first replica that was in sync and lives leads. As after each start of a broker of Kafka, it
   * leads in a new epoch, after those of all batches.
   */
  restore({ isrNodes, leaderId, leaderEpoch, aborted }: PartitionState, isLive: (nodeId: number) => boolean): void {
    this.#aborted.unshift(...aborted)
    const live = this.#replicaNodes.filter(each => isrNodes.includes(each) && isLive(each))
    this.#isrNodes = live.length > 0 ? live : isrNodes
    this.#leaderEpoch = Math.max(leaderEpoch, this.log.batches.at(-1)?.leaderEpoch ?? 0)
    this.#lead(isLive(leaderId) ? leaderId : (live[0] ?? absentValues.NO_LEADER_ID))
  }

  /** Makes another broker the leader, in the next leader epoch. The replicas stay the same. */
  moveLeader(nodeId: number): void {
    if (this.#replicaNodes.includes(nodeId) && !this.#isrNodes.includes(nodeId)) this.#isrNodes = [...this.#isrNodes, nodeId]
    this.#lead(nodeId)
  }

  /** Notes that a broker does not live any more. The first replica in sync becomes the leader. */
  brokerDown(nodeId: number): void {
    if (this.#isrNodes.length > 1) this.#isrNodes = this.#isrNodes.filter(each => each !== nodeId)
    if (this.#leaderId !== nodeId) return
    const next = this.#replicaNodes.find(each => each !== nodeId && this.#isrNodes.includes(each))
    this.#lead(next ?? absentValues.NO_LEADER_ID)
  }

  /** Notes that a broker lives. The last replica that was in sync leads again. */
  brokerUp(nodeId: number, isLive: (nodeId: number) => boolean): void {
    if (!this.#replicaNodes.includes(nodeId)) return
    if (this.#leaderId === absentValues.NO_LEADER_ID && this.#isrNodes.includes(nodeId)) this.#lead(nodeId)
    if (this.#leaderId !== absentValues.NO_LEADER_ID) this.#isrNodes = this.#replicaNodes.filter(isLive)
  }

  #lead(nodeId: number): void {
    this.#leaderId = nodeId
    this.#leaderEpoch++
    this.log.epochs.begin(this.#leaderEpoch, this.log.endOffset)
    this.changed()
  }

  /**
   * Gives the partition other replicas, which have all records at once. The first of them that
   * lives becomes the leader if the leader is not one of them.
   */
  reassign(replicaNodes: readonly number[], isLive: (nodeId: number) => boolean = () => true): void {
    this.#replicaNodes = replicaNodes
    const live = replicaNodes.filter(isLive)
    this.#isrNodes = live.length > 0 ? live : replicaNodes.slice(0, 1)
    if (!live.includes(this.#leaderId)) this.#lead(live[0] ?? absentValues.NO_LEADER_ID)
    else this.changed()
  }

  /**
   * Calls `watcher` after each append and each change of the leader. Returns a function that ends
   * this.
   */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Calls all watchers. */
  changed(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}
