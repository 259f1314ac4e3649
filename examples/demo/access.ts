import { readFile } from 'node:fs/promises'
import type { ReadStream } from 'node:tty'
import type { PoolConnectionOptions } from 'kafkawire'
import { plain, scramSha256, scramSha512 } from 'kafkawire/sasl'
import type { DemoOptions } from './options.ts'

/** The TLS and SASL options of the connections, the same for all brokers of a cluster. */
export type Access = Pick<PoolConnectionOptions, 'tls' | 'sasl'>

/** The part of a terminal that is needed to ask for a password. */
export type Terminal = Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>

const MECHANISMS = { plain, 'scram-sha-256': scramSha256, 'scram-sha-512': scramSha512 }

/**
 * Makes connection options of the command line. The password is not on the command line, where
 * other users of the machine could read it.
 */
export async function prepareAccess({ tls, ca, sasl }: DemoOptions, signal: AbortSignal): Promise<Access> {
  const secured = ca === undefined ? tls : { ca: await readFile(ca) }
  if (sasl === undefined) return { tls: secured }
  const { mechanism, username } = sasl
  const { KAFKA_PASSWORD } = process.env
  const password = KAFKA_PASSWORD ?? (await askForPassword(username, process.stdin, text => process.stderr.write(text), signal))
  return { tls: secured, sasl: MECHANISMS[mechanism]({ username, password }) }
}

/**
 * Asks for a password at the terminal, without showing what is typed. Rejects if there is no
 * terminal, and with the reason of the signal.
 */
export function askForPassword(username: string, input: Terminal, write: (text: string) => void, signal: AbortSignal): Promise<string> {
  if (!input.isTTY) return Promise.reject(new Error('set KAFKA_PASSWORD: there is no terminal to ask for the password'))
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => {
      input.off('data', take)
      signal.removeEventListener('abort', giveUp)
      input.setRawMode(false)
      input.pause()
      write('\n')
    }
    const giveUp = (): void => {
      end()
      reject(signal.reason)
    }
    const take = (chunk: Buffer): void => {
      for (const key of chunk.toString()) {
        if (key === '\x03') return void process.kill(process.pid, 'SIGINT') // what the terminal would do if it were not raw
        if (key === '\r' || key === '\n') {
          end()
          return resolve(typed)
        }
        typed = key === '\x7f' ? typed.slice(0, -1) : typed + key
      }
    }
    write(`Password of ${username}: `)
    input.setRawMode(true)
    input.on('data', take)
    input.resume()
    signal.addEventListener('abort', giveUp)
  })
}
