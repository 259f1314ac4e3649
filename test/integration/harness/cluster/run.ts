import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { onInterrupt } from '../machine/interrupt.ts'

/** What `run` takes besides the program and its arguments; `log` is a file that gets the output as well. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly log?: string
  /** Whether stderr is for the error alone, and what is resolved to is stdout. */
  readonly stdoutOnly?: boolean
}

/** Runs a program to its end and resolves to all it printed. Interrupting this process ends the program too. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: 'pipe' })
    const release = onInterrupt(() => child.kill())
    let [output, stdout] = ['', '']
    const collect = (chunk: string) => {
      output += chunk
      if (options.log) appendFileSync(options.log, chunk)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    if (options.stdoutOnly) child.stdout.on('data', chunk => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', collect)
    child.stdin.on('error', () => {}) // a program that ends without reading its input says why by its exit code
    child.stdin.end(options.input)
    child.on('error', error => {
      release()
      reject(error)
    })
    child.on('close', (code, signal) => {
      release()
      if (code === 0) resolve(options.stdoutOnly ? stdout : output)
      else reject(new Error(`${command} ended with ${signal ?? `code ${code}`}: ${essence(output)}`))
    })
  })
}

/** What a log file has to say of a failure; empty if there is no such file. */
export function essenceOfLog(file: string): string {
  try {
    return essence(readFileSync(file, 'utf8'))
  } catch {
    return ''
  }
}

// The first error and what follows it; without any, the last lines.
function essence(text: string): string {
  const lines = text.trimEnd().split('\n')
  const first = lines.findIndex(line => /ERROR|Exception/.test(line))
  return (first < 0 ? lines.slice(-5) : lines.slice(first, first + 3)).join('\n')
}
