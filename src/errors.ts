import { shown } from './quote.ts'

/**
 * What happened to a request before its error:
 *
 * - `not-sent`: no byte of it was sent, or each broker that answered had certainly done nothing.
 * - `maybe-sent`: a broker may have processed it.
 * - `answered`: a broker has answered it.
 */
export type Delivery = 'not-sent' | 'maybe-sent' | 'answered'

/**
 * The steps of opening a connection, in this order. With `dial` there is no `dns`; `fresh` is the
 * `onFresh` of a pool.
 */
export type ConnectPhase = 'dns' | 'tcp' | 'tls' | 'api-versions' | 'sasl' | 'fresh'

/**
 * Why a connection ended.
 *
 * - `broken`: the broker or the network closed it.
 * - `timeout`: an answer or a ping took too long.
 * - `out-of-sync`: an answer came that belongs to no request.
 * - `idle`: no byte was sent or received for `idleMs`.
 * - `shutdown`: the program closed it.
 * - `authentication`: its SASL session could not be renewed.
 * - `protocol`: a frame or a header from the broker is not valid.
 * - `superseded`: another connection took its place.
 * - `evicted`: the pool needed its place.
 * - `abandoned`: the program no longer held it.
 */
export type CloseReason =
  | 'broken'
  | 'timeout'
  | 'out-of-sync'
  | 'idle'
  | 'shutdown'
  | 'authentication'
  | 'protocol'
  | 'superseded'
  | 'evicted'
  | 'abandoned'

/** A range of versions of one API, both ends included. */
export interface VersionRange {
  readonly min: number
  readonly max: number
}

/** The address of a broker. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
  /** The id of the broker in its cluster, if it is known. */
  readonly nodeId?: number | undefined
}

/** The fields of an error by its code, beside {@link KafkaErrorDetails}, which all errors share. */
export interface KafkaErrorFields {
  /** Options are wrong. `problems` has a sentence for each of them. */
  KAFKA_CONFIGURATION: { readonly problems: readonly string[] }
  /** A connection could not be opened. `phase` is the step that failed. */
  KAFKA_CONNECT: { readonly phase: ConnectPhase }
  /** The broker refused the credentials, or could not prove its own identity. */
  KAFKA_AUTHENTICATION: {
    /** The name of the SASL mechanism. */
    readonly mechanism?: string | undefined
    /** The error code of the broker's answer, if it sent one. */
    readonly errorCode?: number | undefined
    /** The mechanisms that the broker offers, if it offers none of the `sasl` option. */
    readonly offered?: readonly string[] | undefined
  }
  /** No version that both sides have can carry the request. */
  KAFKA_UNSUPPORTED_VERSION: {
    /** The versions that this driver has. */
    readonly client: VersionRange
    /** The versions that the broker offers. Undefined if it does not offer the API. */
    readonly server?: VersionRange | undefined
    /** The field that none of the versions has or understands, if the reason is one field. */
    readonly path?: string | undefined
  }
  /**
   * A message cannot be encoded. `path` leads to the field, such as
   * `topics[2].partitions[0].index`. If only the version is wrong, `versions` are those that have
   * the field, such as `3+` or `0-2`.
   */
  KAFKA_ENCODE: { readonly path: string; readonly versions?: string | undefined }
  /** Bytes are not valid. `offset` counts from the start of the message that was being read. */
  KAFKA_PROTOCOL: { readonly offset?: number | undefined }
  /** A wait took longer than `timeoutMs`. `phase` says what was waited for. */
  KAFKA_TIMEOUT: { readonly phase: 'queue' | 'response' | 'throttle' | 'dial' | 'drain'; readonly timeoutMs: number }
  /** The connection ended before the answer came. `reason` says why it ended. */
  KAFKA_CONNECTION_CLOSED: { readonly reason: CloseReason }
  /** The request does not fit: with it, more bytes would wait to be sent than the limit allows. */
  KAFKA_QUEUE_FULL: { readonly queuedBytes: number; readonly maxQueuedBytes: number }
  /** The broker failed so often that the pool does not dial it for `retryAfterMs`. */
  KAFKA_CIRCUIT_OPEN: { readonly retryAfterMs: number }
  /** The pool was closed. */
  KAFKA_POOL_CLOSED: object
  /** No broker could be reached. `causes` has one error for each server that was tried. */
  KAFKA_NO_BROKER: { readonly causes: readonly Error[] }
  /**
   * The call was made when another cluster answered at these addresses. It is not sent to the
   * cluster that answers now.
   */
  KAFKA_CLUSTER_CHANGED: { readonly clusterId: string; readonly expectedClusterId: string }
  /** An answer has an error code. `path` leads to its field, such as `topics[0].errorCode`. */
  KAFKA_BROKER: { readonly errorCode: number; readonly errorName: string; readonly path: string }
  /** A batch of records cannot be read or written. The place is given as far as it is known. */
  KAFKA_RECORDS: { readonly topic?: string | undefined; readonly partition?: number | undefined; readonly offset?: bigint | undefined }
}

