import { isIPv6 } from 'node:net'
import { shown } from '../quote.ts'

/** Where a broker listens. An IPv6 address has no brackets. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The default port of Kafka. */
export const DEFAULT_PORT = 9092

const MAX_HOST_CHARS = 255 // DNS has no longer names

/**
 * Reads `host`, `host:port`, `[::1]`, `[::1]:port` or an IPv6 address without brackets. Returns
 * what is wrong if the text is none of these. That does not contain the text: it may be a URL with
 * a password.
 */
export function parseAddress(text: string, defaultPort: number = DEFAULT_PORT): Address | string {
  if (isBareIPv6(text)) return { host: text, port: defaultPort }
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s/]+))(?::(\d+))?$/.exec(text)
  if (match === null) return 'is not an address: write host, host:port, or [ipv6]:port'
  const bracketed = match[1]
  const digits = match[3]
  if (bracketed !== undefined && !isIPv6(bracketed)) return 'has something in brackets that is not an IPv6 address'
  const port = digits === undefined ? defaultPort : Number(digits)
  if (!isPort(port)) return `has port ${digits}, which is outside 1 to 65535`
  return { host: bracketed ?? match[2] ?? '', port }
}

// `isIPv6` of Node compiles a pattern at first use, which takes a good part of the start of a short
// program. So it is called only for texts that may be IPv6.
const isBareIPv6 = (text: string): boolean => text.split(':').length > 2 && isIPv6(text)

/** Formats an address as `host:port` or `[ipv6]:port`. */
export function formatAddress({ host, port }: Address): string {
  const name = host.length > MAX_HOST_CHARS ? shown(host, MAX_HOST_CHARS) : host
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}

/** Whether a value is a port number: an integer from 1 to 65535. */
export const isPort = (port: unknown): boolean => typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535
