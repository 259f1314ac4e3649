import { KafkaError } from '../errors.ts'
import { checkOptions, configurationError, type OptionRule, refuseIfAny } from '../options.ts'
import type { Dispatch } from './dispatch.ts'
import { type ArmedFault, armFault, type Fault } from './hooks/faults.ts'
import { Endpoint } from './listeners/endpoint.ts'
import type { ListenAddress, NodePlaces } from './listeners/listener.ts'
import type { ClusterProfile } from './profiles/broker-profile.ts'
import { clusterProfiles, isClusterProfile } from './profiles/index.ts'
import type { Release } from './profiles/releases.ts'

/** One broker of a testing cluster. */
export interface TestingBroker {
  /** The node id of the broker. The brokers of a cluster are numbered from 1. */
  readonly nodeId: number
  /** The host that clients are told to dial. By default the broker listens on it. */
  readonly host: string
  /**
   * The port on which the broker listens. By default the system chooses it. In memory it is only
   * a part of the name of the broker.
   */
  readonly port: number
  /**
   * The port on which the node listens as a controller; undefined without the option `controllers`.
   */
  readonly controllerPort: number | undefined
  /** The number of open connections. */
  readonly connections: number
  /** Whether the broker runs: clients can connect, and Metadata lists it. */
  readonly isRunning: boolean
  /**
   * Stops the broker: other replicas become leaders, its connections are closed, and its port is
   * free. Partitions without another replica have no leader until it is started. The records are
   * kept.
   */
  stop(): Promise<void>
  /** Stops the broker as a crash does: its connections end by RST, before leaders move. */
  kill(): Promise<void>
  /**
   * Starts a stopped broker on its port, with the same records. Rejects with `KAFKA_CONFIGURATION`
   * if it runs, was removed, or cannot listen.
   */
  start(): Promise<void>
  /**
   * Stops and starts the broker, on another port or with another release if the options say so.
   * Restarts of one broker follow each other. Rejects with `KAFKA_CONFIGURATION`, also if something
   * else starts the broker meanwhile.
   */
  restart(options?: RestartOptions): Promise<void>
  /**
   * Sets a fault: the broker resets, closes or silences the first connections that reach its
   * trigger, open ones and later ones. Returns a function that cancels the fault. Throws
   * `KAFKA_CONFIGURATION`.
   */
  fault(fault: Fault): () => void
}

/** The options of `TestingBroker.restart`. */
export interface RestartOptions {
  /** The new port; 0 lets the system choose one. Default: the port that the broker had. */
  readonly port?: number | undefined
  /**
   * What kind of broker it is from now on, for clusters of mixed releases and rolling upgrades: it
   * offers the APIs, versions and features of this profile. What is finalized stays as it is
   * (KIP-584): a broker that does not support it is refused. Default: the profile that it had.
   */
  readonly profile?: ClusterProfile | undefined
}

const MAX_PORT = 65_535
const RESTART_RULES: Record<keyof RestartOptions, OptionRule> = {
  port: [`an integer from 0 to ${MAX_PORT}`, value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_PORT],
  profile: [`one of ${clusterProfiles.join(', ')}`, isClusterProfile, 'optional', 'name']
}

/** The server of one broker, which may be a controller too. */
export class BrokerServer implements TestingBroker {
  readonly nodeId: number
  readonly host: string
  readonly #dispatch: Dispatch
  readonly #places: NodePlaces
  readonly #broker: Endpoint
  readonly #controller: Endpoint | undefined
  #restarts: Promise<unknown> = Promise.resolve()

  constructor(nodeId: number, places: NodePlaces, maxInFlight: number, dispatch: Dispatch) {
    const { broker, controller } = places
    this.nodeId = nodeId
    this.host = hostOf(broker)
    this.#places = places
    this.#dispatch = dispatch
    this.#broker = new Endpoint({ nodeId, endpointType: 'broker', maxInFlight }, broker, dispatch)
    this.#controller = controller && new Endpoint({ nodeId, endpointType: 'controller', maxInFlight }, controller, dispatch)
  }

  get port(): number {
    return this.#broker.port
  }

  get controllerPort(): number | undefined {
    return this.#controller?.port
  }

  /** Where clients reach the node as a controller. */
  get controllerAddress(): { readonly host: string; readonly port: number } | undefined {
    const { controller } = this.#places
    return controller && { host: hostOf(controller), port: this.#controller?.port ?? 0 }
  }

  get connections(): number {
    return this.#endpoints.reduce((sum, { connections }) => sum + connections, 0)
  }

  get isRunning(): boolean {
    return this.#broker.isListening
  }

  get #endpoints(): Endpoint[] {
    return this.#controller === undefined ? [this.#broker] : [this.#broker, this.#controller]
  }

  async stop(): Promise<void> {
    this.#dispatch.cluster.membership.down(this.nodeId)
    await this.close()
  }

