import { OffsetCommit, type OffsetCommitRequest, Produce, type ProduceRequest } from 'kafkawire/messages'
import type { Attempt } from '../../traffic/traffic.ts'
import { attemptsByCall, type Seen } from '../delivery/attempts-of.ts'
import type { CallEntry, History } from '../history.ts'

// Events of one moment may be in either order.
const ROOM_MS = 1

/**
 * Invariant 4, by the requests of the driver (docs/delivery.md, "Order"): a call that has to wait
 * holds back later calls for the same partition or group. So when a request goes out, each earlier
 * call that has not settled is on its way too: a Produce on the same connection, and a commit is
 * settled.
 */
export function callsAreInOrder({ entries }: Pick<History, 'entries'>, seen: Pick<Seen, 'attempts'>): string[] {
  const attemptsOf = attemptsByCall(seen)
  const openOf = new Map<string, CallEntry[]>()
  return entries.flatMap(entry => {
    const line = lineOf(entry)
    if (line === undefined) return []
    const open = (openOf.get(line) ?? []).filter(earlier => endOf(earlier) > entry.beganMs)
    const problem = problemOf(entry, attemptsOf, open)
    openOf.set(line, [...open, entry])
    return problem ?? []
  })
}

function problemOf(
  entry: CallEntry,
  attemptsOf: ReadonlyMap<CallEntry, readonly Attempt[]>,
  earlierCalls: readonly CallEntry[]
): string | undefined {
  const { actor, api, beganMs } = entry
  for (const { atMs, trace } of attemptsOf.get(entry) ?? []) {
    const held = earlierCalls.find(
      earlier =>
        endOf(earlier) > atMs + ROOM_MS &&
        !(api === Produce.name && (attemptsOf.get(earlier) ?? []).some(other => other.trace.broker === trace.broker && isOut(other, atMs)))
    )
    if (held === undefined) continue
    const what = `${actor}: ${api}, called at ${Math.round(beganMs)} ms, was sent at ${Math.round(atMs)} ms`
    return `${what} while an earlier call, of ${Math.round(held.beganMs)} ms, was waiting to be sent`
  }
  return undefined
}

const isOut = ({ atMs, endedMs = Number.POSITIVE_INFINITY }: Attempt, nowMs: number): boolean => atMs <= nowMs && endedMs >= nowMs - ROOM_MS

const endOf = ({ endedMs = Number.POSITIVE_INFINITY }: CallEntry): number => endedMs

// What the order of a call holds for. Undefined for a call of several partitions: some of them may be
// done while others wait, and its requests do not tell for which of them they are.
function lineOf({ api, request, isDirect }: CallEntry): string | undefined {
  if (!isDirect) return undefined
  if (api === OffsetCommit.name) return `group ${(request as OffsetCommitRequest).groupId}`
  if (api !== Produce.name) return undefined
  const [topic, ...others] = (request as ProduceRequest).topicData
  return topic?.partitionData.length === 1 && others.length === 0
    ? `${topic.name || topic.topicId}-${topic.partitionData[0]?.index}`
    : undefined
}
