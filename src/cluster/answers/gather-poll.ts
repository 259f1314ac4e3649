import { inMs, KafkaError } from '../../errors.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { Call } from '../call.ts'
import type { Outcome } from './outcomes.ts'

// A broker answers a long poll when `maxWaitMs` is over, and its answer needs some time on the way.
const GRACE_MS = 250

interface PollMeans<Req, Res> {
  readonly call: Call<Req, Res>
  /** How long the request asks brokers to wait for records: its `maxWaitMs`. */
  readonly waitMs: number
  readonly pauses: PauseGroup
  /** Takes a part that is still under way when the poll is over. */
  readonly keepLate: (index: number, delivery: Promise<Outcome<Req, Res>[]>) => void
}

/**
 * Waits for the parts of a long poll that goes to several brokers, until `waitMs` and 250 ms are
 * over since the call was divided for the first time. Then it resolves with what there is, so that
 * one frozen broker does not hold back the records of the others. If no broker has answered by
 * then, it waits for the first that does.
 */
export async function gatherPoll<Req, Res>(
  parts: readonly { readonly request: Req }[],
  deliveries: readonly Promise<Outcome<Req, Res>[]>[],
  { call, waitMs, pauses, keepLate }: PollMeans<Req, Res>
): Promise<Outcome<Req, Res>[]> {
  const settled = new Map<number, readonly Outcome<Req, Res>[]>()
  const watched = deliveries.map(async (delivery, i) => {
    const outcomes = await delivery
    settled.set(i, outcomes)
    return outcomes
  })
  const all = Promise.all(watched)
  const answered = Promise.any(watched.map(async outcomes => (await outcomes).some(isFromBroker) || Promise.reject(new Error('no answer'))))
  answered.catch(() => undefined) // all parts have failed: `all` has their errors
  const isOver = await pauses.race(all, call.pollLeftMs(waitMs + GRACE_MS), undefined)
  if (!isOver) return (await all).flat()
  await Promise.race([all, answered.catch(() => all)])
  return deliveries.flatMap((delivery, i) => {
    const outcomes = settled.get(i)
    if (outcomes !== undefined) return outcomes
    const { request } = parts[i] as { readonly request: Req }
    keepLate(i, delivery)
    const nodeId = nodeIdOf(parts[i])
    return [{ nodeId, request, error: timeoutError(call.api.name, nodeId, waitMs + GRACE_MS) }]
  })
}

// An answer with node id -1 was made by the driver, for partitions without a leader. It does not
// end the poll.
const isFromBroker = <Req, Res>({ nodeId, response }: Outcome<Req, Res>): boolean => nodeId >= 0 && response !== undefined

function nodeIdOf(part: unknown): number {
  const { to } = part as { readonly to?: unknown }
  return typeof to === 'object' && to !== null && 'nodeId' in to && typeof to.nodeId === 'number' ? to.nodeId : -1
}

function timeoutError(api: string, nodeId: number, timeoutMs: number): KafkaError<'KAFKA_TIMEOUT'> {
  const broker = nodeId < 0 ? 'a broker' : `broker ${nodeId}`
  const text = `${api}: ${broker} had not answered after ${inMs(timeoutMs)}, when the call returned what other brokers had answered`
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, delivery: 'maybe-sent', api })
}
