import { absentValues, errorCodes, sessionEpochs, specialOffsets } from '../../protocol/codes/index.ts'
import type { FetchResponsePartitionData } from '../../protocol/messages/fetch.ts'
import { ZERO_UUID } from '../../protocol/primitives/reader.ts'

/** Names a partition in a Fetch: by the id of its topic since version 13, before by the name. */
export interface FetchedReference {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
}

/** A partition that a client fetches, as its request says. */
export interface FetchedPartition extends FetchedReference {
  readonly fetchOffset: bigint
  readonly currentLeaderEpoch: number
  readonly lastFetchedEpoch: number
  readonly partitionMaxBytes: number
}

/** The answer for one partition. */
export interface FetchAnswer {
  readonly wanted: FetchedPartition
  readonly data: FetchResponsePartitionData
}

interface SessionPartition {
  readonly wanted: FetchedPartition
  /** What the client was told last. */
  readonly highWatermark: bigint
  readonly logStartOffset: bigint
}

const LAST_EPOCH = 0x7fff_ffff
const { INVALID_HIGH_WATERMARK, INVALID_LOG_START_OFFSET } = specialOffsets

/** The key of a partition in a request or in a session. */
export function keyOf({ topic, topicId, partition }: FetchedReference): string {
  return `${topicId === ZERO_UUID ? topic : topicId}:${partition}`
}

/**
 * The partitions that a client fetches again and again. Its requests name only what changes, and
 * the answers too (KIP-227).
 */
export class FetchSession {
  readonly sessionId: number
  readonly usesTopicIds: boolean
  readonly createdMs: number
  /** When a request of the session came last. */
  lastUsedMs: number
  #epoch = sessionEpochs.INITIAL + 1
  readonly #partitions = new Map<string, SessionPartition>()

  constructor(sessionId: number, usesTopicIds: boolean, nowMs: number, answers: readonly FetchAnswer[]) {
    this.sessionId = sessionId
    this.usesTopicIds = usesTopicIds
    this.createdMs = nowMs
    this.lastUsedMs = nowMs
    for (const { wanted, data } of answers) this.#put(wanted, data.highWatermark, startOf(data))
  }

  /** The epoch that the next request must have. */
  get epoch(): number {
    return this.#epoch
  }

  /** The number of partitions. */
  get size(): number {
    return this.#partitions.size
  }

  get wanted(): FetchedPartition[] {
    return [...this.#partitions.values()].map(({ wanted }) => wanted)
  }

  /** Moves on to the next epoch. After the last one comes 1. */
  advance(nowMs: number): void {
    this.lastUsedMs = nowMs
    this.#epoch = this.#epoch === LAST_EPOCH ? 1 : this.#epoch + 1
  }

  /** Adds, changes and removes partitions, as a request asks. */
  update(changed: readonly FetchedPartition[], forgotten: readonly FetchedReference[]): void {
    for (const wanted of changed) {
      const known = this.#partitions.get(keyOf(wanted))
      this.#put(wanted, known?.highWatermark ?? INVALID_HIGH_WATERMARK, known?.logStartOffset ?? INVALID_LOG_START_OFFSET)
    }
    for (const reference of forgotten) this.#partitions.delete(keyOf(reference))
  }

  /**
   * The answers that tell the client something new, which are remembered. Partitions with records
   * move to the end, so that in the next answers the other ones come first.
   */
  changesIn(answers: readonly FetchAnswer[]): FetchAnswer[] {
    return answers.filter(({ wanted, data }) => {
      const known = this.#partitions.get(keyOf(wanted))
      if (known === undefined) return false
      const hasRecords = (data.records?.length ?? 0) > 0
      if (hasRecords) this.#partitions.delete(keyOf(wanted))
      // After an error, whose high watermark is -1, the partition is sent again when it is over.
      this.#put(known.wanted, data.highWatermark, startOf(data))
      return hasRecords || isNotice(data) || known.highWatermark !== data.highWatermark || known.logStartOffset !== startOf(data)
    })
  }

  #put(wanted: FetchedPartition, highWatermark: bigint, logStartOffset: bigint): void {
    this.#partitions.set(keyOf(wanted), { wanted, highWatermark, logStartOffset })
  }
}

/** Whether an answer must be sent at once, although it has no records. */
export function isNotice({ errorCode, divergingEpoch, preferredReadReplica }: FetchResponsePartitionData): boolean {
  const { INVALID_PREFERRED_REPLICA_ID } = absentValues
  const isElsewhere = preferredReadReplica !== undefined && preferredReadReplica !== INVALID_PREFERRED_REPLICA_ID
  return errorCode !== errorCodes.NONE || divergingEpoch !== undefined || isElsewhere
}

const startOf = ({ logStartOffset = INVALID_LOG_START_OFFSET }: FetchResponsePartitionData): bigint => logStartOffset
