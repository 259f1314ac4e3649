import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const BACKSPACES = ['\u007f', '\b']

/** A terminal to type on. */
export interface PromptTerminal {
  readonly isTTY?: boolean | undefined
  setRawMode?(isRaw: boolean): unknown
  on(event: 'data', listener: (bytes: Buffer) => void): unknown
  off(event: 'data', listener: (bytes: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

/**
 * Asks for a secret on the terminal, without showing what is typed. Rejects with a `CommandError`
 * if the input is no terminal, which `otherwise` explains, or if the user ends it with Ctrl-C.
 */
export function askSecret(
  question: string,
  otherwise: string,
  input: PromptTerminal = process.stdin,
  output: { write(text: string): unknown } = process.stderr
): Promise<string> {
  if (input.isTTY !== true || input.setRawMode === undefined) return Promise.reject(new CommandError(otherwise))
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (settle: () => void): void => {
      input.off('data', take)
      input.setRawMode?.(false)
      input.pause()
      output.write('\n')
      settle()
    }
    const take = (bytes: Buffer): void => {
      for (const each of bytes.toString('utf8')) {
        if (each === CTRL_C) return end(() => reject(new CommandError('ended by Ctrl-C', exitCodes.INTERRUPTED)))
        if (each === '\r' || each === '\n' || each === CTRL_D) return end(() => resolve(typed))
        typed = BACKSPACES.includes(each) ? typed.slice(0, -1) : typed + each
      }
    }
    output.write(question)
    input.setRawMode?.(true)
    input.on('data', take)
    input.resume()
  })
}
