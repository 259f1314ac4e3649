import type { Connection } from '../conn/connection.ts'
import { askedWaitMs } from '../conn/requests/send-options.ts'
import { configurationError } from '../options.ts'
import { errorCodes } from '../protocol/codes/error-codes.ts'
import { answeredError } from './answers/answered-error.ts'
import { gatherPoll } from './answers/gather-poll.ts'
import { LatePolls, lateKeyOf } from './answers/late-polls.ts'
import { answerLeaderless } from './answers/local-answers.ts'
import type { Outcome } from './answers/outcomes.ts'
import { separateLeftOut } from './answers/separate-left-out.ts'
import { siftAnswer } from './answers/sift-answer.ts'
import { takeOver } from './answers/take-over.ts'
import type { Call } from './call.ts'
import type { DispatcherMeans } from './dispatcher-means.ts'
import { splitTurn, turnFor } from './order/ordered-apis.ts'
import type { Turn } from './order/turn.ts'
import { waitForTurn } from './order/wait-for-turn.ts'
import { type AttemptState, FIRST_ATTEMPT, finalError, nextAttempt, unsent } from './retry/attempts.ts'
import { learnFromAnswer, learnFromError } from './retry/learn-routes.ts'
import { mayBeDone } from './retry/may-be-done.ts'
import { decideAfterCodes, decideAfterError, decideWithoutLeader, isFinalAnswer } from './retry/policy.ts'
import { isNode } from './routing/destinations.ts'
import { checkEncodable } from './routing/encodable.ts'
import type { Answer, Part, Sifted } from './routing/route.ts'

// In outcomes and attempts that no broker was found for. In `suspicions.ts` -1 stands for leaders
// that are missing, and in `outages.ts` for the whole cluster.
const NO_NODE_ID = -1
const NO_LEADER = { nodeId: NO_NODE_ID } // the destination of partitions without a leader

type Answered<Req, Res> = Answer<Req, Res> & { readonly nodeId: number }
type Outcomes<Req, Res> = Promise<Outcome<Req, Res>[]>

/**
 * Sends requests to the brokers that they are for, in parts where several brokers are concerned,
 * and again where `retry/policy.ts` says so.
 *
 *     deliver ── enters the order of calls: a Turn
 *       └─ #route ── refreshes the metadata if needed, and splits the request by it
 *            │
 *            ├─ #deliverPart, for each broker: connection, throttle, turn, then send
 *            │    ├─ final answer ──────────────────────────────────────────► outcome
 *            │    ├─ answer with retriable codes ─► #retryCodes ─┐
 *            │    └─ error ───────────────────────► #retryError ─┴─ what does the policy say?
 *            │                                                      ├─ no ──► outcome
 *            │                            #route, or #deliverPart ◄─┴─ now, or after a pause
 *            │
 *            └─ #deliverLeaderless, for partitions without a leader: what does the policy say?
 *                                                           ├─ no ──► error codes as outcome
 *                                                  #route ◄─┴─ now, or after a pause
 *
 * All parts run side by side, and none waits for another:
 * `docs/decisions/008-recursion-per-part.md`. Each way out of a part gives up its turn exactly
 * once.
 */
export class Dispatcher {
  readonly #means: DispatcherMeans
  readonly #latePolls = new LatePolls()

