import { type Cluster, isKafkaError, throwIfError } from '../../index.ts'
import { InitProducerId } from '../../messages.ts'
import { type Compression, partitionForKey, type RecordInput } from '../../records/index.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { commandErrorOf } from '../frame/command-failure.ts'
import { counted } from '../frame/counted.ts'
import { entriesOf } from '../frame/entries.ts'
import { linesOf } from '../input/input-lines.ts'
import { jsonRecordOf } from '../input/json-record.ts'
import { PartitionWriter, type Sink } from '../produce/partition-writer.ts'
import { noPartition } from '../topics/no-partition.ts'
import { partitionsOf } from '../topics/no-topic.ts'

const MAX_PARTITION = 0x7fff_ffff
const FORMATS = ['lines', 'json'] as const
const CODECS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** `kafkawire produce`: the lines of the standard input as records. */
export const command: Command = {
  name: 'produce',
  usage: 'TOPIC',
  description:
    'Writes each line of the standard input to a topic as a record, and ends when the input ends. All replicas in sync must have the records, and no record is written twice. A record with a key goes to the partition that the Java client chooses for it; without a key the partitions take turns, batch by batch. After the first record that fails nothing more is read. The topic must exist: the command creates none.',
  arguments: { name: 'TOPIC', min: 1, max: 1 },
  flags: {
    format: {
      value: 'FORMAT',
      help: 'lines: a line is a value. json: a line is an object { "key", "value", "headers", "partition", "timestamp" }, as consume --json prints it: topic and offset are left alone, and the partition of a line counts more than --partition. Default: lines'
    },
    'key-separator': { value: 'TEXT', help: 'lines: the key stands before this text, and the value behind it' },
    partition: { value: 'N', help: 'write to this partition' },
    header: { value: 'NAME=VALUE', help: 'a header for every record.', isRepeatable: true },
    compression: {
      value: 'CODEC',
      help: 'compress batches: none, gzip, snappy, lz4 or zstd, which needs Node 22.15, 23.8 or newer. Default: none'
    },
    tombstones: { help: 'lines: an empty value is a tombstone, which deletes its key in a compacted topic' }
  },
  connects: true,
  examples: [
    'produce orders --bootstrap localhost:9092 < orders.txt',
    'produce orders --key-separator : --compression zstd --bootstrap localhost:9092 < pairs.txt',
    `produce orders --format json --header source=shell --bootstrap localhost:9092 < orders.jsonl`
  ],
  notes: `Exit codes: 0 if every record was written, otherwise that of the error. If the error comes after the first line was read, the last
line of the standard error says how many records were written. Before it nothing is written: an unknown topic, no connection.`,
  run
}

type Parsed = RecordInput & { readonly partition?: number | undefined }

/** Makes a record of a line. `timestamp` is that of records which do not have their own. */
type Parse = (line: Buffer, timestamp: bigint) => Parsed

async function run(run: Run): Promise<number> {
  const { given } = run
  const [topic = ''] = given.arguments
  const partition = given.integer('partition', { min: 0, max: MAX_PARTITION })
  const compression = given.oneOf('compression', CODECS) ?? 'none'
  const parse = parserOf(run)
  return await withCluster(run, async cluster => {
    const count = (await partitionsOf(cluster, topic, run.signal)).length
    if (partition !== undefined && partition >= count) throw noPartition(topic, count, partition)
    const sink = await openSink(cluster, topic, compression)
    const lines = await write({ run, sink, count, partition, parse })
    return report(run, sink, lines)
  })
}

