import { inMs, KafkaError } from '../../errors.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { Call } from '../call.ts'
import type { Turn } from './turn.ts'

/**
 * Waits until something has changed in the lines of a turn. Rejects with `KAFKA_TIMEOUT`, phase
 * `queue`, when the time for the call is over, and with the signal's reason.
 */
export async function waitForTurn<Req, Res>(pauses: PauseGroup, call: Call<Req, Res>, turn: Turn): Promise<void> {
  const { api, limitMs, options, remainingMs } = call
  const isTooLate = await pauses.race(turn.nextChange(), Math.max(remainingMs, 0), options.signal)
  if (isTooLate) throw turnTimeoutError(api.name, limitMs - call.remainingMs, limitMs)
}

function turnTimeoutError(api: string, waitedMs: number, limitMs: number): KafkaError<'KAFKA_TIMEOUT'> {
  const what = 'it waited for earlier requests for the same partition, group or transactional id, which are not settled yet'
  const text = `${api} was not sent within the ${inMs(limitMs)} that the call may take (timeoutMs, or retry.totalMs): ${what}`
  const details = { delivery: 'not-sent', api, elapsedMs: Math.round(waitedMs) } as const
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'queue', timeoutMs: Math.round(limitMs), ...details })
}
