import type { Connection } from '../conn/connection.ts'
import { isKafkaError } from '../errors.ts'
import type { Pool } from '../pool/pool.ts'
import type { Decoded } from '../protocol/api.ts'
import { configurationError } from '../protocol/primitives/options.ts'
import type { Call } from './call.ts'
import type { Destinations } from './destinations.ts'
import { isTransportFailure } from './failures.ts'
import type { ClusterMetadata } from './metadata.ts'
import type { Outcome } from './outcomes.ts'
import type { Retries } from './retries.ts'
import { healableCode, type Part, type Sifted } from './routing.ts'
import type { Throttles } from './throttles.ts'

/** What the dispatcher works with: all of one cluster. */
export interface DispatcherMeans {
  readonly pool: Pool
  readonly metadata: ClusterMetadata
  readonly destinations: Destinations
  readonly throttles: Throttles
  readonly retries: Retries
}

const UNKNOWN_TOPIC_OR_PARTITION = 3
const LEADER_NOT_AVAILABLE = 5
const COORDINATOR_LOAD_IN_PROGRESS = 14

/** Takes requests to the brokers they are for, in as many parts as it takes, and again where that may help. */
export class Dispatcher {
  readonly #means: DispatcherMeans

  constructor(means: DispatcherMeans) {
    this.#means = means
  }

  /** One outcome for each part. Rejects for nothing that a broker did, but with `KAFKA_CONFIGURATION` for what cannot be routed. */
  async deliver<Req, Res>(call: Call<Req, Res>, request: Req, attempt = 1): Promise<Outcome<Req, Res>[]> {
    const { api, options, route } = call
    const to = options.to ?? (route.shards === undefined ? route.to?.(request) : undefined)
    if (to !== undefined) return this.#deliverPart(call, { to, request }, attempt)
    if (route.shards === undefined)
      throw configurationError('send', [`${api.name} is for one broker: say for which, as in { to: { nodeId: 1 } }`])
    const { metadata } = this.#means
    const topics = route.shards.topics?.(request) ?? []
    try {
      if (!metadata.isFresh(topics)) await metadata.ensure(topics, call.waitOptions)
    } catch (error) {
      return this.#failed(call, { to: 'any', request }, attempt, -1, unsent(error))
    }
    const { parts, unrouted } = route.shards.split(request, metadata.map)
    const [only] = parts
    if (only !== undefined && parts.length === 1 && unrouted === undefined) return this.#deliverPart(call, only, attempt)
    const deliveries = parts.map(part => this.#deliverPart(call, part, attempt))
    if (unrouted !== undefined) deliveries.push(this.#deliverUnrouted(call, unrouted, attempt))
    return (await Promise.all(deliveries)).flat()
  }

  // No broker is known to lead these partitions, now or at all.
  async #deliverUnrouted<Req, Res>(call: Call<Req, Res>, request: Req, attempt: number): Promise<Outcome<Req, Res>[]> {
    const { metadata, retries } = this.#means
    const topics = call.route.shards?.topics?.(request) ?? []
    const isKnown = topics.some(topic => metadata.map.topic(topic) !== undefined)
    metadata.markStale()
    try {
      const codes = [isKnown ? LEADER_NOT_AVAILABLE : UNKNOWN_TOPIC_OR_PARTITION]
      if (await retries.afterCodes(call, request, attempt, codes)) return await this.deliver(call, request, attempt + 1)
    } catch (error) {
      return [{ nodeId: -1, request, error }]
    }
    return this.#deliverPart(call, { to: 'any', request }, attempt) // who says of each partition what is wrong with it
  }

  async #deliverPart<Req, Res>(call: Call<Req, Res>, part: Part<Req>, attempt: number, avoid?: number): Promise<Outcome<Req, Res>[]> {
    const { pool, destinations, throttles } = this.#means
    const { to, request } = part
    let nodeId = -1
    let connection: Connection
    try {
      nodeId = typeof to === 'object' && 'nodeId' in to ? to.nodeId : await destinations.resolve(to, call.waitOptions, avoid)
      connection = pool.ready(nodeId, call.lane) ?? (await pool.acquire(nodeId, call.lane, call.waitOptions))
      const further = this.#splitFurther(call, part, connection, attempt)
      if (further !== undefined) return await further
      if (throttles.remainingMs(connection) > 0) await throttles.sitOut(call, connection)
    } catch (error) {
      return this.#failed(call, part, attempt, nodeId, unsent(error))
    }
    try {
      const response = await call.transmit(connection, request)
      throttles.heed(call, connection, response)
      const outcome = { nodeId, request, response }
      const sifted = this.#sift(call, part, response)
      return sifted === undefined ? [outcome] : await this.#heal(call, part, attempt, outcome, sifted)
    } catch (error) {
      return this.#failed(call, part, attempt, nodeId, error)
    }
  }

