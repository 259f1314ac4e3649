import { createConnection } from 'node:net'
import type { Duplex } from 'node:stream'
import { now } from '../../clock.ts'
import { isFunction, isRecord } from '../../options.ts'
import { isError } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import { TimeLimit } from '../../waiting/time-limit.ts'
import type { ResolvedDiagnosis } from '../diagnose-options.ts'
import type { TcpOutcome } from '../report.ts'

/** Where a stream leads: one IP address of a host. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly address: string
}

/** What an attempt to connect led to. */
export interface TcpResult {
  readonly outcome: TcpOutcome
  readonly elapsedMs: number
  /** The code of the system's error, such as `ECONNREFUSED`. */
  readonly code: string | undefined
  /** Present if the outcome is `connected`. The caller destroys it. */
  readonly socket: Duplex | undefined
}

const OUTCOMES: Readonly<Record<string, TcpOutcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable'
}

/** Opens a stream to one address: by TCP, or by the `dial` option. */
export async function openStream(place: Place, { dial }: Pick<ResolvedDiagnosis, 'dial'>, signal: AbortSignal): Promise<Duplex> {
  if (dial !== undefined) return await dial({ ...place, signal })
  return createConnection({ host: place.address, port: place.port, noDelay: true })
}

/** Connects to one address, and says how it went. Rejects only with the reason of the signal. */
export async function tryTcp(place: Place, options: Pick<ResolvedDiagnosis, 'dial' | 'timeoutMs' | 'signal'>): Promise<TcpResult> {
  const beganMs = now()
  const limit = new TimeLimit(options.timeoutMs, options.signal)
  const { signal } = limit
  let socket: Duplex | undefined
  try {
    const opening = openStream(place, options, signal)
    void opening.then(
      late => signal.aborted && discard(late),
      () => undefined
    )
    const opened = (socket = await abortable(opening, signal))
    await abortable(connected(opened), signal)
    opened.on('error', () => undefined)
    return { outcome: 'connected', elapsedMs: now() - beganMs, code: undefined, socket: opened }
  } catch (error) {
    if (socket !== undefined) discard(socket)
    options.signal.throwIfAborted()
    const code = isError(error) ? (error as NodeJS.ErrnoException).code : undefined
    return { outcome: OUTCOMES[code ?? ''] ?? 'failed', elapsedMs: now() - beganMs, code, socket: undefined }
  } finally {
    limit.end()
  }
}

// A `dial` of plain JavaScript may give anything.
function discard(given: Duplex | undefined): void {
  if (!isRecord(given) || !isFunction(given['on']) || !isFunction(given['destroy'])) return
  given.on('error', () => undefined)
  given.destroy()
}

function connected(socket: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!('connecting' in socket) || socket.connecting !== true) return resolve()
    socket.once('connect', resolve).once('error', reject)
  })
}
