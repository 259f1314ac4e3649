import { Round } from '../../cluster/brokers/round.ts'
import type { Address } from '../../conn/address.ts'
import { connect } from '../../conn/connect.ts'
import type { Connection, SendOptions } from '../../index.ts'
import type { Run } from '../frame/command.ts'
import { readConnectionSettings } from './connection-settings.ts'

/**
 * Asks the servers of `--bootstrap` a question that any of them can answer, and returns the first
 * answer. It opens one connection to a server, and none to the addresses that brokers advertise, so
 * the command neither waits for them nor fails because of them. `api` is the name of the request in
 * the text of the error if no server answers.
 */
export async function askAnyServer<T>(run: Run, api: string, ask: (connection: Connection, limits: SendOptions) => Promise<T>): Promise<T> {
  const { servers, connection: options, timeoutMs, notes } = await readConnectionSettings(run.given)
  for (const note of notes) run.output.note(`kafkawire: ${note}`)
  const answered = new AbortController()
  const signal = AbortSignal.any([run.signal, answered.signal])
  const round = new Round(async index => {
    const connection = await connect({ ...options, ...(servers[index] as Address), signal })
    try {
      return await ask(connection, { signal, timeoutMs })
    } finally {
      await connection.close({ timeoutMs: 1 })
    }
  })
  try {
    const answer = await round.askUntilAllFail(() => [...servers.keys()])
    if (answer === undefined) throw round.failure(api)
    return answer
  } finally {
    answered.abort()
  }
}
