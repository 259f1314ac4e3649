import { KafkaError } from '../errors.ts'
import { checkOptions, configurationError, type OptionRule, refuseIfAny } from '../options.ts'
import { accept, type ServerConnection } from '../server/index.ts'
import { type Dispatch, dispatch } from './dispatch.ts'
import { type ArmedFault, armFault, type Fault } from './hooks/faults.ts'
import type { AcceptedClient, ListenAddress, Listener, Transport } from './listeners/listener.ts'
import { reset } from './listeners/reset.ts'
import type { ClusterProfile } from './profiles/broker-profile.ts'
import { clusterProfiles, isClusterProfile } from './profiles/index.ts'
import type { Release } from './profiles/releases.ts'
import type { Mute } from './received-context.ts'
import { SaslSession } from './sasl/sasl-session.ts'
import { TokenGate, tokenFrame } from './sasl/token-gate.ts'
import { Wire } from './script/wire.ts'

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
   * Rejects with `KAFKA_CONFIGURATION`.
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

/** The server of one broker. */
export class BrokerServer implements TestingBroker {
  readonly nodeId: number
  readonly host: string
  readonly #dispatch: Dispatch
  readonly #maxInFlight: number
  readonly #listener: Listener
  readonly #served = new Map<Wire, ServerConnection>()
  readonly #sessions = new Set<SaslSession>()
  readonly #listenHost: string
  readonly #rack: string | undefined
  #faults: ArmedFault[] = []
  #port: number

  constructor(nodeId: number, address: ListenAddress, maxInFlight: number, dispatch: Dispatch) {
    const { host, advertisedHost, port, rack } = address
    this.nodeId = nodeId
    this.host = advertisedHost ?? host
    this.#listenHost = host
    this.#rack = rack
    this.#port = port
    this.#dispatch = dispatch
    this.#maxInFlight = maxInFlight
    this.#listener = address.listener(client => this.#serve(client))
  }

  get port(): number {
    return this.#port
  }

  get connections(): number {
    return this.#served.size
  }

  get isRunning(): boolean {
    return this.#listener.isListening
  }

  async stop(): Promise<void> {
    this.#dispatch.cluster.membership.down(this.nodeId)
    await this.close()
  }

  async kill(): Promise<void> {
    for (const wire of this.#served.keys()) wire.reset()
    for (const transport of this.#listener.transports) reset(transport)
    await this.stop()
  }

  async start(): Promise<void> {
    const { cluster } = this.#dispatch
    const isKnown = !cluster.isClosed && cluster.membership.registeredIds.includes(this.nodeId)
    const problem = this.isRunning ? 'runs already' : isKnown ? undefined : 'was removed, or its cluster is closed'
    if (problem !== undefined) throw configurationError('start', [`broker ${this.nodeId} ${problem}`])
    await this.listen()
  }

  async restart(options: RestartOptions = {}): Promise<void> {
    checkOptions('restart', options, RESTART_RULES)
    const { profile, port = this.#port } = options
    const { releases } = this.#dispatch.cluster
    const before = { port: this.#port, release: releases.ownOf(this.nodeId) }
    const release = profile === undefined ? before.release : this.#releaseOf(profile)
    await this.stop()
    this.#port = port
    releases.set(this.nodeId, release)
    try {
      await this.start()
    } catch (error) {
      this.#port = before.port
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
    try {
      this.#port = await this.#listener.listen(this.#port)
    } catch (cause) {
      const problem = `startTestingCluster: cannot listen on ${this.#listenHost}:${this.#port}: ${String(cause)}`
      throw new KafkaError('KAFKA_CONFIGURATION', problem, { problems: [problem], cause })
    }
    const { isClosed, membership } = this.#dispatch.cluster
    if (isClosed || !membership.registeredIds.includes(this.nodeId)) {
      await this.close()
      const what = isClosed ? 'it was closed' : 'the broker was removed'
      throw configurationError('the testing cluster', [`${what} while broker ${this.nodeId} began to listen`])
    }
    membership.up({ nodeId: this.nodeId, host: this.host, port: this.#port, rack: this.#rack })
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
    this.#faults = [...this.#faults.filter(({ timesLeft }) => timesLeft > 0), armed]
    for (const wire of this.#served.keys()) wire.arm(armed)
  }

  /** Removes all faults of connections. */
  clearFaults(): void {
    for (const armed of this.#faults) armed.timesLeft = 0
    this.#faults = []
  }

  /** Closes all connections at once, and stops listening. */
  async close(): Promise<void> {
    // The broker stops listening first, so that no client connects again meanwhile.
    const stopped = this.#listener.close()
    await this.disconnect()
    await stopped
  }

  /** Closes all connections at once. Clients may connect again. */
  async disconnect(): Promise<void> {
    const connections = [...this.#served.values()]
    for (const connection of connections) connection.destroy()
    for (const transport of this.#listener.transports) transport.destroy()
    await Promise.all(connections.map(connection => connection.closed))
  }

  /** Ends the sessions of all clients, which must authenticate again (KIP-368). */
  expireSaslSessions(): void {
    for (const session of this.#sessions) session.expire()
  }

  #serve({ socket, transport, distinguishedName }: AcceptedClient): void {
    const { sasl: settings } = this.#dispatch
    const sasl = settings && new SaslSession(settings)
    const client = { clientHost: `/${addressOf(transport)}`, clientPort: transport.remotePort ?? 0 }
    const wire = new Wire(socket, transport, sasl && new TokenGate(sasl))
    const sendToken = (token: Uint8Array): unknown => wire.duplex.write(tokenFrame(token))
    const mute: Mute = { untilMs: 0 }
    const connection = accept(
      wire.duplex,
      async request => {
        const caller = { nodeId: this.nodeId, ...client, distinguishedName, sasl, mute, connectionEnd: connection.closed }
        const origin = { ...caller, ...(sasl?.expectsToken && { sendToken }) }
        await dispatch(request, origin, this.#dispatch)
        wire.noteAnswered(request.header.apiKey)
      },
      { maxInFlight: this.#maxInFlight }
    )
    this.#served.set(wire, connection)
    if (sasl !== undefined) this.#sessions.add(sasl)
    void connection.closed.then(() => {
      this.#served.delete(wire)
      if (sasl !== undefined) this.#sessions.delete(sasl)
    })
    for (const armed of this.#faults) wire.arm(armed)
  }
}

// A listener on `::` sees the addresses of IPv4 clients in the form of IPv6.
const addressOf = ({ remoteAddress = '' }: Transport): string => remoteAddress.replace(/^::ffff:/, '')
