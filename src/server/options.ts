import { checkOptions, isFunction, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny } from '../protocol/primitives/options.ts'

/** How much a connection may ask of the server. `Infinity` switches a limit off. */
export interface AcceptOptions {
  /** Bytes of the largest request, without its length; a longer one closes the connection. Default 104,857,600, Kafka's `socket.request.max.bytes`. */
  readonly maxFrameBytes?: number | undefined
  /** Requests that are with the handler or wait for an earlier answer; at this number no more is read. Default 100. Kafka itself takes 1. */
  readonly maxInFlight?: number | undefined
  /** Bytes of answers that the client has not taken; above this number no further request is begun. Default 1,048,576. */
  readonly maxWriteBufferBytes?: number | undefined
}

/** How a served connection is to be closed. */
export interface CloseOptions {
  /** How long the answers that are due may take; after that the connection is cut. Default 10,000; `Infinity` waits for the handlers. */
  readonly timeoutMs?: number | undefined
}

/** The options with their defaults. */
export type AcceptLimits = { readonly [K in keyof AcceptOptions]-?: number }

const RULES: Record<keyof AcceptOptions, OptionRule> = { maxFrameBytes: LIMIT, maxInFlight: LIMIT, maxWriteBufferBytes: LIMIT }
const CLOSE_RULES: Record<keyof CloseOptions, OptionRule> = { timeoutMs: LIMIT }
const ARGUMENTS: Record<string, OptionRule> = {
  socket: ['a stream of bytes (Duplex)', isDuplex, 'required'],
  handle: ['a function', isFunction, 'required']
}

/** Checks what `accept` was given and fills in the defaults; throws `KAFKA_CONFIGURATION`, which names all problems at once. */
export function resolveAcceptOptions(socket: unknown, handle: unknown, options: AcceptOptions): AcceptLimits {
  refuseIfAny('accept', [...optionProblems({ socket, handle }, ARGUMENTS), ...optionProblems(options, RULES)])
  const { maxFrameBytes = 104_857_600, maxInFlight = 100, maxWriteBufferBytes = 1_048_576 } = options
  return { maxFrameBytes, maxInFlight, maxWriteBufferBytes }
}

/** Throws `KAFKA_CONFIGURATION`. */
export function checkCloseOptions(options: CloseOptions): void {
  checkOptions('close', options, CLOSE_RULES)
}

// By what it can do: streams of other libraries are welcome.
function isDuplex(value: unknown): boolean {
  return isRecord(value) && ['on', 'write', 'end', 'pause', 'destroy'].every(name => isFunction(value[name]))
}