  async kill(): Promise<void> {
    for (const endpoint of this.#endpoints) endpoint.reset()
    await this.stop()
  }

  async start(): Promise<void> {
    this.#refuseStart('start')
    await this.listen()
  }

  #refuseStart(method: string): void {
    const { cluster } = this.#dispatch
    const isKnown = !cluster.isClosed && cluster.membership.registeredIds.includes(this.nodeId)
    const problem = this.isRunning ? 'runs already' : isKnown ? undefined : 'was removed, or its cluster is closed'
    if (problem !== undefined) throw configurationError(method, [`broker ${this.nodeId} ${problem}`])
  }

  async restart(options: RestartOptions = {}): Promise<void> {
    checkOptions('restart', options, RESTART_RULES)
    const restarted = this.#restarts.then(() => this.#restart(options))
    this.#restarts = restarted.catch(() => undefined)
    await restarted
  }

  async #restart(options: RestartOptions): Promise<void> {
    const { profile, port = this.port } = options
    const { releases } = this.#dispatch.cluster
    const before = { port: this.port, release: releases.ownOf(this.nodeId) }
    const release = profile === undefined ? before.release : this.#releaseOf(profile)
    await this.stop()
    // If someone has started it meanwhile, its port and release are not those of this restart.
    this.#refuseStart('restart')
    this.#broker.port = port
    releases.set(this.nodeId, release)
    try {
      await this.listen()
    } catch (error) {
      this.#broker.port = before.port
      releases.set(this.nodeId, before.release)
      throw error
    }
  }

  // As in Kafka, a broker cannot join a cluster whose features it does not support.
  #releaseOf(profile: ClusterProfile): Release {
    const { cluster, releaseOf } = this.#dispatch
    const release = releaseOf(profile)
    const start = `broker ${this.nodeId} cannot run ${profile}`
    const unsupported = cluster.features.unsupportedBy(release.features)
    const problems = unsupported === undefined ? [] : [`${start}: the cluster has finalized ${unsupported}, which it does not support`]
    if (release.sharesAddress !== cluster.sharesAddress) problems.push(`${start}: all brokers of such a cluster have one address`)
    refuseIfAny('restart', problems)
    return release
  }

  /** Begins to listen. Throws `KAFKA_CONFIGURATION` if it cannot. */
  async listen(): Promise<void> {
    await this.#open(this.#broker, this.#places.broker)
    if (this.#controller !== undefined && this.#places.controller !== undefined) {
      try {
        await this.#open(this.#controller, this.#places.controller)
      } catch (error) {
        await this.close()
        throw error
      }
    }
    const { isClosed, membership } = this.#dispatch.cluster
    if (isClosed || !membership.registeredIds.includes(this.nodeId)) {
      await this.close()
      const what = isClosed ? 'it was closed' : 'the broker was removed'
      throw configurationError('the testing cluster', [`${what} while broker ${this.nodeId} began to listen`])
    }
    const { nodeId, host, port, controllerPort } = this
    const { broker, controller } = this.#places
    membership.up({ nodeId, host, port, rack: broker.rack })
    if (controller !== undefined && controllerPort !== undefined)
      membership.controllerUp({ nodeId, host: hostOf(controller), port: controllerPort })
  }

  async #open(endpoint: Endpoint, { host }: ListenAddress): Promise<void> {
    try {
      await endpoint.listen()
    } catch (cause) {
      const problem = `startTestingCluster: cannot listen on ${host}:${endpoint.port}: ${String(cause)}`
      throw new KafkaError('KAFKA_CONFIGURATION', problem, { problems: [problem], cause })
    }
  }

  fault(fault: Fault): () => void {
    if (this.#dispatch.cluster.isClosed) throw configurationError('fault', ['the testing cluster is closed'])
    const armed = armFault(fault)
    this.arm(armed)
    return () => {
      armed.timesLeft = 0
    }
  }

  /** Adds a fault, which other brokers may share, to open connections and to later ones. */
  arm(armed: ArmedFault): void {
    for (const endpoint of this.#endpoints) endpoint.arm(armed)
  }

  /** Removes all faults of connections. */
  clearFaults(): void {
    for (const endpoint of this.#endpoints) endpoint.clearFaults()
  }

  /** Closes all connections at once, and stops listening. */
  async close(): Promise<void> {
    await Promise.all(this.#endpoints.map(endpoint => endpoint.close()))
  }

  /** Closes all connections at once. Clients may connect again. */
  async disconnect(): Promise<void> {
    await Promise.all(this.#endpoints.map(endpoint => endpoint.disconnect()))
  }

  /** Ends the sessions of all clients, which must authenticate again (KIP-368). */
  expireSaslSessions(): void {
    for (const endpoint of this.#endpoints) endpoint.expireSaslSessions()
  }
}

const hostOf = ({ host, advertisedHost }: ListenAddress): string => advertisedHost ?? host
