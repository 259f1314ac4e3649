import { spawn } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { onInterrupt } from '../machine/interrupt.ts'

/** The options of `run`. `log` is a file to which the output is appended. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly log?: string
  /** Resolve with stdout alone. stderr appears only in the error. */
  readonly stdoutOnly?: boolean
}

/**
 * Runs a program to its end and resolves with all that it printed. An interrupt of this process
 * stops the program too.
 */
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
    // A program that ends without reading its input gives the reason by its exit code.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input)
    child.on('error', error => {
      release()
      reject(error)
    })
    child.on('close', (code, signal) => {
      release()
      if (code === 0) resolve(options.stdoutOnly ? stdout : output)
      else reject(new Error(`${command} ended with ${signal ?? `code ${code}`}: ${errorsIn(output)}`))
    })
  })
}

/** The first error in a log file, or its last lines. Empty if there is no such file. */
export function errorsInLog(file: string): string {
  try {
    return errorsIn(readFileSync(file, 'utf8'))
  } catch {
    return ''
  }
}

// The first error and the two lines after it. Without an error, the last five lines.
function errorsIn(text: string): string {
  const lines = text.trimEnd().split('\n')
  const first = lines.findIndex(line => /ERROR|Exception/.test(line))
  return (first < 0 ? lines.slice(-5) : lines.slice(first, first + 3)).join('\n')
}
