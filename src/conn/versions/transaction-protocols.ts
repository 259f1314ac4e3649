import type { VersionRange } from '../../errors.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { FinalizedFeatures } from './finalized-features.ts'

// The last versions of the first protocol of transactions. Newer versions belong to the second one
// (KIP-890): in it brokers add partitions to the transaction, and EndTxn gives a new epoch.
const PRODUCE_VERSIONS = protocolsUpTo(11)
const OTHER_VERSIONS = protocolsUpTo(4)
const FEATURE = 'transaction.version'
const SECOND_PROTOCOL_LEVEL = 2
const MAX_IDS = 10_000

const NEEDS_FEATURE = 'needs a cluster that has finalized transaction.version 2 (KIP-890)'
const FEATURES_UNKNOWN = `${NEEDS_FEATURE}, and no broker has told its features yet`
const KEEPS = 'is not allowed in this transaction, which began with the versions'
const KEEPS_FIRST = `${KEEPS} before transaction.version 2 (KIP-890): the producer keeps them until InitProducerId gives it a new epoch`
const KEEPS_SECOND = `${KEEPS} of transaction.version 2 (KIP-890): the producer keeps them until EndTxn or InitProducerId gives it a new epoch`

/** The versions of an API in both protocols. */
type Protocols = Readonly<Record<1 | 2, VersionRange>>

/** How a producer began its current epoch. */
interface Began {
  readonly protocol: 1 | 2
  /** Whether a request of a transaction was sent since the producer got its epoch. */
  readonly isUsed: boolean
}

/**
 * Which of the two protocols of transactions each transactional id uses. An id uses the protocol
 * that the cluster has when the producer gets its epoch, from InitProducerId or EndTxn, and keeps
 * it as long as the epoch. With versions of both protocols in one epoch, a broker may add records
 * to the previous transaction (KAFKA-18227), or the producer does not learn its new epoch.
 */
export class TransactionProtocols {
  readonly features: FinalizedFeatures = new FinalizedFeatures()
  readonly #began: Map<string, Began> | undefined

  /**
   * @param seesAll whether all requests of a transaction are seen. A single connection sees only
   * some of them, and then only the features of the cluster count.
   */
  constructor(seesAll: boolean) {
    this.#began = seesAll ? new Map() : undefined
  }

  /**
   * The versions in which a request may be sent. Undefined if the protocol does not matter for it.
   * `wished`: the version, or the highest version, that the caller asks for.
   */
  versionsFor(key: number, request: unknown, wished: number | undefined): VersionRange | undefined {
    const protocols = protocolsOf(key)
    if (protocols === undefined) return undefined
    const transactionalId = transactionalIdOf(request)
    if (transactionalId === undefined && key === apiKeys.Produce) return undefined
    const began = transactionalId === undefined ? undefined : this.#began?.get(transactionalId)
    if (began?.isUsed) return protocols[began.protocol]
    const protocol = began?.protocol ?? this.#current
    if (wished === undefined) return protocols[protocol]
    // A caller who asks for a version has chosen, as far as the cluster allows both protocols:
    // brokers serve the first one at every level of the feature.
    if (wished <= protocols[1].max) return protocols[1]
    return protocols[this.#isSecond ? 2 : protocol]
  }

  /**
   * Explains why only these versions are allowed. The text continues words such as "version 12".
   */
  refusalOf(allowed: VersionRange): string {
    if (allowed.min > 0) return KEEPS_SECOND
    if (this.#isSecond) return KEEPS_FIRST
    return this.features.isKnown ? NEEDS_FEATURE : FEATURES_UNKNOWN
  }

  /**
   * Notes that a request is sent in this version, which decides the protocol of its producer's
   * epoch.
   */
  sent(key: number, request: unknown, version: number): void {
    const protocols = this.#began === undefined ? undefined : protocolsOf(key)
    if (protocols === undefined) return
    const transactionalId = transactionalIdOf(request)
    if (transactionalId === undefined || this.#began?.get(transactionalId)?.isUsed) return
    this.#begin(transactionalId, { protocol: version > protocols[1].max ? 2 : 1, isUsed: true })
  }

  /** Notes an answer to InitProducerId or EndTxn, which may give the producer a new epoch. */
  answered(key: number, request: unknown, response: unknown): void {
    const transactionalId = transactionalIdOf(request)
    if (transactionalId === undefined || this.#began === undefined || !isSuccess(response)) return
    // In the first protocol EndTxn does not change the epoch.
    if (key === apiKeys.EndTxn && this.#began.get(transactionalId)?.protocol !== 2) return
    if (this.features.isKnown) this.#begin(transactionalId, { protocol: this.#current, isUsed: false })
    else this.#began.delete(transactionalId)
  }

  /** Forgets the features and all epochs, because another cluster answers now. */
  forget(): void {
    this.features.forget()
    this.#began?.clear()
  }

  get #isSecond(): boolean {
    return (this.features.levels.get(FEATURE)?.max ?? 0) >= SECOND_PROTOCOL_LEVEL
  }

  get #current(): 1 | 2 {
    return this.#isSecond ? 2 : 1
  }

  #begin(transactionalId: string, began: Began): void {
    const all = this.#began
    if (all === undefined) return
    all.delete(transactionalId)
    for (const oldest of all.keys()) {
      if (all.size < MAX_IDS) break
      all.delete(oldest)
    }
    all.set(transactionalId, began)
  }
}

function protocolsOf(key: number): Protocols | undefined {
  if (key === apiKeys.Produce) return PRODUCE_VERSIONS
  return key === apiKeys.EndTxn || key === apiKeys.TxnOffsetCommit ? OTHER_VERSIONS : undefined
}

function protocolsUpTo(last: number): Protocols {
  return { 1: { min: 0, max: last }, 2: { min: last + 1, max: Number.POSITIVE_INFINITY } }
}

/** Whether the answer to a request of this API gives a producer its epoch. */
export const givesEpoch = (key: number): boolean => key === apiKeys.InitProducerId || key === apiKeys.EndTxn

function transactionalIdOf(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null || !('transactionalId' in request)) return undefined
  return typeof request.transactionalId === 'string' ? request.transactionalId : undefined
}

const isSuccess = (response: unknown): boolean =>
  typeof response === 'object' && response !== null && 'errorCode' in response && response.errorCode === errorCodes.NONE
