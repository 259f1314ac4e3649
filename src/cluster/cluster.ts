import { formatAddress } from '../conn/address.ts'
import type { Connection } from '../conn/connection.ts'
import { checkApi } from '../conn/requests/send-options.ts'
import type { Features } from '../conn/versions/finalized-features.ts'
import { inMs, KafkaError, type VersionRange } from '../errors.ts'
import { checkOptions, LIMIT } from '../options.ts'
import { Pool } from '../pool/pool.ts'
import type { PoolObserver } from '../pool/pool-options.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import type { ProduceRequest, ProduceResponse } from '../protocol/messages/produce.ts'
import { ClientTelemetry } from '../telemetry/client-telemetry.ts'
import { PauseGroup } from '../waiting/pause-group.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'
import { asShard, joinOutcomes, type Outcome, type Shard } from './answers/outcomes.ts'
import { dialLimitMs, rankBrokers } from './brokers/any-broker.ts'
import { commonVersions, type VersionsOptions } from './brokers/common-versions.ts'
import { Coordinators } from './brokers/coordinators.ts'
import { DestinationResolver } from './brokers/destination-resolver.ts'
import { FeatureWatch, isTransactional } from './brokers/feature-watch.ts'
import { SilenceWatch } from './brokers/silence-watch.ts'
import { Call, type CallMeans, type Transmit } from './call.ts'
import { type ClusterOptions, type ResolvedClusterOptions, resolveClusterOptions } from './cluster-options.ts'
import { type ClusterSendOptions, checkClusterSendOptions } from './cluster-send-options.ts'
import { Dispatcher } from './dispatcher.ts'
import type { DispatcherMeans } from './dispatcher-means.ts'
import { isWritable } from './is-writable.ts'
import type { ClusterMap, TopicRef, TopicState } from './metadata/cluster-map.ts'
import { ClusterMetadata } from './metadata/cluster-metadata.ts'
import { findLeader, findTopic, type PartitionLeader } from './metadata/find-leader.ts'
import type { ClusterObserver, ThrottleEvent } from './observer.ts'
import { Lines } from './order/lines.ts'
import { Outages } from './retry/outages.ts'
import { Retries } from './retry/retries.ts'
import { Throttles } from './retry/throttles.ts'
import { isPlanned } from './retry/transport-failure.ts'
import { explainedByEncoder } from './routing/encodable.ts'
import type { Route } from './routing/route.ts'
import { routeOf } from './routing/routing-table.ts'

const DEFAULT_DRAIN_MS = 30_000
// The limit for the last metrics, which must not hold up a program that ends.
const LAST_PUSH_MS = 1_000
// Brokers close connections that were idle for long. Such an end says nothing about the routes.
const QUIET_MS = 1_000
const NO_OPTIONS: ClusterSendOptions = {}
const UNANSWERED: Decoded<ProduceResponse> = { responses: [], throttleTimeMs: 0, nodeEndpoints: [] }

/**
 * Finds all brokers of a cluster through any of its bootstrap servers. It asks each server once,
 * and resolves as soon as one has answered with the list of brokers. Close the cluster with
 * `close()`, or declare it with `await using`.
 *
 * Rejects with:
 * - `KAFKA_CONFIGURATION`: an option is wrong; `problems` lists all that are.
 * - `KAFKA_NO_BROKER`: no server answered; `causes` holds one error per server.
 * - `KAFKA_AUTHENTICATION`: a server refused the credentials of `connection.sasl`.
 * - the reason of `options.signal`, if it aborts first.
 */
export async function connectCluster(options: ClusterOptions): Promise<Cluster> {
  const resolved = resolveClusterOptions(options)
  const cluster = new Cluster(resolved)
  try {
    await cluster.refresh({ signal: resolved.signal })
    return cluster
  } catch (error) {
    await cluster.close({ timeoutMs: 1 })
    throw error
  }
}

/**
 * A Kafka cluster: it sends each request to the broker, or to the brokers, that the request is for.
 * It keeps a map of the cluster (brokers, leaders, coordinators) and a pool of connections.
 */
export class Cluster {
  /**
   * The connections to all brokers. Use it for snapshots and metrics, to open connections before
   * they are needed, and to take a connection to one broker.
   */
  readonly pool: Pool
  readonly #options: ResolvedClusterOptions
  readonly #metadata: ClusterMetadata
  readonly #pauses = new PauseGroup()
  readonly #destinations: DestinationResolver
  readonly #outages: Outages
  readonly #means: DispatcherMeans
  readonly #dispatcher: Dispatcher
  readonly #features: FeatureWatch
  readonly #telemetry: ClientTelemetry | undefined

