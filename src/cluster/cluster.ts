import { formatAddress } from '../conn/address.ts'
import type { Connection } from '../conn/connection.ts'
import type { Features } from '../conn/versions/finalized-features.ts'
import { inMs, KafkaError, type VersionRange } from '../errors.ts'
import { checkOptions, LIMIT } from '../options.ts'
import type { PoolObserver } from '../pool/options.ts'
import { Pool } from '../pool/pool.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import type { ProduceRequest, ProduceResponse } from '../protocol/messages/produce.ts'
import { Pauses } from '../waiting/pause-group.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'
import { asShard, joinOutcomes, type Outcome, type Shard } from './answers/outcomes.ts'
import { commonVersions, type VersionsOptions } from './brokers/common-versions.ts'
import { Coordinators } from './brokers/coordinators.ts'
import { Destinations } from './brokers/destination-resolver.ts'
import { FeatureWatch, isTransactional } from './brokers/feature-watch.ts'
import { Silences } from './brokers/silence-watch.ts'
import { Call, type CallMeans, type Transmit } from './call.ts'
import { Dispatcher } from './dispatcher.ts'
import type { ClusterMap, TopicState } from './metadata/cluster-map.ts'
import { findLeader, findTopic, type PartitionLeader } from './metadata/leaders.ts'
import { ClusterMetadata } from './metadata/metadata.ts'
import type { ClusterObserver } from './observer.ts'
import { type ClusterOptions, type ResolvedClusterOptions, resolveClusterOptions } from './options.ts'
import { Lines } from './order/lines.ts'
import { Outages } from './retry/outages.ts'
import { isPlanned } from './retry/policy.ts'
import { Retries } from './retry/retries.ts'
import { Throttles } from './retry/throttles.ts'
import { explainedByEncoder } from './routing/encodable.ts'
import { type Route, routeOf } from './routing/routing.ts'
import { type ClusterSendOptions, checkClusterSendOptions } from './send-options.ts'

const DRAIN_MS = 30_000
const QUIET_MS = 1_000 // brokers close what has been idle for long, which is no news
const NO_OPTIONS: ClusterSendOptions = {}
const UNANSWERED: Decoded<ProduceResponse> = { responses: [], throttleTimeMs: 0, nodeEndpoints: [] }

/**
 * Finds the cluster through any of the servers named, and resolves once a broker has told who they all are. Rejects with `KAFKA_CONFIGURATION`, with
 * `KAFKA_NO_BROKER`, whose `causes` say of each server why it was in vain, with `KAFKA_AUTHENTICATION`, or with the signal's reason.
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

/** All brokers of a cluster: any request, to the broker or brokers that it is for. */
export class Cluster {
  /** The connections: for looking at, warming up, and whatever goes to one broker by hand. */
  readonly pool: Pool
  readonly #options: ResolvedClusterOptions
  readonly #metadata: ClusterMetadata
  readonly #pauses = new Pauses()
  readonly #destinations: Destinations
  readonly #outages: Outages
  readonly #dispatcher: Dispatcher
  readonly #features: FeatureWatch

