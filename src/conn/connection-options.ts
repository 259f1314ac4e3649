import type { Duplex } from 'node:stream'
import type { ConnectionOptions as NodeTlsOptions } from 'node:tls'
import {
  givenIn,
  INTEGER,
  isFunction,
  isRecord,
  LIMIT,
  type OptionRule,
  type OptionRules,
  optionProblems,
  refuseIfAny
} from '../options.ts'
import { apiInfos } from '../protocol/messages/infos.ts'
import type { SaslMechanism } from '../sasl/mechanism.ts'
import { isAbortSignal } from '../type-checks.ts'
import { type Address, DEFAULT_PORT, isPort, parseAddress } from './address.ts'
import { type ClientSoftware, OWN_SOFTWARE } from './client-software.ts'

/** Options of `connect`. An option that is `undefined` has its default. */
export interface ConnectionOptions {
  /** The broker: `host`, `host:port`, `[::1]:port` or an IPv6 address. Required. */
  readonly host: string
  /** The port of the broker. A port in `host` counts more. Default 9092. */
  readonly port?: number | undefined
  /** The name of this client in the logs, metrics and quotas of the broker. Default `kafkawire`. */
  readonly clientId?: string | undefined
  /**
   * The software that uses this package, as brokers count it in their metrics (KIP-511). Default
   * `{ name: 'kafkawire', version }` with the version of the package.
   */
  readonly software?: ClientSoftware | undefined
  /**
   * TLS: `true`, options of Node, or a function that gives them. The certificate and its name are
   * checked, unless the options say otherwise. Default false.
   */
  readonly tls?: TlsOption | undefined
  /** Limits on time. */
  readonly timeouts?: TimeoutOptions | undefined
  /** Limits on bytes and requests. */
  readonly limits?: LimitOptions | undefined
  /**
   * `negotiate`: the broker is asked for its versions. For servers without ApiVersions, the
   * versions to assume: a range for each API by name, such as `{ Metadata: [0, 5] }`. An API that
   * is not in the table cannot be sent. Default `negotiate`.
   */
  readonly apiVersions?: 'negotiate' | AssumedVersions | undefined
  /**
   * The SASL mechanism with its credentials, or several in the order of preference. Default: no
   * SASL.
   */
  readonly sasl?: SaslMechanism | readonly SaslMechanism[] | undefined
  /**
   * The cluster and the node that this address belongs to. Another broker at the address refuses
   * the connection (KIP-1242, Kafka 4.4 and newer).
   */
  readonly expect?: ExpectedBroker | undefined
  /** Replaces DNS and TCP: returns a stream of bytes, for proxies, tunnels and tests. */
  readonly dial?: Dial | undefined
  /** Stops the opening. Has no effect on an open connection. */
  readonly signal?: AbortSignal | undefined
}

/**
 * `true`: TLS with Node's defaults. An object: options of Node, such as `ca`, `cert`, `key` or
 * `pfx`. A function: returns such options, and is called for each dial, so that certificates can be
 * rotated.
 */
export type TlsOption = boolean | NodeTlsOptions | (() => NodeTlsOptions | Promise<NodeTlsOptions>)

/**
 * Opens a stream of bytes to this address. A socket that is still connecting is waited for. If the
 * signal is aborted, the stream is destroyed.
 */
export type Dial = (to: Address & { readonly signal: AbortSignal }) => Duplex | Promise<Duplex>

/**
 * Ranges of versions by the name of the API, such as `{ Metadata: [0, 5] }`. Both ends are
 * included.
 */
export type AssumedVersions = Readonly<Record<string, readonly [min: number, max: number]>>

/** The cluster and the node that a connection is meant for. */
export interface ExpectedBroker {
  readonly clusterId?: string | undefined
  readonly nodeId?: number | undefined
}

