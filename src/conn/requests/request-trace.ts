import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import { now } from '../../clock.ts'
import type { BrokerAddress } from '../../errors.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { captureContext } from '../../waiting/async-context.ts'

/**
 * What the tracing channel `kafkawire:request` tells of one request. It is the same object from
 * `start` to `asyncEnd`. Times are milliseconds of the monotonic clock; each is set when its step
 * is done. The contents of the request and of the answer are left out: they may hold secrets.
 */
export interface RequestTrace {
  /** The name of the API, such as `Fetch`. */
  readonly api: string
  readonly apiVersion: number
  readonly broker: BrokerAddress
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
}

const requests: TracingChannel<RequestTrace> = tracingChannel('kafkawire:request')

/** The state of a request that is traced. */
export interface Trace {
  readonly event: RequestTrace
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

/** Begins the trace of a request. */
export function traceRequest(request: TracedRequest, broker: BrokerAddress): void {
  const { api, version: apiVersion, correlationId, sizeBytes: requestBytes } = request
  const event: RequestTrace = { api: api.name, apiVersion, broker, correlationId, requestBytes }
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
export function endTrace(request: TracedRequest, error?: unknown): void {
  if (request.trace === undefined) return
  const { event, run } = request.trace
  request.trace = undefined
  // An answer comes in the context of the socket, and a failure in any context. The events are
  // published in the context of the request, as Node's own `tracePromise` does.
  run(() => {
    if (error !== undefined) {
      event.error = error
      requests.error.publish(event)
    }
    requests.asyncStart.runStores(event, () => requests.asyncEnd.publish(event))
  })
}
