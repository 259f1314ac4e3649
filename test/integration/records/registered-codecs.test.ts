import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { type AsyncCodec, type Codec, type Compression, type RecordBatch, readBatches, registerCodec } from '../../../src/records/index.ts'
import { hexOf, recordVectors, sha256 } from '../../support/vectors/record-vectors.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { plainRecords } from '../support/clients/client.ts'
import { HAS_ZSTD } from '../support/records/codecs.ts'
import { lz4Package, snappyPackage, zstdPackage } from '../support/records/package-codecs.ts'
import { append, asRead, batchOf, batchOfAsync, fetchBytes, recordsIn, TRICKY_RECORDS } from '../support/records/records.ts'
import { createTopic } from '../support/topics.ts'

type Name = Exclude<Compression, 'none'>

const [broker] = brokers()
const RECORDS = [...plainRecords(1_000), ...TRICKY_RECORDS].map((record, i) => ({ timestamp: BigInt(i), ...record }))
const LONG_VALUE_BYTES = 4_096
const SECOND_BASE_OFFSET = BigInt(RECORDS.length)

const packages: readonly { library: string; name: Name; load(): Codec | Promise<Codec> }[] = [
  { library: 'snappy', name: 'snappy', load: snappyPackage },
  { library: 'lz4-napi', name: 'lz4', load: lz4Package },
  { library: '@bokuweb/zstd-wasm', name: 'zstd', load: zstdPackage }
]

// A registered codec stays registered. Vitest runs this file in a process of its own.
let connection: Connection
beforeAll(async () => {
  connection = await connect(firstAddress(broker?.bootstrap ?? ''))
})
afterAll(() => connection?.close())

describe.each(packages)('the package $library, registered as codec $name,', ({ name, load }) => {
  const calls: string[] = []
  let ours: Uint8Array | undefined
  beforeAll(async () => {
    if (name !== 'zstd' || HAS_ZSTD) ours = batchOf(RECORDS, name)
    registerCodec(name, counted(await load(), calls))
  })

  test('the codec writes batches that the broker accepts, and reads them back', async () => {
    await using topic = await createTopic(connection)
    calls.length = 0
    await append(connection, topic, batchOf(RECORDS, name))
    await append(connection, topic, await batchOfAsync(RECORDS, name))
    expect(calls.map(call => call.replace('Async', ''))).toEqual(['compress', 'compress'])
    const bytes = await fetchBytes(connection, topic)
    expect([...readBatches(bytes)].map(({ compression }) => compression)).toEqual([name, name])
    expect(recordsIn(bytes)).toEqual([...asRead(RECORDS), ...asRead(RECORDS, SECOND_BASE_OFFSET)])
    expect(calls.slice(2)).toEqual(['decompress', 'decompress'])
  })

  test("the codec reads what Kafka's own classes and the driver's own codec write", async () => {
    calls.length = 0
    if (ours !== undefined) expect(recordsIn(ours)).toEqual(asRead(RECORDS))
    const vectors = recordVectors.filter(({ magic, compression }) => magic === 2 && compression === name)
    for (const { id, kind, hex, batches } of vectors) {
      for (const [i, batch] of [...readBatches(Buffer.from(hex, 'hex'))].entries()) {
        const facts = batches[i]?.records
        if (batch.compression !== name || facts === null || facts === undefined) continue
        const expected = facts.map(({ offset, value, valueSha256 }) => [offset, valueSha256 ?? value])
        expect(valuesIn(batch.records()), `${id} ${kind}`).toEqual(expected)
        expect(valuesIn(await batch.recordsAsync()), `${id} ${kind}`).toEqual(expected)
      }
    }
    expect(vectors.length).toBeGreaterThan(20)
    expect(calls.length).toBeGreaterThan(2 * 20)
  })
})

test('a codec with only asynchronous functions works with buildAsync and recordsAsync, and not with build and records', async () => {
  const { compressAsync, decompressAsync } = lz4Package()
  if (compressAsync === undefined || decompressAsync === undefined) throw new Error('lz4-napi has no asynchronous functions')
  const calls: string[] = []
  registerCodec('lz4', counted({ compressAsync, decompressAsync }, calls))
  await using topic = await createTopic(connection)
  await append(connection, topic, await batchOfAsync(RECORDS, 'lz4'))
  const batches = [...readBatches(await fetchBytes(connection, topic))]
  const values = (await Promise.all(batches.map(batch => batch.recordsAsync()))).flatMap(records => [...records].map(({ value }) => value))
  expect(values.map(value => value && Buffer.from(value).toString())).toEqual(RECORDS.map(({ value }) => value))
  expect(calls).toEqual(['compressAsync', 'decompressAsync'])
  expect(() => batchOf(RECORDS, 'lz4')).toThrow('buildAsync')
  expect(() => batches[0]?.records()).toThrow('recordsAsync')
})

/** Wraps a codec so that each call adds the name of the function to `calls`. */
function counted<C extends Codec | AsyncCodec>(codec: C, calls: string[]): C {
  const work = Object.entries(codec).filter(([, value]) => typeof value === 'function')
  const counting = work.map(([name, value]) => [
    name,
    (...args: unknown[]): unknown => {
      calls.push(name)
      return value(...args)
    }
  ])
  return { ...codec, ...Object.fromEntries(counting) }
}

function valuesIn(records: ReturnType<RecordBatch['records']>): unknown[] {
  return [...records].map(({ offset, value }) => [`${offset}`, factOf(value)])
}

// The vectors have the hash of a long value instead of the value.
const factOf = (value: Uint8Array | null): string | null =>
  value !== null && value.length > LONG_VALUE_BYTES ? sha256(value) : hexOf(value)
