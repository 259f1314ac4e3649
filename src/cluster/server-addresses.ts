import { type Address, formatAddress, parseAddress } from '../conn/address.ts'
import { givenIn, isRecord } from '../options.ts'
import type { ClusterBroker } from './metadata/cluster-map.ts'

/** Where to begin: `'a:9092,b:9092'`, a list of such, or a function that gives either and is called at each bootstrap. */
export type BootstrapServers = string | readonly string[] | (() => string | readonly string[] | Promise<string | readonly string[]>)

/** Where a broker is to be dialled instead of where it says it is. */
export type RewriteAddress =
  | Readonly<Record<string, string>>
  | ((broker: ClusterBroker) => { readonly host: string; readonly port: number } | string)

/** What the server addresses say: the places, and the security protocols that were written before them. */
export interface ReadServers {
  readonly servers: readonly Address[]
  readonly protocols: readonly SecurityProtocol[]
  readonly problems: readonly string[]
}

/** Kafka's names of what a listener speaks. */
export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

const LISTENER = /^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL):\/\//i

/** Reads server addresses in all forms that Kafka's own configuration has, `SASL_SSL://host:port` among them. */
export function readServers(value: unknown): ReadServers {
  const texts = [value].flat()
  if (!texts.every(text => typeof text === 'string')) return failed('must be a string of addresses, or an array of them')
  const parts = texts.flatMap(text => text.split(',')).map(text => text.trim())
  const written = parts.filter(part => part !== '')
  if (written.length === 0) return failed('names no server')
  const protocols = new Set<SecurityProtocol>()
  const problems: string[] = []
  const servers: Address[] = []
  for (const [index, part] of written.entries()) {
    const protocol = LISTENER.exec(part)?.[1]?.toUpperCase() as SecurityProtocol | undefined
    if (protocol !== undefined) protocols.add(protocol)
    const address = parseAddress(part.replace(LISTENER, ''))
    if (typeof address === 'string') problems.push(`bootstrapServers[${index}] ${address}`)
    else if (!servers.some(({ host, port }) => host === address.host && port === address.port)) servers.push(address)
  }
  return { servers, protocols: [...protocols], problems }
}

/** What is wrong with the protocols, beside what the options say of TLS and SASL. That TLS is not mentioned is no contradiction. */
export function protocolProblems(protocols: readonly SecurityProtocol[], tls: unknown, sasl: unknown): string[] {
  if (new Set(protocols.map(wantsTls)).size > 1)
    return [`bootstrapServers mixes ${protocols.join(' and ')}: all brokers are spoken to alike`]
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

/** Whether a listener of this kind speaks TLS. */
export const wantsTls = (protocol: SecurityProtocol): boolean => protocol.endsWith('SSL')

/** The problems of a table of addresses to be rewritten. */
export function rewriteProblems(value: unknown): string[] {
  if (!isRecord(value)) return []
  return Object.entries(givenIn(value)).flatMap(([from, to]) => {
    if (typeof parseAddress(from) === 'string') return [`rewriteAddress has a key that is not an address: write host or host:port`]
    return typeof to === 'string' && typeof parseAddress(to) !== 'string'
      ? []
      : [`rewriteAddress[${JSON.stringify(from)}] is not an address`]
  })
}

/** Where to dial a broker. Returns what is wrong where the caller's function gives no address. */
export function rewritten(broker: ClusterBroker, rewrite: RewriteAddress | undefined): Address | string {
  if (rewrite === undefined) return { host: broker.host, port: broker.port }
  const place: unknown = typeof rewrite === 'function' ? rewrite(broker) : looked(broker, rewrite)
  if (typeof place === 'string') return parseAddress(place, broker.port)
  const { host, port } = Object(place) as Address
  return typeof host === 'string' && typeof port === 'number' ? parseAddress(formatAddress({ host, port })) : 'is not an address'
}

// The place as a whole counts before its host alone.
function looked({ host, port }: ClusterBroker, table: Readonly<Record<string, string>>): Address | string {
  const place = formatAddress({ host, port })
  for (const key of [place, host, `[${host}]`]) if (Object.hasOwn(table, key) && table[key] !== undefined) return table[key]
  return { host, port }
}

const failed = (problem: string): ReadServers => ({ servers: [], protocols: [], problems: [`bootstrapServers ${problem}`] })
