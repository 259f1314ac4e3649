import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * A program of `test/support/process/programs` in a process of its own, for what cannot be shown
 * inside the process of a test runner.
 */
export interface Program extends Disposable {
  /** The next line that the program prints; undefined after it has ended. */
  line(): Promise<string | undefined>
  /** Lets the program go on, if it waits in `waitToGoOn`. */
  goOn(): void
  /** Resolves when the program has ended, with its exit status and what it wrote to stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
}

export function startProgram(name: string, args: readonly unknown[] = [], flags: readonly string[] = []): Program {
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', file, ...args.map(String)], { stdio: 'pipe' })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => undefined) // the program may end before it reads this
  return {
    line: async () => (await lines.next()).value,
    goOn: () => child.stdin.write('\n'),
    ended: once(child, 'close').then(([code]) => ({ code, stderr })),
    [Symbol.dispose]: () => void child.kill('SIGKILL')
  }
}

/** For the program: prints a value as one line. */
export function report(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/**
 * For the program: waits until the test lets it go on. Until then stdin keeps the process alive.
 */
export async function waitToGoOn(): Promise<void> {
  process.stdin.ref()
  await once(process.stdin, 'data')
  process.stdin.pause()
  process.stdin.unref()
}

/**
 * For the program, which runs with `--expose-gc`: collects garbage, and lets finalizers run, which
 * need a task of their own.
 */
export async function collectWithFinalizers(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
  ;(globalThis as unknown as { gc: () => void }).gc()
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
}
