import type { Connection } from '../conn/connection.ts'
import { askedWaitMs } from '../conn/pipeline/send-options.ts'
import { configurationError } from '../options.ts'
import type { Pool } from '../pool/pool.ts'
import { errorFor } from '../protocol/error-code-table.ts'
import type { PauseGroup } from '../waiting/pause-group.ts'
import { gatherPoll } from './answers/gather-poll.ts'
import { LatePolls } from './answers/late-polls.ts'
import { refuse } from './answers/local-answers.ts'
import type { Outcome } from './answers/outcomes.ts'
import { withoutGaps } from './answers/separate-left-out.ts'
import { isNode, sift } from './answers/sift-answer.ts'
import type { Destinations } from './brokers/destination-resolver.ts'
import type { Silences } from './brokers/silence-watch.ts'
import type { Call } from './call.ts'
import { isSameCluster } from './metadata/cluster-identity.ts'
import type { ClusterMap } from './metadata/cluster-map.ts'
import type { ClusterMetadata } from './metadata/cluster-metadata.ts'
import type { Lines } from './order/lines.ts'
import { joinLines, turnFor } from './order/ordered-apis.ts'
import { outOfTurn, type Turn } from './order/turn.ts'
import { failuresAt, finalError, NO_PAST, nextPast, type Past, unsent } from './retry/attempts.ts'
import { leavesOpen } from './retry/may-be-done.ts'
import { isTransportFailure } from './retry/policy.ts'
import { answeredError, type Retries } from './retry/retries.ts'
import type { Throttles } from './retry/throttles.ts'
import { checkEncodable } from './routing/encodable.ts'
import type { Answer, Part, Sifted } from './routing/routing.ts'

/** What the dispatcher works with: all of one cluster. */
export interface DispatcherMeans {
  readonly pool: Pool
  readonly metadata: ClusterMetadata
  readonly destinations: Destinations
  readonly throttles: Throttles
  readonly retries: Retries
  readonly silences: Silences
  readonly lines: Lines
  readonly pauses: PauseGroup
}

const AT_ONCE_ATTEMPTS = 5 // hints are newer each time; brokers that send a request in circles get pauses all the same
const NOWHERE = { nodeId: -1 } // where partitions without a leader lead
const GONE_ATTEMPTS = 2 // by then the cluster has been asked which brokers there are

type Answered<Req, Res> = Answer<Req, Res> & { readonly nodeId: number }
type Deliveries<Req, Res> = Promise<Outcome<Req, Res>[]>

/**
 * Takes requests to the brokers they are for, in as many parts as it takes, and again where that may help.
 *
 *     deliver ── takes a place in the order of calls
 *       └─ #route ── refreshes the map if need be, and splits the request by it
 *            ├─ #deliverPart, for each broker ── connection, throttle, order, send
 *            │    ├─ answered ── complete? final? ──────────────────────────► outcome
 *            │    ├─ answered, but not by the right broker ── #heal ──┐
 *            │    └─ failed ── #failed ───────────────────────────────┤ pause
 *            │                                     #repeat: #route or #deliverPart
 *            └─ #refuseUnrouted, for partitions without a leader ── pause, #route; or the error codes as outcome
 */
export class Dispatcher {
  readonly #means: DispatcherMeans
  readonly #latePolls = new LatePolls()

