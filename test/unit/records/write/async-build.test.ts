import { afterEach, describe, expect, test } from 'vitest'
import { gzip } from '../../../../src/records/compression/gzip.ts'
import {
  batchBuilder,
  type Codec,
  type CompressOptions,
  type DecompressOptions,
  readBatches,
  registerCodec
} from '../../../../src/records/index.ts'
import { failureOf, onlyBatch, rawBatch, text } from '../read/raw-batch.ts'

const MUCH = 100_000

afterEach(() => registerCodec('gzip', gzip))

/**
 * A codec that changes no bytes and records its calls. Its asynchronous functions wait until they
 * are released.
 */
class Lazy implements Codec {
  readonly levels = { min: 1, max: 9 }
  readonly calls: string[] = []
  readonly told: object[] = []
  letGo: (error?: Error) => void = () => undefined

  compress(bytes: Uint8Array): Uint8Array {
    this.calls.push('compress')
    return bytes
  }

  decompress(bytes: Uint8Array): Uint8Array {
    this.calls.push('decompress')
    return bytes
  }

  compressAsync(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array> {
    return this.#wait('compressAsync', bytes, options)
  }

  decompressAsync(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array> {
    return this.#wait('decompressAsync', bytes, options)
  }

  #wait(name: string, bytes: Uint8Array, options: object): Promise<Uint8Array> {
    this.calls.push(name)
    this.told.push(options)
    return new Promise((resolve, reject) => {
      this.letGo = error => (error === undefined ? resolve(bytes) : reject(error))
    })
  }
}

function useLazy(): Lazy {
  const lazy = new Lazy()
  registerCodec('gzip', lazy)
  return lazy
}

describe('recordsAsync', () => {
  test.each([1, 2] as const)('recordsAsync calls decompressAsync of the codec for a large batch of magic %d', async magic => {
    const lazy = useLazy()
    const reading = onlyBatch(batchOf(MUCH, magic), { maxDecompressedBytes: 200_000 }).recordsAsync()
    expect(lazy.calls).toEqual(['compress', 'decompressAsync'])
    lazy.letGo()
    const [record] = await reading
    expect(record?.value?.length).toBe(MUCH)
    expect(lazy.told).toEqual([{ maxBytes: 200_000, magic }])
  })

  test('recordsAsync calls decompress for a small batch, and if the codec has no decompressAsync', async () => {
    const lazy = useLazy()
    expect([...(await onlyBatch(batchOf(100, 2)).recordsAsync())].length).toBe(1)
    expect(lazy.calls).toEqual(['compress', 'decompress'])
    const { compress, decompress } = gzip
    registerCodec('gzip', { compress, decompress })
    expect([...(await onlyBatch(batchOf(MUCH, 2)).recordsAsync())].length).toBe(1)
  })

  test('recordsAsync reads a batch that is not compressed', async () => {
    const [record] = await onlyBatch(rawBatch({})).recordsAsync()
    expect(text(record?.value)).toBe('v')
  })

  test('recordsAsync gives no records of a control batch or of an aborted batch', async () => {
    expect([...(await onlyBatch(rawBatch({ attributes: 0x30, producerId: 7n })).recordsAsync())]).toEqual([])
    const aborted = onlyBatch(rawBatch({ attributes: 0x10, producerId: 7n }), {
      abortedTransactions: [{ producerId: 7n, firstOffset: 0n }]
    })
    expect([...(await aborted.recordsAsync())]).toEqual([])
  })

  test.each([1, 2] as const)(
    'recordsAsync rejects with KAFKA_RECORDS and the offset if the checksum is wrong or the codec fails: magic %d',
    async magic => {
      const place = { topic: 't', partition: 4 }
      const lazy = useLazy()
      const bytes = batchOf(MUCH, magic)
      const reading = onlyBatch(bytes, place).recordsAsync()
      const cause = new Error('broken')
      lazy.letGo(cause)
      await expect(reading).rejects.toMatchObject({ code: 'KAFKA_RECORDS', ...place, offset: 0n, cause })
      const tooLarge = onlyBatch(bytes, { maxDecompressedBytes: 10 }).recordsAsync()
      lazy.letGo()
      await expect(tooLarge).rejects.toThrow('decompresses to more than 10 bytes')
      bytes[bytes.length - 1] = 0xff
      await expect(onlyBatch(bytes, place).recordsAsync()).rejects.toMatchObject({ code: 'KAFKA_RECORDS', ...place, offset: 0n })
    }
  )

  test('recordsAsync rejects with KAFKA_RECORDS for an unreadable header, and for a message set without a message', async () => {
    const [lost] = readBatches(rawBatch({ baseOffset: 4n }).fill(0xff, 8, 12))
    await expect(lost?.recordsAsync()).rejects.toMatchObject({ code: 'KAFKA_RECORDS', offset: 4n })
    const lazy = useLazy()
    lazy.decompress = () => new Uint8Array(5)
    await expect(onlyBatch(batchOf(10, 1)).recordsAsync()).rejects.toMatchObject({ code: 'KAFKA_RECORDS', offset: 0n })
  })

  test('recordsAsync gives the same records as records() with the built-in codecs', async () => {
    for (const compression of ['gzip', 'snappy', 'lz4'] as const) {
      const builder = batchBuilder({ compression })
      for (let i = 0; i < 1_000; i++) builder.append({ value: noise(100, i), timestamp: 5n })
      const bytes = await builder.buildAsync({ baseOffset: 5n })
      const [there, here] = [await onlyBatch(bytes).recordsAsync(), onlyBatch(bytes).records()]
      expect([...there].map(({ offset, value }) => [offset, value])).toEqual([...here].map(({ offset, value }) => [offset, value]))
    }
  })
})

describe('buildAsync', () => {
  test('buildAsync calls compressAsync of the codec for a large batch, and compress for a small one', async () => {
    const lazy = useLazy()
    const builder = batchBuilder({ compression: 'gzip', level: 3 })
    builder.append({ value: new Uint8Array(MUCH) })
    const building = builder.buildAsync({ baseOffset: 9n })
    expect([lazy.calls, lazy.told]).toEqual([['compressAsync'], [{ level: 3, magic: 2 }]])
    lazy.letGo()
    expect(onlyBatch(await building)).toMatchObject({ baseOffset: 9n, count: 1, compression: 'gzip', crcValid: true })
    builder.append({ value: new Uint8Array(100) })
    await builder.buildAsync()
    expect(lazy.calls).toEqual(['compressAsync', 'compress'])
  })

  test.each([1, 2] as const)(
    'buildAsync empties the builder at once, and records appended later are not in the batch: magic %d',
    async magic => {
      const lazy = useLazy()
      const builder = batchBuilder({ compression: 'gzip', magic })
      const building: Promise<Uint8Array>[] = []
      const done: (() => void)[] = []
      for (const fill of [1, 2, 3]) {
        builder.append({ value: new Uint8Array(MUCH).fill(fill) })
        building.push(builder.buildAsync({ baseOffset: BigInt(fill) }))
        expect(builder.count).toBe(0)
        done.push(lazy.letGo)
      }
      builder.append({ value: new Uint8Array(MUCH).fill(4) })
      for (const letGo of done.toReversed()) letGo()
      registerCodec('gzip', { compress: bytes => bytes, decompress: bytes => bytes })
      const records = (await Promise.all(building)).map(bytes => onlyBatch(bytes)).map(batch => [...batch.records()][0])
      expect(records.map(record => [record?.offset, record?.value?.[0], record?.value?.at(-1)])).toEqual([
        [1n, 1, 1],
        [2n, 2, 2],
        [3n, 3, 3]
      ])
    }
  )

  test('buildAsync refuses impossible fields and an empty builder, and keeps the records', async () => {
    const builder = batchBuilder({ compression: 'gzip' })
    await expect(builder.buildAsync()).rejects.toMatchObject({ code: 'KAFKA_ENCODE', path: 'records' })
    builder.append({ value: 'v' })
    await expect(builder.buildAsync({ isTransactional: true })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(builder.count).toBe(1)
    expect(onlyBatch(await builder.buildAsync()).count).toBe(1)
  })

  test('buildAsync rejects with KAFKA_RECORDS if the codec fails, and the records are lost', async () => {
    const lazy = useLazy()
    const builder = batchBuilder({ compression: 'gzip' })
    const cause = new Error('broken')
    builder.append({ value: new Uint8Array(MUCH) })
    const building = builder.buildAsync()
    lazy.letGo(cause)
    await expect(building).rejects.toMatchObject({ code: 'KAFKA_RECORDS', cause })
    lazy.compress = () => {
      throw cause
    }
    builder.append({ value: 'v' })
    await expect(builder.buildAsync()).rejects.toMatchObject({ code: 'KAFKA_RECORDS', cause })
    expect(builder.count).toBe(0)
  })

  test('buildAsync rejects if the codec does not return bytes', async () => {
    registerCodec('gzip', { ...gzip, compressAsync: async () => 'text' as never, decompressAsync: async () => null as never })
    const builder = batchBuilder({ compression: 'gzip' })
    builder.append({ value: noise(MUCH, 1) })
    await expect(builder.buildAsync()).rejects.toThrow(
      'its records cannot be compressed by gzip: compressAsync is a string; expected bytes'
    )
    builder.append({ value: noise(MUCH, 1) })
    await expect(onlyBatch(builder.build()).recordsAsync()).rejects.toThrow('decompressAsync is null; expected bytes')
  })

  test('buildAsync builds the same batch as build() without compression', async () => {
    const builder = batchBuilder()
    builder.append({ value: 'v', timestamp: 1n })
    const bytes = await builder.buildAsync()
    builder.append({ value: 'v', timestamp: 1n })
    expect(bytes).toEqual(builder.build())
  })
})

describe('a codec that has only functions with promises', () => {
  const same = async (bytes: Uint8Array): Promise<Uint8Array> => bytes

  test.each([1, 2] as const)(
    'a codec that has only functions with promises is used by recordsAsync and buildAsync, for large and small batches: magic %d',
    async magic => {
      registerCodec('gzip', { compressAsync: same, decompressAsync: same })
      for (const size of [10, MUCH]) {
        const builder = batchBuilder({ compression: 'gzip', magic })
        builder.append({ value: new Uint8Array(size) })
        const batch = onlyBatch(await builder.buildAsync({ baseOffset: 5n }))
        const [record] = await batch.recordsAsync()
        expect([record?.offset, record?.value?.length, batch.baseOffset, batch.count]).toEqual([5n, size, 5n, 1])
      }
    }
  )

  test('a codec that has only functions with promises makes build() and records() fail with the call to use, and the builder keeps its records', async () => {
    registerCodec('gzip', { compressAsync: same, decompressAsync: same })
    const builder = batchBuilder({ compression: 'gzip' })
    builder.append({ value: 'v' })
    const failure = failureOf(() => builder.build())
    expect(failure).toMatchObject({
      code: 'KAFKA_RECORDS',
      message: expect.stringContaining('the registered codec for gzip has only compressAsync: call buildAsync')
    })
    const batch = onlyBatch(await builder.buildAsync({ baseOffset: 6n }))
    expect(failureOf(() => batch.records())).toMatchObject({
      code: 'KAFKA_RECORDS',
      offset: 6n,
      message: expect.stringContaining('the registered codec for gzip has only decompressAsync: call recordsAsync')
    })
  })
})

function batchOf(bytes: number, magic: 1 | 2): Uint8Array {
  const builder = batchBuilder({ compression: 'gzip', magic })
  builder.append({ value: noise(bytes, 1) })
  return builder.build()
}

// Bytes that no codec makes smaller.
function noise(bytes: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length: bytes }, () => (state = (Math.imul(state, 1_103_515_245) + 12_345) | 0) >>> 24)
}
