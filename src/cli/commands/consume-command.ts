import { type Cluster, isolationLevels, specialTimestamps, throwIfError } from '../../index.ts'
import { Fetch, type FetchResponse } from '../../messages.ts'
import { type KafkaRecord, readBatches } from '../../records/index.ts'
import { CommandError } from '../command-error.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { compileFormat, jsonLine, type Place } from '../consume/record-text.ts'
import { type Start, startOffsets } from '../consume/start-offsets.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import type { Given } from '../frame/flags.ts'

const MAX_COUNT = Number.MAX_SAFE_INTEGER
const MAX_WAIT_MS = 500
const MAX_BYTES = 16_777_216
const PARTITION_BYTES = 4_194_304
const CHUNK_CHARS = 65_536

/** `kafkawire consume`: the records of a topic on the standard output. */
export const command: Command = {
  name: 'consume',
  usage: 'TOPIC',
  description:
    'Prints the records of a topic: those that are there, and then each new one until Ctrl-C, --count or --to-end. Records of one partition come in their order. It joins no group and commits nothing. Records of aborted transactions are left out.',
  arguments: { name: 'TOPIC', min: 1, max: 1 },
  flags: {
    from: {
      value: 'WHERE',
      help: 'earliest, latest, an offset, or a time such as 2026-01-31T12:00:00Z. Default: earliest'
    },
    tail: { value: 'N', help: 'begin with the last N records of each partition' },
    partition: { value: 'N', help: 'only this partition.', isRepeatable: true },
    count: { value: 'N', help: 'end after N records' },
    'to-end': { help: 'end with the last record that was there at the start' },
    format: {
      value: 'TEXT',
      help: 'what to print: %t topic, %p partition, %o offset, %T timestamp, %k key, %s value, %h headers, \\n line end. Default: %s\\n'
    }
  },
  connects: true,
  examples: [
    'consume orders --to-end --bootstrap localhost:9092',
    'consume orders --tail 10 --json --bootstrap localhost:9092 | jq .value',
    `consume orders --from 2026-01-31T12:00:00Z --format '%p/%o %k: %s\\n' --bootstrap localhost:9092`
  ],
  run
}

type Show = (record: KafkaRecord, place: Place) => string

async function run(run: Run): Promise<number> {
  const { given } = run
  const [topic = ''] = given.arguments
  const show = showOf(run)
  const start = startOf(given)
  const count = given.integer('count', { min: 1, max: MAX_COUNT }) ?? Number.POSITIVE_INFINITY
  const wanted = given.texts('partition').map(text => {
    if (!/^\d{1,9}$/.test(text)) throw given.refuse(`--partition must be a number from 0 on, not "${text}"`)
    return Number(text)
  })
  return await withCluster(run, async cluster => {
    const all = [...(await cluster.topic(topic, { signal: run.signal })).partitions.keys()]
    const missing = wanted.find(partition => !all.includes(partition))
    if (missing !== undefined)
      throw new CommandError(`topic ${topic} has ${all.length} partitions, and none with the number ${missing}`, exitCodes.TOPIC)
    const { starts, ends } = await startOffsets(cluster, topic, wanted.length > 0 ? wanted : all, start)
    await new Reading({ run, cluster, topic, show, count, starts, ends }).run()
    return exitCodes.OK
  })
}

function showOf({ given, output }: Run): Show {
  const format = given.text('format')
  if (output.isJson) {
    if (format !== undefined) throw given.refuse('--json and --format exclude each other: leave one of them out')
    return jsonLine
  }
  if (format === undefined) return record => `${record.text() ?? ''}\n`
  const show = compileFormat(format)
  if (typeof show === 'string') throw given.refuse(`--format has no ${show}: there are %t, %p, %o, %T, %k, %s, %h and %%`)
  return show
}

function startOf(given: Given): Start {
  given.excludes('from', 'tail')
  const tail = given.integer('tail', { min: 0, max: MAX_COUNT })
  if (tail !== undefined) return { tail: BigInt(tail) }
  const from = given.text('from') ?? 'earliest'
  if (from === 'earliest') return { timestamp: specialTimestamps.EARLIEST }
  if (from === 'latest') return { timestamp: specialTimestamps.LATEST }
  if (/^\d+$/.test(from)) return { offset: BigInt(from) }
  const time = Date.parse(from)
  if (Number.isNaN(time))
    throw given.refuse(`--from must be earliest, latest, an offset or a time such as 2026-01-31T12:00:00Z, not "${from}"`)
  return { timestamp: BigInt(time) }
}

interface ReadingOptions {
  readonly run: Run
  readonly cluster: Cluster
  readonly topic: string
  readonly show: Show
  readonly count: number
  readonly starts: Map<number, bigint>
  readonly ends: ReadonlyMap<number, bigint>
}

/** Reads partitions from their offsets on, and writes their records. */
class Reading {
  readonly #options: ReadingOptions
  readonly #isToEnd: boolean
  readonly #next: Map<number, bigint>
  #left: number

  constructor(options: ReadingOptions) {
    this.#options = options
    this.#isToEnd = options.run.given.is('to-end')
    this.#next = new Map(options.starts)
    this.#left = options.count
    if (this.#isToEnd) for (const [partition, at] of options.starts) this.#endAt(partition, at)
  }

  async run(): Promise<void> {
    while (this.#next.size > 0 && this.#left > 0) {
      const answer = await this.#fetch()
      if (this.#options.run.signal.aborted) return
      await this.#write(answer)
    }
  }

  async #fetch(): Promise<FetchResponse> {
    const { cluster, topic, run } = this.#options
    const partitions = [...this.#next].map(([partition, fetchOffset]) => ({ partition, fetchOffset, partitionMaxBytes: PARTITION_BYTES }))
    const limits = { maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: MAX_BYTES, isolationLevel: isolationLevels.READ_COMMITTED }
    return throwIfError(await cluster.send(Fetch, { ...limits, topics: [{ topic, partitions }] }, { signal: run.signal }))
  }

  async #write({ responses }: FetchResponse): Promise<void> {
    const { topic, run, show } = this.#options
    let text = ''
    for (const { partitionIndex: partition, records, abortedTransactions } of responses.flatMap(each => each.partitions)) {
      const place = { topic, partition }
      for (const batch of readBatches(records, { topic, partition, abortedTransactions: abortedTransactions ?? null })) {
        const at = this.#next.get(partition)
        if (at === undefined || this.#left === 0) break
        const isWhole = batch.baseOffset >= at
        for (const record of await batch.recordsAsync()) {
          if (this.#left === 0) break
          if (!isWhole && record.offset < at) continue
          text += show(record, place)
          this.#left--
          if (text.length < CHUNK_CHARS) continue
          await run.output.write(text)
          text = ''
        }
        this.#next.set(partition, batch.lastOffset + 1n)
        if (this.#isToEnd) this.#endAt(partition, batch.lastOffset + 1n)
      }
    }
    if (text !== '') await run.output.write(text)
  }

  #endAt(partition: number, at: bigint): void {
    if (at >= (this.#options.ends.get(partition) ?? 0n)) this.#next.delete(partition)
  }
}
