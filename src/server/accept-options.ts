import { checkOptions, givenIn, isFunction, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny } from '../options.ts'
import { type RequestMemory, SharedMemory } from './request-memory.ts'

/** How much a connection may ask of the server. `Infinity` switches a limit off. */
export interface ConnectionLimits {
  /** Bytes of the largest request, without its length; a longer one closes the connection. Default 104,857,600, Kafka's `socket.request.max.bytes`. */
  readonly maxFrameBytes?: number | undefined
  /** Requests that are with the handler or wait for an earlier answer; at this number no more is read. Default 100. Kafka itself takes 1. */
  readonly maxInFlight?: number | undefined
  /**
   * Bytes of requests that are being received or are with their handlers; a request that does not fit is not read until others are done. One that is
   * larger than this is read when there is no other. Default 104,857,600.
   */
  readonly maxBytesInFlight?: number | undefined
  /** Bytes of answers that the client has not taken; above this number no further request is begun. Default 1,048,576. */
  readonly maxWriteBufferBytes?: number | undefined
}

/** What `accept` takes. */
export interface AcceptOptions extends ConnectionLimits {
  /**
   * The bytes of requests that all connections with this memory may hold together: see `requestMemory`. Default: one of 536,870,912 bytes, which all
   * connections of the process share that have no other.
   */
  readonly memory?: RequestMemory | undefined
}

/** How a served connection is to be closed. */
export interface CloseOptions {
  /** How long the answers that are due may take; after that the connection is cut. Default 10,000; `Infinity` waits for the handlers. */
  readonly timeoutMs?: number | undefined
}

/** The limits with their defaults. They may change while the connection lives. */
export type AcceptLimits = { [K in keyof ConnectionLimits]-?: number } & { readonly minFrameBytes: number }

const SMALLEST_HEADER_BYTES = 8
const DEFAULTS: AcceptLimits = {
  minFrameBytes: SMALLEST_HEADER_BYTES,
  maxFrameBytes: 104_857_600,
  maxInFlight: 100,
  maxBytesInFlight: 104_857_600,
  maxWriteBufferBytes: 1_048_576
}
const sharedByDefault = new SharedMemory(536_870_912)

const LIMIT_RULES: Record<keyof ConnectionLimits, OptionRule> = {
  maxFrameBytes: LIMIT,
  maxInFlight: LIMIT,
  maxBytesInFlight: LIMIT,
  maxWriteBufferBytes: LIMIT
}
const RULES: Record<keyof AcceptOptions, OptionRule> = {
  ...LIMIT_RULES,
  memory: ['what requestMemory gives', SharedMemory.isOne]
}
const CLOSE_RULES: Record<keyof CloseOptions, OptionRule> = { timeoutMs: LIMIT }
const ARGUMENTS: Record<string, OptionRule> = {
  socket: ['a stream of bytes (Duplex)', isDuplex, 'required'],
  handle: ['a function', isFunction, 'required']
}

/** Checks what `accept` was given and fills in the defaults; throws `KAFKA_CONFIGURATION`, which names all problems at once. */
export function resolveAcceptOptions(
  socket: unknown,
  handle: unknown,
  options: AcceptOptions
): { readonly limits: AcceptLimits; readonly memory: SharedMemory } {
  refuseIfAny('accept', [...optionProblems({ socket, handle }, ARGUMENTS), ...optionProblems(options, RULES)])
  const { memory = sharedByDefault, ...limits } = options
  return { limits: { ...DEFAULTS, ...givenIn(limits) }, memory: memory as SharedMemory }
}

/** The limits with these changes; throws `KAFKA_CONFIGURATION`. */
export function resolveLimits(what: string, changes: ConnectionLimits, limits: AcceptLimits): AcceptLimits {
  checkOptions(what, changes, LIMIT_RULES)
  return { ...limits, ...givenIn({ ...changes }) }
}

/** Throws `KAFKA_CONFIGURATION`. */
export function checkCloseOptions(options: CloseOptions): void {
  checkOptions('close', options, CLOSE_RULES)
}

// By what it can do: streams of other libraries are welcome.
function isDuplex(value: unknown): boolean {
  return isRecord(value) && ['on', 'write', 'end', 'pause', 'destroy'].every(name => isFunction(value[name]))
}
