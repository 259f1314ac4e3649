import { errorCodes } from 'kafkawire'
import { Fetch, Produce, type ProduceRequest } from 'kafkawire/messages'
import type { Schedule } from '../../schedule/schedule.ts'
import { attemptsByCall, type Seen } from '../delivery/attempts-of.ts'
import { codesIn } from '../delivery/codes-in.ts'
import type { CallEntry, History } from '../history.ts'

// Faults after which nothing is silent, throttled or slow.
const QUICK: readonly string[] = [
  'reset',
  'fin',
  'refused-address',
  'unreachable-address',
  'unknown-host',
  'kill',
  'stop',
  'move-leaders',
  'move-controller',
  'move-coordinators'
]
// The default of `pool.backoff.maxMs` is a second, 20 % more or less. Then come a dial with a login,
// metadata, and a look-up of a coordinator.
const AWAKE_MS = 3_500
const ROOM_MS = 1

/**
 * When an outage is over, all calls that waited for its end go on at once (docs/delivery.md,
 * "Outages"). `healedMs`: when the last fault ended.
 */
export function outagesAreNotSleptThrough(
  { entries }: Pick<History, 'entries'>,
  seen: Pick<Seen, 'attempts'>,
  { faults, settings: { options = {} } }: Pick<Schedule, 'faults' | 'settings'>,
  healedMs: number
): string[] {
  if (!faults.every(({ fault }) => QUICK.includes(fault)) || Object.keys(options).length > 0) return []
  const attemptsOf = attemptsByCall(seen)
  return entries.flatMap(entry => {
    const { actor, api, beganMs, endedMs = Number.POSITIVE_INFINITY, retryMs, limitMs } = entry
    const isWaiting = isProduceByName(entry) && retryMs !== undefined && beganMs < healedMs && endedMs > healedMs + AWAKE_MS
    if (!isWaiting || beganMs + Math.min(retryMs, limitMs) < healedMs + AWAKE_MS) return []
    const attempts = attemptsOf.get(entry) ?? []
    const goesOn = attempts.some(
      each => each.atMs <= healedMs + AWAKE_MS && (each.atMs >= healedMs || (each.endedMs ?? healedMs) >= healedMs - ROOM_MS)
    )
    if (goesOn) return []
    return [`${actor}: ${api}, called at ${Math.round(beganMs)} ms, did not go on within ${AWAKE_MS} ms after the outage`]
  })
}

// Brokers that do not know the id of a topic are asked again and again, and that is no outage.
const isProduceByName = ({ api, request, isDirect }: CallEntry): boolean =>
  isDirect && api === Produce.name && (request as ProduceRequest).topicData.every(({ name }) => name)

const NOT_ME: readonly number[] = [errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.NOT_COORDINATOR]
// The driver follows what five refreshes agree on (docs/cluster.md, "Metadata"), and has one for each
// pause. Each of these may be 20 % longer.
const PAUSES = 6
const SPREAD = 1.2
const FOUND_MS = 15_000
const MAX_PAUSE_MS = 1_000

/**
 * An answer that says "not me" is not returned while another attempt is allowed, because the driver
 * finds the right broker (docs/delivery.md, "What is retried"). It has found it some time after the
 * last fault.
 */
export function rightBrokersAreFound(
  { entries }: Pick<History, 'entries'>,
  { options = {} }: Pick<Schedule['settings'], 'options'>,
  healedMs: number
): string[] {
  const pauseMs = SPREAD * (options['retry.maxMs'] ?? MAX_PAUSE_MS)
  const foundMs = healedMs + FOUND_MS + PAUSES * pauseMs
  return entries.flatMap(({ actor, api, beganMs, endedMs = 0, retryMs, answer, isDirect }) => {
    const isDue = isDirect && api !== Fetch.name && endedMs > foundMs // a Fetch returns what it has
    const isAllowed = retryMs !== undefined && endedMs + pauseMs < beganMs + retryMs // another attempt fits into the time
    const code = isDue && isAllowed ? codesIn(answer).find(each => NOT_ME.includes(each)) : undefined
    if (code === undefined) return []
    const called = `${actor}: ${api}, called at ${Math.round(beganMs)} ms, was answered with code ${code} at ${Math.round(endedMs)} ms`
    return [`${called}, although the last fault has ended at ${Math.round(healedMs)} ms`]
  })
}