  /** Use {@link connectCluster} instead: it resolves once the brokers of the cluster are known. */
  constructor(options: ResolvedClusterOptions) {
    const { connection, pool, observe, onFresh } = options
    this.#options = options
    const verify = (opened: Connection, nodeId: number): Promise<void> => this.#metadata.verifyCluster(opened, nodeId)
    this.pool = new Pool({ connection, pool, observe: this.#watch(observe), onFresh }, verify)
    this.#metadata = new ClusterMetadata(this.pool, options)
    this.#features = new FeatureWatch(this.pool, this.#metadata, options)
    const coordinators = new Coordinators(this.pool, this.#metadata, options)
    this.#destinations = new DestinationResolver(this.pool, this.#metadata, coordinators)
    this.#telemetry = this.#telemetryOf(options)
    const throttles = new Throttles(this.#pauses, this.#watchThrottles(observe), connection.timeouts?.maxThrottleMs)
    this.#outages = new Outages(this.pool, this.#metadata, this.#pauses)
    const retries = new Retries(this.pool, this.#outages, observe)
    const silences = new SilenceWatch(this.#metadata)
    this.#means = {
      pool: this.pool,
      metadata: this.#metadata,
      destinations: this.#destinations,
      throttles,
      retries,
      silences,
      lines: new Lines(),
      pauses: this.#pauses
    }
    this.#dispatcher = new Dispatcher(this.#means)
  }

  /**
   * What is known about the cluster now: the brokers, the controller, and the topics that were used
   * within `metadata.topicIdleMs`. It is a live view: refreshes change it, and reading it sends
   * nothing. To learn about a topic, call {@link topic} or {@link partition}.
   */
  get map(): ClusterMap {
    return this.#metadata.map
  }

  /**
   * The features that the cluster has finalized (KIP-584), by name, each with its range of levels,
   * as a broker last reported them. The highest level of `transaction.version` decides whether a
   * producer announces the partitions of a transaction with AddPartitionsToTxn (level 0 or 1, or
   * no such feature) or not (level 2, KIP-890). While transactional requests are sent, brokers are
   * asked again once per `metadata.maxAgeMs`.
   */
  get features(): Features {
    return this.pool.features
  }

  /**
   * The id by which brokers know this client in its metrics (KIP-714). Undefined without the option
   * `telemetry`, and until a broker has given out an id.
   */
  get clientInstanceId(): string | undefined {
    return this.#telemetry?.clientInstanceId
  }

  /**
   * Sends a request to the broker that it is for, and resolves with the answer. A request for
   * several brokers is split into parts, which are sent side by side, and their answers are merged
   * in the order of the request.
   *
   * A part that failed is sent again, to the broker that is the right one by then, as long as that
   * is safe and the `retry` options allow it. The answer may still hold error codes: those that
   * another attempt cannot heal, or that were left when the limits of `retry` were reached.
   *
   * Rejects with a `KafkaError`, or with the reason of `options.signal`. `error.delivery` says
   * whether the request was sent; `error.code` is for example:
   * - `KAFKA_CONFIGURATION`, `KAFKA_ENCODE`: the options or the request are wrong.
   * - `KAFKA_UNSUPPORTED_VERSION`: no version that both sides speak can carry the request.
   * - `KAFKA_TIMEOUT`: `timeoutMs`, or the time that the connection grants a request, was over.
   * - `KAFKA_CONNECT`, `KAFKA_CONNECTION_CLOSED`, `KAFKA_CIRCUIT_OPEN`: a broker was unreachable.
   * - `KAFKA_NO_BROKER`: no broker of the cluster was reachable.
   * - `KAFKA_QUEUE_FULL`: too many bytes wait to be sent; see {@link drained}.
   * - `KAFKA_CLUSTER_CHANGED`: another cluster answers at the bootstrap servers now.
   * - `KAFKA_POOL_CLOSED`: the cluster was closed.
   *
   * If one of several parts failed, it rejects with a new error that has the code of the worst one;
   * its `shards` hold the outcome of every part.
   */
  async send<Req, Res>(api: Api<Req, Res>, request: Req, options?: ClusterSendOptions): Promise<Decoded<Res>> {
    const call = this.#begin(api, options)
    try {
      return joinOutcomes(call.route, request, await this.#deliver(call, request), api)
    } catch (error) {
      throw explainedByEncoder(api, request, error)
    }
  }

  /**
   * Sends a request like {@link send}, but resolves with one {@link Shard} per part: the answer of
   * that broker, or its error, each with its `delivery`. A broker that fails does not make the
   * promise reject. Rejects with `KAFKA_CONFIGURATION` or `KAFKA_ENCODE` if the request cannot be
   * divided among brokers at all, or with the reason of `options.signal` if it has aborted before.
   */
  async sendSharded<Req, Res>(api: Api<Req, Res>, request: Req, options?: ClusterSendOptions): Promise<Shard<Res>[]> {
    const call = this.#begin(api, options)
    try {
      return (await this.#deliver(call, request)).map(asShard)
    } catch (error) {
      throw explainedByEncoder(api, request, error)
    }
  }

  /**
   * Sends Produce with `acks: 0`, which brokers do not answer, to the leaders of its partitions.
   * Resolves when the kernel has taken all bytes; that says nothing about whether the brokers
   * received or wrote the records. Rejects with the same errors as {@link send}.
   */
  async post(api: Api<ProduceRequest, ProduceResponse>, request: ProduceRequest, options?: ClusterSendOptions): Promise<void> {
    const transmit: Transmit<ProduceRequest, ProduceResponse> = async (connection, part, sendOptions) => {
      await connection.post(api, part, sendOptions)
      return UNANSWERED
    }
    const call = this.#begin(api, options, { transmit })
    try {
      joinOutcomes(call.route, request, await this.#dispatcher.deliver(call, request), api)
    } catch (error) {
      throw explainedByEncoder(api, request, error)
    }
  }

  /**
   * Whether a request would be sent at once: every broker that it is for is known and connected,
   * none of these connections has too many bytes to write, and no earlier request for the same
   * partitions waits to be sent again. Sends nothing. While it is false, wait for {@link drained}
   * before the next request.
   */
  writable<Req, Res>(api: Api<Req, Res>, request: Req, options: Pick<ClusterSendOptions, 'to' | 'lane'> = NO_OPTIONS): boolean {
    return isWritable(this.#means, this.#begin(api, options), request)
  }

  /**
   * Resolves as soon as every broker that a request is for is known and connected, its throttle
   * time is over (KIP-219), and its connection has room for more bytes. Finds leaders and opens
   * connections as {@link send} does, but does not send the request. Rejects with `KAFKA_TIMEOUT`,
   * or with the error of the broker, if that takes longer than `timeoutMs` (default:
   * `retry.totalMs`).
   */
  async drained<Req, Res>(api: Api<Req, Res>, request: Req, options?: Omit<ClusterSendOptions, 'version' | 'maxVersion'>): Promise<void> {
    const call: Call<Req, Res> = this.#begin(api, options, {
      transmit: connection => this.#awaitRoom(connection, call),
      isWaitOnly: true
    })
    const outcomes = await this.#dispatcher.deliver(call, request)
    const failed = outcomes.find(({ error }) => error !== undefined)
    if (failed !== undefined) throw failed.error
  }

  /**
   * Resolves with the leader, the leader epoch and the replicas of a partition, and with the id of
   * its topic. The topic is given by name, or as `{ name }` or `{ topicId }`. If the partition has
   * no leader now, it asks again until there is one, at most for `timeoutMs` (default:
   * `retry.totalMs`).
   *
   * Rejects with `KAFKA_BROKER` if the topic or the partition does not exist, or if there was no
   * leader within the time; with `KAFKA_NO_BROKER` or `KAFKA_TIMEOUT` if no broker answered; or
   * with the reason of `signal`.
   */
  partition(topic: string | TopicRef, partitionIndex: number, options: WaitOptions = {}): Promise<PartitionLeader> {
    return findLeader(this.#metadata, this.#pauses, this.#options.retry, topic, partitionIndex, options)
  }

  /**
   * Resolves with the id, the name and the partitions of a topic, which is given by name, or as
   * `{ name }` or `{ topicId }` (KIP-516, Metadata 12 and newer). If brokers do not know the topic
   * yet, they are asked again a few times. Topics are never created by asking for them.
   *
   * Rejects with `KAFKA_BROKER` if the topic does not exist or must not be described; with
   * `KAFKA_NO_BROKER` or `KAFKA_TIMEOUT` if no broker answered within `timeoutMs` (default:
   * `retry.totalMs`); or with the reason of `signal`.
   */
  topic(topic: string | TopicRef, options: WaitOptions = {}): Promise<TopicState> {
    return findTopic(this.#metadata, this.#pauses, this.#options.retry, topic, options)
  }

  /**
   * Resolves with the range of versions of an API that this driver and the brokers have in common,
   * or with undefined if there is none, as may happen while a cluster is being upgraded. It asks
   * the brokers that are connected, or any one broker if none is connected, or every known broker
   * with `all: true`. Rejects if a broker that has to be asked cannot be reached within `timeoutMs`
   * (default: `retry.totalMs`).
   */
  versions(api: ApiInfo, options: VersionsOptions = {}): Promise<VersionRange | undefined> {
    return commonVersions({ pool: this.pool, metadata: this.#metadata, options: this.#options }, api, options)
  }

  /**
   * Asks a broker for the brokers, the controller and the topics in use, and updates {@link map}.
   * Refreshes happen by themselves; call it to learn about a change at once. Without a `timeoutMs`
   * it waits until the attempt has ended.
   *
   * Rejects with `KAFKA_NO_BROKER` if no broker answered, with `KAFKA_TIMEOUT` after `timeoutMs`,
   * with `KAFKA_CLUSTER_CHANGED` if another cluster answered, with `KAFKA_POOL_CLOSED` after
   * `close()`, or with the reason of `signal`.
   */
  async refresh(options: WaitOptions = {}): Promise<void> {
    await this.#metadata.refresh(options)
    this.#telemetry?.begin()
  }

  /**
   * Closes the cluster: new requests fail with `KAFKA_POOL_CLOSED`, requests that were sent have up
   * to `timeoutMs` milliseconds (default 30,000) for their answers, and then all connections are
   * closed. Resolves when that is done. Does not reject because of a broker.
   */
  async close(options: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    checkOptions('close', options, { timeoutMs: LIMIT })
    const { timeoutMs = DEFAULT_DRAIN_MS } = options
    this.#pauses.end(closedError)
    this.#metadata.close()
    this.#dispatcher.close()
    // The last metrics are sent before the pool begins to close, and answered while it drains.
    const pushed = this.#telemetry?.close(Math.min(timeoutMs, LAST_PUSH_MS))
    await this.pool.close({ timeoutMs })
    await pushed
  }

  /** Closes the cluster with the default limit of 30 s, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // The end of a connection says that routes may be out of date. For Produce with acks 0, which
  // brokers do not answer, it is the only sign of that.
  #watch(observe: ClusterObserver): PoolObserver {
    return {
      open: connection => {
        this.#telemetry?.addConnection(connection)
        observe.open?.(connection)
      },
      ready: connection => {
        this.#outages.endOutage(connection.broker.nodeId)
        observe.ready?.(connection)
      },
      close: (connection, reason) => {
        const { nodeId } = connection.broker
        const isNews = !isPlanned(reason) && (reason !== 'broken' || !connection.isQuietFor(QUIET_MS))
        if (nodeId !== undefined && isNews) {
          this.#metadata.suspect(nodeId)
          this.#destinations.forgetNode(nodeId)
        }
        observe.close?.(connection, reason)
      }
    }
  }

  #watchThrottles(observe: ClusterObserver): ClusterObserver {
    if (this.#telemetry === undefined) return observe
    const throttle = (event: ThrottleEvent): void => {
      this.#telemetry?.addThrottle(event.api, event.throttleTimeMs)
      observe.throttle?.(event)
    }
    return { ...observe, throttle }
  }

  #telemetryOf(options: ResolvedClusterOptions): ClientTelemetry | undefined {
    if (options.telemetry === undefined) return undefined
    const means = {
      pool: this.pool,
      brokers: () => rankBrokers(this.pool, this.map, { seeds: this.#metadata.seeds }),
      ...{ attemptMs: options.metadata.attemptMs, dialMs: dialLimitMs(options) }
    }
    return new ClientTelemetry(means, options.telemetry)
  }

  #deliver<Req, Res>(call: Call<Req, Res>, request: Req): Promise<Outcome<Req, Res>[]> {
    if (!isTransactional(call.api, request)) return this.#dispatcher.deliver(call, request)
    return this.#features.keepCurrent(() => this.#dispatcher.deliver(call, request))
  }

  async #awaitRoom<Req, Res>(connection: Connection, { api, limitMs, options, remainingMs }: Call<Req, Res>): Promise<never> {
    const isTooLate = await this.#pauses.race(connection.drained(), Math.max(remainingMs, 0), options.signal)
    if (!isTooLate) return undefined as never // a probe has no answer, and no code reads one
    const { broker } = connection
    const timeoutMs = Math.round(limitMs)
    const text = `${formatAddress(broker)} did not take enough bytes within ${inMs(limitMs)} for another ${api.name}`
    throw new KafkaError('KAFKA_TIMEOUT', text, { phase: 'drain', timeoutMs, delivery: 'not-sent', api: api.name, broker })
  }

  #begin<Req, Res>(
    api: Api<Req, Res>,
    options = NO_OPTIONS,
    how: Pick<CallMeans<Req, Res>, 'transmit' | 'isWaitOnly'> = {}
  ): Call<Req, Res> {
    checkApi(api)
    if (options !== NO_OPTIONS) checkClusterSendOptions(options)
    options.signal?.throwIfAborted()
    const { metadata, retry, endpointType } = this.#options
    const route = routeOf(api, endpointType) as Route<Req, Res> // the table has no message types; `api` has them
    const { map } = this.#metadata
    const call = new Call(api, route, options.lane ?? this.pool.laneOf(api), options, {
      limits: retry,
      attemptMs: metadata.attemptMs,
      map,
      ...how
    })
    call.checkCluster()
    return call
  }
}

function closedError(): KafkaError {
  return new KafkaError('KAFKA_POOL_CLOSED', 'the cluster was closed by this program', { delivery: 'not-sent' })
}