  // One by one what a broker speaks no version for in which they go together.
  #splitFurther<Req, Res>(
    call: Call<Req, Res>,
    { to, request }: Part<Req>,
    connection: Connection,
    attempt: number
  ): Promise<Outcome<Req, Res>[]> | undefined {
    const { api, route } = call
    if (route.shards?.splitFurther === undefined) return undefined
    const requests = route.shards.splitFurther(request, connection.versions.of(api)?.max ?? api.maxVersion)
    if (requests === undefined) return undefined
    return Promise.all(requests.map(each => this.#deliverPart(call, { to, request: each }, attempt))).then(outcomes => outcomes.flat())
  }

  // What of an answer another broker, or the same a little later, may answer otherwise.
  #sift<Req, Res>({ options, route }: Call<Req, Res>, { to, request }: Part<Req>, response: Decoded<Res>): Sifted<Req, Res> | undefined {
    if (route.shards !== undefined && options.to === undefined) return route.shards.sift?.(request, response)
    if (to === 'any' || (typeof to === 'object' && 'nodeId' in to)) return undefined
    const code = healableCode(response)
    return code === undefined ? undefined : { again: request, settled: undefined, codes: [code], hints: [] }
  }

  async #heal<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    attempt: number,
    outcome: Outcome<Req, Res>,
    { again, settled, codes, hints }: Sifted<Req, Res>
  ): Promise<Outcome<Req, Res>[]> {
    const { destinations, metadata, retries } = this.#means
    const { nodeId } = outcome
    if (hints.length > 0) metadata.hint(hints)
    else if (part.to === 'controller' || 'nodeId' in Object(part.to)) metadata.markStale(nodeId)
    if (codes.some(code => code !== COORDINATOR_LOAD_IN_PROGRESS)) destinations.forget(part.to)
    if (again === undefined || !(await retries.afterCodes(call, again, attempt, codes, hints.length > 0))) return [outcome]
    const healed = await this.#repeat(call, { to: part.to, request: again }, attempt + 1, nodeId)
    return settled === undefined ? healed : [{ nodeId, request: settled.request, response: settled.response }, ...healed]
  }

  async #failed<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    attempt: number,
    nodeId: number,
    error: unknown
  ): Promise<Outcome<Req, Res>[]> {
    const { destinations, metadata, retries } = this.#means
    const { request } = part
    if (isTransportFailure(error)) {
      metadata.markStale(nodeId)
      destinations.forgetNode(nodeId)
    }
    try {
      // A broker that the map does not have any more leads nothing: the request is divided anew.
      const isOutdated = isRouted(call) && nodeId >= 0 && !metadata.map.brokers.has(nodeId)
      if (!(await retries.afterError(call, request, attempt, error, isOutdated))) return [{ nodeId, request, error }]
    } catch (ended) {
      return [{ nodeId, request, error: ended }]
    }
    return this.#repeat(call, part, attempt + 1, nodeId)
  }

  // Leaders may have moved since; coordinators and the controller are looked up anew anyway.
  #repeat<Req, Res>(call: Call<Req, Res>, part: Part<Req>, attempt: number, avoid: number): Promise<Outcome<Req, Res>[]> {
    return isRouted(call) ? this.deliver(call, part.request, attempt) : this.#deliverPart(call, part, attempt, avoid)
  }
}

// Whether its parts go to leaders.
const isRouted = <Req, Res>({ options, route }: Call<Req, Res>): boolean => options.to === undefined && route.shards?.topics !== undefined

// Of the request itself nothing is out, whatever became of a look-up that came before it.
function unsent(error: unknown): unknown {
  return isKafkaError(error) && error.delivery !== 'not-sent' ? Object.assign(error, { delivery: 'not-sent' }) : error
}
