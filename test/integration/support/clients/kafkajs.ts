import type { Codec, Compression } from '../../../../src/records/index.ts'
import { lz4Package, snappyPackage, zstdPackage } from '../records/package-codecs.ts'
import { requirePackage } from '../records/packages.ts'
import type { TextRecord } from '../records/records.ts'
import { uniqueName } from '../topics.ts'
import { type Client, type ReadRecord, VARIED_RECORDS } from './client.ts'

type Bytes = Buffer | null
type Headers = Record<string, Bytes | string | (Bytes | string)[] | undefined>

interface Message {
  readonly key: Bytes
  readonly value: Bytes
  readonly headers?: Headers
  readonly timestamp: string
  readonly offset: string
}

interface Consumer {
  connect(): Promise<void>
  subscribe(topics: { topics: readonly string[]; fromBeginning: boolean }): Promise<void>
  run(config: { eachMessage(payload: { message: Message }): Promise<void> }): Promise<void>
  disconnect(): Promise<void>
}

interface Producer {
  connect(): Promise<void>
  send(record: { topic: string; compression: number; acks: number; messages: readonly object[] }): Promise<unknown>
  disconnect(): Promise<void>
}

interface KafkaJs {
  readonly Kafka: new (config: object) => { producer(config: object): Producer; consumer(config: object): Consumer }
  readonly CompressionCodecs: Record<number, () => object>
  readonly CompressionTypes: Record<'None' | 'GZIP' | 'Snappy' | 'LZ4' | 'ZSTD', number>
  readonly Partitioners: { readonly DefaultPartitioner: unknown }
  readonly logLevel: { readonly NOTHING: number }
}

// kafkajs cannot write headers that are null.
const RECORDS = VARIED_RECORDS.map(({ headers = [], ...record }) => ({ ...record, headers: headers.filter(([, value]) => value !== null) }))

/** The client kafkajs, with codecs from packages, because it has only gzip itself. */
export async function kafkajs(bootstrap: string): Promise<Client> {
  const { Kafka, CompressionTypes: types, CompressionCodecs, Partitioners, logLevel } = requirePackage<KafkaJs>('kafkajs')
  CompressionCodecs[types.Snappy] = () => codecOf(snappyPackage())
  CompressionCodecs[types.LZ4] = () => codecOf(lz4Package())
  const zstd = codecOf(await zstdPackage())
  CompressionCodecs[types.ZSTD] = () => zstd
  const numbers: Record<Compression, number> = {
    none: types.None,
    gzip: types.GZIP,
    snappy: types.Snappy,
    lz4: types.LZ4,
    zstd: types.ZSTD
  }
  const kafka = new Kafka({ clientId: 'kafkajs', brokers: bootstrap.split(','), logLevel: logLevel.NOTHING })
  return {
    records: RECORDS,
    async produce(topic, compression) {
      const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
      await producer.connect()
      const messages = RECORDS.map(({ key, value, headers }) => ({ key, value, headers: asDictionary(headers) }))
      await producer.send({ topic, compression: numbers[compression], acks: -1, messages })
      await producer.disconnect()
    },
    async consume(topic, count) {
      const consumer = kafka.consumer({ groupId: uniqueName('kafkajs'), maxWaitTimeInMs: 50 })
      await consumer.connect()
      await consumer.subscribe({ topics: [topic], fromBeginning: true })
      const read: ReadRecord[] = []
      await new Promise<void>((resolve, reject) => {
        const eachMessage = async ({ message }: { message: Message }): Promise<void> => {
          read.push(readRecord(message))
          if (read.length === count) resolve()
        }
        consumer.run({ eachMessage }).catch(reject)
      })
      await consumer.disconnect()
      return read
    }
  }
}

function codecOf({ compress, decompress }: Codec): object {
  return {
    compress: async ({ buffer }: { buffer: Buffer }) => Buffer.from(compress(buffer, { level: undefined, magic: 2 })),
    decompress: async (buffer: Buffer) => Buffer.from(decompress(buffer, { maxBytes: Number.POSITIVE_INFINITY, magic: 2 }))
  }
}

// The headers of kafkajs are a dictionary, in which a repeated header is an array.
function asDictionary(headers: NonNullable<TextRecord['headers']>): Record<string, unknown> {
  const names = new Set(headers.map(([name]) => name))
  return Object.fromEntries([...names].map(name => [name, headers.filter(each => each[0] === name).map(([, value]) => value)]))
}

function readRecord({ offset, timestamp, key, value, headers = {} }: Message): ReadRecord {
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    [values ?? null].flat().map((each): [string, string | null] => [name, each === null ? null : each.toString()])
  )
  return { offset: BigInt(offset), timestamp: BigInt(timestamp), key: textOf(key), value: textOf(value), headers: pairs }
}

const textOf = (bytes: Bytes): string | null => bytes?.toString() ?? null
