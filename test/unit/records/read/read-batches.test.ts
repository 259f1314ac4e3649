import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readBatches } from '../../../../src/records/index.ts'
import { bytesOf, failureOf, KEY_AND_VALUE, onlyBatch, onlyRecord, rawBatch, text } from './raw-batch.ts'

describe('readBatches', () => {
  test('readBatches yields batch after batch in the order of the log, and their records', () => {
    const bytes = Buffer.concat([rawBatch({ baseOffset: 5n }), rawBatch({ baseOffset: 6n })])
    const seen = [...readBatches(bytes)].map(batch => [batch.baseOffset, [...batch.records()].map(({ offset }) => offset)])
    expect(seen).toEqual([
      [5n, [5n]],
      [6n, [6n]]
    ])
  })

  test('readBatches gives no batches for null, which a Fetch response may have', () => {
    expect([...readBatches(null)]).toEqual([])
    expect([...readBatches(new Uint8Array(0))]).toEqual([])
  })

  test('readBatches stops without an error before a batch that the broker cut off, and counts the remaining bytes', () => {
    const first = rawBatch({})
    const second = rawBatch({ baseOffset: 1n })
    for (let cut = 0; cut < second.length; cut++) {
      const reader = readBatches(Buffer.concat([first, second.subarray(0, cut)]))
      expect([...reader].length).toBe(1)
      expect(reader.remainingBytes).toBe(cut)
    }
  })

  test('readBatches reads from the middle of a larger buffer', () => {
    const frame = Buffer.concat([Buffer.alloc(7, 0xff), rawBatch({ baseOffset: 3n }), Buffer.alloc(3, 0xff)])
    const record = onlyRecord(frame.subarray(7, frame.length - 3))
    expect([record.offset, text(record.key), text(record.value)]).toEqual([3n, 'k', 'v'])
  })

  test('readBatches names all unknown and wrong options in one error', () => {
    const options = { checkCRC: false, maxDecompressedBytes: 0, topic: 3 }
    expect(() => readBatches(new Uint8Array(0), options as never)).toThrow(
      expect.objectContaining({
        code: 'KAFKA_CONFIGURATION',
        problems: [
          'checkCRC is not an option: there are topic, partition, checkCrc, maxDecompressedBytes, abortedTransactions',
          'topic must be a string, not 3',
          'maxDecompressedBytes must be a positive number, or Infinity for no limit, not 0'
        ]
      })
    )
  })

  test.each<[string, unknown, unknown, string]>([
    ['no options', null, null, 'options must be an object, not null'],
    ['text as bytes', 'abc', {}, 'bytes must be a Uint8Array, or null, not a string'],
    ['no bytes', undefined, {}, 'bytes is required: it must be a Uint8Array, or null'],
    ['a view of another type', new Uint16Array(1), {}, 'bytes must be a Uint8Array, or null, not an object'],
    ['a hole among the aborted', null, { abortedTransactions: [null] }, 'abortedTransactions must be an array of'],
    [
      'a number as producer',
      null,
      { abortedTransactions: [{ producerId: 1, firstOffset: 0n }] },
      'abortedTransactions must be an array of'
    ],
    ['a number as offset', null, { abortedTransactions: [{ producerId: 1n, firstOffset: 0 }] }, 'abortedTransactions must be an array of']
  ])('readBatches refuses %s', (_, bytes, options, problem) => {
    const failure = failureOf(() => readBatches(bytes as never, options as never))
    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringContaining(problem)] })
  })

  test('readBatches accepts limits that are not integers', () => {
    const bytes = rawBatch({
      attributes: 1,
      records: gzipSync(Buffer.from('10 00 00 00 02 6b 02 76 00'.replaceAll(' ', ''), 'hex')).toString('hex')
    })
    expect(() => onlyBatch(bytes, { maxDecompressedBytes: 8.9 }).records()).toThrow('more than 8 bytes')
    expect(() => onlyBatch(bytes, { maxDecompressedBytes: 0.5 }).records()).toThrow('more than 1 bytes')
    expect([...onlyBatch(bytes, { maxDecompressedBytes: 9.9 }).records()]).toHaveLength(1)
  })
})

