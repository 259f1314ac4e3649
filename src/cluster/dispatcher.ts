import type { Connection } from '../conn/connection.ts'
import type { Pool } from '../pool/pool.ts'
import type { Decoded } from '../protocol/api.ts'
import { errorFor } from '../protocol/error-codes.ts'
import { configurationError } from '../protocol/primitives/options.ts'
import type { Call } from './call.ts'
import type { ClusterMap, PartitionState, TopicRef } from './cluster-map.ts'
import type { Destinations } from './destinations.ts'
import { isTransportFailure } from './failures.ts'
import { isSameCluster } from './identity.ts'
import type { ClusterMetadata } from './metadata.ts'
import type { Outcome } from './outcomes.ts'
import { finalError, NO_PAST, nextPast, type Past, unsent } from './past.ts'
import { answeredError, type Retries } from './retries.ts'
import { type Answer, type Destination, healableCode, type Part, type Sifted } from './routing.ts'
import type { Silences } from './silences.ts'
import type { Throttles } from './throttles.ts'

/** What the dispatcher works with: all of one cluster. */
export interface DispatcherMeans {
  readonly pool: Pool
  readonly metadata: ClusterMetadata
  readonly destinations: Destinations
  readonly throttles: Throttles
  readonly retries: Retries
  readonly silences: Silences
}

const UNKNOWN_TOPIC_OR_PARTITION = 3
const LEADER_NOT_AVAILABLE = 5
const COORDINATOR_LOAD_IN_PROGRESS = 14
const NOWHERE = { nodeId: -1 } // where partitions without a leader lead
const GONE_ATTEMPTS = 2 // by then the cluster has been asked who there is

type Answered<Req, Res> = Answer<Req, Res> & { readonly nodeId: number }

/** Takes requests to the brokers they are for, in as many parts as it takes, and again where that may help. */
export class Dispatcher {
  readonly #means: DispatcherMeans

  constructor(means: DispatcherMeans) {
    this.#means = means
  }

  /** One outcome for each part. Rejects for nothing that a broker did, but with `KAFKA_CONFIGURATION` for what cannot be routed. */
  async deliver<Req, Res>(call: Call<Req, Res>, request: Req, past: Past = NO_PAST): Promise<Outcome<Req, Res>[]> {
    const { api, options, route } = call
    const to = options.to ?? (route.shards === undefined ? route.to?.(request) : undefined)
    if (to !== undefined) return this.#deliverPart(call, { to, request }, past)
    if (route.shards === undefined)
      throw configurationError('send', [`${api.name} is for one broker: say for which, as in { to: { nodeId: 1 } }`])
    const { metadata } = this.#means
    const topics = route.shards.topics?.(request) ?? []
    try {
      if (!metadata.isKnown(topics)) await metadata.ensure(topics, call.waitOptions)
      call.checkCluster()
    } catch (error) {
      return this.#failed(call, { to: 'any', request }, past, -1, unsent(error))
    }
    const { parts, unrouted } = route.shards.split(request, metadata.map)
    const [only] = parts
    if (only !== undefined && parts.length === 1 && unrouted === undefined && !this.#isDoubtful(call, only))
      return this.#deliverPart(call, only, past)
    const deliveries = parts.map(part =>
      this.#isDoubtful(call, part) ? this.#deliverDoubtful(call, part.request, past) : this.#deliverPart(call, part, past)
    )
    if (unrouted !== undefined) {
      const isDoubtful = this.#isDoubtful(call, { to: NOWHERE, request: unrouted })
      deliveries.push(
        isDoubtful ? this.#deliverDoubtful(call, unrouted, past) : this.#deliverUnrouted(call, unrouted, past, topics, parts.length > 0)
      )
    }
    return (await Promise.all(deliveries)).flat()
  }

  #isDoubtful<Req, Res>({ route }: Call<Req, Res>, { to, request }: Part<Req>): boolean {
    const { metadata } = this.#means
    return metadata.isInDoubt(to) && !metadata.isFresh(route.shards?.topics?.(request) ?? [])
  }