  /** Use {@link connectCluster}: a cluster is of use only once its brokers are known. */
  constructor(options: ResolvedClusterOptions) {
    const { connection, pool, observe, onFresh } = options
    this.#options = options
    const verify = (opened: Connection, nodeId: number): Promise<void> => this.#metadata.verify(opened, nodeId)
    this.pool = new Pool({ connection, pool, observe: this.#watch(observe), onFresh }, verify)
    this.#metadata = new ClusterMetadata(this.pool, options)
    this.#features = new FeatureWatch(this.pool, this.#metadata, options)
    const coordinators = new Coordinators(this.pool, this.#metadata, options)
    this.#destinations = new Destinations(this.pool, this.#metadata, coordinators)
    const throttles = new Throttles(this.#pauses, observe, connection.timeouts?.maxThrottleMs)
    this.#outages = new Outages(this.pool, this.#metadata, this.#pauses)
    const retries = new Retries(this.pool, this.#outages, observe)
    const silences = new Silences(this.#metadata)
    this.#dispatcher = new Dispatcher({
      pool: this.pool,
      metadata: this.#metadata,
      destinations: this.#destinations,
      throttles,
      retries,
      silences,
      lines: new Lines(),
      pauses: this.#pauses
    })
  }

  /** What is known of the cluster now: brokers, the controller, and the topics that have been used. It is refreshed as it is used. */
  get map(): ClusterMap {
    return this.#metadata.map
  }

  /**
   * The features that the cluster has finalized (KIP-584), as any broker told them last: the highest level of `transaction.version` says whether a
   * transaction has to announce its partitions. They are asked for again while transactions are made.
   */
  get features(): Features {
    return this.pool.features
  }

  /**
   * Sends a request to the broker it is for, or to all that it is for, in parts whose answers are put together again; and again, to where the right
   * broker is by then, as long as that is safe and `retry` allows. Error codes that routing cannot heal are the caller's. Rejects as `connection.send`
   * does; with the worst error if one of several parts failed, and its `shards` then tell what became of each.
   */
  async send<Req, Res>(api: Api<Req, Res>, request: Req, options?: ClusterSendOptions): Promise<Decoded<Res>> {
    const call = this.#begin(api, options)
    try {
      return joinOutcomes(call.route, request, await this.#deliver(call, request), api)
    } catch (error) {
      throw explainedByEncoder(api, request, error)
    }
  }

  /** Sends a request as {@link send} does, and resolves with what each broker answered, or with its error and `delivery`. Does not reject for one broker. */
  async sendSharded<Req, Res>(api: Api<Req, Res>, request: Req, options?: ClusterSendOptions): Promise<Shard<Res>[]> {
    const call = this.#begin(api, options)
    try {
      return (await this.#deliver(call, request)).map(asShard)
    } catch (error) {
      throw explainedByEncoder(api, request, error)
    }
  }

  /** Sends Produce with acks 0, which brokers do not answer, and resolves when the kernel has its bytes. Rejects as {@link send} does. */
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
   * Whether a request would go out at once: every broker that it is for is known and connected, and none of those connections has too much to write.
   * While it is false, wait for {@link drained} before the next request.
   */
  writable<Req, Res>(api: Api<Req, Res>, request: Req, options: Pick<ClusterSendOptions, 'to' | 'lane'> = NO_OPTIONS): boolean {
    return this.#dispatcher.isWritable(this.#begin(api, options), request)
  }

  /**
   * Resolves as soon as every broker that a request is for is known and connected, its throttle time is over, and the connection has room for more.
   * Nothing is sent. Rejects as {@link send} does where a broker cannot be reached in time.
   */
  async drained<Req, Res>(api: Api<Req, Res>, request: Req, options?: Omit<ClusterSendOptions, 'version' | 'maxVersion'>): Promise<void> {
    const call: Call<Req, Res> = this.#begin(api, options, {
      transmit: connection => this.#awaitRoom(connection, call),
      isProbe: true
    })
    const outcomes = await this.#dispatcher.deliver(call, request)
    const failed = outcomes.find(({ error }) => error !== undefined)
    if (failed !== undefined) throw failed.error
  }

  /**
   * The leader of a partition; waits for one where there is none now. Rejects with `KAFKA_BROKER` where the topic or the partition is not there, or the
   * time is over before it has a leader; with `KAFKA_NO_BROKER` or `KAFKA_TIMEOUT` where nobody answered by then.
   */
  partition(topic: string, partitionIndex: number, options: WaitOptions = {}): Promise<PartitionLeader> {
    return findLeader(this.#metadata, this.#pauses, this.#options.retry, topic, partitionIndex, options)
  }

  /** What is known of a topic: its id and its partitions; waits for it where it is not known yet. Rejects as {@link partition} does. */
  topic(name: string, options: WaitOptions = {}): Promise<TopicState> {
    return findTopic(this.#metadata, this.#pauses, this.#options.retry, name, options)
  }

  /**
   * The versions of an API that this driver and the brokers speak: those brokers that are connected, or any one if none is, or every broker with
   * `all: true`. Undefined where no version is common to all of them, as while a cluster is upgraded. Rejects if a broker cannot be reached that is needed.
   */
  versions(api: ApiInfo, options: VersionsOptions = {}): Promise<VersionRange | undefined> {
    return commonVersions({ pool: this.pool, metadata: this.#metadata, options: this.#options }, api, options)
  }

  /** Asks for the cluster's state anew. Rejects with `KAFKA_NO_BROKER`, if nobody answers, and as {@link connectCluster} does. */
  refresh(options: WaitOptions = {}): Promise<void> {
    return this.#metadata.refresh(options)
  }

  /** Takes no more requests, waits up to `timeoutMs` (default 30,000) for those that are out, and closes all connections; nothing dials after that. */
  async close(options: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    checkOptions('close', options, { timeoutMs: LIMIT })
    const { timeoutMs = DRAIN_MS } = options
    this.#pauses.end(closedError)
    this.#metadata.close()
    await this.pool.close({ timeoutMs })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // The end of a connection, which is all that the sender of Produce with acks 0 ever hears, says that routes may be out of date.
  #watch(observe: ClusterObserver): PoolObserver {
    return {
      open: connection => observe.open?.(connection),
      ready: connection => {
        this.#outages.reached(connection.broker.nodeId)
        observe.ready?.(connection)
      },
      close: (connection, reason) => {
        const { nodeId } = connection.broker
        const isNews = !isPlanned(reason) && (reason !== 'broken' || !connection.isQuietFor(QUIET_MS))
        if (nodeId !== undefined && isNews) {
          this.#metadata.markStale(nodeId)
          this.#destinations.forgetNode(nodeId)
        }
        observe.close?.(connection, reason)
      }
    }
  }

  #deliver<Req, Res>(call: Call<Req, Res>, request: Req): Promise<Outcome<Req, Res>[]> {
    if (!isTransactional(call.api, request)) return this.#dispatcher.deliver(call, request)
    return this.#features.watch(() => this.#dispatcher.deliver(call, request))
  }

  async #awaitRoom<Req, Res>(connection: Connection, { api, limitMs, options, remainingMs }: Call<Req, Res>): Promise<never> {
    const isTooLate = await this.#pauses.race(connection.drained(), Math.max(remainingMs, 0), options.signal)
    if (!isTooLate) return undefined as never // a probe has no answer, and nobody reads one
    const { broker } = connection
    const timeoutMs = Math.round(limitMs)
    const text = `${formatAddress(broker)} did not take enough bytes within ${inMs(limitMs)} for another ${api.name}`
    throw new KafkaError('KAFKA_TIMEOUT', text, { phase: 'drain', timeoutMs, delivery: 'not-sent', api: api.name, broker })
  }

  #begin<Req, Res>(api: Api<Req, Res>, options = NO_OPTIONS, how: Pick<CallMeans<Req, Res>, 'transmit' | 'isProbe'> = {}): Call<Req, Res> {
    if (options !== NO_OPTIONS) checkClusterSendOptions(options)
    options.signal?.throwIfAborted()
    const { metadata, retry } = this.#options
    const route = routeOf(api) as Route<Req, Res> // the table knows APIs by name, and their messages only here
    const { map } = this.#metadata
    return new Call(api, route, options.lane ?? this.pool.laneOf(api), options, {
      limits: retry,
      attemptMs: metadata.attemptMs,
      map,
      ...how
    })
  }
}

function closedError(): KafkaError {
  return new KafkaError('KAFKA_POOL_CLOSED', 'the cluster was closed by this program', { delivery: 'not-sent' })
}
