import type { Connection } from '../../conn/connection.ts'
import type { SendOptions } from '../../conn/requests/send-options.ts'
import { KafkaError } from '../../errors.ts'
import type { Pool } from '../../pool/pool.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { coordinatorTypes } from '../../protocol/codes/groups.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { FindCoordinator } from '../../protocol/messages/find-coordinator.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { quoted } from '../../quote.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { type WaitOptions, waitForShared } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import { checkCluster } from '../metadata/cluster-identity.ts'
import type { ClusterBroker } from '../metadata/cluster-map.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { AskedBrokers, askBroker, dialLimitMs, rankBrokers } from './any-broker.ts'
import { LruMap } from './lru-map.ts'
import { Round } from './round.ts'

/** The kinds of keys that have a coordinator. */
export type CoordinatorType = 'group' | 'transaction' | 'share'

const KEY_TYPES = {
  group: coordinatorTypes.GROUP,
  transaction: coordinatorTypes.TRANSACTION,
  share: coordinatorTypes.SHARE
} as const
const KEY_LISTS_SINCE_VERSION = 4 // KIP-699
const MAX_KEYS = 10_000

/**
 * The coordinators of groups, transactional ids and share groups. Each is looked up once
 * (FindCoordinator), and kept until a broker says that it is wrong.
 */
export class Coordinators {
  readonly #pool: Pool
  readonly #metadata: ClusterMetadata
  readonly #limits: { readonly dialMs: number; readonly attemptMs: number }
  readonly #known = new LruMap<number>(MAX_KEYS)
  readonly #failures = new LruMap<unknown>(MAX_KEYS)
  readonly #asked = new Map<string, Promise<number>>()
  readonly #askedBrokers = new WeakMap<Promise<number>, AskedBrokers>()

  constructor(pool: Pool, metadata: ClusterMetadata, options: Pick<ResolvedClusterOptions, 'connection' | 'metadata'>) {
    this.#pool = pool
    this.#metadata = metadata
    metadata.onOtherCluster(() => this.#clear())
    this.#limits = { dialMs: dialLimitMs(options), attemptMs: options.metadata.attemptMs }
  }

  /**
   * The node id of a coordinator. Makes one attempt to look it up. Rejects with
   *
   * - a retriable `KAFKA_BROKER`, if the coordinator is not available or still loading,
   * - `KAFKA_NO_BROKER`, if no broker answers.
   */
  find(type: CoordinatorType, key: string, options: WaitOptions = {}): Promise<number> {
    const entry = entryOf(type, key)
    const nodeId = this.#known.use(entry)
    if (nodeId !== undefined) return Promise.resolve(nodeId)
    // All callers of this key share one look-up, which runs in no caller's AsyncLocalStorage
    // context.
    let asked = this.#asked.get(entry)
    if (asked === undefined) {
      const brokers = new AskedBrokers(this.#pool)
      asked = inEmptyContext(() => this.#ask(type, key, brokers))
      this.#asked.set(entry, asked)
      this.#askedBrokers.set(asked, brokers)
      const ended = (): void => {
        if (this.#asked.get(entry) === asked) this.#asked.delete(entry)
      }
      const failed = (error: unknown): void => {
        this.#failures.set(entry, error)
        ended()
      }
      asked.then(ended, failed)
    }
    const cause = (): unknown => this.#failures.use(entry) ?? this.#metadata.lastFailure
    // The look-up begins with a refresh of the metadata, which asks brokers of its own.
    const names = (): readonly string[] => [...(this.#askedBrokers.get(asked)?.names ?? []), ...this.#metadata.askedBrokers]
    return waitForShared(asked, `${FindCoordinator.name} for ${type} ${quoted(key)}`, options, { cause, asked: names })
  }

  /** The node id of a coordinator that was looked up before; undefined if it was not. */
  known(type: CoordinatorType, key: string): number | undefined {
    return this.#known.use(entryOf(type, key))
  }

  /**
   * Drops a coordinator that has proved wrong. With `nodeId` it is dropped only if it is this
   * broker, because a look-up may have found another one meanwhile.
   */
  drop(type: CoordinatorType, key: string, nodeId?: number): void {
    this.#known.delete(entryOf(type, key), nodeId)
  }

  /** Drops every coordinator on a broker: it has failed, and what it coordinated may have moved. */
  dropNode(nodeId: number): void {
    this.#known.deleteWhere(coordinator => coordinator === nodeId)
  }

  // Another cluster is there now, with coordinators of its own.
  #clear(): void {
    this.#known.deleteWhere(() => true)
    this.#failures.deleteWhere(() => true)
    this.#asked.clear()
  }

  async #ask(type: CoordinatorType, key: string, asked: AskedBrokers): Promise<number> {
    const signal = this.#metadata.closed
    await this.#metadata.ensure([], { signal })
    const { map } = this.#metadata
    const begun = { api: FindCoordinator, clusterId: map.clusterId }
    const order = (): number[] => rankBrokers(this.#pool, map, { seeds: this.#metadata.seeds })
    const how = { pool: this.#pool, lane: this.#pool.laneOf(FindCoordinator), ...this.#limits, signal }
    const ask = (nodeId: number): Promise<Found> => askBroker(nodeId, how, (connection, limits) => askOne(connection, type, key, limits))
    const round = new Round(nodeId => asked.during(nodeId, () => ask(nodeId)))
    const found = await round.askUntilAllFail(order)
    if (found === undefined) throw round.failure(`${FindCoordinator.name} for ${type} ${quoted(key)}`)
    const { response, connection } = found
    if (response !== undefined) throwIfError(response, { api: FindCoordinator.name, broker: connection.broker })
    if (response === undefined || response.nodeId < 0) throw noCoordinatorError(type, key, connection)
    const { nodeId, host, port } = response
    checkCluster(begun, map)
    this.#metadata.addBroker({ nodeId, host, port, rack: null } satisfies ClusterBroker)
    this.#known.set(entryOf(type, key), nodeId)
    this.#failures.delete(entryOf(type, key))
    return nodeId
  }
}

const entryOf = (type: CoordinatorType, key: string): string => `${type} ${key}`

interface Found {
  readonly connection: Connection
  /** Undefined if the answer leaves the key out. */
  readonly response: (Omit<ClusterBroker, 'rack'> & { readonly errorCode: number; readonly errorMessage: string | null }) | undefined
}

// The request has one key until version 3, and a list of keys since (KIP-699).
async function askOne(connection: Connection, type: CoordinatorType, key: string, limits: SendOptions): Promise<Found> {
  const keyType = KEY_TYPES[type]
  const { max = 0 } = connection.versions.of(FindCoordinator) ?? {}
  if (max < KEY_LISTS_SINCE_VERSION) return { connection, response: await connection.send(FindCoordinator, { key, keyType }, limits) }
  const { coordinators } = await connection.send(FindCoordinator, { keyType, coordinatorKeys: [key] }, limits)
  return { connection, response: coordinators.find(each => each.key === key) }
}

function noCoordinatorError(type: CoordinatorType, key: string, { broker }: Connection): KafkaError<'KAFKA_BROKER'> {
  const { name: errorName, meaning } = errorFor(errorCodes.COORDINATOR_NOT_AVAILABLE)
  const text = `FindCoordinator for ${type} ${quoted(key)} names no broker. ${meaning}`
  const details = { retriable: true, delivery: 'answered', broker, api: FindCoordinator.name } as const
  return new KafkaError('KAFKA_BROKER', text, { errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, errorName, path: 'nodeId', ...details })
}
