import { parseArgs } from 'node:util'

export const USAGE = `npm run demo [-- --bootstrap HOST:PORT[,HOST:PORT]] [--records 100000]

Without --bootstrap it starts a broker inside this process. With it, it does the same on a cluster of yours:
it creates a topic of its own and deletes it afterwards.`

export interface DemoOptions {
  /** Addresses to try in turn; none means the in-process broker. */
  readonly bootstrap: readonly string[]
  readonly records: number
  readonly help: boolean
}

/** Reads the command line. Throws an error whose message is one sentence. */
export function readOptions(args: readonly string[]): DemoOptions {
  const values = parse(args)
  const records = Number(values.records)
  if (!Number.isInteger(records) || records < 1 || records > 10_000_000) {
    throw new Error(`--records must be a number from 1 to 10000000, not ${values.records}`)
  }
  const bootstrap = values.bootstrap?.split(',').map(address => address.trim()) ?? []
  if (bootstrap.some(address => address === '')) throw new Error('--bootstrap wants HOST:PORT, or several with commas between them')
  return { bootstrap, records, help: values.help }
}

function parse(args: readonly string[]): { bootstrap?: string | undefined; records: string; help: boolean } {
  const options = { bootstrap: { type: 'string' }, records: { type: 'string', default: '100000' }, help: { type: 'boolean' } } as const
  try {
    return { help: false, ...parseArgs({ args: [...args], options }).values }
  } catch (cause) {
    const [what = ''] = cause instanceof Error ? cause.message.split(/\.\s/, 1) : [] // Node adds advice that runs over several lines
    throw new Error(`${what}: see --help`, { cause })
  }
}