describe('a batch', () => {
  test('a batch keeps its last offset after compaction removed records', () => {
    const batch = onlyBatch(rawBatch({ baseOffset: 50n, lastOffsetDelta: 30, records: '10 00 00 0a 02 6b 02 76 00' }))
    expect([batch.baseOffset, batch.lastOffset, batch.count]).toEqual([50n, 80n, 1])
    expect([...batch.records()].map(({ offset }) => offset)).toEqual([55n])
  })

  test('a batch can be empty and still have a last offset', () => {
    const batch = onlyBatch(rawBatch({ baseOffset: 100n, lastOffsetDelta: 20, count: 0, records: '' }))
    expect([batch.lastOffset, batch.count, [...batch.records()]]).toEqual([120n, 0, []])
    expect([...onlyBatch(rawBatch({ attributes: 1, count: 0, records: '' })).records()]).toEqual([])
  })

  test('a batch gives all records the time of the broker with LogAppendTime', () => {
    const bytes = rawBatch({ attributes: 0x08, maxTimestamp: 9_000n, records: '12 00 c8 01 00 02 6b 02 76 00' })
    expect(onlyBatch(bytes).timestampType).toBe('LogAppendTime')
    expect(onlyRecord(bytes).timestamp).toBe(9_000n)
  })

  test('a batch counts its timestamps from a delete horizon if bit 6 is set', () => {
    const bytes = rawBatch({ attributes: 0x40, baseTimestamp: 5_000n, records: '10 00 01 00 02 6b 02 76 00' })
    expect(onlyBatch(bytes).deleteHorizonMs).toBe(5_000n)
    expect(onlyBatch(rawBatch({})).deleteHorizonMs).toBe(null)
    expect(onlyRecord(bytes).timestamp).toBe(4_999n)
  })

  test('a batch gives its records again at a second call', () => {
    const batch = onlyBatch(rawBatch({}))
    expect([...batch.records()].length).toBe(1)
    expect([...batch.records()].length).toBe(1)
  })

  test('a batch has all of its bytes, which can be sent as they are', () => {
    const [first, second] = [rawBatch({ baseOffset: 1n }), rawBatch({ baseOffset: 2n })]
    const parts = [...readBatches(Buffer.concat([first, second]))].map(({ bytes }) => Buffer.from(bytes))
    expect(parts).toEqual([first, second])
  })

  test('a batch gives control records only by controlRecords()', () => {
    const batch = onlyBatch(rawBatch({ attributes: 0x30, producerId: 7n }))
    expect([batch.isControl, [...batch.records()], [...batch.controlRecords()].length]).toEqual([true, [], 1])
    expect([...onlyBatch(rawBatch({})).controlRecords()]).toEqual([])
  })

  test('a batch checks its CRC before its control records are read, unless checkCrc is false', () => {
    const bytes = rawBatch({ attributes: 0x20 })
    bytes.writeUInt32BE((bytes.readUInt32BE(17) ^ 1) >>> 0, 17)
    expect(() => onlyBatch(bytes).controlRecords()).toThrow('CRC-32C')
    expect([...onlyBatch(bytes, { checkCrc: false }).controlRecords()]).toHaveLength(1)
  })
})