/** Limits on time, in milliseconds. `Infinity` switches a limit off. */
export interface TimeoutOptions {
  /** For the whole opening of a connection: DNS, TCP, TLS, ApiVersions, SASL. Default 10,000. */
  readonly connectMs?: number | undefined
  /**
   * From `send` to the answer. What the request itself asks the broker to wait is added. When the
   * time is over the connection closes. Default 30,000.
   */
  readonly requestMs?: number | undefined
  /**
   * The connection closes when it had no request in flight and no byte was sent or received for
   * this long. Default 540,000, because brokers close after 600,000; for Azure Event Hubs 180,000.
   */
  readonly idleMs?: number | undefined
  /**
   * The broker is sent a ping (ApiVersions) when no byte was sent or received for this long.
   * Default `Infinity`: never.
   */
  readonly pingMs?: number | undefined
  /** The connection closes if a ping is not answered within this time. Default 10,000. */
  readonly pongTimeoutMs?: number | undefined
  /**
   * The longest `throttleTimeMs` of an answer that is believed (KIP-219). Kafka's quotas ask for
   * seconds, at worst for minutes; an answer that says more is taken for a mistake. Default
   * 300,000.
   */
  readonly maxThrottleMs?: number | undefined
}

/** Limits on bytes and requests. `Infinity` switches a limit off. */
export interface LimitOptions {
  /**
   * The largest answer that is accepted, in bytes. A request with a larger answer rejects with
   * `KAFKA_PROTOCOL`, and the connection goes on. Default 104,857,600.
   */
  readonly maxFrameBytes?: number | undefined
  /** Requests in flight: sent and not answered. Further requests wait in the queue. Default 100. */
  readonly maxInFlight?: number | undefined
  /**
   * Bytes that may wait to be written. A request that does not fit rejects with `KAFKA_QUEUE_FULL`,
   * and nothing of it is sent. Default 67,108,864.
   */
  readonly maxQueuedBytes?: number | undefined
}

/** Options that are checked, with all defaults. */
export interface ResolvedOptions extends Address {
  readonly clientId: string
  readonly software: ClientSoftware
  readonly connectMs: number
  readonly requestMs: number
  readonly idleMs: number
  readonly pingMs: number
  readonly pongTimeoutMs: number
  readonly maxThrottleMs: number
  readonly maxFrameBytes: number
  readonly maxInFlight: number
  readonly maxQueuedBytes: number
  readonly tls: Exclude<TlsOption, false> | undefined
  readonly apiVersions: AssumedVersions | undefined
  /** In the order of preference. Empty: no SASL. */
  readonly sasl: readonly SaslMechanism[]
  readonly expect: ExpectedBroker
  readonly dial: Dial | undefined
  readonly signal: AbortSignal | undefined
  /** Its stack shows where `connect` was called. Published if the connection is abandoned. */
  readonly opened: Error
}

/** The default of `timeouts.connectMs`. */
export const DEFAULT_CONNECT_MS = 10_000

const IDLE_MS = 540_000
const NO_SASL: readonly SaslMechanism[] = []
const ANY_BROKER: ExpectedBroker = {}

// Event Hubs drops a connection that was idle for 240 s, and does not say so.
const AZURE = /\.servicebus\.windows\.net\.?$/i
const AZURE_IDLE_MS = 180_000

/** The default of `timeouts.maxThrottleMs`. */
export const MAX_THROTTLE_MS = 300_000

const SHORT_TEXT: OptionRule = ['well-formed text of at most 32,767 bytes', isShortText]
// A broker refuses other names and versions with INVALID_REQUEST (KIP-511).
const SOFTWARE_PATTERN = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/
const SOFTWARE_TEXT: OptionRule = [
  "text of letters, digits, '-' and '.', with a letter or a digit at both ends, at most 32,767 bytes",
  value => isShortText(value) && SOFTWARE_PATTERN.test(value as string),
  'required'
]

