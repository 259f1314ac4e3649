import { parseArgs } from 'node:util'

export const USAGE = `npm run demo [-- --bootstrap HOST:PORT[,HOST:PORT]] [--records 100000]
                      [--tls [--ca FILE]] [--sasl scram-sha-512|scram-sha-256|plain --username NAME]

Without --bootstrap, the demo starts a broker inside this process. With it, the demo uses your cluster:
it creates a topic of its own and deletes it at the end. The password is read from the environment
variable KAFKA_PASSWORD. If it is not set, the demo asks for the password.`

const MECHANISMS = ['scram-sha-512', 'scram-sha-256', 'plain'] as const

export interface DemoOptions {
  /** The addresses of brokers. Empty: a broker inside this process. */
  readonly bootstrap: readonly string[]
  readonly records: number
  /** Whether to use TLS, with the certificate authorities in the file `ca`, or else Node's own. */
  readonly tls: boolean
  readonly ca: string | undefined
  readonly sasl: { readonly mechanism: (typeof MECHANISMS)[number]; readonly username: string } | undefined
  readonly help: boolean
}

/** Parses the command line. Throws an error whose message is one sentence. */
export function readOptions(args: readonly string[]): DemoOptions {
  const values = parse(args)
  const records = Number(values.records)
  if (!Number.isInteger(records) || records < 1 || records > 10_000_000) {
    throw new Error(`--records must be a number from 1 to 10000000, not ${values.records}`)
  }
  const bootstrap = values.bootstrap?.split(',').map(address => address.trim()) ?? []
  if (bootstrap.some(address => address === '')) throw new Error('--bootstrap needs HOST:PORT, or several with commas between them')
  if (bootstrap.length === 0 && (values.tls || values.sasl !== undefined)) throw new Error('--tls and --sasl need --bootstrap')
  if (values.ca !== undefined && !values.tls) throw new Error('--ca needs --tls')
  return { bootstrap, records, tls: values.tls, ca: values.ca, sasl: readSasl(values), help: values.help }
}

function readSasl({ sasl, username }: Values): DemoOptions['sasl'] {
  if ((sasl === undefined) !== (username === undefined)) throw new Error('--sasl and --username need each other')
  if (sasl === undefined || username === undefined) return undefined
  const mechanism = MECHANISMS.find(name => name === sasl.toLowerCase())
  if (mechanism === undefined) throw new Error(`--sasl must be ${MECHANISMS.join(', ')}, not ${sasl}`)
  return { mechanism, username }
}

interface Values {
  readonly bootstrap?: string | undefined
  readonly records: string
  readonly tls: boolean
  readonly ca?: string | undefined
  readonly sasl?: string | undefined
  readonly username?: string | undefined
  readonly help: boolean
}

function parse(args: readonly string[]): Values {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const records = { type: 'string', default: '100000' } as const
  const options = { bootstrap: text, records, tls: flag, ca: text, sasl: text, username: text, help: flag }
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    const [what = ''] = cause instanceof Error ? cause.message.split(/\.\s/, 1) : [] // without Node's advice, which has several lines
    throw new Error(`${what}: see --help`, { cause })
  }
}
