import type { KafkaError } from '../errors.ts'
import { configurationError, mismatch, optionProblems, refuseIfAny } from '../options.ts'
import type { Api } from '../protocol/api.ts'
import { apiHandlers } from './apis/index.ts'
import { BrokerServer, type TestingBroker } from './broker-server.ts'
import { type ClusterFault, ClusterFaults } from './cluster/faults-of-cluster.ts'
import { ClusterState } from './cluster-state.ts'
import type { KnownApi } from './dispatch.ts'
import { RequestFaults } from './faults/request-faults.ts'
import { ClusterHelpers, type TestHelpers } from './helpers/test-helpers.ts'
import { HookErrors } from './hooks/hook-errors.ts'
import { API, checkHook, type Hook, type HookOptions, Hooks } from './hooks/hooks.ts'
import type { ReceivedRequest } from './hooks/received-request.ts'
import { ReceivedRequests } from './hooks/received-requests.ts'
import { Authorizer } from './security/authorizer.ts'
import type { Partition } from './storage/partition.ts'
import { isRefusal } from './storage/refusal.ts'
import { type ClusterSettings, resolveClusterOptions, stableRange, type TestingClusterOptions } from './testing-options.ts'
import type { TestingTls } from './tls/testing-tls.ts'

/**
 * A Kafka cluster in the test's own process, with real sockets, the real protocol, and logs in
 * memory.
 */
export interface TestingCluster extends TestHelpers, AsyncDisposable {
  /** The addresses of all brokers, for the option `bootstrapServers`. */
  readonly bootstrap: string
  /** The id of the cluster, as Metadata reports it. */
  readonly clusterId: string
  /** The certificates for clients; undefined without the option `tls`. */
  readonly tls: TestingTls | undefined
  /** All brokers, by ascending node id. */
  readonly brokers: readonly TestingBroker[]
  /**
   * The broker with this node id. The brokers are numbered from 1. Throws `KAFKA_CONFIGURATION` if
   * there is no such broker.
   */
  broker(nodeId: number): TestingBroker
  /**
   * Sets a hook, which answers requests of this API in place of the brokers and of hooks that were
   * set earlier. An API that the brokers do not answer by themselves is advertised from now on.
   * Returns a function that removes the hook. Throws `KAFKA_CONFIGURATION`.
   */
  on<Req, Res>(api: Api<Req, Res>, hook: Hook<Req, Res>): () => void
  /**
   * Sets a hook for the requests that the options select: `nodeId` (one broker) and `times` (the
   * first requests only). Returns a function that removes the hook. Throws `KAFKA_CONFIGURATION`.
   */
  on<Req, Res>(api: Api<Req, Res>, options: HookOptions, hook: Hook<Req, Res>): () => void
  /**
   * The oldest request of this API that no earlier call of `received` has returned. If there is
   * none, the promise waits for the next one, and rejects when the cluster is closed first. The
   * cluster keeps the newest 1,000 requests of each API, and at most 16 MiB of them.
   */
  received<Req, Res>(api: Api<Req, Res>): Promise<ReceivedRequest<Req>>
  /**
   * Sets a fault of requests: an error code, a delay, throttling, corrupted bytes, or no answer at
   * all, for the requests that it selects. With `after` it is a fault of connections. Returns a
   * function that removes it. Throws `KAFKA_CONFIGURATION`.
   */
  fault(fault: ClusterFault): () => void
  /** Removes all faults that were set by `fault` of the cluster. */
  clearFaults(): void
  /**
   * Makes the broker `nodeId` the leader of a partition, with the same records, in the next leader
   * epoch. Throws `KAFKA_CONFIGURATION` if there is no such partition or broker.
   */
  moveLeader(topic: string, partitionIndex: number, nodeId: number): void
  /**
   * The errors that hooks have thrown, and those of answers that could not be sent: the first 1,000
   * of them. It includes plain `Error`s, with which a hook closes a connection on purpose.
   */
  readonly hookErrors: readonly unknown[]
  /**
   * Puts the clock of the cluster forward by this many milliseconds. Timeouts that end within this
   * time end at once, in their order: of sessions, rebalances, transactions, and of requests that
   * wait. Throws `KAFKA_CONFIGURATION` if the number is wrong.
   */
  advance(ms: number): void
  /**
   * Closes all connections at once, and stops listening. After that it rejects with the first
   * mistake of a hook, unless `onHookError` was told of it. A mistake is anything that a hook threw
   * other than a plain `Error`, and an answer that could not be sent.
   */
  close(): Promise<void>
}

/**
 * Starts a testing cluster. Each broker listens on a port that the system chooses. Rejects with
 * `KAFKA_CONFIGURATION` for wrong options, and if a broker cannot listen. Close the cluster at the
 * end of the test, with `close()` or `await using`.
 */