  // Its leader failed, or is missing: whether there is another by now is asked first, and partitions with other leaders do not wait for that.
  async #deliverDoubtful<Req, Res>(call: Call<Req, Res>, request: Req, past: Past): Promise<Outcome<Req, Res>[]> {
    try {
      await this.#means.metadata.ensure(call.route.shards?.topics?.(request) ?? [], call.waitOptions)
    } catch (error) {
      return this.#failed(call, { to: 'any', request }, past, -1, unsent(error))
    }
    return this.deliver(call, request, past)
  }

  // No broker is known to lead these partitions, now or at all.
  async #deliverUnrouted<Req, Res>(
    call: Call<Req, Res>,
    request: Req,
    past: Past,
    topics: readonly TopicRef[],
    hasOthers: boolean
  ): Promise<Outcome<Req, Res>[]> {
    const { metadata, retries } = this.#means
    const code = unroutedCode(metadata.map, call.route.shards?.topics?.(request) ?? topics)
    metadata.markStale()
    const isLast = call.route.shards?.isPoll === true && hasOthers
    try {
      if (!isLast && errorFor(code).retriable && (await retries.afterCodes(call, request, past, [code])))
        return await this.deliver(call, request, nextPast(past, -1, undefined))
    } catch (error) {
      return [{ nodeId: -1, request, error: finalError(error, past) }]
    }
    if (call.isPosted) return [{ nodeId: -1, request, error: finalError(answeredError(call.api.name, code, 'not-sent'), past) }]
    // Who says of each partition what is wrong with it.
    return this.#deliverPart(call, { to: 'any', request }, isLast ? { ...past, attempt: Number.POSITIVE_INFINITY } : past)
  }

  async #deliverPart<Req, Res>(call: Call<Req, Res>, part: Part<Req>, past: Past): Promise<Outcome<Req, Res>[]> {
    const { pool, destinations, silences, throttles } = this.#means
    const { to, request } = part
    let nodeId = -1
    let connection: Connection
    try {
      call.checkCluster()
      nodeId = isNode(to) ? to.nodeId : await destinations.resolve(to, call.waitOptions, past.nodeId)
      connection = pool.ready(nodeId, call.lane) ?? (await pool.acquire(nodeId, call.lane, call.acquireOptions(past.attempt)))
      const further = this.#splitFurther(call, part, connection, past)
      if (further !== undefined) return await further
      while (throttles.remainingMs(connection) > 0) await throttles.sitOut(call, connection)
    } catch (error) {
      return this.#failed(call, part, past, nodeId, unsent(error))
    }
    let outcome: Answered<Req, Res>
    const out = silences.begin(call, request, nodeId, connection)
    try {
      const response = await call.transmit(connection, request)
      throttles.heed(call, connection, response)
      outcome = { nodeId, request, response }
    } catch (error) {
      return this.#failed(call, part, past, nodeId, error)
    } finally {
      silences.end(out)
    }
    const sifted = this.#sift(call, part, outcome.response)
    return sifted === undefined ? [outcome] : this.#heal(call, part, past, outcome, sifted)
  }

  // In the form, or the parts, that fit a version which the broker speaks.
  #splitFurther<Req, Res>(
    call: Call<Req, Res>,
    { to, request }: Part<Req>,
    connection: Connection,
    past: Past
  ): Promise<Outcome<Req, Res>[]> | undefined {
    const { route } = call
    if (route.shards?.splitFurther === undefined) return undefined
    const requests = route.shards.splitFurther(request, call.versionsOn(connection))
    if (requests === undefined) return undefined
    return Promise.all(requests.map(each => this.#deliverPart(call, { to, request: each }, past))).then(outcomes => outcomes.flat())
  }

  // What of an answer another broker, or the same a little later, may answer otherwise. Where the caller said which broker, the answer is his as it
  // is, and what it says of leaders is heeded all the same.
  #sift<Req, Res>({ options, route }: Call<Req, Res>, { to, request }: Part<Req>, response: Decoded<Res>): Sifted<Req, Res> | undefined {
    if (route.shards !== undefined && (options.to === undefined || isNode(options.to))) {
      const sifted = route.shards.sift?.(request, response)
      return sifted === undefined || options.to === undefined ? sifted : { ...sifted, again: undefined }
    }
    if (options.to === 'any' || isNode(to)) return undefined
    const code = healableCode(response)
    return code === undefined ? undefined : { again: request, settled: undefined, codes: [code], hints: [] }
  }

  async #heal<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    past: Past,
    outcome: Answered<Req, Res>,
    { again, settled, codes, hints }: Sifted<Req, Res>
  ): Promise<Outcome<Req, Res>[]> {
    const { destinations, metadata, retries } = this.#means
    const { nodeId } = outcome
    if (hints.length > 0 && isSameCluster(call, metadata.map)) metadata.hint(hints)
    // A hint may be older than what is known, or so it seems where a topic was made anew: then only fresh metadata helps.
    const isHeeded =
      hints.length > 0 && hints.every(({ topic, partitionIndex }) => metadata.map.partition(topic, partitionIndex)?.leaderId !== nodeId)
    if (!isHeeded && codes.length > 0 && (part.to === 'controller' || isNode(part.to))) metadata.markStale(nodeId)
    if (codes.some(code => code !== COORDINATOR_LOAD_IN_PROGRESS)) destinations.forget(part.to, nodeId)
    // A long poll that has something to hand out does not wait for the rest.
    if (again === undefined || (call.route.shards?.isPoll && settled !== undefined)) return [outcome]
    const answered = settled === undefined ? [] : [{ nodeId, request: settled.request, response: settled.response }]
    try {
      if (!(await retries.afterCodes(call, again, past, codes, isHeeded))) return [outcome]
    } catch (error) {
      return [...answered, { nodeId, request: again, error: finalError(error, past) }]
    }
    return [...answered, ...(await this.#repeat(call, { to: part.to, request: again }, nextPast(past, nodeId, undefined)))]
  }

  async #failed<Req, Res>(call: Call<Req, Res>, part: Part<Req>, past: Past, nodeId: number, error: unknown): Promise<Outcome<Req, Res>[]> {
    const { destinations, metadata, retries } = this.#means
    const { request, to } = part
    if (isTransportFailure(error)) {
      metadata.markStale(nodeId)
      destinations.forgetNode(nodeId)
    }
    // Where it has to be this broker, and the cluster has it no more, it is not looked for in vain.
    const isHopeless = isNode(to) && !isRouted(call) && past.attempt > GONE_ATTEMPTS && !metadata.map.brokers.has(nodeId)
    try {
      if (isHopeless || !(await retries.afterError(call, request, past, error, hasMoved(call, request, nodeId, metadata.map))))
        return [{ nodeId, request, error: finalError(error, past) }]
    } catch (ended) {
      return [{ nodeId, request, error: finalError(ended, nextPast(past, nodeId, error)) }]
    }
    return this.#repeat(call, part, nextPast(past, nodeId, error))
  }

  // Leaders may have moved since; coordinators and the controller are looked up anew anyway.
  #repeat<Req, Res>(call: Call<Req, Res>, part: Part<Req>, past: Past): Promise<Outcome<Req, Res>[]> {
    return isRouted(call) ? this.deliver(call, part.request, past) : this.#deliverPart(call, part, past)
  }
}

