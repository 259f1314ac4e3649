import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { askSecret } from '../../../../src/cli/connection/password-prompt.ts'

class Terminal extends EventEmitter {
  readonly isTTY: boolean = true
  readonly calls: string[] = []

  setRawMode(isRaw: boolean): void {
    this.calls.push(`raw ${isRaw}`)
  }

  resume(): void {
    this.calls.push('resume')
  }

  pause(): void {
    this.calls.push('pause')
  }
}

describe('the question for a password', () => {
  test('what is typed is not shown, backspace removes a character, and Enter ends it', async () => {
    const [terminal, shown] = [new Terminal(), [] as string[]]
    const asked = askSecret('Password of alice: ', 'none', terminal, { write: text => shown.push(text) })
    terminal.emit('data', Buffer.from('secx'))
    terminal.emit('data', Buffer.from('\u007fret\r'))
    expect(await asked).toBe('secret')
    expect(shown).toEqual(['Password of alice: ', '\n'])
    expect(terminal.calls).toEqual(['raw true', 'resume', 'raw false', 'pause'])
    expect(terminal.listenerCount('data')).toBe(0)
  })

  test('Ctrl-C ends the command with the exit code 130, and the terminal is as before', async () => {
    const terminal = new Terminal()
    const asked = askSecret('Password: ', 'none', terminal, { write: () => undefined })
    terminal.emit('data', Buffer.from('se\u0003'))
    await expect(asked).rejects.toMatchObject({ name: 'CommandError', exitCode: 130 })
    expect(terminal.calls.at(-2)).toBe('raw false')
  })

  test('without a terminal it is an error that says what to do', async () => {
    const input = Object.assign(new Terminal(), { isTTY: false })
    await expect(askSecret('Password: ', 'set KAFKAWIRE_PASSWORD', input, { write: () => undefined })).rejects.toThrow(
      'set KAFKAWIRE_PASSWORD'
    )
  })
})
