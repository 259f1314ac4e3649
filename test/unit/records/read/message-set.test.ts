import { inspect } from 'node:util'
import { crc32, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compressionTypes } from '../../../../src/protocol/codes/index.ts'
import { readBatches } from '../../../../src/records/index.ts'
import { failureOf, onlyBatch, onlyRecord, text } from './raw-batch.ts'

const { GZIP } = compressionTypes
const LOG_APPEND_TIME = 8

describe('a message of magic 0 or 1', () => {
  test('a message of magic 0 or 1 is a batch of one record', () => {
    const bytes = Buffer.concat([
      message({ offset: 7n, magic: 0 }),
      message({ offset: 8n, magic: 1, timestamp: 99n, key: null, value: '' })
    ])
    const batches = [...readBatches(bytes)]
    expect(batches.map(({ baseOffset, lastOffset, count }) => [baseOffset, lastOffset, count])).toEqual([
      [7n, 7n, 1],
      [8n, 8n, 1]
    ])
    const records = batches.flatMap(batch => [...batch.records()])
    expect(records.map(({ offset, timestamp, key, value, headers }) => [offset, timestamp, text(key), text(value), headers])).toEqual([
      [7n, -1n, 'k', 'v', []],
      [8n, 99n, null, '', []]
    ])
  })

  test('a message of magic 0 or 1 can be copied', () => {
    const bytes = message({ offset: 7n, magic: 1, timestamp: 5n })
    const copy = onlyRecord(bytes).copy()
    bytes.fill(0)
    expect([copy.offset, copy.timestamp, text(copy.key), text(copy.value), copy.headers]).toEqual([7n, 5n, 'k', 'v', []])
  })

  test('a message of magic 0 or 1 shows in console.log the fields that it has without decompressing', () => {
    const shown = inspect(onlyBatch(compressed({ offset: 6n, magic: 1 }, [])))
    for (const field of ['magic: 1', 'lastOffset: 6n', "compression: 'gzip'"]) expect(shown).toContain(field)
    expect(shown).not.toContain('count')
  })

  test('a message of magic 0 or 1 has no control records', () => {
    expect([...onlyBatch(message({ magic: 1 })).controlRecords()]).toEqual([])
  })

  test.each([
    [0, 25],
    [1, 33]
  ])('a message that is too short for magic %d is KAFKA_RECORDS', (magic, length) => {
    const bytes = message({ offset: 6n, magic: 0, value: 'long enough' }).subarray(0, length)
    bytes.writeInt32BE(length - 12, 8)
    bytes[16] = magic
    const batch = onlyBatch(bytes)
    expect([batch.baseOffset, batch.maxTimestamp]).toEqual([6n, -1n])
    expect(failureOf(() => batch.records())).toMatchObject({ code: 'KAFKA_RECORDS', offset: 6n })
  })

  test('a message of magic 0 or 1 is checked against its CRC-32', () => {
    const bytes = message({ offset: 3n, magic: 1 })
    bytes[bytes.length - 1] = 0
    const failure = failureOf(() => onlyBatch(bytes, { topic: 't', partition: 1 }).records())
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', topic: 't', partition: 1, offset: 3n })
    expect(String(failure)).toContain('is not the one in its header')
    expect(text(onlyRecord(bytes, { checkCrc: false }).value)).toBe('\0')
  })
})

