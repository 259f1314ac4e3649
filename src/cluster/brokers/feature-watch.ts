import { now } from '../../clock.ts'
import { CLIENT } from '../../conn/opening/negotiate.ts'
import { isKafkaError } from '../../errors.ts'
import type { Pool } from '../../pool/pool.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import type { Outcome } from '../answers/outcomes.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import type { ResolvedClusterOptions } from '../options.ts'
import { findCode } from '../retry/retry-codes.ts'
import { attempt, dialLimitMs, pickBroker } from './any-broker.ts'
import { Round } from './round.ts'

const PRODUCE = 0
const INIT_PRODUCER_ID = 22
const TRANSACTIONAL: readonly number[] = [24, 25, 26, 28] // AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, TxnOffsetCommit
const INVALID_TXN_STATE = 48
const TRANSACTION_ABORTABLE = 120

/**
 * Keeps what is known of the cluster's finalized features current while transactions depend on it. Each new connection tells them anyway, but
 * connections may live for months, in which an operator finalizes the next level. Nobody waits for an answer: whatever is known is spoken until then.
 */
export class FeatureWatch {
  readonly #pool: Pool
  readonly #metadata: Pick<ClusterMetadata, 'map' | 'seeds' | 'closed'>
  readonly #options: Pick<ResolvedClusterOptions, 'connection' | 'metadata' | 'retry'>
  #askedMs = Number.NEGATIVE_INFINITY
  #isDoubtful = false
  #isAsking = false

  constructor(
    pool: Pool,
    metadata: Pick<ClusterMetadata, 'map' | 'seeds' | 'closed'>,
    options: Pick<ResolvedClusterOptions, 'connection' | 'metadata' | 'retry'>
  ) {
    this.#pool = pool
    this.#metadata = metadata
    this.#options = options
  }

  /**
   * Sends a transactional request. The features are asked for again before it, where what is known is old, and after it, where a broker finds the
   * transaction out of order: it may know a level that is not known here.
   */
  async watch<Req, Res>(send: () => Promise<Outcome<Req, Res>[]>): Promise<Outcome<Req, Res>[]> {
    const ageMs = now() - Math.max(this.#askedMs, this.#pool.featuresToldMs)
    if (this.#isDoubtful || ageMs > this.#options.metadata.maxAgeMs) this.#ask()
    const outcomes = await send()
    if (outcomes.some(({ response, error }) => isOutOfOrder(response, error))) {
      this.#isDoubtful = true
      this.#ask()
    }
    return outcomes
  }

  #ask(): void {
    const nowMs = now()
    // Errors may come by the thousand.
    if (this.#isAsking || nowMs - this.#askedMs < this.#options.retry.maxMs || this.#metadata.closed.aborted) return
    this.#isAsking = true
    this.#isDoubtful = false
    this.#askedMs = nowMs
    void inEmptyContext(() => this.#askAnyBroker())
  }

  // What the answer tells is taken over by the connection it comes by, like that of any other ApiVersions.
  async #askAnyBroker(): Promise<void> {
    const { map, seeds, closed } = this.#metadata
    const { attemptMs } = this.#options.metadata
    const how = { pool: this.#pool, lane: this.#pool.laneOf(ApiVersions), dialMs: dialLimitMs(this.#options), attemptMs, signal: closed }
    const ask = (nodeId: number): Promise<unknown> =>
      attempt(nodeId, how, (connection, limits) => connection.send(ApiVersions, CLIENT, limits))
    try {
      await new Round(ask).last(() => pickBroker(this.#pool, map, { seeds }))
    } catch {
      // Closed, or nobody to ask: whoever sends the requests themselves hears of that.
    } finally {
      this.#isAsking = false
    }
  }
}

/** Whether a request is part of a transaction, or gives a producer the epoch for its transactions. */
export function isTransactional({ key }: ApiInfo, request: unknown): boolean {
  if (key !== PRODUCE && key !== INIT_PRODUCER_ID) return key > INIT_PRODUCER_ID && TRANSACTIONAL.includes(key)
  const { transactionalId } = Object(request) as { transactionalId?: unknown }
  return typeof transactionalId === 'string'
}

function isOutOfOrder(response: unknown, error: unknown): boolean {
  if (response === undefined) return isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')
  return findCode(response, code => code === INVALID_TXN_STATE || code === TRANSACTION_ABORTABLE) !== undefined
}
