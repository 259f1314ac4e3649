import { inMs, KafkaError } from '../../errors.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { Call } from '../call.ts'
import type { Late, LatePolls } from './late-polls.ts'
import type { Outcome } from './outcomes.ts'

interface TakeOver<Req, Res> {
  readonly call: Call<Req, Res>
  readonly request: Req
  readonly nodeId: number
  readonly key: unknown
  readonly pauses: PauseGroup
  readonly late: LatePolls
}

/**
 * Waits for a part of an earlier poll in place of sending an equal one. The call that takes over
 * has limits of its own: its `timeoutMs` and its `signal`. When they end the wait, the part is kept
 * for the next poll. Resolves with undefined if the part has failed, for example by the limits of
 * the call that sent it: then it has to be sent.
 */
export async function takeOver<Req, Res>(
  underWay: Late,
  { call, request, nodeId, key, pauses, late }: TakeOver<Req, Res>
): Promise<Outcome<Req, Res>[] | undefined> {
  const { timeoutMs, signal } = call.options
  const waitMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Math.max(call.remainingMs, 0)
  const ended = underWay.catch(() => undefined)
  try {
    if (!(await pauses.race(ended, waitMs, signal))) {
      const outcomes = (await ended) as Outcome<Req, Res>[] | undefined
      return outcomes?.some(({ error }) => error !== undefined) ? undefined : outcomes
    }
  } catch (error) {
    late.keep(key, underWay)
    return [{ nodeId, request, error }]
  }
  late.keep(key, underWay)
  const text = `${call.api.name}: broker ${nodeId} had not answered within the timeoutMs of ${inMs(call.limitMs)}`
  const fields = { phase: 'response', timeoutMs: call.limitMs, delivery: 'maybe-sent', api: call.api.name } as const
  return [{ nodeId, request, error: new KafkaError('KAFKA_TIMEOUT', text, fields) }]
}