const RULES: Record<keyof ConnectionOptions, OptionRule | OptionRules> = {
  host: ['a string: host, host:port, or [ipv6]:port', value => typeof value === 'string', 'required'],
  port: ['an integer from 1 to 65535', isPort],
  clientId: SHORT_TEXT,
  software: { name: SOFTWARE_TEXT, version: SOFTWARE_TEXT } satisfies Record<keyof ClientSoftware, OptionRule>,
  tls: ['a boolean, TLS options of Node, or a function that gives them', isTls],
  timeouts: {
    connectMs: LIMIT,
    requestMs: LIMIT,
    idleMs: LIMIT,
    pingMs: LIMIT,
    pongTimeoutMs: LIMIT,
    maxThrottleMs: LIMIT
  } satisfies Record<keyof TimeoutOptions, OptionRule>,
  limits: { maxFrameBytes: LIMIT, maxInFlight: LIMIT, maxQueuedBytes: LIMIT } satisfies Record<keyof LimitOptions, OptionRule>,
  apiVersions: ["'negotiate', or a table of ranges", value => value === 'negotiate' || isRecord(value), 'optional', 'name'],
  sasl: ['a SASL mechanism { name, authenticate }, or a list of them', isMechanisms],
  expect: { clusterId: SHORT_TEXT, nodeId: INTEGER } satisfies Record<keyof ExpectedBroker, OptionRule>,
  dial: ['a function', isFunction],
  signal: ['an AbortSignal', isAbortSignal]
}

/** Checks the options and adds the defaults. Throws `KAFKA_CONFIGURATION` with all problems. */
export function resolveOptions(options: ConnectionOptions): ResolvedOptions {
  const problems = optionProblems(options, RULES)
  const {
    host,
    port = DEFAULT_PORT,
    apiVersions,
    sasl = NO_SASL,
    expect = ANY_BROKER,
    clientId = 'kafkawire',
    software = OWN_SOFTWARE,
    tls,
    timeouts = {},
    limits = {},
    dial,
    signal
  } = Object(options) as ConnectionOptions
  if (isRecord(apiVersions)) problems.push(...rangeProblems(apiVersions))
  const address = typeof host === 'string' ? parseAddress(host, isPort(port) ? port : DEFAULT_PORT) : { host: '', port }
  if (typeof address === 'string') problems.push(`host ${address}`)
  refuseIfAny('connect', problems)
  const place = address as Address
  // Field by field: an object that is spread gets a hidden class of its own, which costs half a
  // kilobyte for each connection.
  return {
    host: place.host,
    port: place.port,
    clientId,
    software,
    connectMs: timeouts.connectMs ?? DEFAULT_CONNECT_MS,
    requestMs: timeouts.requestMs ?? 30_000,
    idleMs: timeouts.idleMs ?? (AZURE.test(place.host) ? AZURE_IDLE_MS : IDLE_MS),
    pingMs: timeouts.pingMs ?? Number.POSITIVE_INFINITY,
    pongTimeoutMs: timeouts.pongTimeoutMs ?? 10_000,
    maxThrottleMs: timeouts.maxThrottleMs ?? MAX_THROTTLE_MS,
    maxFrameBytes: limits.maxFrameBytes ?? 104_857_600,
    maxInFlight: limits.maxInFlight ?? 100,
    maxQueuedBytes: limits.maxQueuedBytes ?? 67_108_864,
    tls: tls || undefined,
    apiVersions: apiVersions === 'negotiate' ? undefined : apiVersions,
    sasl: sasl === NO_SASL ? NO_SASL : [sasl].flat(),
    expect,
    dial,
    signal,
    opened: new Error('opened here')
  }
}

function rangeProblems(ranges: AssumedVersions): string[] {
  return Object.entries(givenIn(ranges)).flatMap(([name, range]) => {
    if (!apiInfos.some(api => api.name === name)) return [`apiVersions.${name} is not an API`]
    return isVersionRange(range) ? [] : [`apiVersions.${name} must be [min, max], two integers from 0 on`]
  })
}

function isVersionRange(range: unknown): boolean {
  if (!Array.isArray(range) || range.length !== 2) return false
  const [min, max] = range as readonly unknown[]
  return Number.isInteger(min) && Number.isInteger(max) && Number(min) >= 0 && Number(min) <= Number(max)
}

function isMechanisms(value: unknown): boolean {
  const mechanisms = [value].flat()
  return (
    mechanisms.length > 0 &&
    mechanisms.every(each => isRecord(each) && typeof each['name'] === 'string' && isFunction(each['authenticate']))
  )
}

function isTls(value: unknown): boolean {
  return typeof value === 'boolean' || isFunction(value) || isRecord(value)
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed() && Buffer.byteLength(value) <= 0x7fff
}
