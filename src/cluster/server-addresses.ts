import { type Address, formatAddress, parseAddress } from '../conn/address.ts'
import { givenIn, isRecord } from '../options.ts'
import type { ClusterBroker } from './metadata/cluster-map.ts'

/**
 * The servers through which a cluster is found: a string such as `'a:9092,b:9092'`, an array of
 * such strings, or a function that returns either, or a promise of it. The function is called at
 * each bootstrap and has 30 s to answer. An address may begin with the security protocol of its
 * listener: `SASL_SSL://a:9093`.
 */
export type BootstrapServers = string | readonly string[] | (() => string | readonly string[] | Promise<string | readonly string[]>)

/**
 * The addresses at which brokers are dialled, in place of those that they advertise. It is either a
 * table from advertised addresses or hosts to addresses, such as
 * `{ 'broker-1:9092': 'localhost:19092' }`, or a function that returns the address of one broker as
 * `'host:port'`, or as `{ host, port }`. A broker that is not in the table keeps its own address,
 * and an address without a port has the port that the broker advertises.
 */
export type RewriteAddress =
  | Readonly<Record<string, string>>
  | ((broker: ClusterBroker) => { readonly host: string; readonly port: number } | string)

/** The parsed `bootstrapServers`: addresses, the security protocols before them, and problems. */
export interface ParsedServers {
  readonly servers: readonly Address[]
  readonly protocols: readonly SecurityProtocol[]
  readonly problems: readonly string[]
}

/** The security protocol of a listener, by its name in Kafka's configuration. */
export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

const LISTENER = /^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL):\/\//i
const OTHER_SCHEME = /^\w+:\/\//
const NOT_A_LISTENER = 'begins with no security protocol of Kafka: write host:port, or a protocol before it, such as SASL_SSL://host:port'

/**
 * Parses `bootstrapServers`: a string with commas, or an array of strings, each address with or
 * without a security protocol, as in `SASL_SSL://host:port`. An address that is named twice counts
 * once. It does not throw: `problems` holds one sentence for each part that is no address.
 */
export function parseServers(value: unknown): ParsedServers {
  const texts = [value].flat()
  if (!texts.every(text => typeof text === 'string')) return failed('must be a string of addresses, or an array of them')
  const parts = texts.flatMap(text => text.split(',')).map(text => text.trim())
  const written = parts.filter(part => part !== '')
  if (written.length === 0) return failed('has no server address in it')
  const protocols = new Set<SecurityProtocol>()
  const problems: string[] = []
  const servers: Address[] = []
  for (const [index, part] of written.entries()) {
    const protocol = LISTENER.exec(part)?.[1]?.toUpperCase() as SecurityProtocol | undefined
    if (protocol !== undefined) protocols.add(protocol)
    const rest = part.replace(LISTENER, '')
    const address = OTHER_SCHEME.test(rest) ? NOT_A_LISTENER : parseAddress(rest)
    if (typeof address === 'string') problems.push(`bootstrapServers[${index}] ${address}`)
    else if (!servers.some(({ host, port }) => host === address.host && port === address.port)) servers.push(address)
  }
  return { servers, protocols: [...protocols], problems }
}

/**
 * The contradictions between the security protocols in `bootstrapServers` and the options
 * `connection.tls` and `connection.sasl`. An undefined `tls` contradicts nothing.
 */
export function protocolProblems(protocols: readonly SecurityProtocol[], tls: unknown, sasl: unknown): string[] {
  if (new Set(protocols.map(wantsTls)).size > 1)
    return [`bootstrapServers mixes ${protocols.join(' and ')}: all connections of a cluster use TLS, or none does`]
  return protocols.flatMap(protocol => {
    const problems: string[] = []
    const says = `bootstrapServers says ${protocol}, but`
    if (tls !== undefined && (tls !== false) !== wantsTls(protocol))
      problems.push(`${says} connection.tls is ${tls === false ? 'false' : 'set'}`)
    const hasSasl = sasl !== undefined
    if (protocol.startsWith('SASL') !== hasSasl) problems.push(`${says} connection.sasl is ${hasSasl ? 'set' : 'not set'}`)
    return problems
  })
}

/** Whether a listener with this security protocol uses TLS. */
export const wantsTls = (protocol: SecurityProtocol): boolean => protocol.endsWith('SSL')

/** The problems in a `rewriteAddress` table, one sentence each. A function has none. */
export function rewriteProblems(value: unknown): string[] {
  if (!isRecord(value)) return []
  return Object.entries(givenIn(value)).flatMap(([from, to]) => {
    if (typeof parseAddress(from) === 'string') return [`rewriteAddress has a key that is not an address: write host or host:port`]
    return typeof to === 'string' && typeof parseAddress(to) !== 'string'
      ? []
      : [`rewriteAddress[${JSON.stringify(from)}] is not an address`]
  })
}

/**
 * The address at which to dial a broker. Returns a string, which says what is wrong, if the
 * caller's function returned no address.
 */
export function rewrittenAddress(broker: ClusterBroker, rewrite: RewriteAddress | undefined): Address | string {
  if (rewrite === undefined) return { host: broker.host, port: broker.port }
  const place: unknown = typeof rewrite === 'function' ? rewrite(broker) : lookUp(broker, rewrite)
  if (typeof place === 'string') return parseAddress(place, broker.port)
  const { host, port } = Object(place) as Address
  return typeof host === 'string' && typeof port === 'number' ? parseAddress(formatAddress({ host, port })) : 'is not an address'
}

// An entry for the host and port counts before an entry for the host alone.
function lookUp({ host, port }: ClusterBroker, table: Readonly<Record<string, string>>): Address | string {
  const address = formatAddress({ host, port })
  for (const key of [address, host, `[${host}]`]) if (Object.hasOwn(table, key) && table[key] !== undefined) return table[key]
  return { host, port }
}

const failed = (problem: string): ParsedServers => ({ servers: [], protocols: [], problems: [`bootstrapServers ${problem}`] })
