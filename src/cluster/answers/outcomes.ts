import { type Delivery, isKafkaError, KafkaError } from '../../errors.ts'
import { isSeed } from '../../pool/broker-name.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import type { Answer, Route } from '../routing/route.ts'
import { answerWithCodes, type RoutedApi } from './local-answers.ts'

/**
 * The outcome of the part of a request that went to one broker: its `response`, or its `error`.
 * `nodeId` is the id of that broker; -1 stands for a bootstrap server, whose id is not known, and
 * for a part that no broker was found for. `delivery` says whether the part was sent.
 */
export type Shard<Res> =
  | { readonly nodeId: number; readonly response: Decoded<Res>; readonly error?: undefined; readonly delivery: 'answered' }
  | { readonly nodeId: number; readonly response?: undefined; readonly error: unknown; readonly delivery: Delivery }

/**
 * How one part of a request has ended, with the request of that part. `nodeId` is -1 if no broker
 * was found.
 */
export type Outcome<Req, Res> =
  | { readonly nodeId: number; readonly request: Req; readonly response: Decoded<Res>; readonly error?: undefined }
  | { readonly nodeId: number; readonly request: Req; readonly response?: undefined; readonly error: unknown }

/**
 * Merges the outcomes of all parts into one answer. If a part has failed, it throws:
 *
 * - the error of the only part, or
 * - a new error for the whole request, with `shards`: the outcome of every part.
 *
 * A long poll that has an answer of at least one broker does not throw for a retriable error of
 * another part: the partitions of that part get REQUEST_TIMED_OUT or NETWORK_EXCEPTION.
 */
export function joinOutcomes<Req, Res>(
  route: Route<Req, Res>,
  request: Req,
  outcomes: readonly Outcome<Req, Res>[],
  api: Api<Req, Res>
): Decoded<Res> {
  const { shards } = route
  const joined = shards?.isPoll && outcomes.some(isAnswer) ? outcomes.map(outcome => asCodes({ api, route }, outcome)) : outcomes
  const failed = joined.filter(outcome => outcome.response === undefined)
  if (failed.length > 0) throw errorOfAll(api, failed, joined)
  const answers = joined.filter(isAnswer)
  if (shards !== undefined) return shards.merge(request, answers)
  const [only] = answers
  if (only === undefined) throw new Error(`${api.name}, which is not split, has no answer`) // unreachable
  return only.response
}

/**
 * The outcome of a part as users get it. The node id is -1 for a bootstrap server, whose own id is
 * internal. An error that is not of this driver, such as a signal's reason, counts as `maybe-sent`.
 */
export function asShard<Res>({ nodeId: id, response, error }: Outcome<unknown, Res>): Shard<Res> {
  const nodeId = isSeed(id) ? -1 : id
  if (response !== undefined) return { nodeId, response, delivery: 'answered' }
  return { nodeId, error, delivery: (isKafkaError(error) ? error.delivery : undefined) ?? 'maybe-sent' }
}

// Turns a retriable error into error codes after which a consumer polls again.
function asCodes<Req, Res>(call: RoutedApi<Req, Res>, outcome: Outcome<Req, Res>): Outcome<Req, Res> {
  const { nodeId, request, error } = outcome
  if (!isKafkaError(error) || !error.retriable) return outcome
  const response = answerWithCodes(call, request, () =>
    error.code === 'KAFKA_TIMEOUT' ? errorCodes.REQUEST_TIMED_OUT : errorCodes.NETWORK_EXCEPTION
  )
  return response === undefined ? outcome : { nodeId, request, response }
}

// Makes a new error, because the `delivery` of a part's own error holds for that part alone.
function errorOfAll<Req, Res>(api: Api<Req, Res>, failed: readonly Outcome<Req, Res>[], all: readonly Outcome<Req, Res>[]): unknown {
  const [worst] = [...failed].sort((a, b) => severity(b.error) - severity(a.error))
  const error = worst?.error
  if (all.length === 1 || worst === undefined || !isKafkaError(error)) return error
  const delivery = all.every(({ error: each }) => isKafkaError(each) && each.delivery === 'not-sent') ? 'not-sent' : 'maybe-sent'
  const where = worst.nodeId >= 0 ? ` (broker ${worst.nodeId})` : ''
  const text = `${failed.length} of ${all.length} parts of ${api.name} failed, see \`shards\`. The worst error${where}: ${error.message}`
  const whole = new KafkaError(error.code, text, { ...error, delivery, cause: error })
  // Not enumerable: a logged error would otherwise print all answers.
  return Object.defineProperty(whole, 'shards', { value: all.map(asShard), configurable: true })
}

// Errors that would come again are worse than retriable ones, and `maybe-sent` is worse than
// `not-sent`.
function severity(error: unknown): number {
  if (!isKafkaError(error)) return 3
  return (error.retriable ? 0 : 2) + (error.delivery === 'maybe-sent' ? 1 : 0)
}

const isAnswer = <Req, Res>(outcome: Outcome<Req, Res>): outcome is Outcome<Req, Res> & Answer<Req, Res> => outcome.response !== undefined
