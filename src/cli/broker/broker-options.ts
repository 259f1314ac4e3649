import { parseArgs } from 'node:util'
import { type ClusterProfile, clusterProfiles, type TestingTopicOptions } from '../../testing/index.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'

/** A file of records to write before the cluster is ready. */
export interface LoadFile {
  readonly topic: string
  readonly path: string
}

/** The options of `kafkawire broker`. */
export interface BrokerOptions {
  /** Undefined: as many as in the data directory, otherwise 1. */
  readonly brokers: number | undefined
  readonly host: string
  /** The host that clients are told to dial; undefined: the address on which the brokers listen. */
  readonly advertisedHost: string | undefined
  /** The port of the first broker; the others have the ports after it. 0: the system chooses. */
  readonly port: number
  readonly topics: Readonly<Record<string, TestingTopicOptions>>
  readonly loads: readonly LoadFile[]
  /** Passwords by user name; undefined: clients need not authenticate. */
  readonly users: Readonly<Record<string, string>> | undefined
  /** The principals that the ACLs do not bind; undefined: the brokers check no ACLs. */
  readonly superUsers: readonly string[] | undefined
  /** Whether clients need TLS, and whether they need a certificate; undefined: no TLS. */
  readonly tls: { readonly clientAuth: 'none' | 'required' } | undefined
  /** The folder for the certificates of clients; undefined: one that is removed at the end. */
  readonly tlsFolder: string | undefined
  readonly autoCreateTopics: boolean
  /** The kind of broker that the cluster is like; undefined: Kafka 4.4. */
  readonly profile: ClusterProfile | undefined
  /** The port of the control over HTTP; undefined: there is no control. */
  readonly control: number | undefined
  /** The folder that keeps the cluster; undefined: it is in memory alone. */
  readonly dataDir: string | undefined
  readonly isJson: boolean
  /** Whether the command goes on when the process that started it has ended. */
  readonly staysAlone: boolean
  readonly wantsHelp: boolean
}

const RELEASES = 'kafka-'
const USER = 'User:'
const DEFAULT_PORT = 9_092
const MAX_PORT = 65_535

/** Reads the command line. Throws `CommandError`, which names all problems in one sentence. */
export function parseBrokerOptions(args: readonly string[]): BrokerOptions {
  const values = parse(args)
  const problems: string[] = []
  const integer = (name: string, text: string | undefined, fallback: number, min: number, max: number): number => {
    const value = text === undefined ? fallback : Number(text)
    if (Number.isInteger(value) && value >= min && value <= max && text !== '') return value
    problems.push(`${name} must be an integer from ${min} to ${max}, not "${text}"`)
    return fallback
  }
  const pairs = (name: string, texts: readonly string[] = [], form: string, separator: string): [string, string][] =>
    texts.flatMap(text => {
      const at = text.indexOf(separator)
      if (at > 0 && at < text.length - 1) return [[text.slice(0, at), text.slice(at + 1)]] as [string, string][]
      problems.push(`--${name} must have the form ${form}`) // the text may hold a password
      return []
    })
  const brokers = values.brokers === undefined ? undefined : integer('--brokers', values.brokers, 1, 1, 100)
  const port = integer('--port', values.port, DEFAULT_PORT, 0, MAX_PORT)
  const control = values.control === undefined ? undefined : integer('--control', values.control, 0, 0, MAX_PORT)
  if (brokers !== undefined && port + brokers - 1 > MAX_PORT)
    problems.push(`--port ${port} leaves no ports for ${brokers} brokers: the last port is ${MAX_PORT}`)
  const topics = (values.topic ?? []).map(text => {
    const [name = '', partitions, replicas, ...rest] = text.split(':')
    if (name === '' || rest.length > 0)
      problems.push(`--topic must have the form NAME, NAME:PARTITIONS or NAME:PARTITIONS:REPLICAS, not "${text}"`)
    const counts = {
      partitions: integer(`--topic ${text}: PARTITIONS`, partitions, 1, 1, 10_000),
      replicationFactor: integer(`--topic ${text}: REPLICAS`, replicas, 1, 1, 100)
    }
    return [name, counts] as const
  })
  const loads = pairs('load', values.load, 'TOPIC=FILE', '=').map(([topic, path]) => ({ topic, path }))
  const users = pairs('sasl', values.sasl, 'USER:PASSWORD', ':')
  const superUsers = values['super-user']?.map(principalOf)
  if (superUsers?.includes(USER)) problems.push('--super-user must name a user')
  const needsTls = values.tls === true || values.mtls === true
  if (values['tls-dir'] !== undefined && !needsTls) problems.push('--tls-dir needs --tls or --mtls')
  const profile = profileIn(values, problems)
  problems.push(...repeated('topic', topics), ...repeated('sasl', users))
  if (problems.length > 0) throw new CommandError(`broker: ${problems.join('; ')}`)
  return {
    brokers,
    host: values.host ?? '127.0.0.1',
    advertisedHost: values.advertise,
    port,
    topics: Object.fromEntries(topics),
    loads,
    users: users.length > 0 ? Object.fromEntries(users) : undefined,
    superUsers,
    tls: needsTls ? { clientAuth: values.mtls === true ? 'required' : 'none' } : undefined,
    tlsFolder: values['tls-dir'],
    profile,
    control,
    dataDir: values['data-dir'],
    autoCreateTopics: values['no-auto-create'] !== true,
    isJson: values.json === true,
    staysAlone: values.detached === true,
    wantsHelp: values.help === true
  }
}