function parserOf({ given }: Run): Parse {
  const format = given.oneOf('format', FORMATS) ?? 'lines'
  const separator = given.text('key-separator')
  const hasTombstones = given.is('tombstones')
  const common = entriesOf(given, 'header')
  if (format === 'json') {
    for (const name of ['key-separator', 'tombstones'])
      if (given.has(name)) throw given.refuse(`--${name} has no meaning with --format json`)
    return (line, timestamp) => {
      const record = jsonRecordOf(line.toString())
      return { ...record, headers: [...common, ...record.headers], timestamp: record.timestamp ?? timestamp }
    }
  }
  const headers = common
  const asValue = (bytes: Buffer): Buffer | null => (hasTombstones && bytes.length === 0 ? null : bytes)
  if (separator === undefined) return (line, timestamp) => ({ value: asValue(line), headers, timestamp })
  const bytes = Buffer.from(separator)
  return (line, timestamp) => {
    const at = line.indexOf(bytes)
    if (at < 0) throw new Error(`it has no key separator "${separator}"`)
    return { key: line.subarray(0, at), value: asValue(line.subarray(at + bytes.length)), headers, timestamp }
  }
}

async function openSink(cluster: Cluster, topic: string, compression: Compression): Promise<Sink> {
  const { producerId, producerEpoch } = throwIfError(await cluster.send(InitProducerId, { transactionalId: null, transactionTimeoutMs: 0 }))
  const onError = (): void => void process.stdin.destroy()
  return { cluster, topic, compression, producerId, producerEpoch, written: 0, failed: 0, error: undefined, onError }
}

interface Writing {
  readonly run: Run
  readonly sink: Sink
  readonly count: number
  readonly partition: number | undefined
  readonly parse: Parse
}

/** Writes all lines, and returns how many were read. */
async function write({ run, sink, count, partition, parse }: Writing): Promise<number> {
  const writers = Array.from({ length: count }, (_, index) => new PartitionWriter(sink, index))
  let keyless = 0
  let lineNumber = 0
  let wrongLine: CommandError | undefined
  const choose = ({ key, partition: own }: Parsed): PartitionWriter => {
    const index = own ?? partition ?? (key === null || key === undefined ? keyless : partitionForKey(key, count))
    const writer = writers[index]
    if (writer === undefined) throw new Error(`there is no partition ${index}: topic ${sink.topic} has ${count}`)
    return writer
  }
  const stop = (): void => void process.stdin.destroy()
  run.signal.addEventListener('abort', stop)
  try {
    for await (const lines of linesOf(process.stdin as AsyncIterable<Buffer>)) {
      const timestamp = BigInt(Date.now())
      for (const line of lines) {
        lineNumber++
        const record = parse(line, timestamp)
        const writer = choose(record)
        while (sink.error === undefined && !writer.append(record)) await writer.drained()
      }
      for (const writer of writers) writer.send()
      keyless = (keyless + 1) % count
      if (sink.error !== undefined || run.signal.aborted) break
    }
  } catch (error) {
    if (sink.error === undefined && !run.signal.aborted)
      wrongLine = new CommandError(`line ${lineNumber}: ${messageOf(error)}`, exitCodes.FAILED)
  } finally {
    run.signal.removeEventListener('abort', stop)
    process.stdin.destroy()
  }
  await Promise.all(writers.map(writer => writer.end()))
  sink.error ??= wrongLine // the lines before a wrong line are written
  return lineNumber
}

function report({ output }: Run, { topic, written, failed, error }: Sink, lines: number): number {
  if (output.isJson) output.json({ topic, written, failed, error: error === undefined ? null : messageOf(error) })
  else if (error === undefined) output.line(`${counted(written, 'record')} ${written === 1 ? 'is' : 'are'} in ${topic}`)
  if (error === undefined) return exitCodes.OK
  const shown = isKafkaError(error) ? commandErrorOf('produce', error) : (error as CommandError).named('produce')
  output.note(`kafkawire: ${shown.message}`)
  output.note(
    `kafkawire: produce: ${counted(lines, 'line')} ${lines === 1 ? 'was' : 'were'} read, and ${written} of them ${written === 1 ? 'is' : 'are'} in ${topic}`
  )
  return shown.exitCode
}
