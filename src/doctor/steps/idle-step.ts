import { now } from '../../clock.ts'
import { isKafkaError } from '../../index.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import { pause } from '../../waiting/pause.ts'
import type { Place } from '../probe/tcp-probe.ts'
import { type Means, openConnection } from './means.ts'

/** Leaves a connection without traffic for a time, and then uses it again. */
export async function checkIdle(idleMs: number, place: Place, subject: string, means: Means): Promise<void> {
  const { options, notebook } = means
  const connection = await openConnection(place, means, { hasSasl: options.sasl !== undefined })
  const beganMs = now()
  try {
    await Promise.race([pause(idleMs, options.signal), connection.closed])
    if (connection.state !== 'open') {
      const after = inSeconds(now() - beganMs)
      return notebook.failed('idle', subject, `closed after ${after}`, {
        cause: `A connection without traffic was closed from the other side after ${after}.`,
        remedy: remedyFor(after)
      })
    }
    const askedMs = now()
    await connection.send(Metadata, { topics: [] })
    notebook.ok('idle', subject, `works after ${inSeconds(idleMs)} without traffic`, now() - askedMs)
  } catch (error) {
    options.signal.throwIfAborted()
    if (!isKafkaError(error)) throw error
    const after = inSeconds(idleMs)
    const isSilent = isKafkaError(error, 'KAFKA_TIMEOUT')
    notebook.failed('idle', subject, `${isSilent ? 'no answer' : 'broken'} after ${after} without traffic`, {
      cause: isSilent
        ? `After ${after} without traffic a connection gets no answer any more, and nobody says so: a NAT or a firewall has dropped it.`
        : `After ${after} without traffic a connection is reset when it is used again: a NAT, a firewall or a load balancer has dropped it.`,
      remedy: remedyFor(after)
    })
  } finally {
    await connection.close({ timeoutMs: 1 })
  }
}

const remedyFor = (after: string): string =>
  `On this machine: close idle connections before ${after} (timeouts.idleMs; in Java connections.max.idle.ms), or send pings (timeouts.pingMs). In the network: raise the idle timeout of the NAT, firewall or load balancer.`

function inSeconds(ms: number): string {
  const seconds = ms / 1_000
  return [ms < 10_000 ? Math.round(seconds * 10) / 10 : Math.round(seconds), 's'].join(' ')
}
