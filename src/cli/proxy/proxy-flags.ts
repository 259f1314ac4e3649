import { type Address, formatAddress, parseAddress } from '../../conn/address.ts'
import { type ConnectionSettings, readConnectionSettings } from '../connection/connection-settings.ts'
import type { Run } from '../frame/command.ts'
import type { Flags, Given } from '../frame/flags.ts'

/** The flags of commands that stand between clients and a cluster. */
export const proxyFlags: Flags = {
  listen: {
    value: '[HOST:]PORT',
    help: 'where clients connect. Each further broker gets a port after this one. 0: any free ports. Default host: 127.0.0.1'
  },
  upstream: { value: 'HOST:PORT,...', help: 'one or more brokers of the cluster; another name of --bootstrap' },
  advertise: {
    value: 'HOST',
    help: 'the host that clients are told to dial. Default: the host of --listen, or the address at which the client has connected'
  }
}

/** Where a proxy listens, and what is behind it. */
export interface ProxySettings extends ConnectionSettings {
  /** The port is 0 if the system chooses it. */
  readonly listen: Address
  /** The host that clients are told to dial; undefined: the address that they have dialled. */
  readonly advertise: string | undefined
}

const LOOPBACK = '127.0.0.1'
const MAX_PORT = 65_535
const WILDCARDS: readonly string[] = ['0.0.0.0', '::']

/** Reads the flags of a proxy, and those of the connection. Throws a `CommandError`. */
export async function readProxySettings({ given }: Run): Promise<ProxySettings> {
  const listen = listenOf(given)
  given.excludes('upstream', 'bootstrap')
  const upstream = given.text('upstream')
  if (upstream === undefined && !given.has('bootstrap') && !given.has('config'))
    throw given.refuse('--upstream HOST:PORT is missing: which cluster?')
  const connection = await readConnectionSettings(given, upstream === undefined ? [] : [upstream])
  return { ...connection, listen, advertise: advertiseOf(given, listen) }
}

function listenOf(given: Given): Address {
  const text = given.text('listen')
  if (text === undefined) throw given.refuse('--listen [HOST:]PORT is missing: where do clients connect?')
  const [, host = LOOPBACK, digits] = /^(?:(.+):)?(\d+)$/.exec(text) ?? []
  if (digits === undefined || Number(digits) > MAX_PORT)
    throw given.refuse(`--listen must be a port from 0 to ${MAX_PORT}, or HOST:PORT, not "${text}"`)
  const address = parseAddress(`${host}:1`)
  if (typeof address === 'string') throw given.refuse(`--listen ${text} ${address}`)
  return { host: address.host, port: Number(digits) }
}

function advertiseOf(given: Given, { host }: Address): string | undefined {
  const text = given.text('advertise')
  if (text === undefined) return WILDCARDS.includes(host) ? undefined : host
  const address = parseAddress(text, 1)
  if (typeof address === 'string' || text !== formatAddress({ ...address, port: 1 }).replace(/:1$/, ''))
    throw given.refuse(`--advertise must be a host without a port, not "${text}"`)
  return address.host
}
