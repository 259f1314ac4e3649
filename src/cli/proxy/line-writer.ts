import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Output } from '../frame/output.ts'

/** Where the lines of a command go: the standard output, or a file. */
export interface LineWriter {
  write(line: string): void
  /** Resolves when the reader has room for more lines. */
  drained(): Promise<void>
  /** Rejects with a `CommandError` if a line cannot be written. Never resolves. */
  readonly failed: Promise<never>
  /** Resolves when all lines are written. */
  close(): Promise<void>
}

/** Lines on the standard output. */
export function linesToOutput(output: Output): LineWriter {
  let writing: Promise<void> = Promise.resolve()
  return {
    write: line => {
      writing = output.write(`${line}\n`)
    },
    drained: () => writing,
    failed: new Promise(() => undefined),
    close: () => writing
  }
}

/** Lines in a file, which is made or emptied. Throws a `CommandError` if it cannot be opened. */
export async function linesToFile(path: string): Promise<LineWriter> {
  const stream = createWriteStream(path)
  const failure = (error: unknown, code?: number): CommandError => new CommandError(`--output ${path}: ${messageOf(error)}`, code)
  try {
    await once(stream, 'open')
  } catch (error) {
    throw failure(error)
  }
  const failed = once(stream, 'error').then(([error]) => Promise.reject(failure(error, exitCodes.FAILED)))
  failed.catch(() => undefined) // those who wait for it are told
  return {
    write: line => void stream.write(`${line}\n`),
    drained: async () => {
      if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), failed])
    },
    failed,
    close: async () => {
      if (stream.destroyed) return
      stream.end()
      await Promise.race([once(stream, 'close'), failed])
    }
  }
}
