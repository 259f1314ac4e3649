import { checkOptions, givenIn, isFunction, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny } from '../options.ts'
import { type RequestMemory, SharedMemory } from './request-memory.ts'

/** The limits of one served connection. `Infinity` switches a limit off. */
export interface ConnectionLimits {
  /**
   * The most bytes of one request, without the four bytes of its length. A longer request closes
   * the connection. Default 104,857,600, as Kafka's `socket.request.max.bytes`.
   */
  readonly maxFrameBytes?: number | undefined
  /**
   * The most requests that have begun and whose answers are not sent yet. At this number the socket
   * is not read. Default 100; Kafka's own limit is 1.
   */
  readonly maxInFlight?: number | undefined
  /**
   * The most bytes of requests that are being received or are with their handlers. A request that
   * does not fit is not read until others are done. A request larger than this limit is handled
   * alone. Default 104,857,600.
   */
  readonly maxBytesInFlight?: number | undefined
  /**
   * The most bytes of answers that the client has not taken. Above this number no request is begun.
   * Default 1,048,576.
   */
  readonly maxWriteBufferBytes?: number | undefined
}

/** The options of `accept`. */
export interface AcceptOptions extends ConnectionLimits {
  /**
   * The limit on the bytes of requests that several connections hold together: see `requestMemory`.
   * Default: 536,870,912 bytes for all connections of the process that have no other memory.
   */
  readonly memory?: RequestMemory | undefined
}

/** The options of `close` of a served connection. */
export interface CloseOptions {
  /**
   * How long the answers that are due may take, in milliseconds. Then the socket is destroyed.
   * Default 10,000; `Infinity` waits for the handlers without a limit.
   */
  readonly timeoutMs?: number | undefined
}

/** The limits with all defaults. `setLimits` changes them while the connection is open. */
export type AcceptLimits = { [K in keyof ConnectionLimits]-?: number } & { readonly minFrameBytes: number }

const MIN_HEADER_BYTES = 8 // API key, version and correlation id
const DEFAULTS: AcceptLimits = {
  minFrameBytes: MIN_HEADER_BYTES,
  maxFrameBytes: 104_857_600,
  maxInFlight: 100,
  maxBytesInFlight: 104_857_600,
  maxWriteBufferBytes: 1_048_576
}
const defaultMemory = new SharedMemory(536_870_912)

const LIMIT_RULES: Record<keyof ConnectionLimits, OptionRule> = {
  maxFrameBytes: LIMIT,
  maxInFlight: LIMIT,
  maxBytesInFlight: LIMIT,
  maxWriteBufferBytes: LIMIT
}
const RULES: Record<keyof AcceptOptions, OptionRule> = {
  ...LIMIT_RULES,
  memory: ['a memory made by requestMemory', SharedMemory.isOne]
}
const CLOSE_RULES: Record<keyof CloseOptions, OptionRule> = { timeoutMs: LIMIT }
const ARGUMENTS: Record<string, OptionRule> = {
  socket: ['a stream of bytes (Duplex)', isDuplex, 'required'],
  handle: ['a function', isFunction, 'required']
}

/**
 * Checks the arguments of `accept` and fills in the defaults. Throws `KAFKA_CONFIGURATION` with all
 * problems.
 */
export function resolveAcceptOptions(
  socket: unknown,
  handle: unknown,
  options: AcceptOptions
): { readonly limits: AcceptLimits; readonly memory: SharedMemory } {
  refuseIfAny('accept', [...optionProblems({ socket, handle }, ARGUMENTS), ...optionProblems(options, RULES)])
  const { memory = defaultMemory, ...limits } = options
  return { limits: { ...DEFAULTS, ...givenIn(limits) }, memory: memory as SharedMemory }
}

/** The limits with these changes. Throws `KAFKA_CONFIGURATION` if a change is wrong. */
export function resolveLimits(what: string, changes: ConnectionLimits, limits: AcceptLimits): AcceptLimits {
  checkOptions(what, changes, LIMIT_RULES)
  return { ...limits, ...givenIn({ ...changes }) }
}

/** Throws `KAFKA_CONFIGURATION` if an option of `close` is wrong. */
export function checkCloseOptions(options: CloseOptions): void {
  checkOptions('close', options, CLOSE_RULES)
}

// Checks the methods and not the class, so that streams of other libraries are accepted.
function isDuplex(value: unknown): boolean {
  return isRecord(value) && ['on', 'write', 'end', 'pause', 'destroy'].every(name => isFunction(value[name]))
}
