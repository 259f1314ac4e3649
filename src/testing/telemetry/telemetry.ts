import type { ConfigValues } from '../configs/cluster-configs.ts'
import type { TestingClock } from '../testing-clock.ts'
import type { ClientAttributes } from './client-attributes.ts'
import { ClientInstance } from './client-instance.ts'

/** Metrics that a client has pushed (KIP-714). */
export interface TelemetryPush {
  /** The broker that got them. */
  readonly nodeId: number
  readonly clientInstanceId: string
  readonly clientId: string
  /** Who pushed them, such as `User:alice`. */
  readonly principal: string
  /** Whether the client ends, so that this was its last push. */
  readonly isTerminating: boolean
  /** The metrics in the OTLP format of OpenTelemetry (`MetricsData`), decompressed. */
  readonly metrics: Uint8Array
}

/** The connection of a client that has sent a request about telemetry. */
export interface TelemetryConnection {
  readonly nodeId: number
  readonly clientId: string
  readonly clientHost: string
  readonly clientPort: number
  readonly connectionEnd: Promise<unknown>
}

interface Software {
  readonly name: string | null
  readonly version: string | null
}

// The newest pushes that a test can look at.
const KEPT_PUSHES = 1_000

// A broker forgets a client that has not come for three intervals, and not before this time.
const SHORTEST_MEMORY_MS = 60_000
const REMEMBERED_INTERVALS = 3

interface KnownInstance {
  readonly instance: ClientInstance
  /** The subscriptions for which it was made, as text. */
  readonly madeFor: string
  cancelExpiry(): void
}

/** The clients that brokers know by their instance id, and what they have pushed. */
export class Telemetry {
  readonly pushes: TelemetryPush[] = []
  readonly #subscriptions: ReadonlyMap<string, ConfigValues>
  readonly #clock: TestingClock
  readonly #instances = new Map<string, KnownInstance>()
  readonly #software = new WeakMap<Promise<unknown>, Software>()
  /** The client that each connection has made last. */
  readonly #madeBy = new WeakMap<Promise<unknown>, string>()

  constructor(subscriptions: ReadonlyMap<string, ConfigValues>, clock: TestingClock) {
    this.#subscriptions = subscriptions
    this.#clock = clock
  }

  /** Forgets all clients, and what they have pushed. */
  clear(): void {
    for (const { cancelExpiry } of this.#instances.values()) cancelExpiry()
    this.#instances.clear()
    this.pushes.length = 0
  }

  /** Notes what ApiVersions says of the software of a client. */
  noteSoftware(connectionEnd: Promise<unknown>, name: string, version: string): void {
    this.#software.set(connectionEnd, { name, version })
  }

  /**
   * The client of this id. It is new if the broker does not know it, if it is to be asked for
   * something else now, or after its connection has ended.
   */
  instance(id: string, connection: TelemetryConnection): ClientInstance {
    const key = `${connection.nodeId} ${id}`
    const madeFor = JSON.stringify([...this.#subscriptions].map(([name, values]) => [name, ...values]))
    const found = this.#instances.get(key)
    found?.cancelExpiry()
    const isCurrent = found?.madeFor === madeFor
    const attributes = found?.instance.attributes ?? this.#attributesOf(id, connection)
    const instance = isCurrent ? found.instance : new ClientInstance(attributes, this.#subscriptions.values())
    const memoryMs = Math.max(SHORTEST_MEMORY_MS, instance.pushIntervalMs * REMEMBERED_INTERVALS)
    const cancelExpiry = this.#clock.schedule(() => this.#instances.delete(key), memoryMs)
    this.#instances.set(key, { instance, madeFor, cancelExpiry })
    if (!isCurrent) this.#forgetAtEnd(key, connection.connectionEnd)
    return instance
  }

  /** Keeps a push for the test. */
  keep(push: TelemetryPush): void {
    this.pushes.push(push)
    if (this.pushes.length > KEPT_PUSHES) this.pushes.shift()
  }

  // As in Kafka, a connection takes with it the client that it has made last.
  #forgetAtEnd(key: string, connectionEnd: Promise<unknown>): void {
    const isFollowed = this.#madeBy.has(connectionEnd)
    this.#madeBy.set(connectionEnd, key)
    if (isFollowed) return
    void connectionEnd.finally(() => {
      const last = this.#madeBy.get(connectionEnd) ?? ''
      this.#instances.get(last)?.cancelExpiry()
      this.#instances.delete(last)
    })
  }

  #attributesOf(id: string, { clientId, clientHost, clientPort, connectionEnd }: TelemetryConnection): ClientAttributes {
    const { name = null, version = null } = this.#software.get(connectionEnd) ?? {}
    return {
      client_instance_id: id,
      client_id: clientId,
      client_software_name: name,
      client_software_version: version,
      client_source_address: clientHost.slice(1),
      client_source_port: String(clientPort)
    }
  }
}
