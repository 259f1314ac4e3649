import { type Delivery, isKafkaError, KafkaError } from '../../errors.ts'
import { isSeed } from '../../pool/broker-name.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import type { Answer, Route } from '../routing/routing.ts'
import { type RoutedApi, refuseWith } from './local-answers.ts'

/**
 * The outcome of the part of a request that went to one broker: its `response`, or its `error`.
 * `nodeId` is the id of that broker; -1 stands for a bootstrap server, whose id is not known, and
 * for a part that no broker was found for. `delivery` says whether the part was sent.
 */
export type Shard<Res> =
  | { readonly nodeId: number; readonly response: Decoded<Res>; readonly error?: undefined; readonly delivery: 'answered' }
  | { readonly nodeId: number; readonly response?: undefined; readonly error: unknown; readonly delivery: Delivery }

/** What became of a part, with the part that was sent. */
export type Outcome<Req, Res> =
  | { readonly nodeId: number; readonly request: Req; readonly response: Decoded<Res>; readonly error?: undefined }
  | { readonly nodeId: number; readonly request: Req; readonly response?: undefined; readonly error: unknown }

const REQUEST_TIMED_OUT = 7
const NETWORK_EXCEPTION = 13

/**
 * One answer for all of a request. Throws an error if any part has failed: that of the only part, or one for the whole, whose `shards` hold what became
 * of every part. A long poll that has an answer of one broker says an error code of the partitions of those that failed.
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
  if (only === undefined) throw new Error('a request that is not split has no answer') // which cannot be
  return only.response
}

/** What users see of an outcome. What a signal ended may have been sent. A bootstrap server has no node id of its own: −1 stands for it. */
export function asShard<Res>({ nodeId: id, response, error }: Outcome<unknown, Res>): Shard<Res> {
  const nodeId = isSeed(id) ? -1 : id
  if (response !== undefined) return { nodeId, response, delivery: 'answered' }
  return { nodeId, error, delivery: (isKafkaError(error) ? error.delivery : undefined) ?? 'maybe-sent' }
}

// Errors that may pass, as error codes that a consumer asks again after.
function asCodes<Req, Res>(call: RoutedApi<Req, Res>, outcome: Outcome<Req, Res>): Outcome<Req, Res> {
  const { nodeId, request, error } = outcome
  if (!isKafkaError(error) || !error.retriable) return outcome
  const response = refuseWith(call, request, () => (error.code === 'KAFKA_TIMEOUT' ? REQUEST_TIMED_OUT : NETWORK_EXCEPTION))
  return response === undefined ? outcome : { nodeId, request, response }
}

// The errors of the parts stay as they are: what each says of its delivery holds for its own part alone.
function errorOfAll<Req, Res>(api: Api<Req, Res>, failed: readonly Outcome<Req, Res>[], all: readonly Outcome<Req, Res>[]): unknown {
  const [worst] = [...failed].sort((a, b) => badness(b.error) - badness(a.error))
  const error = worst?.error
  if (all.length === 1 || worst === undefined || !isKafkaError(error)) return error
  const delivery = all.every(({ error: each }) => isKafkaError(each) && each.delivery === 'not-sent') ? 'not-sent' : 'maybe-sent'
  const where = worst.nodeId >= 0 ? ` (broker ${worst.nodeId})` : ''
  const text = `${failed.length} of ${all.length} parts of ${api.name} failed, as \`shards\` tells. The worst error${where}: ${error.message}`
  const whole = new KafkaError(error.code, text, { ...error, delivery, cause: error })
  // Not enumerable: what is logged of an error would otherwise hold all answers.
  return Object.defineProperty(whole, 'shards', { value: all.map(asShard), configurable: true })
}

// One that would fail again counts more than one that may not, and what may have been done more than what was not.
function badness(error: unknown): number {
  if (!isKafkaError(error)) return 3
  return (error.retriable ? 0 : 2) + (error.delivery === 'maybe-sent' ? 1 : 0)
}

const isAnswer = <Req, Res>(outcome: Outcome<Req, Res>): outcome is Outcome<Req, Res> & Answer<Req, Res> => outcome.response !== undefined
