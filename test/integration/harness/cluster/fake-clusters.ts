import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../machine/cache.ts'
import { onInterrupt } from '../machine/interrupt.ts'
import { run } from './run.ts'

const FOLDER = join(import.meta.dirname, '../..')
const OR_OWN_CLUSTER = 'or set KAFKA_BOOTSTRAP to a cluster of your own, which skips this fake cluster'

/** A cluster that is not Apache Kafka. Its process stops when this process stops. */
export interface FakeCluster extends AsyncDisposable {
  /** The addresses of all brokers, as `host:port` separated by commas. */
  readonly bootstrap: string
}

/** Starts kfake, the fake cluster of franz-go. Rejects with what to install if Go is missing. */
export async function startKfake(): Promise<FakeCluster> {
  await requireProgram('go', ['version'], `Go, which builds kfake, was not found: install it from https://go.dev/dl, ${OR_OWN_CLUSTER}`)
  const program = join(cacheDir(), 'kfake', 'kfake')
  await run('go', ['build', '-o', program, '.'], { cwd: join(FOLDER, 'kfake'), env: process.env })
  return startFake(program, [])
}

/**
 * Starts the mock cluster of librdkafka through its Python client. Rejects with what to install if
 * Python is missing.
 */
export async function startLibrdkafkaMock(): Promise<FakeCluster> {
  const folder = join(FOLDER, 'librdkafka')
  const install = `install it with its venv module (Debian: apt-get install python3-venv), ${OR_OWN_CLUSTER}`
  await requireProgram(
    'python3',
    ['-m', 'venv', '--help'],
    `Python 3, which runs the mock cluster of librdkafka, was not found: ${install}`
  )
  const requirement = readFileSync(join(folder, 'requirements.txt'), 'utf8').trim()
  const venv = join(cacheDir(), 'python', requirement)
  const python = join(venv, 'bin', 'python')
  if (!existsSync(python)) await run('python3', ['-m', 'venv', venv])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', join(folder, 'requirements.txt')])
  return startFake(python, [join(folder, 'main.py')])
}

async function requireProgram(command: string, args: readonly string[], otherwise: string): Promise<void> {
  mkdirSync(cacheDir(), { recursive: true })
  await run(command, args).catch(cause => Promise.reject(new Error(otherwise, { cause })))
}

// The fake cluster stops when its standard input ends, so it stops however this process ends.
function startFake(command: string, args: readonly string[]): Promise<FakeCluster> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    const release = onInterrupt(() => child.kill())
    const ended = new Promise<void>(end => child.on('close', () => end()))
    const end = async (): Promise<void> => {
      child.stdin.end()
      await ended
    }
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      printed += text
      const [bootstrap, ...more] = printed.split('\n')
      if (bootstrap && more.length > 0) resolve({ bootstrap, [Symbol.asyncDispose]: end })
    })
    child.on('error', reject)
    child.on('close', code => {
      release()
      reject(new Error(`${command} ended with code ${code} before it printed its addresses`))
    })
  })
}