describe('a compressed message', () => {
  const inner = [0n, 2n, 3n].map(offset => message({ offset, magic: 1, timestamp: 100n + offset, value: `${offset}` }))

  test('a compressed message of magic 1 holds messages whose offsets count from its first, and has the offset of its last', () => {
    const batch = onlyBatch(compressed({ offset: 53n, magic: 1, timestamp: 103n }, inner))
    expect([batch.baseOffset, batch.lastOffset, batch.count]).toEqual([50n, 53n, 3])
    expect([...batch.records()].map(({ offset, timestamp, value }) => [offset, timestamp, text(value)])).toEqual([
      [50n, 100n, '0'],
      [52n, 102n, '2'],
      [53n, 103n, '3']
    ])
  })

  test('a compressed message of magic 1 gives its messages its own time with LogAppendTime', () => {
    const batch = onlyBatch(compressed({ offset: 53n, magic: 1, timestamp: 500n, attributes: LOG_APPEND_TIME }, inner))
    expect([...batch.records()].map(({ timestamp }) => timestamp)).toEqual([500n, 500n, 500n])
  })

  test('a compressed message of magic 0 holds messages with offsets of their own', () => {
    const messages = [61n, 65n].map(offset => message({ offset, magic: 0 }))
    const batch = onlyBatch(compressed({ offset: 70n, magic: 0 }, messages))
    expect([batch.baseOffset, ...[...batch.records()].map(({ offset }) => offset)]).toEqual([61n, 61n, 65n])
  })

  test.each([
    ['nothing', []],
    ['half a message', [message({ magic: 1 }).subarray(0, 30)]],
    ['most of a message', [message({ magic: 1, value: 'long enough' }).subarray(0, 40)]],
    ['a message and a bit', [message({ magic: 1 }), Buffer.alloc(5)]],
    ['a message of another magic', [message({ magic: 0, value: 'longer than a timestamp' })]],
    ['another compressed message', [compressed({ magic: 1 }, [message({ magic: 1 })])]],
    ['a message of a length that is none', [Buffer.alloc(40)]]
  ])('a compressed message that holds %s is KAFKA_RECORDS, and has a count of 0', (_, messages) => {
    const batch = onlyBatch(compressed({ offset: 9n, magic: 1 }, messages))
    expect([batch.baseOffset, batch.lastOffset, batch.count]).toEqual([9n, 9n, 0])
    expect(failureOf(() => batch.records())).toMatchObject({ code: 'KAFKA_RECORDS', offset: 9n })
  })

  test.each([
    ['key', { key: null }, 26],
    ['value', { value: '' }, 31]
  ])('a compressed message with a %s of length −2 is KAFKA_RECORDS', (_, fields, at) => {
    const bytes = message({ offset: 4n, magic: 1, ...fields })
    bytes.writeInt32BE(-2, at)
    expect(failureOf(() => [...onlyBatch(bytes, { checkCrc: false }).records()])).toMatchObject({ code: 'KAFKA_RECORDS', offset: 4n })
  })

  test('a compressed message with a key or value longer than itself is KAFKA_RECORDS', () => {
    for (const at of [26, 31]) {
      for (const length of [2, 1_000_000, 2_147_483_647]) {
        const bytes = message({ offset: 4n, magic: 1 })
        bytes.writeInt32BE(length, at)
        expect(failureOf(() => [...onlyBatch(bytes, { checkCrc: false }).records()])).toMatchObject({ code: 'KAFKA_RECORDS', offset: 4n })
      }
    }
  })
})

interface Fields {
  offset?: bigint
  magic: 0 | 1
  attributes?: number
  timestamp?: bigint
  key?: string | null
  value?: string | Uint8Array
}

function message({ offset = 0n, magic, attributes = 0, timestamp = 0n, key = 'k', value = 'v' }: Fields): Buffer {
  const time = Buffer.alloc(magic === 0 ? 0 : 8)
  if (magic === 1) time.writeBigInt64BE(timestamp)
  const content = Buffer.concat([Buffer.from([magic, attributes]), time, withLength(key), withLength(value)])
  const head = Buffer.alloc(16)
  head.writeBigInt64BE(offset)
  head.writeInt32BE(4 + content.length, 8)
  head.writeUInt32BE(crc32(content), 12)
  return Buffer.concat([head, content])
}

function compressed({ attributes = 0, ...fields }: Fields, messages: readonly Uint8Array[]): Buffer {
  return message({ ...fields, attributes: attributes | GZIP, key: null, value: gzipSync(Buffer.concat(messages)) })
}

function withLength(value: string | Uint8Array | null): Buffer {
  const bytes = value === null ? Buffer.alloc(0) : Buffer.from(value as string)
  const length = Buffer.alloc(4)
  length.writeInt32BE(value === null ? -1 : bytes.length)
  return Buffer.concat([length, bytes])
}