  constructor(means: DispatcherMeans) {
    this.#means = means
    means.metadata.onOtherCluster(() => this.#latePolls.clear())
  }

  /**
   * One outcome for each part. Rejects for nothing that a broker did, but with `KAFKA_CONFIGURATION` for what cannot be routed, and with `KAFKA_ENCODE`
   * for a Produce that names a partition twice.
   */
  deliver<Req, Res>(call: Call<Req, Res>, request: Req): Deliveries<Req, Res> {
    return this.#route(call, request, NO_PAST, turnFor(this.#means.lines, call.api, request))
  }

  /** Whether a request would go out at once, and its connections have room for it. */
  isWritable<Req, Res>(call: Call<Req, Res>, request: Req): boolean {
    const { destinations, lines, metadata, pool, throttles } = this.#means
    const { api, options, route } = call
    const turn = turnFor(lines, api, request)
    const isHeldBack = turn?.isHeldBack === true
    turn?.leave()
    if (isHeldBack) return false
    const to = options.to ?? (route.shards === undefined ? route.to?.(request) : undefined)
    if (to === undefined && !metadata.useIfFresh(route.shards?.topics?.(request) ?? [])) return false
    const { parts = [], unrouted } = to === undefined ? (route.shards?.split(request, metadata.map) ?? {}) : { parts: [{ to }] }
    return (
      unrouted === undefined &&
      parts.every(part => {
        const nodeId = destinations.known(part.to)
        const connection = nodeId === undefined ? undefined : pool.ready(nodeId, call.lane)
        return connection?.writable === true && throttles.remainingMs(connection) === 0
      })
    )
  }

  async #route<Req, Res>(call: Call<Req, Res>, request: Req, past: Past, turn: Turn | undefined): Deliveries<Req, Res> {
    try {
      const { api, options, route } = call
      const to = options.to ?? (route.shards === undefined ? route.to?.(request) : undefined)
      if (to !== undefined) return this.#deliverPart(call, { to, request }, past, turn)
      if (route.shards === undefined)
        throw configurationError('send', [`${api.name} is for one broker: say for which, as in { to: { nodeId: 1 } }`])
      const { metadata } = this.#means
      const topics = route.shards.topics?.(request) ?? []
      try {
        if (!metadata.useIfKnown(topics)) await metadata.ensure(topics, call.waitOptions)
        call.checkCluster()
      } catch (error) {
        return this.#failed(call, { to: 'any', request }, past, turn, -1, unsent(error))
      }
      const { parts, unrouted } = route.shards.split(request, metadata.map)
      if (unrouted !== undefined && past === NO_PAST) checkEncodable(api, request)
      const [only] = parts
      if (only !== undefined && parts.length === 1 && unrouted === undefined && !this.#isDoubtful(call, only))
        return this.#deliverPart(call, only, past, turn)
      const all = unrouted === undefined ? parts : [...parts, { to: 'any', request: unrouted } as const]
      const turns = this.#splitTurn(call, turn, all)
      const deliveries = all.map((part, i) => {
        const isUnrouted = part.request === unrouted
        if (this.#isDoubtful(call, isUnrouted ? { to: NOWHERE, request: part.request } : part))
          return this.#deliverDoubtful(call, part.request, past, turns?.[i])
        if (isUnrouted) return this.#refuseUnrouted(call, part.request, past, turns?.[i], parts.length > 0)
        return this.#pollOrDeliver(call, part, past, turns?.[i])
      })
      if (!route.shards.isPoll || past !== NO_PAST || call.isProbe) return (await Promise.all(deliveries)).flat()
      const waitMs = askedWaitMs(api.key, request)
      return gatherPoll(all, deliveries, { api: api.name, waitMs, pauses: this.#means.pauses, late: this.#latePolls })
    } catch (error) {
      // Only what cannot be routed or encoded at all gets here: a part settles whatever happens to it, and gives up its own turn.
      turn?.leave()
      throw error
    }
  }

  #isDoubtful<Req, Res>({ route }: Call<Req, Res>, { to, request }: Part<Req>): boolean {
    const { metadata } = this.#means
    return metadata.isInDoubt(to) && !metadata.useIfFresh(route.shards?.topics?.(request) ?? [])
  }

  // Its leader failed, or is missing: whether there is another by now is asked first, and partitions with other leaders do not wait for that.
  async #deliverDoubtful<Req, Res>(call: Call<Req, Res>, request: Req, past: Past, turn: Turn | undefined): Deliveries<Req, Res> {
    try {
      await this.#means.metadata.ensure(call.route.shards?.topics?.(request) ?? [], call.waitOptions)
    } catch (error) {
      return this.#failed(call, { to: 'any', request }, past, turn, -1, unsent(error))
    }
    return this.#route(call, request, past, turn)
  }

  #pollOrDeliver<Req, Res>(call: Call<Req, Res>, part: Part<Req>, past: Past, turn: Turn | undefined): Deliveries<Req, Res> {
    const late = call.route.shards?.isPoll && !call.isProbe ? this.#latePolls.take(part.request) : undefined
    return (late as Deliveries<Req, Res> | undefined) ?? this.#deliverPart(call, part, past, turn)
  }

  #splitTurn<Req, Res>({ api }: Call<Req, Res>, turn: Turn | undefined, parts: readonly { readonly request: Req }[]): Turn[] | undefined {
    return turn?.split(parts, (each, { request }) => joinLines(this.#means.lines, api, each, request))
  }

  // No broker is known to lead these partitions, now or at all.
  async #refuseUnrouted<Req, Res>(
    call: Call<Req, Res>,
    request: Req,
    past: Past,
    turn: Turn | undefined,
    hasOthers: boolean
  ): Deliveries<Req, Res> {
    const { metadata, retries } = this.#means
    const refusal = refuse(call, request, metadata.map)
    if (refusal === undefined) return this.#deliverPart(call, { to: 'any', request }, past, turn)
    const { codes, response } = refusal
    metadata.markStale()
    const mayHeal = codes.some(code => errorFor(code).retriable)
    // A long poll that has something to hand out does not wait for the rest.
    const isLast = call.route.shards?.isPoll === true && hasOthers
    try {
      if (!isLast && mayHeal && (await retries.afterCodes(call, request, { ...past, failures: failuresAt(past, -1) }, codes)))
        return await this.#route(call, request, nextPast(past, { nodeId: -1 }), turn)
    } catch (error) {
      turn?.leave()
      return [{ nodeId: -1, request, error: finalError(error, past) }]
    }
    turn?.leave()
    const isInDoubt = past.doubt !== undefined && !call.changesNothing
    if (!call.isPosted && !isInDoubt) return [{ nodeId: -1, request, response }]
    return [{ nodeId: -1, request, error: finalError(answeredError(call.api.name, codes[0] ?? 0, 'not-sent'), past) }]
  }

  async #deliverPart<Req, Res>(call: Call<Req, Res>, part: Part<Req>, past: Past, turn: Turn | undefined): Deliveries<Req, Res> {
    const { pool, destinations, silences, throttles } = this.#means
    const { to, request } = part
    let nodeId = -1
    let connection: Connection
    try {
      call.checkCluster()
      nodeId = isNode(to) ? to.nodeId : await destinations.resolve(to, call.lane, call.waitOptions, past.nodeId)
      for (;;) {
        connection = pool.ready(nodeId, call.lane) ?? (await pool.acquire(nodeId, call.lane, call.acquireOptions(past.attempt)))
        const further = this.#splitFurther(call, part, connection, past, turn)
        if (further !== undefined) return await further
        if (throttles.remainingMs(connection) > 0) await throttles.sitOut(call, connection)
        else if (turn === undefined || turn.mayGo(connection)) break
        else {
          await this.#untilItsTurn(call, turn)
          // What it waited for may have shown that another broker is the right one by now.
          return await this.#repeat(call, part, past, turn)
        }
      }
    } catch (error) {
      return this.#failed(call, part, past, turn, nodeId, unsent(error))
    }
    let response: Answered<Req, Res>['response']
    const out = call.isProbe ? undefined : silences.begin(call, request, nodeId, connection)
    try {
      turn?.send(connection)
      response = await call.transmit(connection, request)
      if (call.isAnswered) throttles.heed(call, connection, response)
    } catch (error) {
      return this.#failed(call, part, past, turn, nodeId, error)
    } finally {
      if (out !== undefined) silences.end(out)
    }
    if (!call.isAnswered) {
      turn?.leave()
      return [{ nodeId, request, response }]
    }
    const { answered, errors } = withoutGaps(call, { nodeId, request, response }, connection.broker)
    if (answered === undefined) {
      turn?.leave()
      return [...errors]
    }
    const sifted = sift(call, to, answered, turn)
    if (sifted !== undefined) return [...errors, ...(await this.#heal(call, part, past, turn, answered, sifted))]
    turn?.leave()
    return errors.length === 0 ? [answered] : [...errors, answered]
  }

  // Resolves when something has changed in the order; rejects when the call's time is over, or with the signal's reason.
  async #untilItsTurn<Req, Res>(call: Call<Req, Res>, turn: Turn): Promise<void> {
    const { remainingMs, limitMs, options } = call
    const isTooLate = await this.#means.pauses.race(turn.changed(), Math.max(remainingMs, 0), options.signal)
    if (isTooLate) throw outOfTurn(call.api.name, limitMs - call.remainingMs, limitMs)
  }

  // In the form, or the parts, that fit a version which the broker speaks.
  #splitFurther<Req, Res>(
    call: Call<Req, Res>,
    { to, request }: Part<Req>,
    connection: Connection,
    past: Past,
    turn: Turn | undefined
  ): Deliveries<Req, Res> | undefined {
    const { route } = call
    if (route.shards?.splitFurther === undefined) return undefined
    const requests = route.shards.splitFurther(request, call.versionsOn(connection))
    if (requests === undefined) return undefined
    const parts = requests.map(each => ({ to, request: each }))
    const turns = this.#splitTurn(call, turn, parts)
    return Promise.all(parts.map((each, i) => this.#deliverPart(call, each, past, turns?.[i]))).then(outcomes => outcomes.flat())
  }

  async #heal<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    past: Past,
    turn: Turn | undefined,
    outcome: Answered<Req, Res>,
    { again, settled, codes, hints, mayBeDone }: Sifted<Req, Res>
  ): Deliveries<Req, Res> {
    const { destinations, metadata, retries } = this.#means
    const { nodeId } = outcome
    if (hints.length > 0 && isSameCluster(call, metadata.map)) metadata.applyHints(hints)
    // A hint may be older than what is known, or seem so after a topic was deleted and created again: then only fresh metadata helps.
    const isHintUsed =
      hints.length > 0 && hints.every(({ topic, partitionIndex }) => metadata.map.partition(topic, partitionIndex)?.leaderId !== nodeId)
    if (!isHintUsed && codes.some(saysOutdated) && (part.to === 'controller' || isNode(part.to))) metadata.markStale(nodeId)
    if (codes.some(code => !isBusyCoordinator(code))) destinations.forget(part.to, nodeId)
    // A long poll that has something to hand out does not wait for the rest.
    if (again === undefined || (call.route.shards?.isPoll && settled !== undefined)) {
      turn?.leave()
      return [outcome]
    }
    const answered = settled === undefined ? [] : [{ nodeId, request: settled.request, response: settled.response }]
    const rest = settled === undefined ? turn : this.#splitTurn(call, turn, [{ request: again }])?.[0]
    rest?.unsend()
    const isOpen = !call.changesNothing && (mayBeDone ?? codes.some(leavesOpen))
    const next = nextPast(past, {
      nodeId,
      doubt: isOpen ? answeredError(call.api.name, codes[0] ?? 0, 'maybe-sent').message : undefined
    })
    try {
      const isAtOnce = (isHintUsed && past.attempt <= AT_ONCE_ATTEMPTS) || rest?.isBehind === true
      if (!(await retries.afterCodes(call, again, { ...past, failures: failuresAt(past, nodeId) }, codes, isAtOnce))) {
        rest?.leave()
        if (past.doubt === undefined || call.changesNothing) return [outcome]
        // The last answer says that nothing was done, but an earlier attempt may have been processed.
        return [...answered, { nodeId, request: again, error: finalError(answeredError(call.api.name, codes[0] ?? 0, 'not-sent'), past) }]
      }
    } catch (error) {
      rest?.leave()
      return [...answered, { nodeId, request: again, error: finalError(error, next) }]
    }
    return [...answered, ...(await this.#repeat(call, { to: part.to, request: again }, next, rest))]
  }

  async #failed<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    past: Past,
    turn: Turn | undefined,
    nodeId: number,
    error: unknown
  ): Deliveries<Req, Res> {
    const { destinations, metadata, retries } = this.#means
    const { request, to } = part
    turn?.unsend()
    if (isTransportFailure(error)) {
      metadata.markStale(nodeId)
      destinations.forgetNode(nodeId)
    }
    // Where it has to be this broker, and the cluster has it no more, there is no use in more attempts.
    const isHopeless = isNode(to) && !isRouted(call) && past.attempt > GONE_ATTEMPTS && !metadata.map.brokers.has(nodeId)
    try {
      const isAtOnce = turn?.isBehind === true || hasMoved(call, request, nodeId, metadata.map)
      if (!isHopeless && (await retries.afterError(call, request, { ...past, failures: failuresAt(past, nodeId) }, error, isAtOnce)))
        return await this.#repeat(call, part, nextPast(past, { nodeId, error }), turn)
    } catch (ended) {
      turn?.leave()
      return [{ nodeId, request, error: finalError(ended, nextPast(past, { nodeId, error })) }]
    }
    turn?.leave()
    return [{ nodeId, request, error: finalError(error, past) }]
  }

  // Leaders may have moved since; coordinators and the controller are looked up again in any case.
  #repeat<Req, Res>(call: Call<Req, Res>, part: Part<Req>, past: Past, turn: Turn | undefined): Deliveries<Req, Res> {
    return isRouted(call) ? this.#route(call, part.request, past, turn) : this.#deliverPart(call, part, past, turn)
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

// COORDINATOR_LOAD_IN_PROGRESS and CONCURRENT_TRANSACTIONS: the right broker, a little too early.
const isBusyCoordinator = (code: number): boolean => code === 14 || code === 51

// COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, NOT_CONTROLLER, and the codes after which Kafka's clients refresh their metadata.
const saysOutdated = (code: number): boolean => code === 15 || code === 16 || code === 41 || errorFor(code).refreshMetadata
