import { inMs, KafkaError } from '../../errors.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { LatePolls } from './late-polls.ts'
import type { Outcome } from './outcomes.ts'

// A broker answers a long poll when `maxWaitMs` is over, and its answer takes some time to get here.
const GRACE_MS = 250

interface PollMeans {
  readonly api: string
  /** How long the request asks brokers to wait for records. */
  readonly waitMs: number
  readonly pauses: PauseGroup
  /** Takes the parts that are still under way when the poll is over. */
  readonly late: LatePolls
}

/**
 * Waits for the parts of a long poll that goes to several brokers, and hands out what there is when its time is over: one broker that is frozen or
 * gone does not hold back the records of the others. While no broker has answered it goes on waiting for the first.
 */
export async function gatherPoll<Req, Res>(
  parts: readonly { readonly request: Req }[],
  deliveries: readonly Promise<Outcome<Req, Res>[]>[],
  { api, waitMs, pauses, late }: PollMeans
): Promise<Outcome<Req, Res>[]> {
  const settled = new Map<number, readonly Outcome<Req, Res>[]>()
  const watched = deliveries.map(async (delivery, i) => {
    const outcomes = await delivery
    settled.set(i, outcomes)
    return outcomes
  })
  const all = Promise.all(watched)
  const answered = Promise.any(watched.map(async outcomes => (await outcomes).some(isFromBroker) || Promise.reject(new Error('no answer'))))
  answered.catch(() => undefined) // then all have failed, which `all` tells
  const isOver = await pauses.race(all, waitMs + GRACE_MS, undefined)
  if (!isOver) return (await all).flat()
  await Promise.race([all, answered.catch(() => all)])
  return deliveries.flatMap((delivery, i) => {
    const outcomes = settled.get(i)
    if (outcomes !== undefined) return outcomes
    const { request } = parts[i] as { readonly request: Req }
    late.keep(request, delivery)
    return [{ nodeId: nodeIdOf(parts[i]), request, error: tooLate(api, waitMs + GRACE_MS) }]
  })
}

// The error codes of partitions without a leader are made here, and are not worth ending a poll for.
const isFromBroker = <Req, Res>({ nodeId, response }: Outcome<Req, Res>): boolean => nodeId >= 0 && response !== undefined

function nodeIdOf(part: unknown): number {
  const { to } = part as { readonly to?: unknown }
  return typeof to === 'object' && to !== null && 'nodeId' in to && typeof to.nodeId === 'number' ? to.nodeId : -1
}

function tooLate(api: string, timeoutMs: number): KafkaError<'KAFKA_TIMEOUT'> {
  const text = `${api}: this broker had not answered after ${inMs(timeoutMs)}, when the call returned what other brokers had answered`
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, delivery: 'maybe-sent', api })
}
