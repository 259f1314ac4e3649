import { configurationError, optionProblems } from '../options.ts'
import type { Api } from '../protocol/api.ts'
import { BrokerServer } from './broker-server.ts'
import { ControlledCluster } from './cluster/controlled-cluster.ts'
import { checkFirstTopics, createFirstTopics, type FirstTopic } from './cluster/first-topics.ts'
import type { TestingControl } from './cluster/testing-control.ts'
import { ClusterState } from './cluster-state.ts'
import { controlRoutes } from './control/control-routes.ts'
import { type ControlServer, type ListenControlOptions, serveControl } from './control/control-server.ts'
import { DataDir } from './data-dir/data-dir.ts'
import type { TestingDataDir } from './data-dir/testing-data-dir.ts'
import type { KnownApi } from './dispatch.ts'
import { RequestFaults } from './faults/request-faults.ts'
import type { TestHelpers } from './helpers/test-helpers.ts'
import { HookErrors } from './hooks/hook-errors.ts'
import { API, checkHook, type Hook, type HookOptions, Hooks } from './hooks/hooks.ts'
import type { ReceivedRequest } from './hooks/received-request.ts'
import { ReceivedRequests } from './hooks/received-requests.ts'
import { brokerPlaces } from './listeners/broker-places.ts'
import type { TestingDial } from './memory/memory-network.ts'
import { stableRange } from './profiles/release-of.ts'
import { Authorizer } from './security/authorizer.ts'
import type { TelemetryPush } from './telemetry/telemetry.ts'
import { type ClusterSettings, resolveClusterOptions, type TestingClusterOptions } from './testing-options.ts'
import type { TestingTls } from './tls/testing-tls.ts'

/**
 * A Kafka cluster in the test's own process, with real sockets or connections in memory, the real
 * protocol, and logs in memory.
 */
export interface TestingCluster extends TestHelpers, TestingControl, AsyncDisposable {
  /** The addresses of all brokers, for the option `bootstrapServers`. */
  readonly bootstrap: string
  /**
   * The addresses of all controllers, for `bootstrapServers` of a cluster with `endpointType:
   * 'controller'`. Undefined without the option `controllers`.
   */
  readonly bootstrapControllers: string | undefined
  /** The id of the cluster, as Metadata reports it. */
  readonly clusterId: string
  /**
   * With the transport 'memory', what clients of this process connect with: the option `dial` of
   * `connect`, and of `connection` of a pool or cluster. Undefined with TCP, which is the default
   * of that option, so that the same test runs with both transports.
   */
  readonly dial: TestingDial | undefined
  /** The folder that keeps the cluster; undefined without the option `dataDir`. */
  readonly dataDir: TestingDataDir | undefined
  /** The certificates for clients; undefined without the option `tls`. */
  readonly tls: TestingTls | undefined
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
   * The metrics that clients have pushed, the newest 1,000 of them (KIP-714). It needs the option
   * `telemetry`.
   */
  readonly telemetry: readonly TelemetryPush[]
  /**
   * The errors that hooks have thrown, and those of answers that could not be sent: the first 1,000
   * of them. It includes plain `Error`s, with which a hook closes a connection on purpose.
   */
  readonly hookErrors: readonly unknown[]
  /**
   * Lets programs in any language control the cluster, over HTTP and JSON on 127.0.0.1. Its
   * `GET /openapi.json` describes all routes. It ends with the cluster. Rejects with
   * `KAFKA_CONFIGURATION`.
   */
  listenControl(options?: ListenControlOptions): Promise<ControlServer>
  /**
   * Closes all connections at once, and stops listening. After that it rejects with the first
   * mistake of a hook, unless `onHookError` was told of it. A mistake is anything that a hook threw
   * other than a plain `Error`, and an answer that could not be sent.
   */
  close(): Promise<void>
}

/**
 * Starts a testing cluster. Each broker listens on a port that the system chooses, or is reached in
 * memory. Rejects with `KAFKA_CONFIGURATION` for wrong options, and if a broker cannot listen.
 * Close the cluster at the end of the test, with `close()` or `await using`.
 */
export async function startTestingCluster(options: TestingClusterOptions = {}): Promise<TestingCluster> {
  const settings = resolveClusterOptions(options)
  const dataDir = settings.dataDir === undefined ? undefined : DataDir.open(settings.dataDir)
  const cluster = new Cluster(settings, dataDir)
  await cluster.listen()
  return cluster
}

class Cluster extends ControlledCluster implements TestingCluster {
  readonly dial: TestingDial | undefined
  readonly tls: TestingTls | undefined
  readonly #controls = new Set<ControlServer>()
  readonly #apis: Map<number, KnownApi>
  readonly #hooks: Hooks
  readonly #received: ReceivedRequests
  readonly #topics: ReadonlyMap<string, FirstTopic>
  readonly #dataDir: DataDir | undefined