export async function startTestingCluster(options: TestingClusterOptions = {}): Promise<TestingCluster> {
  const cluster = new Cluster(resolveClusterOptions(options))
  await cluster.listen()
  return cluster
}

class Cluster extends ClusterHelpers implements TestingCluster {
  readonly brokers: readonly BrokerServer[]
  readonly tls: TestingTls | undefined
  readonly #apis = new Map<number, KnownApi>(apiHandlers.map(handler => [handler.api.key, { api: handler.api, handler }]))
  readonly #hooks: Hooks
  readonly #faults: ClusterFaults
  readonly #received = new ReceivedRequests()
  readonly #topics: ReadonlyMap<string, number>
  readonly #racks: readonly string[]

  constructor({
    advertised,
    advertisedHost,
    authorizer,
    autoCreateTopics,
    brokers,
    host,
    port,
    racks,
    maxInFlight,
    onHookError,
    sasl,
    tls,
    topics
  }: ClusterSettings) {
    super(new ClusterState(advertised, autoCreateTopics, authorizer && new Authorizer(authorizer), sasl?.users))
    this.#hooks = new Hooks(new HookErrors(onHookError))
    this.#topics = topics
    this.#racks = racks
    this.tls = tls?.shown
    const faults = new RequestFaults()
    this.#faults = new ClusterFaults(faults)
    const dispatch = { cluster: this.state, apis: this.#apis, faults, hooks: this.#hooks, received: this.#received, sasl }
    this.brokers = Array.from(
      { length: brokers },
      (_, index) => new BrokerServer(index + 1, { host, advertisedHost, port: port && port + index }, maxInFlight, dispatch, tls)
    )
  }

  get bootstrap(): string {
    return this.brokers.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)).join(',')
  }

  get clusterId(): string {
    return this.state.clusterId
  }

  get hookErrors(): readonly unknown[] {
    return this.#hooks.errors.all
  }

  async listen(): Promise<void> {
    const { nodes, topics } = this.state
    try {
      for (const broker of this.brokers) {
        await broker.listen()
        nodes.push({ nodeId: broker.nodeId, host: broker.host, port: broker.port, rack: rackOf(broker.nodeId, this.#racks) })
      }
    } catch (error) {
      await this.close()
      throw error
    }
    for (const [name, partitions] of this.#topics) topics.create(name, topics.spread(partitions, 1, this.state.nodeIds), new Map())
  }

  broker(nodeId: number): TestingBroker {
    const broker = this.brokers.find(each => each.nodeId === nodeId)
    if (broker !== undefined) return broker
    throw unknown(`There is no broker ${nodeId}: they are numbered from 1 to ${this.brokers.length}`)
  }

  on<Req, Res>(api: Api<Req, Res>, ...rest: [Hook<Req, Res>] | [HookOptions, Hook<Req, Res>]): () => void {
    const [options, hook] = rest.length === 2 ? rest : [{}, rest[0]]
    checkHook(api, options, hook, this.brokers.length)
    const { advertised } = this.state
    if (!this.#apis.has(api.key)) {
      this.#apis.set(api.key, { api: api as Api<unknown, unknown> })
      if (!advertised.has(api.key)) advertised.set(api.key, stableRange(api))
    }
    return this.#hooks.set(api, options, hook)
  }

  received<Req, Res>(api: Api<Req, Res>): Promise<ReceivedRequest<Req>> {
    const problems = optionProblems({ api }, { api: API })
    return problems.length > 0 ? Promise.reject(configurationError('received', problems)) : this.#received.take(api)
  }

  fault(fault: ClusterFault): () => void {
    return this.#faults.set(fault, this.brokers)
  }

  clearFaults(): void {
    this.#faults.clear()
  }

  moveLeader(topic: string, partitionIndex: number, nodeId: number): void {
    this.#partition(topic, partitionIndex).moveLeader(this.broker(nodeId).nodeId)
  }

  advance(ms: number): void {
    const problems = Number.isFinite(ms) && ms >= 0 ? [] : [mismatch('ms', 'a number of milliseconds from 0 on', ms)]
    refuseIfAny('advance', problems)
    this.state.clock.advance(ms)
  }

  async close(): Promise<void> {
    this.#hooks.errors.close()
    await Promise.all(this.brokers.map(broker => broker.close()))
    this.#received.close()
    this.state.close()
    this.#hooks.errors.throwFirst()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #partition(name: string, partitionIndex: number): Partition {
    const topic = this.state.topics.find({ name })
    if (isRefusal(topic)) throw unknown(`There is no topic ${name}`)
    const partition = topic.partitions[partitionIndex]
    if (partition === undefined) throw unknown(`Topic ${name} has no partition ${partitionIndex}: it has ${topic.partitions.length}`)
    return partition
  }
}

function rackOf(nodeId: number, racks: readonly string[]): string | undefined {
  return racks[(nodeId - 1) % racks.length]
}

function unknown(problem: string): KafkaError {
  return configurationError('the testing cluster', [problem])
}
