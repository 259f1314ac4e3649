import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../machine/cache.ts'
import { onInterrupt } from '../machine/interrupt.ts'
import { run } from './run.ts'

const FOLDER = join(import.meta.dirname, '../..')
const OR = 'or set KAFKA_BOOTSTRAP to a cluster of your own, and this one is left out'

/** A cluster that is not Apache Kafka's, in a process that ends with this one. */
export interface FakeCluster extends AsyncDisposable {
  /** `host:port` of each broker, with commas between. */
  readonly bootstrap: string
}

/** franz-go's kfake. Rejects, saying what to install, where there is no Go to build it with. */
export async function startKfake(): Promise<FakeCluster> {
  await requireProgram('go', ['version'], `Go was not found, and it builds kfake: install it from https://go.dev/dl, ${OR}`)
  const program = join(cacheDir(), 'kfake', 'kfake')
  await run('go', ['build', '-o', program, '.'], { cwd: join(FOLDER, 'kfake'), env: process.env })
  return startFake(program, [])
}

/** librdkafka's mock cluster, through its Python client. Rejects, saying what to install, where there is no Python. */
export async function startLibrdkafkaMock(): Promise<FakeCluster> {
  const folder = join(FOLDER, 'librdkafka')
  const install = `install it with its venv module (Debian: apt-get install python3-venv), ${OR}`
  await requireProgram('python3', ['-m', 'venv', '--help'], `Python 3 was not found, and it runs librdkafka's mock: ${install}`)
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

// It ends when its standard input does, so no way for this process to end leaves it behind.
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
      reject(new Error(`${command} ended with ${code} before it said where it listens`))
    })
  })
}