/** The codes of errors. They are part of the API and stable. The messages are not. */
export type KafkaErrorCode = keyof KafkaErrorFields

// Whether the same call may succeed later, unless the place that throws says otherwise.
const RETRIABLE: Record<KafkaErrorCode, boolean> = {
  KAFKA_CONFIGURATION: false,
  KAFKA_CONNECT: true,
  KAFKA_AUTHENTICATION: false,
  KAFKA_UNSUPPORTED_VERSION: false,
  KAFKA_ENCODE: false,
  KAFKA_PROTOCOL: false,
  KAFKA_TIMEOUT: true,
  KAFKA_CONNECTION_CLOSED: true,
  KAFKA_QUEUE_FULL: true,
  KAFKA_CIRCUIT_OPEN: true,
  KAFKA_POOL_CLOSED: false,
  KAFKA_NO_BROKER: true,
  KAFKA_CLUSTER_CHANGED: false,
  KAFKA_BROKER: false,
  KAFKA_RECORDS: false
}

/**
 * Formats a time for a message, in whole milliseconds: what is left of a limit may be a fraction.
 */
export function inMs(ms: number): string {
  return `${Math.round(ms)} ms`
}

/** All codes of {@link KafkaError}. */
export const kafkaErrorCodes: readonly KafkaErrorCode[] = Object.keys(RETRIABLE) as KafkaErrorCode[]

/** The fields that every error has, if they are known. */
export interface KafkaErrorDetails {
  /** Whether the same call may succeed if it is made again, perhaps at another broker. */
  readonly retriable?: boolean | undefined
  /** Whether the request was sent, may have been sent, or was answered. */
  readonly delivery?: Delivery | undefined
  /** The broker that the request was for. */
  readonly broker?: BrokerAddress | undefined
  /** The name of the API, such as `Metadata`. */
  readonly api?: string | undefined
  /** The version in which the request was or would have been sent. */
  readonly apiVersion?: number | undefined
  /** Milliseconds from the call to the error. */
  readonly elapsedMs?: number | undefined
  /**
   * If a request was split and a part of it failed: the outcome of every part, as `sendSharded`
   * gives it. Not enumerable, because this error is one of them.
   */
  readonly shards?: readonly { readonly nodeId: number; readonly response?: unknown; readonly error?: unknown }[] | undefined
  /** The error behind this one. */
  readonly cause?: unknown
}

/**
 * An error of this library; with `C`, one of these codes. A check of `code` gives the fields of
 * that code.
 */
export type KafkaError<C extends KafkaErrorCode = KafkaErrorCode> = {
  [K in C]: Error & Omit<KafkaErrorDetails, 'retriable'> & KafkaErrorFields[K] & { readonly code: K; readonly retriable: boolean }
}[C]

// A message is one line of a log, whatever it quotes.
const MAX_MESSAGE_CHARS = 8_000

function oneLine(message: string): string {
  // A message that was cut is a little longer than the limit. If another error takes it over, it is
  // not cut again.
  return shown(message, message.length <= MAX_MESSAGE_CHARS + 100 ? message.length : MAX_MESSAGE_CHARS)
}

// A registered symbol also marks the errors of other copies of this package in the process.
const BRAND = Symbol.for('kafkawire.error')

class Failure extends Error {
  readonly code: KafkaErrorCode
  readonly retriable: boolean

  constructor(code: KafkaErrorCode, message: string, fields: KafkaErrorDetails) {
    const { cause, retriable = RETRIABLE[code], ...rest } = fields
    super(oneLine(message), cause === undefined ? undefined : { cause })
    this.code = code
    this.retriable = retriable
    for (const [name, value] of Object.entries(rest)) if (value !== undefined) Object.assign(this, { [name]: value })
  }

  // The name in `util.inspect` and in stack traces.
  static {
    Object.defineProperty(Failure, 'name', { value: 'KafkaError' })
    Object.defineProperty(Failure.prototype, 'name', { value: 'KafkaError' })
  }

  get [BRAND](): true {
    return true
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isKafkaError(value)
  }
}

/**
 * The class of all errors of this library. `instanceof` also knows the errors of other copies of
 * the package, as {@link isKafkaError} does.
 */
export const KafkaError: {
  new <C extends KafkaErrorCode>(code: C, message: string, fields: KafkaErrorFields[C] & KafkaErrorDetails): KafkaError<C>
  [Symbol.hasInstance](value: unknown): value is KafkaError
} = Failure as never

/**
 * Whether a caught value is an error of this library, and has one of these codes if any are given.
 */
export function isKafkaError<C extends KafkaErrorCode = KafkaErrorCode>(value: unknown, ...codes: C[]): value is KafkaError<C> {
  if (typeof value !== 'object' || value === null || !(BRAND in value)) return false
  const { code } = value as { code?: C }
  return codes.length === 0 || (code !== undefined && codes.includes(code))
}
