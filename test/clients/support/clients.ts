import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../../integration/harness/cluster/run.ts'
import { cacheDir } from '../../integration/harness/machine/cache.ts'
import { brokerJars, toolJars } from '../../integration/harness/machine/jars.ts'
import { javaCommand } from '../../integration/harness/machine/requirements.ts'
import type { Step } from './steps.ts'
import { TOOLS } from './tools.ts'

/** A client that is not ours, with the program that drives it. */
export interface OtherClient {
  readonly name: string
  /** The command of the program; the task is added as the last argument. */
  command(): Promise<readonly string[]> | readonly string[]
  /** The SASL mechanism that the client uses. Default: SCRAM-SHA-256. */
  readonly mechanism?: 'PLAIN'
  /** The steps that the client cannot do at all, with the reason. */
  readonly lacks: Partial<Readonly<Record<Step, string>>>
  /** Further steps that only this client has. */
  readonly tools?: readonly string[]
}

const KAFKA = '4.4.0'
const programs = join(import.meta.dirname, '../programs')
/** Node 24, for clients that need a newer Node than this project. */
const newerNode = join(import.meta.dirname, '../node_modules/.bin/node')

const NO_NEW_PROTOCOL = 'the client has no groups of the new protocol'
const NO_SHARE_GROUPS = 'the client has no share groups'
const ONLY_OLD_GROUPS = { 'consumer-protocol': NO_NEW_PROTOCOL, share: NO_SHARE_GROUPS }
const NOT_IN_KCAT = 'kcat has no such command'

export const CLIENTS: readonly OtherClient[] = [
  { name: 'kafkajs', command: () => [newerNode, join(programs, 'kafkajs.mjs')], lacks: ONLY_OLD_GROUPS },
  {
    name: '@platformatic/kafka',
    command: () => [newerNode, join(programs, 'platformatic.mjs')],
    lacks: { share: NO_SHARE_GROUPS }
  },
  {
    name: 'kafka-ts',
    command: () => [newerNode, join(programs, 'kafka-ts.mjs')],
    lacks: {
      acks: 'kafka-ts always asks for all',
      codecs: 'kafka-ts does not compress',
      transactions: 'kafka-ts has no transactions',
      share: NO_SHARE_GROUPS
    }
  },
  {
    name: 'kcat',
    command: () => [process.execPath, join(programs, 'kcat.mjs')],
    // librdkafka before 2.6.1, which Debian's kcat has, repeats its nonce. Kafka 3.9 and 4.4 refuse that (CVE-2024-56128).
    mechanism: 'PLAIN',
    lacks: { ...ONLY_OLD_GROUPS, topics: NOT_IN_KCAT, transactions: NOT_IN_KCAT, admin: NOT_IN_KCAT }
  },
  { name: 'confluent-kafka (librdkafka)', command: () => python('confluent.py'), lacks: { share: NO_SHARE_GROUPS } },
  { name: 'aiokafka', command: () => python('aiokafka_steps.py'), lacks: ONLY_OLD_GROUPS },
  { name: 'franz-go', command: franzGo, lacks: {} },
  { name: 'Kafka, Java', command: java, lacks: {} },
  { name: 'Kafka, console tools', command: consoleTools, lacks: {}, tools: Object.keys(TOOLS) }
]

/** Python, in an environment with the packages of requirements.txt. */
export async function pythonCommand(): Promise<string> {
  const environment = join(cacheDir(), 'python', 'clients')
  const command = join(environment, 'bin', 'python')
  if (!existsSync(command)) await run('python3', ['-m', 'venv', environment])
  await run(command, ['-m', 'pip', 'install', '--quiet', '--requirement', join(programs, 'requirements.txt')])
  return command
}

async function python(program: string): Promise<readonly string[]> {
  return [await pythonCommand(), join(programs, program)]
}

async function franzGo(): Promise<readonly string[]> {
  const binary = join(cacheDir(), 'franz-go-steps')
  await run('go', ['build', '-C', join(programs, 'franz-go'), '-o', binary, '.'])
  return [binary]
}

// A short program ends sooner if the JVM compiles less.
const JAVA_OPTIONS = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-Dlog4j2.level=OFF']

/** Java runs the program from its source. */
async function java(): Promise<readonly string[]> {
  return [javaCommand(), ...JAVA_OPTIONS, '-cp', join(await brokerJars(KAFKA), '*'), join(programs, 'java', 'Steps.java')]
}

async function consoleTools(): Promise<readonly string[]> {
  const jars = join(await toolJars(KAFKA), '*')
  const sources = join(programs, 'java', 'console-tools')
  const classes = join(cacheDir(), 'console-tools')
  const files = readdirSync(sources).map(name => join(sources, name))
  await run(javaCommand().replace(/java$/, 'javac'), ['-d', classes, '-cp', jars, ...files])
  return [javaCommand(), ...JAVA_OPTIONS, '-cp', [classes, jars].join(delimiter), 'ConsoleTools']
}
