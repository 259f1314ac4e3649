import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import { now } from '../../clock.ts'
import type { BrokerAddress } from '../../errors.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { captureContext } from '../../waiting/async-context.ts'
import type { Broker } from '../broker.ts'
import { TracedExchange } from './traced-exchange.ts'
import type { TracedTopic } from './traced-topics.ts'

/**
 * What the tracing channel `kafkawire:request` tells of one request. It is the same object from
 * `start` to `asyncEnd`. Times are milliseconds of the monotonic clock; each is set when its step
 * is done. Keys, values and credentials are left out: they may hold secrets.
 *
 * `topics`, `groupId`, `recordCount`, `recordBytes` and `errorCode` are read from the request and
 * its answer when you ask for them, so they cost nothing otherwise. The trace lets go of both after
 * `asyncEnd`, so ask in a listener.
 */
export interface RequestTrace {
  /** The name of the API, such as `Fetch`. */
  readonly api: string
  readonly apiVersion: number
  readonly broker: BrokerAddress
  /** The client id that the broker was told. */
  readonly clientId?: string | undefined
  /** The id of the cluster that the broker belongs to, if the connection was opened for one. */
  readonly clusterId?: string | undefined
  readonly correlationId: number
  /** Size of the request on the wire, the 4 bytes of the frame length included. */
  readonly requestBytes: number
  /** Size of the answer on the wire, without the 4 bytes of the frame length. */
  responseBytes?: number
  /** From the call of `send` until the request was handed to the socket. */
  queueMs?: number
  /** From the socket until Node had written the bytes; 0 if the answer came before Node said so. */
  writeMs?: number
  /** From the end of the write until the answer was there. */
  waitMs?: number
  /** The time that decoding the answer took. */
  readMs?: number
  /** Why the request failed. Unset if it succeeded. */
  error?: unknown
  /** The topics that the request names. Undefined if it names none. */
  readonly topics?: readonly TracedTopic[] | undefined
  /** The group that the request names. Undefined if it names none, or several. */
  readonly groupId?: string | undefined
  /**
   * The records that a Produce writes, or that the answer to a Fetch or ShareFetch brought.
   * Undefined for other requests, and if a batch is older than version 2: then nothing says it.
   */
  readonly recordCount?: number | undefined
  /** The size of these records in bytes, as they are on the wire: in batches, and compressed. */
  readonly recordBytes?: number | undefined
  /** The first error code in the answer that is not 0. */
  readonly errorCode?: number | undefined
}

const requests: TracingChannel<RequestTrace> = tracingChannel('kafkawire:request')

/** The state of a request that is traced. */
export interface Trace {
  readonly event: TracedExchange
  /** Runs a function in the AsyncLocalStorage context in which `send` was called. */
  readonly run: (work: () => void) => void
  /** When the current step began. */
  atMs: number
}

/** What tracing reads and sets of a request. */
export interface TracedRequest {
  readonly api: ApiInfo
  readonly version: number
  readonly correlationId: number
  readonly sizeBytes: number
  trace: Trace | undefined
}

/** Whether anyone listens to the channel of requests. If not, tracing costs nothing. */
export function isTracing(): boolean {
  // Each channel is asked: in Bun, `hasSubscribers` of a tracing channel does not cover all five.
  const { start, end, asyncStart, asyncEnd, error } = requests
  return start.hasSubscribers || end.hasSubscribers || asyncStart.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers
}

/** Begins the trace of a request. `message`: its body before encoding, if the driver encoded it. */
export function traceRequest(request: TracedRequest, broker: Broker, clientId: string, message?: unknown): void {
  const event = new TracedExchange(request, broker, clientId, message)
  const atMs = now()
  // Only `runStores` fills the stores that are bound to a channel. Tracers open their spans there,
  // and want to see the same stores when the request ends.
  requests.start.runStores(event, () => {
    request.trace = { event, run: captureContext(), atMs }
    requests.end.publish(event)
  })
}

/** Notes in the trace of a request, if it has one, that a step is done. */
export function traceStep({ trace }: TracedRequest, step: 'queueMs' | 'writeMs' | 'waitMs' | 'readMs'): void {
  if (trace === undefined) return
  const nowMs = now()
  // TLS, and streams of the `dial` option, may report a write only after its answer has come.
  if (step === 'waitMs') trace.event.writeMs ??= 0
  trace.event[step] = nowMs - trace.atMs
  trace.atMs = nowMs
}

/** Ends the trace of a request whose promise is about to settle. Later steps are not published. */
export function endTrace(request: TracedRequest, error?: unknown, answer?: unknown): void {
  if (request.trace === undefined) return
  const { event, run } = request.trace
  request.trace = undefined
  // An answer comes in the context of the socket, and a failure in any context. The events are
  // published in the context of the request, as Node's own `tracePromise` does.
  event.answer = answer
  run(() => {
    if (error !== undefined) {
      event.error = error
      requests.error.publish(event)
    }
    requests.asyncStart.runStores(event, () => requests.asyncEnd.publish(event))
  })
  event.release()
}
