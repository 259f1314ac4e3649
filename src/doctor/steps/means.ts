import { createConnection } from 'node:net'
import { type Connection, connect, type ExpectedBroker } from '../../index.ts'
import type { ResolvedDiagnosis } from '../diagnose-options.ts'
import type { Notebook } from '../notebook.ts'
import type { Place } from '../probe/tcp-probe.ts'

/** What the steps of a diagnosis share. */
export interface Means {
  readonly options: ResolvedDiagnosis
  readonly notebook: Notebook
}

/** How a connection is opened. */
export interface OpenOptions {
  readonly hasSasl: boolean
  readonly expect?: ExpectedBroker | undefined
}

/** Opens a connection of the driver to one address of a host. The caller closes it. */
export function openConnection(place: Place, { options }: Means, { hasSasl, expect }: OpenOptions): Promise<Connection> {
  const { tls, sasl, clientId, timeoutMs, signal, dial } = options
  return connect({
    host: place.host,
    port: place.port,
    clientId,
    signal,
    expect,
    dial: to =>
      dial === undefined
        ? createConnection({ host: place.address, port: place.port, noDelay: true })
        : dial({ ...place, signal: to.signal }),
    timeouts: { connectMs: timeoutMs, requestMs: timeoutMs, idleMs: Number.POSITIVE_INFINITY },
    ...(tls === undefined ? {} : { tls }),
    ...(hasSasl ? { sasl } : {})
  })
}
