import { joinOutcomes, type Outcome } from '../../../../src/cluster/answers/outcomes.ts'
import { Call } from '../../../../src/cluster/call.ts'
import { Dispatcher } from '../../../../src/cluster/dispatcher.ts'
import type { ClusterMap } from '../../../../src/cluster/metadata/cluster-map.ts'
import { Lines } from '../../../../src/cluster/order/lines.ts'
import type { Route } from '../../../../src/cluster/routing/route.ts'
import { routeOf } from '../../../../src/cluster/routing/routing-table.ts'
import { KafkaError } from '../../../../src/errors.ts'
import type { Api, Decoded } from '../../../../src/protocol/api.ts'
import { PauseGroup } from '../../../../src/waiting/pause-group.ts'
import type { Random } from '../../../support/vectors/random.ts'
import { fixedMap } from '../routing/shards/fixed-map.ts'

const LIMITS = { maxAttempts: Number.POSITIVE_INFINITY, totalMs: 60_000, initialMs: 1, maxMs: 1 }
const COORDINATOR = 1

/** Makes the answer of a broker to a request. */
export type Answerer = (nodeId: number, request: unknown) => unknown

/** How often each kind of disturbance happens: once in so many times; 0 is never. */
export interface Shakes {
  /** The metadata has to be fetched before a request can be routed. */
  readonly stale: number
  /** There is no connection: one has to be dialled. */
  readonly dial: number
  /** The broker is throttling. */
  readonly throttle: number
  /** The connection breaks before the broker has read a request. */
  readonly breakBefore: number
  /** The connection breaks after the broker has processed a request, before its answer. */
  readonly breakAfter: number
}

/** A dispatcher in a cluster of fakes. Each step takes a random number of turns of the microtask queue. */
export class ShakyCluster {
  readonly leaders: number[]
  readonly #random: Random
  readonly #shakes: Shakes
  readonly #answer: Answerer
  readonly #connections = new Map<number, ShakyConnection>()
  readonly #dispatcher: Dispatcher
  #map: ClusterMap

  constructor(random: Random, shakes: Shakes, leaders: readonly number[], answer: Answerer) {
    this.#random = random
    this.#shakes = shakes
    this.#answer = answer
    this.leaders = [...leaders]
    this.#map = this.#readMap()
    this.#dispatcher = new Dispatcher(this.#means() as never)
  }

  /** Sends a request as `cluster.send` does. */
  async send<Req, Res>(api: Api<Req, Res>, request: Req): Promise<Decoded<Res>> {
    const call = new Call(api, routeOf(api) as Route<Req, Res>, 'lane', {}, { limits: LIMITS, attemptMs: 5_000, map: { clusterId: null } })
    const outcomes: readonly Outcome<Req, Res>[] = await this.#dispatcher.deliver(call, request)
    return joinOutcomes(call.route, request, outcomes, api)
  }

  happens(kind: keyof Shakes): boolean {
    return this.#shakes[kind] > 0 && this.#random.once(this.#shakes[kind])
  }

  /** Takes a few turns of the microtask queue. */
  async wait(): Promise<void> {
    for (let left = this.#random.below(8); left > 0; left--) await undefined
  }

  answer(nodeId: number, request: unknown): unknown {
    return this.#answer(nodeId, request)
  }

  #readMap(): ClusterMap {
    return fixedMap([1, 2, 3], [{ name: 't', leaders: this.leaders }])
  }

  #ready(nodeId: number): ShakyConnection | undefined {
    const connection = this.#connections.get(nodeId)
    return connection === undefined || connection.isBroken || this.happens('dial') ? undefined : connection
  }

  #open(nodeId: number): ShakyConnection {
    const open = this.#connections.get(nodeId)
    if (open !== undefined && !open.isBroken) return open
    const connection = new ShakyConnection(this, nodeId)
    this.#connections.set(nodeId, connection)
    return connection
  }

  #means(): object {
    const refresh = async (): Promise<void> => {
      await this.wait()
      this.#map = this.#readMap()
    }
    const cluster = this
    return {
      lines: new Lines(),
      pauses: new PauseGroup(),
      pool: {
        ready: (nodeId: number) => this.#ready(nodeId),
        acquire: async (nodeId: number) => {
          await this.wait()
          return this.#open(nodeId)
        }
      },
      metadata: {
        get map() {
          return cluster.#map
        },
        touchAndCheckKnown: () => !this.happens('stale'),
        touchAndCheckFresh: () => true,
        isInDoubt: () => false,
        ensure: refresh,
        suspect: () => void refresh(),
        onOtherCluster: () => undefined,
        applyHints: () => undefined
      },
      destinations: {
        resolve: async () => {
          await this.wait()
          return COORDINATOR
        },
        forget: () => undefined,
        forgetNode: () => undefined
      },
      silences: { begin: () => undefined, end: () => undefined },
      throttles: {
        remainingMs: () => (this.happens('throttle') ? 1 : 0),
        waitUntilOver: () => this.wait(),
        readAnswer: () => undefined
      },
      retries: { waitBeforeRetry: () => this.wait() }
    }
  }
}

/** A connection that answers its requests in their order, one at a time, as brokers do. */
class ShakyConnection {
  readonly broker: { readonly host: string; readonly port: number; readonly nodeId: number }
  readonly versions = { of: () => ({ min: 0, max: 12 }) }
  readonly features = new Map()
  isBroken = false
  readonly #cluster: ShakyCluster
  readonly #nodeId: number
  readonly #fails = new Set<(error: unknown) => void>()
  #last: Promise<void> = Promise.resolve()

  constructor(cluster: ShakyCluster, nodeId: number) {
    this.#cluster = cluster
    this.#nodeId = nodeId
    this.broker = { host: `broker-${nodeId}`, port: 9092, nodeId }
  }

  send(_api: unknown, request: unknown): Promise<unknown> {
    if (this.isBroken) return Promise.reject(closed('not-sent'))
    return new Promise((resolve, reject) => {
      this.#fails.add(reject)
      this.#last = this.#last.then(async () => {
        await this.#cluster.wait()
        if (this.isBroken) return
        if (this.#cluster.happens('breakBefore')) return this.#break()
        const response = this.#cluster.answer(this.#nodeId, request)
        if (this.#cluster.happens('breakAfter')) return this.#break()
        this.#fails.delete(reject)
        resolve(response)
      })
    })
  }

  #break(): void {
    this.isBroken = true
    for (const fail of this.#fails) fail(closed('maybe-sent'))
  }
}

function closed(delivery: 'not-sent' | 'maybe-sent'): KafkaError {
  return new KafkaError('KAFKA_CONNECTION_CLOSED', 'it broke', { reason: 'broken', delivery })
}
