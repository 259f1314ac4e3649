import { isKafkaError } from '../../errors.ts'
import { isRecord } from '../../options.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { readNamedFile } from '../connection/read-file.ts'
import type { ProxyFault, ProxyFaults } from './proxy-faults.ts'

/** Sets the faults of a JSON file. Throws a `CommandError` that names the fault that is wrong. */
export function setFaultsOfFile(path: string, faults: ProxyFaults): void {
  const text = readNamedFile('--faults', path).toString()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new CommandError(`--faults ${path} is not JSON: ${messageOf(error)}`)
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  // The fault that was set last acts first, and the first one of a file is to act first.
  for (const [index, fault] of [...list.entries()].reverse()) setFault(`--faults ${path}: fault ${index + 1}`, fault, faults)
}

/** Sets one fault. Throws a `CommandError` that begins with `what`. */
export function setFault(what: string, fault: unknown, faults: ProxyFaults): void {
  const isEndless = isRecord(fault) && fault['times'] === 'Infinity' // JSON has no Infinity
  try {
    faults.fault((isEndless ? { ...fault, times: Number.POSITIVE_INFINITY } : fault) as ProxyFault)
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_CONFIGURATION')) throw error
    throw new CommandError(`${what}: ${error.message.replace(/^fault: /, '')}`)
  }
}
