import { now } from '../../clock.ts'
import { introductionOf } from '../../conn/client-software.ts'
import { isKafkaError } from '../../errors.ts'
import type { Pool } from '../../pool/pool.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { findCode } from '../answers/find-code.ts'
import type { Outcome } from '../answers/outcomes.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { askBroker, dialLimitMs, rankBrokers } from './any-broker.ts'
import { Round } from './round.ts'

const PRODUCE = apiKeys.Produce
const INIT_PRODUCER_ID = apiKeys.InitProducerId
const TRANSACTIONAL: readonly number[] = [apiKeys.AddPartitionsToTxn, apiKeys.AddOffsetsToTxn, apiKeys.EndTxn, apiKeys.TxnOffsetCommit]

/**
 * Keeps the finalized features of the cluster current while transactions depend on them. Each new
 * connection reads them, but connections may live for months, in which an operator may finalize the
 * next level. No request waits for the answer: until it comes, the known level is used.
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
   * Sends a transactional request. The features are read again in the background:
   *
   * - before it, if they were last read more than `metadata.maxAgeMs` ago,
   * - after it, if a broker finds the transaction out of order. It may use a newer level.
   */
  async keepCurrent<Req, Res>(send: () => Promise<Outcome<Req, Res>[]>): Promise<Outcome<Req, Res>[]> {
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
    // One question per `retry.maxMs`, although each of a thousand requests may fail.
    if (this.#isAsking || nowMs - this.#askedMs < this.#options.retry.maxMs || this.#metadata.closed.aborted) return
    this.#isAsking = true
    this.#isDoubtful = false
    this.#askedMs = nowMs
    void inEmptyContext(() => this.#askAnyBroker())
  }

  // The connection itself takes the features from the answer, as it does for each ApiVersions.
  async #askAnyBroker(): Promise<void> {
    const { map, seeds, closed } = this.#metadata
    const { attemptMs } = this.#options.metadata
    const how = { pool: this.#pool, lane: this.#pool.laneOf(ApiVersions), dialMs: dialLimitMs(this.#options), attemptMs, signal: closed }
    const ask = (nodeId: number): Promise<unknown> =>
      askBroker(nodeId, how, (connection, limits) =>
        connection.send(ApiVersions, introductionOf(this.#options.connection.software), limits)
      )
    try {
      await new Round(ask).askUntilAllFail(() => rankBrokers(this.#pool, map, { seeds }))
    } catch {
      // The cluster is closed, or no broker can be reached. The requests themselves fail with that.
    } finally {
      this.#isAsking = false
    }
  }
}

/** Whether a request is part of a transaction, or an InitProducerId with a transactional id. */
export function isTransactional({ key }: ApiInfo, request: unknown): boolean {
  if (key !== PRODUCE && key !== INIT_PRODUCER_ID) return key > INIT_PRODUCER_ID && TRANSACTIONAL.includes(key)
  const { transactionalId } = Object(request) as { transactionalId?: unknown }
  return typeof transactionalId === 'string'
}

function isOutOfOrder(response: unknown, error: unknown): boolean {
  if (response === undefined) return isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')
  return findCode(response, code => code === errorCodes.INVALID_TXN_STATE || code === errorCodes.TRANSACTION_ABORTABLE) !== undefined
}
