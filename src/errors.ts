import { shown } from './quote.ts'

/** What a request's bytes had come to when its error was made: no byte sent, perhaps processed, or answered by the broker. */
export type Delivery = 'not-sent' | 'maybe-sent' | 'answered'

/** The steps of opening a connection, in their order; `fresh` is the `onFresh` of a pool. */
export type ConnectPhase = 'dns' | 'tcp' | 'tls' | 'api-versions' | 'sasl' | 'fresh'

/** Why a connection ended. */
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

/** An inclusive range of versions of one API. */
export interface VersionRange {
  readonly min: number
  readonly max: number
}

/** The broker an error concerns, as far as it is known. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
  readonly nodeId?: number | undefined
}

/** What each code carries beside the fields that all errors share. */
export interface KafkaErrorFields {
  /** Options that make no sense; `problems` names all of them, one sentence each. */
  KAFKA_CONFIGURATION: { readonly problems: readonly string[] }
  /** No connection came about; `phase` is the step that failed. */
  KAFKA_CONNECT: { readonly phase: ConnectPhase }
  /** The broker refused our credentials, or could not prove its own identity. */
  KAFKA_AUTHENTICATION: {
    readonly mechanism?: string | undefined
    readonly errorCode?: number | undefined
    /** The mechanisms that the broker has, where it has none of ours. */
    readonly offered?: readonly string[] | undefined
  }
  /** No version that both sides speak can carry the request; `path` leads to the field that none of them has or understands, where it is one field. */
  KAFKA_UNSUPPORTED_VERSION: {
    readonly client: VersionRange
    readonly server?: VersionRange | undefined
    readonly path?: string | undefined
  }
  /**
   * A message that cannot be written; `path` leads to the field, as in `topics[2].partitions[0].index`. If only the version is at fault, `versions` are
   * those that have the field, such as `3+` or `0-2`.
   */
  KAFKA_ENCODE: { readonly path: string; readonly versions?: string | undefined }
  /** Bytes that are not what the protocol says; `offset` counts from the start of what was being read. */
  KAFKA_PROTOCOL: { readonly offset?: number | undefined }
  /** A wait that took longer than `timeoutMs`. */
  KAFKA_TIMEOUT: { readonly phase: 'queue' | 'response' | 'throttle' | 'dial' | 'drain'; readonly timeoutMs: number }
  /** The connection ended before the answer came. */
  KAFKA_CONNECTION_CLOSED: { readonly reason: CloseReason }
  /** More bytes wait to be sent than the limit allows. */
  KAFKA_QUEUE_FULL: { readonly queuedBytes: number; readonly maxQueuedBytes: number }
  /** The broker failed so often that it is left alone for a while. */
  KAFKA_CIRCUIT_OPEN: { readonly retryAfterMs: number }
  /** The pool was closed. */
  KAFKA_POOL_CLOSED: object
  /** No broker could be reached; `causes` holds one error per server. */
  KAFKA_NO_BROKER: { readonly causes: readonly Error[] }
  /** The call began when another cluster answered at these addresses; it is not sent to the one that answers now. */
  KAFKA_CLUSTER_CHANGED: { readonly clusterId: string; readonly expectedClusterId: string }
  /** An error code inside an answer; `path` leads to it. */
  KAFKA_BROKER: { readonly errorCode: number; readonly errorName: string; readonly path: string }
  /** A record batch that cannot be read or written; the place is given as far as it is known. */
  KAFKA_RECORDS: { readonly topic?: string | undefined; readonly partition?: number | undefined; readonly offset?: bigint | undefined }
}

/** The literal codes: stable, and part of the API. Messages are not. */
export type KafkaErrorCode = keyof KafkaErrorFields

// Whether the same call may succeed if made again, where the place that throws knows no better.
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

/** A time as texts have it: in whole milliseconds, for what is left of a limit is seldom a round number. */
export function inMs(ms: number): string {
  return `${Math.round(ms)} ms`
}

/** All codes, for tables and documentation. */
export const kafkaErrorCodes: readonly KafkaErrorCode[] = Object.keys(RETRIABLE) as KafkaErrorCode[]

/** What every error says as far as it is known. */
export interface KafkaErrorDetails {
  /** True when the same call may succeed if made again, perhaps elsewhere. */
  readonly retriable?: boolean | undefined
  readonly delivery?: Delivery | undefined
  readonly broker?: BrokerAddress | undefined
  /** The API's name, such as `Metadata`. */
  readonly api?: string | undefined
  readonly apiVersion?: number | undefined
  /** Milliseconds from the call to the error. */
  readonly elapsedMs?: number | undefined
  /** Where one of several parts of a request failed, what became of each, as `sendSharded` tells it. Not enumerable, for this error is among them. */
  readonly shards?: readonly { readonly nodeId: number; readonly response?: unknown; readonly error?: unknown }[] | undefined
  readonly cause?: unknown
}

/** An error of this library, or with `C` one of a given code. Narrowing on `code` gives the fields of that code. */
export type KafkaError<C extends KafkaErrorCode = KafkaErrorCode> = {
  [K in C]: Error & Omit<KafkaErrorDetails, 'retriable'> & KafkaErrorFields[K] & { readonly code: K; readonly retriable: boolean }
}[C]

// Whatever a message quotes, it is one line of a log, and not a megabyte of it.
const MAX_MESSAGE_CHARS = 8_000

function oneLine(message: string): string {
  // What was cut once is a little longer, and is not cut again when another error takes it over.
  return shown(message, message.length <= MAX_MESSAGE_CHARS + 100 ? message.length : MAX_MESSAGE_CHARS)
}

// Registered, so that errors of another copy of this package in the same process are recognised too.
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

  // What `util.inspect` and stack traces call it.
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

/** The one class of errors. `instanceof` works across copies of the package, as {@link isKafkaError} does. */
export const KafkaError: {
  new <C extends KafkaErrorCode>(code: C, message: string, fields: KafkaErrorFields[C] & KafkaErrorDetails): KafkaError<C>
  [Symbol.hasInstance](value: unknown): value is KafkaError
} = Failure as never

/** Whether a caught value is an error of this library, and of one of the given codes if there are any. */
export function isKafkaError<C extends KafkaErrorCode = KafkaErrorCode>(value: unknown, ...codes: C[]): value is KafkaError<C> {
  if (typeof value !== 'object' || value === null || !(BRAND in value)) return false
  const { code } = value as { code?: C }
  return codes.length === 0 || (code !== undefined && codes.includes(code))
}
