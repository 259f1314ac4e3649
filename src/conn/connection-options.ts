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

/** What `connect` takes. `undefined` always means the default. */
export interface ConnectionOptions {
  /** `host`, `host:port`, `[::1]:port` or a bare IPv6 address. Required. */
  readonly host: string
  /** 9092 by default, and overruled by a port in `host`. */
  readonly port?: number | undefined
  /** The name by which the broker knows this client in its logs, metrics and quotas. Default `kafkawire`. */
  readonly clientId?: string | undefined
  /** Default false. The certificate is verified, and its name against `host`, unless Node's options say otherwise. */
  readonly tls?: TlsOption | undefined
  readonly timeouts?: TimeoutOptions | undefined
  readonly limits?: LimitOptions | undefined
  /**
   * 'negotiate', the default, or for servers without ApiVersions the ranges to assume, by the names of the APIs: `{ Metadata: [0, 5] }`.
   * What is not in the table is not offered.
   */
  readonly apiVersions?: 'negotiate' | AssumedVersions | undefined
  /** How to prove who we are, to listeners that want SASL: a mechanism, or several in the order of preference. */
  readonly sasl?: SaslMechanism | readonly SaslMechanism[] | undefined
  /** Whom Metadata said is there: a broker that is someone else refuses (KIP-1242, Kafka 4.4 and newer). */
  readonly expect?: ExpectedBroker | undefined
  /** Replaces DNS and TCP: gives a connected stream of bytes, for proxies and tests. */
  readonly dial?: Dial | undefined
  /** Gives up opening; has no say once the connection is open. */
  readonly signal?: AbortSignal | undefined
}

/** TLS with Node's defaults; with Node's options, such as `ca`, `cert`, `key` or `pfx`; or with options read anew at each dial. */
export type TlsOption = boolean | NodeTlsOptions | (() => NodeTlsOptions | Promise<NodeTlsOptions>)

export type Dial = (to: Address & { readonly signal: AbortSignal }) => Duplex | Promise<Duplex>

/** Ranges of versions by the names of the APIs, both ends included. */
export type AssumedVersions = Readonly<Record<string, readonly [min: number, max: number]>>

/** The cluster and the broker of it that a connection is meant for. */
export interface ExpectedBroker {
  readonly clusterId?: string | undefined
  readonly nodeId?: number | undefined
}

/** Milliseconds; `Infinity` switches a limit off. */
export interface TimeoutOptions {
  /** For all of opening a connection: DNS, TCP, TLS, ApiVersions. Default 10,000. */
  readonly connectMs?: number | undefined
  /** From `send` to the answer, beside what the request itself asks the broker to wait. Past it the connection closes. Default 30,000. */
  readonly requestMs?: number | undefined
  /** With nothing in flight and no byte either way for so long the connection closes. Default 540,000: brokers close after 600,000. On Azure 180,000. */
  readonly idleMs?: number | undefined
  /** A connection that was quiet for so long is asked for a sign of life. Default `Infinity`: never. */
  readonly pingMs?: number | undefined
  /** How long such a sign may take before the connection closes. Default 10,000. */
  readonly pongTimeoutMs?: number | undefined
  /**
   * How much of the `throttleTimeMs` in an answer is believed (KIP-219). Default 300,000. Kafka's quotas ask for seconds, at worst for minutes; after
   * an answer that says more by mistake the broker is used again no later than this.
   */
  readonly maxThrottleMs?: number | undefined
}

/** `Infinity` switches a limit off. */
export interface LimitOptions {
  /** The largest answer accepted, in bytes. Default 104,857,600. A larger one is not kept, and its request rejects for good. */
  readonly maxFrameBytes?: number | undefined
  /** Requests sent and unanswered; more wait their turn. Default 100. */
  readonly maxInFlight?: number | undefined
  /** Bytes that may wait to be sent; past it `send` rejects with nothing sent. Default 67,108,864. */
  readonly maxQueuedBytes?: number | undefined
}

/** Options checked and complete. */
export interface ResolvedOptions extends Address {
  readonly clientId: string
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
  /** In the order of preference; none where the listener wants none. */
  readonly sasl: readonly SaslMechanism[]
  readonly expect: ExpectedBroker
  readonly dial: Dial | undefined
  readonly signal: AbortSignal | undefined
  /** Where `connect` was called, for the report on a connection that was abandoned. */
  readonly opened: Error
}

/** How long opening a connection may take unless `timeouts.connectMs` says otherwise. */
export const DEFAULT_CONNECT_MS = 10_000

const IDLE_MS = 540_000

// Event Hubs drops a connection that was idle for 240 s, without a word.
const AZURE = /\.servicebus\.windows\.net\.?$/i
const AZURE_IDLE_MS = 180_000

/** The default of `timeouts.maxThrottleMs`. */
export const MAX_THROTTLE_MS = 300_000

const SHORT_TEXT: OptionRule = ['well-formed text of at most 32,767 bytes', isShortText]
const RULES: Record<keyof ConnectionOptions, OptionRule | OptionRules> = {
  host: ['a string: host, host:port, or [ipv6]:port', value => typeof value === 'string', 'required'],
  port: ['an integer from 1 to 65535', isPort],
  clientId: SHORT_TEXT,
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
  apiVersions: ["'negotiate', or a table of ranges", value => value === 'negotiate' || isRecord(value)],
  sasl: ['a SASL mechanism { name, authenticate }, or a list of them', isMechanisms],
  expect: { clusterId: SHORT_TEXT, nodeId: INTEGER } satisfies Record<keyof ExpectedBroker, OptionRule>,
  dial: ['a function', isFunction],
  signal: ['an AbortSignal', isAbortSignal]
}

/** Checks the options and fills in the defaults. Throws `KAFKA_CONFIGURATION` with every problem there is. */
export function resolveOptions(options: ConnectionOptions): ResolvedOptions {
  const problems = optionProblems(options, RULES)
  const {
    host,
    port = DEFAULT_PORT,
    apiVersions,
    sasl = [],
    expect = {},
    clientId = 'kafkawire',
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
  // Spelled out, for what is spread gets a hidden class of its own, half a kilobyte for each connection.
  return {
    host: place.host,
    port: place.port,
    clientId,
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
    sasl: [sasl].flat(),
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
