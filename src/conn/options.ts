import type { Duplex } from 'node:stream'
import type { ConnectionOptions as NodeTlsOptions } from 'node:tls'
import { KafkaError } from '../errors.ts'
import { apiInfos } from '../protocol/messages/infos.ts'
import { describe } from '../protocol/primitives/failures.ts'
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
}

/** `Infinity` switches a limit off. */
export interface LimitOptions {
  /** The largest answer accepted, in bytes. Default 104,857,600. */
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
  readonly maxFrameBytes: number
  readonly maxInFlight: number
  readonly maxQueuedBytes: number
  readonly tls: Exclude<TlsOption, false> | undefined
  readonly apiVersions: AssumedVersions | undefined
  readonly expect: ExpectedBroker
  readonly dial: Dial | undefined
  readonly signal: AbortSignal | undefined
  /** Where `connect` was called, for the report on a connection that was abandoned. */
  readonly opened: Error
}

const KEYS = ['host', 'port', 'clientId', 'tls', 'timeouts', 'limits', 'apiVersions', 'expect', 'dial', 'signal']
const TIMEOUTS = { connectMs: 10_000, requestMs: 30_000, idleMs: 540_000, pingMs: Number.POSITIVE_INFINITY, pongTimeoutMs: 10_000 }

// Event Hubs drops a connection that was idle for 240 s, without a word.
const AZURE = /\.servicebus\.windows\.net\.?$/i
const AZURE_IDLE_MS = 180_000
const LIMITS = { maxFrameBytes: 104_857_600, maxInFlight: 100, maxQueuedBytes: 67_108_864 }

/** Checks the options and fills in the defaults. Throws `KAFKA_CONFIGURATION` with every problem there is. */
export function resolveOptions(options: ConnectionOptions): ResolvedOptions {
  const problems: string[] = []
  if (!isRecord(options)) throw configurationError([`options must be an object, not ${describe(options)}`])
  unknownKeys(options, KEYS, '', problems)
  const address = resolveAddress(options, problems)
  const timeouts = AZURE.test(address.host) ? { ...TIMEOUTS, idleMs: AZURE_IDLE_MS } : TIMEOUTS
  const resolved: ResolvedOptions = {
    ...address,
    clientId: pick(options.clientId, 'kafkawire', 'clientId', isShortString, 'a string of at most 32,767 bytes', problems),
    ...numbers(options.timeouts, timeouts, 'timeouts', problems),
    ...numbers(options.limits, LIMITS, 'limits', problems),
    tls: pick(options.tls, undefined, 'tls', isTls, 'a boolean, TLS options of Node, or a function that gives them', problems) || undefined,
    apiVersions: assumedVersions(options.apiVersions, problems),
    expect: expectedBroker(options.expect, problems),
    dial: pick(options.dial, undefined, 'dial', isFunction, 'a function', problems),
    signal: pick(options.signal, undefined, 'signal', isSignal, 'an AbortSignal', problems),
    opened: new Error('opened here')
  }
  if (problems.length > 0) throw configurationError(problems)
  return resolved
}

/** Says of several problems which they are, in one error. */
export function configurationError(problems: readonly string[]): KafkaError {
  return new KafkaError('KAFKA_CONFIGURATION', `Configuration refused: ${problems.join('; ')}`, { problems, delivery: 'not-sent' })
}

/** A limit on time: a positive number of milliseconds, or `Infinity` for none. */
export function isLimit(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}

function resolveAddress({ host, port }: ConnectionOptions, problems: string[]): Address {
  const defaultPort = pick(port, DEFAULT_PORT, 'port', isPort, 'an integer from 1 to 65535', problems)
  if (typeof host !== 'string' || host === '') {
    problems.push(host === undefined || host === '' ? 'host is required' : `host must be a string, not ${describe(host)}`)
    return { host: '', port: defaultPort }
  }
  const address = parseAddress(host, defaultPort)
  if (typeof address !== 'string') return address
  problems.push(`host ${address}`)
  return { host, port: defaultPort }
}

function assumedVersions(given: ConnectionOptions['apiVersions'], problems: string[]): AssumedVersions | undefined {
  if (given === undefined || given === 'negotiate') return undefined
  if (!isRecord(given)) {
    problems.push(`apiVersions must be 'negotiate' or a table of ranges, not ${describe(given)}`)
    return undefined
  }
  for (const [name, range] of Object.entries(given)) {
    if (!apiInfos.some(api => api.name === name)) problems.push(`apiVersions.${name} is not an API`)
    else if (!isVersionRange(range)) problems.push(`apiVersions.${name} must be [min, max], two integers from 0 on`)
  }
  return given
}

function expectedBroker(given: ExpectedBroker | undefined, problems: string[]): ExpectedBroker {
  if (given === undefined) return {}
  if (!isRecord(given)) {
    problems.push(`expect must be an object, not ${describe(given)}`)
    return {}
  }
  unknownKeys(given, ['clusterId', 'nodeId'], 'expect.', problems)
  const { clusterId, nodeId } = given as ExpectedBroker
  pick(clusterId, '', 'expect.clusterId', isShortString, 'a string', problems)
  pick(nodeId, 0, 'expect.nodeId', Number.isInteger, 'an integer', problems)
  return { clusterId, nodeId }
}

function numbers<T extends Record<string, number>>(given: unknown, defaults: T, path: string, problems: string[]): T {
  if (given === undefined) return defaults
  if (!isRecord(given)) {
    problems.push(`${path} must be an object, not ${describe(given)}`)
    return defaults
  }
  unknownKeys(given, Object.keys(defaults), `${path}.`, problems)
  const entries = Object.entries(defaults).map(([key, value]) => [
    key,
    pick(given[key] as number | undefined, value, `${path}.${key}`, isLimit, 'a positive number, or Infinity for no limit', problems)
  ])
  return Object.fromEntries(entries) as T
}

function pick<T>(
  value: T | undefined,
  otherwise: T,
  path: string,
  fits: (value: unknown) => boolean,
  expected: string,
  problems: string[]
): T {
  if (value === undefined) return otherwise
  if (fits(value)) return value
  problems.push(`${path} must be ${expected}, not ${describe(value)}`)
  return otherwise
}

/** Names the keys that nobody knows. */
export function unknownKeys(given: object, known: readonly string[], path: string, problems: string[]): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) problems.push(`${path}${key} is not an option: there are ${known.map(name => path + name).join(', ')}`)
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTls = (value: unknown): boolean => typeof value === 'boolean' || isFunction(value) || isRecord(value)
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isSignal = (value: unknown): boolean => value instanceof AbortSignal
const isShortString = (value: unknown): boolean => typeof value === 'string' && value.isWellFormed() && Buffer.byteLength(value) <= 0x7fff

function isVersionRange(range: unknown): boolean {
  if (!Array.isArray(range) || range.length !== 2) return false
  const [min, max] = range as readonly unknown[]
  return Number.isInteger(min) && Number.isInteger(max) && Number(min) >= 0 && Number(min) <= Number(max)
}