  constructor(settings: ClusterSettings, dataDir: DataDir | undefined) {
    const brokers = settings.brokers ?? dataDir?.brokers ?? 1
    const { authorizer, autoCreateTopics, configs, handlers, levels, maxInFlight, onHookError, release, releaseOf, sasl, tls, topics } =
      settings
    const checksAcls = authorizer && new Authorizer(authorizer)
    const state = new ClusterState(release, autoCreateTopics, checksAcls, sasl?.users, levels, configs, dataDir?.clusterId)
    const apis = new Map<number, KnownApi>(handlers.map(handler => [handler.api.key, { api: handler.api, handler }]))
    const hooks = new Hooks(new HookErrors(onHookError))
    const received = new ReceivedRequests()
    const faults = new RequestFaults()
    const dispatch = { cluster: state, apis, faults, hooks, received, releaseOf, sasl }
    const { dial, placesOf } = brokerPlaces({ ...settings, brokers })
    super(state, brokers, faults, nodeId => new BrokerServer(nodeId, placesOf(nodeId), maxInFlight, dispatch))
    this.dial = dial
    this.#apis = apis
    this.#hooks = hooks
    this.#received = received
    this.#topics = topics
    this.#dataDir = dataDir
    this.tls = tls?.shown
  }

  get dataDir(): TestingDataDir | undefined {
    return this.#dataDir
  }

  get bootstrap(): string {
    const dialed = this.state.sharesAddress ? this.brokers.slice(0, 1) : this.brokers
    return dialed.map(addressOf).join(',')
  }

  get bootstrapControllers(): string | undefined {
    const controllers = this.brokers.flatMap(({ controllerAddress }) => controllerAddress ?? [])
    return controllers.length === 0 ? undefined : controllers.map(addressOf).join(',')
  }

  get clusterId(): string {
    return this.state.clusterId
  }

  get telemetry(): readonly TelemetryPush[] {
    return this.state.telemetry.pushes
  }

  get hookErrors(): readonly unknown[] {
    return this.#hooks.errors.all
  }

  async listen(): Promise<void> {
    try {
      this.#dataDir?.restore(this.state)
      checkFirstTopics(this.state, this.#topics)
      for (const broker of this.brokers) await broker.listen()
    } catch (error) {
      this.#dataDir?.release()
      await this.close()
      throw error
    }
    createFirstTopics(this.state, this.#topics, this.state.nodeIds)
    this.#dataDir?.start(() => {
      for (const broker of this.brokers) void broker.close()
    })
  }

  on<Req, Res>(api: Api<Req, Res>, ...rest: [Hook<Req, Res>] | [HookOptions, Hook<Req, Res>]): () => void {
    this.checkOpen('on')
    const [options, hook] = rest.length === 2 ? rest : [{}, rest[0]]
    checkHook(api, options, hook, this.state.membership.registeredIds)
    if (!this.#apis.has(api.key)) {
      this.#apis.set(api.key, { api: api as Api<unknown, unknown> })
      this.state.releases.offer(api.key, stableRange(api))
    }
    return this.#hooks.set(api, options, hook)
  }

  received<Req, Res>(api: Api<Req, Res>): Promise<ReceivedRequest<Req>> {
    const problems = optionProblems({ api }, { api: API })
    return problems.length > 0 ? Promise.reject(configurationError('received', problems)) : this.#received.take(api)
  }

  async listenControl(options?: ListenControlOptions): Promise<ControlServer> {
    if (this.state.isClosed) throw configurationError('listenControl', ['the testing cluster is closed'])
    const control = await serveControl({ target: { cluster: this, state: this.state }, routes: controlRoutes }, options)
    if (this.state.isClosed) {
      await control.close()
      throw configurationError('listenControl', ['the testing cluster was closed meanwhile'])
    }
    this.#controls.add(control)
    return control
  }

  async reset(): Promise<void> {
    this.checkOpen('reset')
    const { state } = this
    this.#hooks.errors.close()
    this.removeFaults()
    this.#hooks.clear()
    this.#received.clear()
    this.#forgetHookedApis()
    const disconnected = this.brokers.map(broker => broker.disconnect())
    // In the same step of the program, so that no client sees a part of the old state.
    state.reset()
    createFirstTopics(state, this.#topics, this.firstIds)
    try {
      await Promise.all(disconnected)
      await this.resetBrokers()
    } finally {
      this.#hooks.errors.reopen()
    }
    this.#hooks.errors.throwFirst()
  }

  async close(): Promise<void> {
    for (const control of this.#controls) await control.close()
    this.#hooks.errors.close()
    await Promise.all(this.brokers.map(broker => broker.close()))
    this.#received.close()
    this.state.close()
    for (const control of this.#controls) await control.close()
    await Promise.all(this.brokers.map(broker => broker.close())) // those that began to listen meanwhile
    try {
      this.#dataDir?.close()
    } finally {
      this.#hooks.errors.throwFirst()
    }
  }

  // A hook may have made the brokers offer an API that they do not have.
  #forgetHookedApis(): void {
    for (const [key, { handler }] of this.#apis) if (handler === undefined) this.#apis.delete(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

const addressOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
