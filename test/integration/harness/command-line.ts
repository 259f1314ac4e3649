import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ClusterOptions, DEFAULTS } from './cluster/cluster.ts'
import { parseListeners } from './listeners.ts'
import { cacheDir } from './machine/cache.ts'
import { fullVersion } from './machine/versions.ts'
import { isKdcInstalled } from './security/kerberos.ts'
import type { TokenOptions } from './security/oauth.ts'

/** The help text, which `main.ts` prints with `--help`, and when no command is given. */
export const USAGE = `npx tsx test/integration/harness/main.ts COMMAND [--dir DIR]

up [--version 4.4.0] [--nodes 1|2|3] [--base-port 19092]
   [--listeners PLAINTEXT,SSL,SASL_PLAINTEXT,SASL_SSL,REAUTH,JWKS,JWKS_SSL] [--host localhost] [--oauth unsecured|jwks] [--no-gssapi] [--reauth-ms 2500] [--prop k=v]... [--jvm=-Xmx1g]... [--plugin FOLDER]... [--log-level INFO]
status | down [--keep]
stop-node N | kill-node N | start-node N | pause-node N | resume-node N | move-node N
token [--signed] [--subject alice] [--expires=3600]
tool CLASS ARG...    runs one of Kafka's Java tools, for example org.apache.kafka.tools.TopicCommand; --dir goes before 'tool'
jars [--version V]   fetches the jars and prints their folders
warm [--version V]   makes a class-data archive in the cache, which makes later starts a third shorter
A value that begins with a dash needs the form --jvm=-Xmx1g.`

/** The parsed and checked command line. */
export interface CommandLine {
  readonly command: string | undefined
  /** The words after the command. */
  readonly words: readonly string[]
  readonly cluster: ClusterOptions
  readonly token: TokenOptions
  readonly keep: boolean
}

/** Parses the command line. The arguments after `tool` belong to the tool and are not parsed. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const own = args.includes('tool') ? args.slice(0, args.indexOf('tool') + 1) : [...args]
  const { values, positionals } = parseArgs({ args: own, allowPositionals: true, allowNegative: true, options: OPTIONS })
  const [command, ...words] = positionals
  return {
    command: values.help ? undefined : command,
    words: command === 'tool' ? args.slice(own.length) : words,
    cluster: clusterOptions(values),
    token: { signed: values.signed, subject: values.subject, expiresInSeconds: integer('--expires', values.expires) },
    keep: values.keep
  }
}

/** Parses a whole number of the command line. `what` names it in the error. */
export function integer(what: string, text: string | undefined): number {
  if (text === undefined || !/^-?\d+$/.test(text)) throw new Error(`${what} needs a whole number, not '${text ?? ''}'`)
  return Number(text)
}

const { KAFKAWIRE_HARNESS_DIR } = process.env

const OPTIONS = {
  version: { type: 'string', default: DEFAULTS.version },
  nodes: { type: 'string', default: '1' },
  dir: { type: 'string', default: KAFKAWIRE_HARNESS_DIR || join(cacheDir(), 'run') },
  'base-port': { type: 'string' },
  host: { type: 'string', default: DEFAULTS.host },
  listeners: { type: 'string', default: DEFAULTS.listeners.join(',') },
  oauth: { type: 'string', default: DEFAULTS.oauth },
  gssapi: { type: 'boolean', default: true },
  'reauth-ms': { type: 'string', default: String(DEFAULTS.reauthMs) },
  prop: { type: 'string', multiple: true },
  jvm: { type: 'string', multiple: true },
  plugin: { type: 'string', multiple: true },
  'log-level': { type: 'string', default: DEFAULTS.logLevel },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  signed: { type: 'boolean', default: false },
  subject: { type: 'string', default: 'alice' },
  expires: { type: 'string', default: '3600' }
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

function clusterOptions(values: Values): ClusterOptions {
  const nodes = integer('--nodes', values.nodes)
  if (nodes < 1 || nodes > 3) throw new Error(`--nodes is ${nodes}: a cluster has 1, 2 or 3 nodes`)
  if (values.oauth !== 'unsecured' && values.oauth !== 'jwks') throw new Error(`--oauth is '${values.oauth}': it must be unsecured or jwks`)
  return {
    dir: values.dir,
    version: fullVersion(values.version),
    nodes,
    basePort: values['base-port'] === undefined ? undefined : integer('--base-port', values['base-port']),
    host: values.host,
    listeners: parseListeners(values.listeners),
    oauth: values.oauth,
    gssapi: values.gssapi && isKdcInstalled(),
    reauthMs: integer('--reauth-ms', values['reauth-ms']),
    props: Object.fromEntries((values.prop ?? []).map(splitProperty)),
    plugins: values.plugin ?? DEFAULTS.plugins,
    jvm: [...DEFAULTS.jvm, ...(values.jvm ?? [])],
    logLevel: values['log-level']
  }
}

function splitProperty(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`--prop needs name=value, not '${text}'`)
  return [text.slice(0, at), text.slice(at + 1)]
}
