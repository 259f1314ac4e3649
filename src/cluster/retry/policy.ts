import { isKafkaError } from '../../errors.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { backoffMs } from '../../waiting/backoff.ts'
import type { Call } from '../call.ts'
import type { ClusterMap } from '../metadata/cluster-map.ts'
import { UNKNOWN_TOPIC_ATTEMPTS } from '../metadata/find-leader.ts'
import { isNode } from '../routing/destinations.ts'
import { type Destination, isSafeToRepeat, type Sifted } from '../routing/route.ts'
import { type AttemptState, failuresAt } from './attempts.ts'
import { isUnknownTopic } from './retry-codes.ts'
import { isPlannedEnd } from './transport-failure.ts'

// Whether another attempt follows, and when. The dispatcher asks here after each attempt that
// brought no final answer, and `retries.ts` makes the pause. After an answer, the `sift` of the API
// has chosen which entries may go again; this file says whether the limits allow it. The tables
// behind these decisions:
//
//     routing/routing-table.ts   which APIs may be sent twice (`safeToRepeat`), with reasons
//     idempotent.ts              which Produce requests may be sent twice
//     retry-codes.ts             groups of error codes
//     may-be-done.ts             after which error codes a broker may have done something
//     transport-failure.ts       which errors say that a broker cannot be reached

/**
 * Whether another attempt follows: not (`'no'`), at once (`'now'`), or after a pause of this number
 * of milliseconds.
 */
export type RetryDecision = 'no' | 'now' | number

/** An attempt that brought no final answer. */
export interface EndedAttempt<Req, Res> {
  readonly call: Call<Req, Res>
  /**
   * The request that would be sent again: the part, or the entries of the part that were not done.
   */
  readonly request: Req
  readonly to: Destination
  /** All attempts so far, the ended one included. */
  readonly attempts: AttemptState
  /** The broker that the attempt was for; -1 if none was found. */
  readonly nodeId: number
  /** Whether an earlier request for one of its partitions is not settled yet. */
  readonly isBehind: boolean
}

/**
 * After an attempt whose connection was closed on purpose, the next one follows without a pause, up
 * to this number of attempts. Then there is a pause as after any failure: otherwise a broker that
 * closes each new connection would be dialled in a tight loop.
 */
const MAX_ATTEMPTS_AT_ONCE = 3

/**
 * A leader that a broker has just named is asked without a pause, up to this number of attempts.
 * Then there is a pause: otherwise brokers that send a request in circles would be asked in a tight
 * loop.
 */
const MAX_HINTS_FOLLOWED = 5

/**
 * After two attempts the metadata has been refreshed at least once, so that a broker which is
 * missing from it has left the cluster.
 */
const ATTEMPTS_BEFORE_GONE = 2

/** Decides whether another attempt follows one that failed with an error. */
export function decideAfterError<Req, Res>(ended: EndedAttempt<Req, Res>, error: unknown, map: ClusterMap): RetryDecision {
  const { call, request, attempts } = ended
  // The error would come again, such as a wrong option or refused credentials, or it is no error of
  // the driver, such as the reason of the caller's signal.
  if (!isKafkaError(error) || !error.retriable) return 'no'
  // The program sends more than the brokers take. Repeating adds to it: the program has to send
  // less.
  if (isKafkaError(error, 'KAFKA_QUEUE_FULL')) return 'no'
  // A second copy must do no harm where the first may have been processed.
  if (error.delivery === 'maybe-sent' && !isSafeToRepeat(call.route, request)) return 'no'
  // The request is for this broker and no other, and the broker has left the cluster.
  if (hasLeftCluster(ended, map)) return 'no'
  // The connection was closed on purpose before a byte of the request was out. That is no failure
  // of the broker: a new connection takes its place, and the caller does not notice.
  const isReplaced = isPlannedEnd(error) && error.delivery === 'not-sent' && attempts.attempt <= MAX_ATTEMPTS_AT_ONCE
  // All of the request goes to other leaders by now: the failure of the old one is no reason to
  // wait.
  const isAtOnce = (): boolean => hasMoved(ended, map)
  return withinLimits(ended, isReplaced ? 0 : backoffOf(ended), isAtOnce)
}

/**
 * Decides whether another attempt follows an answer with error codes. Another broker, or later the
 * same one, may answer without them. `isHintUsed`: the answer named other leaders (KIP-951), and
 * they are in the map now.
 */
export function decideAfterCodes<Req, Res>(ended: EndedAttempt<Req, Res>, codes: readonly number[], isHintUsed: boolean): RetryDecision {
  const { attempt } = ended.attempts
  // A topic that was just created is not known to every broker at once. A topic that was never
  // created is not looked for until the time is over.
  if (attempt >= UNKNOWN_TOPIC_ATTEMPTS && codes.every(isUnknownTopic)) return 'no'
  return withinLimits(ended, backoffOf(ended), () => isHintUsed && attempt <= MAX_HINTS_FOLLOWED)
}

/**
 * Decides whether another attempt follows for partitions that no known broker leads. `codes` are
 * the error codes that brokers would answer with. `hasOthers`: other partitions of the same request
 * have leaders.
 */
export function decideWithoutLeader<Req, Res>(ended: EndedAttempt<Req, Res>, codes: readonly number[], hasOthers: boolean): RetryDecision {
  // A long poll hands out what other partitions have. The program polls again in any case.
  if (ended.call.isPoll && hasOthers) return 'no'
  // No election helps against, for example, TOPIC_AUTHORIZATION_FAILED.
  if (!codes.some(code => errorFor(code).retriable)) return 'no'
  return decideAfterCodes(ended, codes, false)
}

/**
 * Whether an answer goes to the caller as it is, although it has error codes: nothing of it is
 * worth another attempt, or it belongs to a long poll that has something to hand out and does not
 * wait for the rest.
 */
export function isFinalAnswer<Req, Res>({ isPoll }: Call<Req, Res>, { again, settled }: Sifted<Req, Res>): boolean {
  return again === undefined || (isPoll && settled !== undefined)
}

function withinLimits<Req, Res>(ended: EndedAttempt<Req, Res>, pauseMs: number, isAtOnce: () => boolean): RetryDecision {
  const { attempts, call, isBehind } = ended
  if (attempts.attempt >= call.maxAttempts) return 'no'
  // The time for the call ends before the pause would.
  if (pauseMs >= call.remainingMs) return 'no'
  // An earlier request for the same partitions waits for its own next attempt, and this request
  // goes after it. A second pause would be added to the first one.
  if (pauseMs === 0 || isBehind || isAtOnce()) return 'now'
  return pauseMs
}

// The pause grows with the failures in a row at one broker. Failures at other brokers do not count
// for it.
function backoffOf<Req, Res>({ attempts, call, nodeId }: EndedAttempt<Req, Res>): number {
  return backoffMs(failuresAt(attempts, nodeId), call.limits)
}

function hasLeftCluster<Req, Res>({ attempts, call, nodeId, to }: EndedAttempt<Req, Res>, map: ClusterMap): boolean {
  return isNode(to) && !call.isRoutedByLeader && attempts.attempt > ATTEMPTS_BEFORE_GONE && !map.brokers.has(nodeId)
}

function hasMoved<Req, Res>({ call, nodeId, request }: EndedAttempt<Req, Res>, map: ClusterMap): boolean {
  const { shards } = call.route
  if (!call.isRoutedByLeader || nodeId < 0 || shards === undefined) return false
  const { parts, unrouted } = shards.split(request, map)
  return unrouted === undefined && !parts.some(({ to }) => isNode(to) && to.nodeId === nodeId)
}
