import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * Reads `--bootstrap HOST:PORT` and `--rounds N`. Without `--bootstrap` it starts a testing broker,
 * and `stop` ends that broker.
 */
export async function openBench(defaultRounds) {
  const { values } = parseArgs({ options: { bootstrap: { type: 'string' }, rounds: { type: 'string', default: String(defaultRounds) } } })
  const rounds = Number(values.rounds)
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds is ${values.rounds}; expected an integer above 0`)
  if (values.bootstrap !== undefined) return { bootstrap: values.bootstrap, broker: values.bootstrap, rounds, stop: () => undefined }
  const child = fork(join(import.meta.dirname, 'testing-broker.mjs'))
  const [bootstrap] = await once(child, 'message')
  return { bootstrap, broker: 'a testing broker', rounds, stop: () => child.disconnect() }
}
