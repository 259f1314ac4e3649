import type { ConnectionOptions as NodeTlsOptions } from 'node:tls'
import { type Address, DEFAULT_PORT, formatAddress, parseAddress } from '../../conn/address.ts'
import type { PoolConnectionOptions } from '../../index.ts'
import { CommandError } from '../command-error.ts'
import type { Given } from '../frame/flags.ts'
import type { ClientProperties } from './client-properties.ts'
import { saslNames, secretVariables } from './connection-flags.ts'
import { readNamedFile } from './read-file.ts'

/** The settings of a command's connections. */
export interface ConnectionSettings {
  readonly servers: readonly Address[]
  /** The servers as text, for `bootstrapServers`. */
  readonly bootstrapServers: string
  readonly connection: PoolConnectionOptions
  /** How long one step may take, in milliseconds. */
  readonly timeoutMs: number
  /** What the user should know about the settings, one sentence each. */
  readonly notes: readonly string[]
}

const DEFAULT_CLIENT_ID = 'kafkawire-cli'
const DEFAULT_TIMEOUT_MS = 10_000
const LISTENER = /^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL):\/\//i

/**
 * Reads the settings of connections from the flags, the environment, and the file of `--config`.
 * Flags count more than the file. `servers` takes the place of `--bootstrap`, for commands that
 * have the servers as arguments. Throws a `CommandError` in one sentence.
 */
export async function readConnectionSettings(given: Given, servers?: readonly string[]): Promise<ConnectionSettings> {
  const path = given.text('config')
  // Loaded at the first use, because most commands run without a file.
  const properties = path === undefined ? undefined : (await import('./client-properties.ts')).readClientProperties(path)
  const addresses = addressesOf(given, servers, properties)
  const tls = tlsOf(given, properties)
  const sasl = await saslOf(given, properties)
  const timeoutMs = given.durationMs('timeout') ?? DEFAULT_TIMEOUT_MS
  const unused = properties?.unused ?? []
  return {
    servers: addresses,
    bootstrapServers: addresses.map(formatAddress).join(','),
    connection: {
      clientId: given.text('client-id') ?? properties?.clientId ?? DEFAULT_CLIENT_ID,
      ...(tls === undefined ? {} : { tls }),
      ...(sasl === undefined ? {} : { sasl }),
      timeouts: { connectMs: timeoutMs, requestMs: Math.max(timeoutMs, DEFAULT_TIMEOUT_MS) }
    },
    timeoutMs,
    notes: unused.length === 0 ? [] : [`${path}: kafkawire does not use ${unused.join(', ')}`]
  }
}

function addressesOf(given: Given, named: readonly string[] | undefined, properties: ClientProperties | undefined): Address[] {
  const [flag, servers] = [given.text('bootstrap'), named ?? []]
  if (flag !== undefined && servers.length > 0) throw given.refuse('the servers are given twice, as arguments and with --bootstrap')
  const text = servers.length > 0 ? servers.join(',') : (flag ?? properties?.bootstrap)
  if (text === undefined) {
    if (named !== undefined)
      throw given.refuse(`HOST:PORT is missing: write kafkawire ${given.command} localhost:9092, or use --bootstrap or --config`)
    const address = given.arguments.find(argument => /^[^:]+:\d+$/.test(argument))
    const hint = address === undefined ? 'which cluster?' : `did you mean --bootstrap ${address}?`
    throw given.refuse(`--bootstrap HOST:PORT is missing: ${hint}`)
  }
  return readAddresses(given, text)
}

/**
 * Reads one or more addresses of brokers, with commas between them. Throws a `CommandError` for one
 * that is wrong or has no port.
 */
export function readAddresses(given: Given, text: string): Address[] {
  const parts = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
  if (parts.length === 0) throw given.refuse('there is no address of a broker')
  return parts.map(part => addressOf(given, part.replace(LISTENER, '')))
}

const HAS_PORT = /^(?:\[[^\]]*\]|[^:]*):\d+$/

// The text of a wrong address is shown only if it cannot be a URL with a password.
function addressOf(given: Given, text: string): Address {
  if (text.includes('@')) throw given.refuse('a server is HOST:PORT, without a user and a password: --sasl and --username name the user')
  const [, host] = /^([^:[\]\s/]+):(?!\d+$)[^:/]*$/.exec(text) ?? []
  if (host !== undefined) throw given.refuse(`the port of ${host} is not a number: write HOST:PORT, such as ${host}:${DEFAULT_PORT}`)
  const address = parseAddress(text)
  const name = /[/@]/.test(text) ? 'a server' : text
  if (typeof address === 'string') throw given.refuse(`${name} ${address}`)
  if (HAS_PORT.test(text)) return address
  throw given.refuse(`${name} has no port: write ${formatAddress({ ...address, port: DEFAULT_PORT })} for the default port of Kafka`)
}

function tlsOf(given: Given, properties: ClientProperties | undefined): true | NodeTlsOptions | undefined {
  const wantsTls = given.is('tls') || properties?.wantsTls === true
  for (const name of ['ca', 'cert', 'key']) if (given.has(name) && !wantsTls) throw given.refuse(`--${name} needs --tls`)
  const [certFile, keyFile] = [given.text('cert'), given.text('key')]
  if ((certFile === undefined) !== (keyFile === undefined)) throw given.refuse('--cert and --key need each other')
  if (!wantsTls) return undefined
  const caFile = given.text('ca')
  const ca = caFile === undefined ? properties?.ca : pem('--ca', caFile, /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/)
  const own =
    certFile === undefined || keyFile === undefined
      ? properties?.own
      : { cert: pem('--cert', certFile, /-----BEGIN CERTIFICATE-----/), key: pem('--key', keyFile, /-----BEGIN [A-Z ]*PRIVATE KEY-----/) }
  const passphrase = process.env[secretVariables.keyPassword] ?? properties?.keyPassword
  return {
    ...(ca === undefined ? {} : { ca }),
    ...own,
    ...(own === undefined || passphrase === undefined ? {} : { passphrase }),
    ...(properties?.checksName === false ? { checkServerIdentity: () => undefined } : {})
  }
}

function pem(what: string, path: string, form: RegExp): string {
  const text = readNamedFile(what, path).toString('latin1')
  if (form.test(text)) return text
  throw new CommandError(
    `${what} ${path} is not PEM: it must have a line such as -----BEGIN ${what === '--key' ? 'PRIVATE KEY' : 'CERTIFICATE'}-----`
  )
}

async function saslOf(given: Given, properties: ClientProperties | undefined): Promise<PoolConnectionOptions['sasl']> {
  const mechanism = given.oneOf('sasl', saslNames)
  const username = given.text('username')
  const wantsSasl = mechanism !== undefined || properties?.wantsSasl === true
  if (username !== undefined && !wantsSasl) throw given.refuse('--username needs --sasl')
  if (!wantsSasl) return undefined
  // Loaded at the first use, because the mechanisms take as long to load as the rest of the
  // command.
  const { saslMechanism } = await import('./sasl-settings.ts')
  return await saslMechanism({ mechanism, username, properties, env: process.env })
}
