import { setTimeout } from '../../clock.ts'
import { exitCodes } from '../exit-codes.ts'

const LAST_WORDS_MS = 3_000

let cleanUp: (() => Promise<void>) | undefined

/**
 * Names what must be done before the process ends because the reader of its output has gone, for
 * example to leave a group. Returns a function that takes it back.
 */
export function atBrokenPipe(work: () => Promise<void>): () => void {
  cleanUp = work
  return () => {
    cleanUp = undefined
  }
}

/**
 * Handles an error of an output: if the reader has gone, as in `kafkawire … | head -1`, the process
 * ends with the exit code 0. Other errors are thrown.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  if (cleanUp === undefined) process.exit(exitCodes.OK)
  const work = cleanUp
  cleanUp = undefined
  setTimeout(() => process.exit(exitCodes.OK), LAST_WORDS_MS)
  void work().finally(() => process.exit(exitCodes.OK))
}
