import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { isKafkaError } from '../../errors.ts'
import { isRecord } from '../../options.ts'
import { quoted } from '../../quote.ts'
import type { TestingCluster, TestRecord } from '../../testing/index.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { LoadFile } from './broker-options.ts'

const RECORDS_AT_ONCE = 1_000
const STANDARD_INPUT = '-'

/** Writes the records of a file of JSON lines to a topic, until the signal ends it. */
export async function loadFile(cluster: TestingCluster, { topic, path }: LoadFile, signal: AbortSignal): Promise<void> {
  const where = path === STANDARD_INPUT ? 'the standard input' : path
  const input = path === STANDARD_INPUT ? process.stdin : createReadStream(path)
  let records: TestRecord[] = []
  let lineNumber = 0
  const flush = (): void => {
    cluster.produce(topic, records)
    records = []
  }
  try {
    for await (const line of createInterface({ input, signal, crlfDelay: Number.POSITIVE_INFINITY })) {
      lineNumber++
      if (line.trim() === '') continue
      records.push(recordOf(line))
      if (records.length >= RECORDS_AT_ONCE) flush()
    }
    if (signal.aborted) input.destroy()
    else flush()
  } catch (error) {
    const at = lineNumber > 0 && !isKafkaError(error) ? `, line ${lineNumber}` : ''
    throw new CommandError(`broker: --load ${topic}=${path}: ${where}${at}: ${messageOf(error)}`, exitCodes.FAILED)
  }
}

const FIELDS = ['key', 'value', 'headers', 'partition', 'timestamp']

// A value that is not text is written as JSON, so that the line { "value": { "id": 1 } } works.
function recordOf(line: string): TestRecord {
  const parsed: unknown = JSON.parse(line)
  if (!isRecord(parsed) || !Object.hasOwn(parsed, 'value')) throw new Error('a line must be a JSON object with a field "value"')
  const unknown = Object.keys(parsed).filter(name => !FIELDS.includes(name))
  if (unknown.length > 0)
    throw new Error(`there is no field ${unknown.map(name => quoted(name)).join(', ')}: there are ${FIELDS.join(', ')}`)
  const { key = null, value, headers = {}, partition, timestamp } = parsed
  if (!isRecord(headers)) throw new Error('"headers" must be an object of texts')
  if (partition !== undefined && !Number.isInteger(partition)) throw new Error('"partition" must be an integer')
  if (timestamp !== undefined && !Number.isSafeInteger(timestamp)) throw new Error('"timestamp" must be milliseconds since 1970')
  return {
    key: textOf(key),
    value: textOf(value),
    headers: Object.entries(headers).map(([name, text]) => [name, textOf(text)] as const),
    partition: partition as number | undefined,
    timestamp: timestamp === undefined ? undefined : BigInt(timestamp as number)
  }
}

const textOf = (value: unknown): string | null => (value === null || typeof value === 'string' ? value : JSON.stringify(value))
