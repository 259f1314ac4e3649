import { isKafkaError } from '../errors.ts'
import type { Decoded } from '../protocol/api.ts'
import type { Answer, Route } from './routing.ts'

/** What became of the part of a request that went to one broker. */
export type Shard<Res> =
  | { readonly nodeId: number; readonly response: Decoded<Res>; readonly error?: undefined }
  | { readonly nodeId: number; readonly response?: undefined; readonly error: unknown }

/** The same, with the part that was sent. */
export type Outcome<Req, Res> = Shard<Res> & { readonly request: Req }

/** One answer for all of a request. Throws the worst error if any part has failed; its `shards` then hold what became of every part. */
export function joinOutcomes<Req, Res>({ shards }: Route<Req, Res>, request: Req, outcomes: readonly Outcome<Req, Res>[]): Decoded<Res> {
  const failed = outcomes.filter(outcome => outcome.response === undefined)
  if (failed.length > 0) throw worstOf(failed, outcomes)
  const answers = outcomes.filter(isAnswer)
  if (shards !== undefined) return shards.merge(request, answers)
  const [only] = answers
  if (only === undefined) throw new Error('a request that is not split has no answer') // which cannot be
  return only.response
}

/** What users see of it. */
export function asShard<Res>({ nodeId, response, error }: Outcome<unknown, Res>): Shard<Res> {
  return response === undefined ? { nodeId, error } : { nodeId, response }
}

// One that would fail again counts more than one that may not, and what may have been done more than what was not.
function worstOf<Res>(failed: readonly Shard<Res>[], outcomes: readonly Outcome<unknown, Res>[]): unknown {
  const [worst] = failed.map(({ error }) => error).sort((a, b) => badness(b) - badness(a))
  // Of the request as a whole something is out, though nothing of this part is.
  if (isKafkaError(worst) && worst.delivery === 'not-sent' && outcomes.some(mayBeDone)) Object.assign(worst, { delivery: 'maybe-sent' })
  // Not enumerable, for it holds the error itself.
  if (isKafkaError(worst) && outcomes.length > 1)
    Object.defineProperty(worst, 'shards', { value: outcomes.map(asShard), configurable: true })
  return worst
}

const mayBeDone = ({ error }: { readonly error?: unknown }): boolean => !isKafkaError(error) || error.delivery !== 'not-sent'

function badness(error: unknown): number {
  if (!isKafkaError(error)) return 3
  return (error.retriable ? 0 : 2) + (error.delivery === 'maybe-sent' ? 1 : 0)
}

const isAnswer = <Req, Res>(outcome: Outcome<Req, Res>): outcome is Outcome<Req, Res> & Answer<Req, Res> => outcome.response !== undefined
