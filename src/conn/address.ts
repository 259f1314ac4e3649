import { isIPv6 } from 'node:net'
import { shown } from '../quote.ts'

/** Where a broker listens. An IPv6 address stands without brackets. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The port that Kafka listens on unless told otherwise. */
export const DEFAULT_PORT = 9092

const MAX_HOST_CHARS = 255 // a longer name cannot be dialled, whoever advertised it

/**
 * Reads `host`, `host:port`, `[::1]`, `[::1]:port` and bare IPv6. Returns what is wrong if it is none of these, without the text itself: one
 * that is no address may be a URL with a password in it.
 */
export function parseAddress(text: string, defaultPort: number = DEFAULT_PORT): Address | string {
  if (isBareIPv6(text)) return { host: text, port: defaultPort }
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s/]+))(?::(\d+))?$/.exec(text)
  if (match === null) return 'is not an address: write host, host:port, or [ipv6]:port'
  const [, bracketed, name, digits] = match
  if (bracketed !== undefined && !isIPv6(bracketed)) return 'has something in brackets that is not an IPv6 address'
  const port = digits === undefined ? defaultPort : Number(digits)
  if (!isPort(port)) return `has port ${digits}, which is outside 1 to 65535`
  return { host: bracketed ?? name ?? '', port }
}

// Node's own test compiles a pattern of its own at first use, which is a good part of the start of a short-lived program.
const isBareIPv6 = (text: string): boolean => text.split(':').length > 2 && isIPv6(text)

/** An address as one writes it: `host:port`, or `[ipv6]:port`. */
export function formatAddress({ host, port }: Address): string {
  const name = host.length > MAX_HOST_CHARS ? shown(host, MAX_HOST_CHARS) : host
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}

export const isPort = (port: unknown): boolean => typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535
