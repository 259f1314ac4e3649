import type { BrokerAddress } from '../../errors.ts'
import { KafkaError } from '../../errors.ts'
import type { Call } from '../call.ts'
import type { Answer } from '../routing/route.ts'
import { leftOutNames } from './left-out-names.ts'
import type { Outcome } from './outcomes.ts'

type Answered<Req, Res> = Answer<Req, Res> & { readonly nodeId: number }

/** An answer in two: what it says something about, and errors for what it leaves out. */
export interface Separated<Req, Res> {
  readonly answered: Answered<Req, Res> | undefined
  readonly errors: readonly Outcome<Req, Res>[]
}

/**
 * Compares an answer with its request. What the answer leaves out becomes an error, because nothing
 * is known about it: it must not look like a success.
 */
export function separateLeftOut<Req, Res>(call: Call<Req, Res>, outcome: Answered<Req, Res>, broker: BrokerAddress): Separated<Req, Res> {
  if (!call.isAnswered) return { answered: outcome, errors: [] }
  const { nodeId, request, response } = outcome
  const gap = call.route.shards?.gap?.(request, response)
  if (gap !== undefined) {
    const answered = gap.answered === undefined ? undefined : { nodeId, request: gap.answered, response }
    return { answered, errors: [{ nodeId, request: gap.missing, error: leftOutError(call, gap.names, broker) }] }
  }
  // For APIs whose route has no `gap`. APIs that have one are not in the table of `leftOutNames`.
  const names = leftOutNames(call.api, request, response)
  return { answered: outcome, errors: names.length === 0 ? [] : [{ nodeId, request, error: leftOutError(call, names, broker) }] }
}

function leftOutError<Req, Res>({ api, changesNothing }: Call<Req, Res>, names: readonly string[], broker: BrokerAddress): KafkaError {
  const text = `The answer to ${api.name} from ${broker.host}:${broker.port} says nothing about ${names.join(', ')}, which the request names`
  const fate = changesNothing ? 'the call changed nothing and can be repeated' : 'whether the broker did it is unknown'
  const delivery = changesNothing ? 'answered' : 'maybe-sent'
  return new KafkaError('KAFKA_PROTOCOL', `${text}: ${fate}`, { api: api.name, broker, delivery })
}