function repeated(option: string, entries: readonly (readonly [name: string, ...unknown[]])[]): string[] {
  const names = entries.map(([name]) => name)
  return names.filter((name, index) => names.indexOf(name) < index).map(name => `--${option} names ${name} more than once`)
}

// A principal has the form User:NAME; the name alone is enough.
const principalOf = (name: string): string => (name.startsWith(USER) ? name : `${USER}${name}`)

// A release of Kafka has a profile of its own, such as kafka-2.8.
function profileIn(
  { profile, 'as-version': release }: { readonly profile?: string | undefined; readonly 'as-version'?: string | undefined },
  problems: string[]
): ClusterProfile | undefined {
  if (profile !== undefined && release !== undefined) problems.push('--profile and --as-version exclude each other')
  const wanted = release === undefined ? profile : `${RELEASES}${release}`
  const found = clusterProfiles.find(name => name === wanted)
  if (wanted === undefined || found !== undefined) return found
  if (release === undefined) problems.push(`--profile must be one of ${clusterProfiles.join(', ')}, not "${profile}"`)
  else {
    const releases = clusterProfiles.filter(name => name.startsWith(RELEASES)).map(name => name.slice(RELEASES.length))
    problems.push(`--as-version must be one of ${releases.join(', ')}, not "${release}"`)
  }
  return undefined
}

// The return type is what parseArgs infers from the table of options.
function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        advertise: { type: 'string' },
        'as-version': { type: 'string' },
        brokers: { type: 'string' },
        control: { type: 'string' },
        'data-dir': { type: 'string' },
        detached: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        host: { type: 'string' },
        json: { type: 'boolean' },
        load: { type: 'string', multiple: true },
        mtls: { type: 'boolean' },
        'no-auto-create': { type: 'boolean' },
        port: { type: 'string' },
        profile: { type: 'string' },
        sasl: { type: 'string', multiple: true },
        'super-user': { type: 'string', multiple: true },
        tls: { type: 'boolean' },
        'tls-dir': { type: 'string' },
        topic: { type: 'string', multiple: true }
      }
    }).values
  } catch (error) {
    throw new CommandError(
      `broker: ${messageOf(error)
        .replace(/^(Unexpected argument '[^':]*:)[^']*'/, "$1…'") // the text may hold a password
        .replaceAll(/\s+/g, ' ')
        .replace(/\.? (?:To specify|Did you forget).*$/, '')}. See kafkawire broker --help`
    )
  }
}
