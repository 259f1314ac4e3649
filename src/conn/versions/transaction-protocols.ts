import type { VersionRange } from '../../errors.ts'
import { FinalizedFeatures } from './finalized-features.ts'

const PRODUCE = 0
const INIT_PRODUCER_ID = 22
const END_TXN = 26
const TXN_OFFSET_COMMIT = 28

// The last versions of the first protocol of transactions. Newer ones promise the second (KIP-890), in which brokers add partitions by themselves
// and EndTxn gives a new epoch.
const PRODUCE_VERSIONS = protocolsUpTo(11)
const OTHER_VERSIONS = protocolsUpTo(4)
const FEATURE = 'transaction.version'
const SECOND_PROTOCOL_LEVEL = 2
const MOST_IDS = 10_000

const NEEDS_FEATURE = 'needs a cluster that has finalized transaction.version 2 (KIP-890)'
const UNTOLD = `${NEEDS_FEATURE}, and no broker has told its features yet`
const KEEPS = 'is not allowed in this transaction, which began with the versions'
const KEEPS_FIRST = `${KEEPS} before transaction.version 2 (KIP-890): the producer keeps them until InitProducerId gives it a new epoch`
const KEEPS_SECOND = `${KEEPS} of transaction.version 2 (KIP-890): the producer keeps them until EndTxn or InitProducerId gives it a new epoch`

/** The versions of both protocols. */
type Protocols = Readonly<Record<1 | 2, VersionRange>>

interface Began {
  readonly protocol: 1 | 2
  /** Whether a request of a transaction has gone out since the producer got its epoch. */
  readonly isUsed: boolean
}

/**
 * Which of the two protocols of transactions each transactional id uses. It is that of the cluster when the producer gets its epoch, by
 * InitProducerId or EndTxn, and stays for as long as the epoch does: with the versions of both in one epoch, a broker may add records to the
 * transaction before (KAFKA-18227), or nobody learns of the new epoch.
 */
export class TransactionProtocols {
  readonly features: FinalizedFeatures = new FinalizedFeatures()
  readonly #began: Map<string, Began> | undefined

  /** `seesAll`: whether all requests of a transaction come by here. By a single connection only some do, so it goes by the features alone. */
  constructor(seesAll: boolean) {
    this.#began = seesAll ? new Map() : undefined
  }

  /** Undefined where a request is not one of those that tell the protocols apart. `wished`: the version that the caller asks for, or the highest. */
  versionsFor(key: number, request: unknown, wished: number | undefined): VersionRange | undefined {
    const protocols = protocolsOf(key)
    if (protocols === undefined) return undefined
    const transactionalId = transactionalIdOf(request)
    if (transactionalId === undefined && key === PRODUCE) return undefined
    const began = transactionalId === undefined ? undefined : this.#began?.get(transactionalId)
    if (began?.isUsed) return protocols[began.protocol]
    const protocol = began?.protocol ?? this.#current
    if (wished === undefined) return protocols[protocol]
    // Whoever asks for a version has chosen, as far as the cluster allows both: brokers serve the first at every level.
    if (wished <= protocols[1].max) return protocols[1]
    return protocols[this.#isSecond ? 2 : protocol]
  }

  /** Why a request may go in these versions and no others, as in "version 12 needs ...". */
  refusalOf(allowed: VersionRange): string {
    if (allowed.min > 0) return KEEPS_SECOND
    if (this.#isSecond) return KEEPS_FIRST
    return this.features.isKnown ? NEEDS_FEATURE : UNTOLD
  }

  /** A request goes out in this version. */
  sent(key: number, request: unknown, version: number): void {
    const protocols = this.#began === undefined ? undefined : protocolsOf(key)
    if (protocols === undefined) return
    const transactionalId = transactionalIdOf(request)
    if (transactionalId === undefined || this.#began?.get(transactionalId)?.isUsed) return
    this.#begin(transactionalId, { protocol: version > protocols[1].max ? 2 : 1, isUsed: true })
  }

  /** InitProducerId or EndTxn has been answered. */
  answered(key: number, request: unknown, response: unknown): void {
    const transactionalId = transactionalIdOf(request)
    if (transactionalId === undefined || this.#began === undefined || !isSuccess(response)) return
    // EndTxn of the first protocol leaves the epoch as it is.
    if (key === END_TXN && this.#began.get(transactionalId)?.protocol !== 2) return
    if (this.features.isKnown) this.#begin(transactionalId, { protocol: this.#current, isUsed: false })
    else this.#began.delete(transactionalId)
  }

  /** What is known is true of another cluster. */
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
      if (all.size < MOST_IDS) break
      all.delete(oldest)
    }
    all.set(transactionalId, began)
  }
}

function protocolsOf(key: number): Protocols | undefined {
  if (key === PRODUCE) return PRODUCE_VERSIONS
  return key === END_TXN || key === TXN_OFFSET_COMMIT ? OTHER_VERSIONS : undefined
}

function protocolsUpTo(last: number): Protocols {
  return { 1: { min: 0, max: last }, 2: { min: last + 1, max: Number.POSITIVE_INFINITY } }
}

/** Whether the answer to such a request gives a producer its epoch. */
export const givesEpoch = (key: number): boolean => key === INIT_PRODUCER_ID || key === END_TXN

function transactionalIdOf(request: unknown): string | undefined {
  if (typeof request !== 'object' || request === null || !('transactionalId' in request)) return undefined
  return typeof request.transactionalId === 'string' ? request.transactionalId : undefined
}

const isSuccess = (response: unknown): boolean =>
  typeof response === 'object' && response !== null && 'errorCode' in response && response.errorCode === 0