describe('a damaged batch', () => {
  const place = { topic: 'orders', partition: 3 }

  test('a damaged batch throws KAFKA_RECORDS with its offset when it is read, and other batches can be read', () => {
    const damaged = rawBatch({ baseOffset: 8n })
    damaged[damaged.length - 2] = 0x77
    const batches = [...readBatches(Buffer.concat([rawBatch({ baseOffset: 7n }), damaged, rawBatch({ baseOffset: 9n })]), place)]
    expect(batches.map(({ crcValid }) => crcValid)).toEqual([true, false, true])
    const failure = failureOf(() => batches[1]?.records())
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', ...place, offset: 8n })
    expect(String(failure)).toMatch(
      /^KafkaError: record batch at offset 8 of orders-3: the CRC-32C of its 70 bytes is not the one in its header, \d+/
    )
    expect(failureOf(() => batches[1]?.checkCrc())).toMatchObject({ code: 'KAFKA_RECORDS', offset: 8n })
    expect([...(batches[2]?.records() ?? [])].length).toBe(1)
  })

  test('a damaged batch does not affect other batches, also if it is compressed, and its checksum or its data is wrong', async () => {
    const batch = (baseOffset: bigint, records: Uint8Array): Buffer => rawBatch({ baseOffset, attributes: 1, records })
    const sound = gzipSync(bytesOf(KEY_AND_VALUE))
    const spoilt = batch(8n, sound)
    spoilt[spoilt.length - 2] = 0x77
    const bytes = Buffer.concat([batch(7n, sound), spoilt, batch(9n, Buffer.from('no gzip')), batch(10n, sound)])
    const batches = [...readBatches(bytes, place)]
    for (const at of [0, 3]) expect([...(batches[at]?.records() ?? [])].length).toBe(1)
    for (const [at, offset] of [
      [1, 8n],
      [2, 9n]
    ] as const) {
      expect(failureOf(() => batches[at]?.records())).toMatchObject({ code: 'KAFKA_RECORDS', ...place, offset })
      await expect(batches[at]?.recordsAsync()).rejects.toMatchObject({ code: 'KAFKA_RECORDS', ...place, offset })
    }
  })

  test('a batch with a wrong checksum is read without an error if checkCrc is false', () => {
    const damaged = rawBatch({})
    damaged[damaged.length - 2] = 0x77
    expect(text(onlyRecord(damaged, { checkCrc: false }).value)).toBe('w')
  })

  test.each([
    ['more records than its bytes can hold', { count: 2 }, 'its header counts 2 records, which do not fit in 9 bytes'],
    ['fewer than no records', { count: -1 }, 'its header counts -1 records'],
    ['bytes behind its records', { records: `${KEY_AND_VALUE} 00` }, 'after 1 records: 1 bytes left over'],
    ['a record longer than itself', { records: '12 00 00 00 02 6b 02 76 00' }, 'record 1 of 1: 9 bytes wanted with 8 left'],
    ['a record shorter than its parts', { records: '0e 00 00 00 02 6b 02 76' }, 'record 1 of 1: 1 bytes wanted with 0 left'],
    ['a record longer than its parts', { records: '12 00 00 00 02 6b 02 76 00 00' }, 'record 1 of 1: 1 bytes left over'],
    ['a record of negative length', { records: '01 00 00 00 02 6b 02 76 00' }, 'record 1 of 1: length -1'],
    ['an offset before its own', { records: '10 00 00 01 02 6b 02 76 00' }, 'record 1 of 1: offset delta -1'],
    ['a key longer than the record', { records: '10 00 00 00 20 6b 02 76 00' }, 'record 1 of 1: 16 bytes wanted with 4 left'],
    ['a value of length −2', { records: '10 00 00 00 02 6b 03 76 00' }, 'record 1 of 1: length -2'],
    ['a varint of six bytes', { records: '16 00 00 80 80 80 80 80 00 01 01 00' }, 'record 1 of 1: varint longer than 32 bits'],
    ['more headers than bytes', { records: '10 00 00 00 02 6b 01 04 00' }, 'record 1 of 1: 2 headers in 1 bytes'],
    ['a header without a name', { records: '12 00 00 00 01 01 02 01 01 01' }, 'record 1 of 1: header 0 without a name']
  ])('a damaged batch with %s is KAFKA_RECORDS', (_, fields, problem) => {
    const batch = onlyBatch(rawBatch({ baseOffset: 40n, ...fields }), place)
    const failure = failureOf(() => [...batch.records()])
    expect(String(failure)).toContain(`record batch at offset 40 of orders-3: ${problem}`)
    expect(failure).toMatchObject({ code: 'KAFKA_RECORDS', ...place, offset: 40n })
  })

  test('a damaged batch gives the records before the damage, and nothing after it', () => {
    const records = onlyBatch(rawBatch({ count: 2, records: `${KEY_AND_VALUE} 10 00 00 01 02 6b 02 76 00` })).records()
    expect(records.next().done).toBe(false)
    expect(failureOf(() => records.next())).toMatchObject({ code: 'KAFKA_RECORDS' })
    expect(records.next()).toEqual({ done: true, value: undefined })
  })

  test('a damaged batch of an unknown magic, or too short for its magic, has an offset and an error', () => {
    const unknown = rawBatch({ baseOffset: 4n })
    unknown[16] = 3
    const short = rawBatch({ baseOffset: 5n }).subarray(0, 60)
    short.writeInt32BE(48, 8)
    const batches = [...readBatches(Buffer.concat([unknown, short, rawBatch({ baseOffset: 6n })]))]
    expect(batches.map(({ baseOffset }) => baseOffset)).toEqual([4n, 5n, 6n])
    expect(() => batches[0]?.records()).toThrow('record batch at offset 4: its magic is 3, which no version of Kafka knows')
    expect(() => batches[1]?.controlRecords()).toThrow('record batch at offset 5: it has 60 bytes, which is too few for magic 2')
    expect([...(batches[2]?.records() ?? [])].length).toBe(1)
  })

  test.each([0, -1, 13, -2_147_483_648])(
    'a damaged batch of length %d is the last one, because the start of the next is unknown',
    length => {
      const lost = rawBatch({ baseOffset: 1n })
      lost.writeInt32BE(length, 8)
      const reader = readBatches(Buffer.concat([rawBatch({}), lost, rawBatch({ baseOffset: 2n })]), place)
      const batches = [...reader]
      expect([batches.length, reader.remainingBytes]).toEqual([2, 0])
      expect(batches[1]).toMatchObject({ baseOffset: 1n, sizeBytes: 140, crcValid: false })
      expect(() => batches[1]?.records()).toThrow(
        `its length field is ${length}, which is not valid; this batch and all bytes after it (140 bytes) cannot be read`
      )
    }
  )
})