  constructor(means: DispatcherMeans) {
    this.#means = means
    means.metadata.onOtherCluster(() => this.#latePolls.clear())
  }

  /** Forgets answers that were kept for later calls, because there will be none. */
  close(): void {
    this.#latePolls.close()
  }

  /**
   * Resolves with one outcome for each part, whatever the brokers did. Fails only if the request
   * itself is wrong: with `KAFKA_CONFIGURATION` if it cannot be routed, and with `KAFKA_ENCODE` if
   * it cannot be encoded and has partitions without a leader. Throws `KAFKA_ENCODE` at once,
   * without a promise, for a Produce that names a partition twice.
   */
  deliver<Req, Res>(call: Call<Req, Res>, request: Req): Outcomes<Req, Res> {
    return this.#route(call, request, FIRST_ATTEMPT, turnFor(this.#means.lines, call.api, request))
  }

  async #route<Req, Res>(call: Call<Req, Res>, request: Req, attempts: AttemptState, turn: Turn | undefined): Outcomes<Req, Res> {
    try {
      const { api, options, route } = call
      const to = options.to ?? (route.shards === undefined ? route.to?.(request) : undefined)
      if (to !== undefined) return this.#deliverPart(call, { to, request }, attempts, turn)
      if (route.shards === undefined)
        throw configurationError('send', [`${api.name} is for one broker: say for which, as in { to: { nodeId: 1 } }`])
      const { metadata } = this.#means
      const topics = route.shards.topics?.(request) ?? []
      try {
        if (!metadata.touchAndCheckKnown(topics)) await metadata.ensure(topics, call.waitOptions)
        call.checkCluster()
      } catch (error) {
        return this.#retryError(call, { to: 'any', request, isUndivided: true }, attempts, turn, NO_NODE_ID, unsent(error))
      }
      const { parts, unrouted } = route.shards.split(request, metadata.map)
      if (unrouted !== undefined && attempts === FIRST_ATTEMPT) checkEncodable(api, request)
      const [only] = parts
      if (only !== undefined && parts.length === 1 && unrouted === undefined && !this.#isDoubtful(call, only))
        return this.#deliverPart(call, only, attempts, turn)
      const all = unrouted === undefined ? parts : [...parts, { to: 'any', request: unrouted } as const]
      const turns = splitTurn(this.#means.lines, call.api, turn, all)
      const deliveries = all.map((part, i) => {
        const isLeaderless = part.request === unrouted
        if (this.#isDoubtful(call, isLeaderless ? { to: NO_LEADER, request: part.request } : part))
          return this.#refreshAndRoute(call, part.request, attempts, turns?.[i])
        if (isLeaderless) return this.#deliverLeaderless(call, part.request, attempts, turns?.[i], parts.length > 0)
        return this.#takeOverOrDeliver(call, part, attempts, turns?.[i])
      })
      if (!call.isPoll || call.isWaitOnly) return (await Promise.all(deliveries)).flat()
      const waitMs = askedWaitMs(api.key, request)
      const keys = all.map(part => lateKeyOf(call, part, metadata.map))
      const keepLate = (index: number, delivery: Outcomes<Req, Res>): void => this.#latePolls.keep(keys[index], delivery)
      return gatherPoll(all, deliveries, { call, waitMs, pauses: this.#means.pauses, keepLate })
    } catch (error) {
      // The request cannot be routed or encoded at all. Parts do not reject, and give up their own
      // turns.
      turn?.leave()
      throw error
    }
  }

  // Whether a part waits for a refresh. It does if its broker is under suspicion, and the map still
  // names that broker as the leader of one of its topics. The same holds for missing leaders: they
  // can be under suspicion too. A part that does not depend on leaders, as of a request to all
  // brokers, does not wait: it would be divided among all brokers once more.
  #isDoubtful<Req, Res>({ route, isRoutedByLeader }: Call<Req, Res>, { to, request }: Part<Req>): boolean {
    const { metadata } = this.#means
    return isRoutedByLeader && metadata.isInDoubt(to) && !metadata.touchAndCheckFresh(route.shards?.topics?.(request) ?? [])
  }

  // The leader of these partitions has failed, or there was none: the metadata is refreshed before
  // they are sent. Partitions with other leaders do not wait for the refresh.
  async #refreshAndRoute<Req, Res>(call: Call<Req, Res>, request: Req, attempts: AttemptState, turn: Turn | undefined): Outcomes<Req, Res> {
    try {
      await this.#means.metadata.ensure(call.route.shards?.topics?.(request) ?? [], call.waitOptions)
    } catch (error) {
      return this.#retryError(call, { to: 'any', request, isUndivided: true }, attempts, turn, NO_NODE_ID, unsent(error))
    }
    return this.#route(call, request, attempts, turn)
  }

  // A part of a long poll takes over an equal part of an earlier poll that is still under way.
  async #takeOverOrDeliver<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    attempts: AttemptState,
    turn: Turn | undefined
  ): Outcomes<Req, Res> {
    if (call.isPoll && !call.isWaitOnly) {
      const { pauses, metadata } = this.#means
      const key = lateKeyOf(call, part, metadata.map)
      const nodeId = isNode(part.to) ? part.to.nodeId : NO_NODE_ID
      const means = { call, request: part.request, nodeId, key, pauses, late: this.#latePolls }
      for (let underWay = this.#latePolls.take(key); underWay !== undefined; underWay = this.#latePolls.take(key)) {
        const outcomes = await takeOver(underWay, means)
        if (outcomes !== undefined) return outcomes
      }
    }
    return this.#deliverPart(call, part, attempts, turn)
  }

  // Partitions that no known broker leads: the driver answers for them, or routes them again later.
  async #deliverLeaderless<Req, Res>(
    call: Call<Req, Res>,
    request: Req,
    attempts: AttemptState,
    turn: Turn | undefined,
    hasOthers: boolean
  ): Outcomes<Req, Res> {
    const { metadata, retries } = this.#means
    const answer = answerLeaderless(call, request, metadata.map)
    // Brokers that cannot be asked for topic ids cannot take a request with one. The connection
    // says so, with the versions.
    const isRefused = answer?.codes.includes(errorCodes.UNSUPPORTED_VERSION) === true
    if (answer === undefined || isRefused) return this.#deliverPart(call, { to: 'any', request }, attempts, turn)
    const { codes, response } = answer
    const [code = errorCodes.UNKNOWN_SERVER_ERROR] = codes
    const { name } = call.api
    metadata.suspect()
    try {
      metadata.closed.throwIfAborted() // a closed cluster answers nothing by itself either
      const decision = decideWithoutLeader(
        { call, request, to: NO_LEADER, attempts, nodeId: NO_NODE_ID, isBehind: false },
        codes,
        hasOthers
      )
      if (decision !== 'no') {
        const refusal = answeredError(name, code, 'answered')
        await retries.waitBeforeRetry(call, attempts.attempt, decision, refusal)
        return await this.#route(call, request, nextAttempt(attempts, { nodeId: NO_NODE_ID, error: refusal }), turn)
      }
    } catch (error) {
      turn?.leave()
      return [{ nodeId: NO_NODE_ID, request, error: finalError(error, attempts) }]
    }
    turn?.leave()
    const isOutcomeOpen = attempts.openReason !== undefined && !call.changesNothing
    if (!call.isPosted && !isOutcomeOpen) return [{ nodeId: NO_NODE_ID, request, response }]
    return [{ nodeId: NO_NODE_ID, request, error: finalError(answeredError(name, code, 'not-sent'), attempts) }]
  }

  async #deliverPart<Req, Res>(call: Call<Req, Res>, part: Part<Req>, attempts: AttemptState, turn: Turn | undefined): Outcomes<Req, Res> {
    const { pool, destinations, silences, throttles } = this.#means
    const { to, request } = part
    let nodeId = NO_NODE_ID
    let connection: Connection
    try {
      call.checkCluster()
      nodeId = isNode(to) ? to.nodeId : await destinations.resolve(to, call.lane, call, attempts.nodeId)
      for (;;) {
        connection = pool.ready(nodeId, call.lane) ?? (await pool.acquire(nodeId, call.lane, call.acquireOptions(attempts.attempt)))
        const further = this.#splitFurther(call, part, connection, attempts, turn)
        if (further !== undefined) return await further
        if (throttles.remainingMs(connection) > 0) await throttles.waitUntilOver(call, connection)
        else if (turn === undefined || turn.canGoOut(connection)) break
        else {
          await waitForTurn(this.#means.pauses, call, turn)
          // The requests before this one may have shown meanwhile that another broker is the right
          // one.
          return await this.#repeat(call, part, attempts, turn)
        }
      }
    } catch (error) {
      return this.#retryError(call, part, attempts, turn, nodeId, unsent(error))
    }
    let response: Answered<Req, Res>['response']
    const watched = call.isWaitOnly ? undefined : silences.begin(call, request, nodeId, connection)
    try {
      turn?.markSent(connection)
      response = await call.transmit(connection, request)
      if (call.isAnswered) throttles.readAnswer(call, connection, response)
    } catch (error) {
      return this.#retryError(call, part, attempts, turn, nodeId, error)
    } finally {
      if (watched !== undefined) silences.end(watched)
    }
    if (!call.isAnswered) {
      turn?.leave()
      return [{ nodeId, request, response }]
    }
    const { answered, errors } = separateLeftOut(call, { nodeId, request, response }, connection.broker)
    if (answered === undefined) {
      turn?.leave()
      return [...errors]
    }
    const sifted = siftAnswer(call, to, answered, turn)
    if (sifted !== undefined) return [...errors, ...(await this.#retryCodes(call, part, attempts, turn, answered, sifted))]
    turn?.leave()
    return errors.length === 0 ? [answered] : [...errors, answered]
  }

  // Divides a part that none of the broker's versions can carry as it is. Undefined if one of them
  // can.
  #splitFurther<Req, Res>(
    call: Call<Req, Res>,
    { to, request }: Part<Req>,
    connection: Connection,
    attempts: AttemptState,
    turn: Turn | undefined
  ): Outcomes<Req, Res> | undefined {
    const { route } = call
    if (route.shards?.splitFurther === undefined) return undefined
    const requests = route.shards.splitFurther(request, call.versionsOn(connection))
    if (requests === undefined) return undefined
    const parts = requests.map(each => ({ to, request: each }))
    const turns = splitTurn(this.#means.lines, call.api, turn, parts)
    return Promise.all(parts.map((each, i) => this.#deliverPart(call, each, attempts, turns?.[i]))).then(outcomes => outcomes.flat())
  }

  // The answer of a broker has error codes, but another attempt may get an answer without them:
  // from another broker, or later from the same one.
  async #retryCodes<Req, Res>(
    call: Call<Req, Res>,
    { to }: Part<Req>,
    attempts: AttemptState,
    turn: Turn | undefined,
    outcome: Answered<Req, Res>,
    sifted: Sifted<Req, Res>
  ): Outcomes<Req, Res> {
    const { nodeId } = outcome
    const { again: request, settled, codes } = sifted
    const [code = errorCodes.UNKNOWN_SERVER_ERROR] = codes
    const { name } = call.api
    const isHintUsed = learnFromAnswer(this.#means, call, to, nodeId, sifted)
    if (request === undefined || isFinalAnswer(call, sifted)) {
      turn?.leave()
      return [outcome]
    }
    const done = settled === undefined ? [] : [{ nodeId, request: settled.request, response: settled.response }]
    const rest = settled === undefined ? turn : splitTurn(this.#means.lines, call.api, turn, [{ request }])?.[0]
    rest?.markUnsent()
    const isOpen = !call.changesNothing && (sifted.mayBeDone ?? codes.some(mayBeDone))
    const openReason = isOpen ? answeredError(name, code, 'maybe-sent').message : undefined
    const refusal = answeredError(name, code, 'answered')
    const next = nextAttempt(attempts, { nodeId, error: refusal, openReason })
    if (next.openReason !== undefined) rest?.markMayBeDone()
    try {
      const decision = decideAfterCodes({ call, request, to, attempts, nodeId, isBehind: rest?.isBehind === true }, codes, isHintUsed)
      if (decision === 'no') {
        rest?.leave()
        if (attempts.openReason === undefined || call.changesNothing) return [outcome]
        // The last answer says that nothing was done, but an earlier attempt may have been
        // processed. `finalError` makes `maybe-sent` of this `not-sent`.
        return [...done, { nodeId, request, error: finalError(answeredError(name, code, 'not-sent'), attempts) }]
      }
      await this.#means.retries.waitBeforeRetry(call, attempts.attempt, decision, refusal)
    } catch (error) {
      rest?.leave()
      return [...done, { nodeId, request, error: finalError(error, next) }]
    }
    return [...done, ...(await this.#repeat(call, { to, request }, next, rest))]
  }

  // An attempt has failed, before or after the request was sent.
  async #retryError<Req, Res>(
    call: Call<Req, Res>,
    part: Part<Req>,
    attempts: AttemptState,
    turn: Turn | undefined,
    nodeId: number,
    error: unknown
  ): Outcomes<Req, Res> {
    const { request, to } = part
    turn?.markUnsent()
    learnFromError(this.#means, nodeId, error)
    const next = nextAttempt(attempts, { nodeId, error })
    try {
      const ended = { call, request, to, attempts, nodeId, isBehind: turn?.isBehind === true }
      const decision = decideAfterError(ended, error, this.#means.metadata.map)
      if (decision !== 'no') {
        if (next.openReason !== undefined) turn?.markMayBeDone()
        await this.#means.retries.waitBeforeRetry(call, attempts.attempt, decision, error)
        return await this.#repeat(call, part, next, turn)
      }
    } catch (stopped) {
      turn?.leave()
      return [{ nodeId, request, error: finalError(stopped, next) }]
    }
    turn?.leave()
    return [{ nodeId, request, error: finalError(error, attempts) }]
  }

  // Leaders may have moved since the last attempt, so parts that are routed by leader are split
  // again, and so is a request that was not divided yet. A coordinator or the controller is looked
  // up again by `#deliverPart`.
  #repeat<Req, Res>(call: Call<Req, Res>, part: Part<Req>, attempts: AttemptState, turn: Turn | undefined): Outcomes<Req, Res> {
    return call.isRoutedByLeader || part.isUndivided
      ? this.#route(call, part.request, attempts, turn)
      : this.#deliverPart(call, part, attempts, turn)
  }
}