// Whether its parts go to leaders.
const isRouted = <Req, Res>({ options, route }: Call<Req, Res>): boolean => options.to === undefined && route.shards?.topics !== undefined

// Whether by now the map has all of it go elsewhere.
function hasMoved<Req, Res>(call: Call<Req, Res>, request: Req, nodeId: number, map: ClusterMap): boolean {
  if (!isRouted(call) || nodeId < 0 || call.route.shards === undefined) return false
  const { parts, unrouted } = call.route.shards.split(request, map)
  return unrouted === undefined && !parts.some(({ to }) => isNode(to) && to.nodeId === nodeId)
}

const isNode = (to: Destination): to is { readonly nodeId: number } => typeof to === 'object' && 'nodeId' in to

// Why these topics, of all of whom some partition has no broker to go to, cannot be routed: they are refused or unknown, or a leader is missing.
function unroutedCode(map: ClusterMap, topics: readonly TopicRef[]): number {
  const states = topics.map(topic => map.topic(topic))
  const refused = states.find(state => state !== undefined && state.errorCode !== 0)
  if (refused !== undefined) return refused.errorCode
  const isLeaderless = ({ leaderId }: PartitionState): boolean => !map.brokers.has(leaderId)
  return states.some(state => state !== undefined && [...state.partitions.values()].some(isLeaderless))
    ? LEADER_NOT_AVAILABLE
    : UNKNOWN_TOPIC_OR_PARTITION
}
