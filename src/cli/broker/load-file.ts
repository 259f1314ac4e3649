import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { isKafkaError } from '../../errors.ts'
import type { TestingCluster, TestRecord } from '../../testing/index.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { jsonRecordOf } from '../input/json-record.ts'
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
      records.push(jsonRecordOf(line))
      if (records.length >= RECORDS_AT_ONCE) flush()
    }
    if (signal.aborted) input.destroy()
    else flush()
  } catch (error) {
    const at = lineNumber > 0 && !isKafkaError(error) ? `, line ${lineNumber}` : ''
    throw new CommandError(`broker: --load ${topic}=${path}: ${where}${at}: ${messageOf(error)}`, exitCodes.FAILED)
  }
}
