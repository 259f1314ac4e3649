import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../../src/errors.ts'
import { lz4 } from '../../../../src/records/compression/lz4/lz4.ts'
import { mutate } from '../../../support/faults/mutations.ts'
import { failureOf } from '../../../support/process/failure.ts'
import { Random, seed } from '../../../support/vectors/random.ts'
import { bytesOf } from '../read/raw-batch.ts'
import { compressed, frame, LINKED, type RawBlock, type RawFrame, randomBlocks, sequence, skippable, stored } from './raw-lz4.ts'

const LIMIT = 10_000_000
const ROUNDS = 3_000
const KIB = 1 << 10

const read = (bytes: Uint8Array, maxBytes = LIMIT, magic = 2): Buffer => Buffer.from(lz4.decompress(bytes, { maxBytes, magic }))
const letters = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => 97 + (i % 23)))
const a = Buffer.from('a')
const abc = Buffer.from('abc')
const nothing = Buffer.alloc(0)
// 20 times "a" by a match with the first one; the last five bytes of a block are literals.
const run = compressed(sequence(a, 1, 14), sequence(Buffer.from('aaaaa')))

describe('a frame of LZ4', () => {
  test.each<[string, RawBlock[], string]>([
    ['no blocks', [], ''],
    ['a stored block', [stored(abc)], 'abc'],
    ['a stored block of nothing', [stored(nothing), stored(abc)], 'abc'],
    ['a block of literals', [compressed(sequence(abc))], 'abc'],
    ['a block of nothing', [compressed(sequence(nothing)), stored(abc)], 'abc'],
    ['a match that reaches into itself', [run], 'a'.repeat(20)],
    ['a match of what was matched', [compressed(sequence(abc, 3, 6), sequence(nothing, 9, 4), sequence(a))], 'abcabcabcabcaa'],
    ['several blocks', [run, stored(abc), compressed(sequence(abc))], `${'a'.repeat(20)}abcabc`]
  ])('a frame of LZ4 can hold %s', (_, blocks, text) => {
    expect(read(frame(blocks)).toString()).toBe(text)
  })

  test.each<[string, RawFrame]>([
    ['nothing', {}],
    ['block checksums', { hasBlockChecksums: true }],
    ['a content checksum', { content: Buffer.from(`${'a'.repeat(20)}abc`) }],
    ['its size', { contentBytes: 23n }],
    ['larger blocks', { descriptor: 0x70 }],
    ['linked blocks', { flags: LINKED }],
    [
      'all of it',
      { hasBlockChecksums: true, content: Buffer.from(`${'a'.repeat(20)}abc`), contentBytes: 23n, descriptor: 0x50, flags: LINKED }
    ]
  ])('the header of an LZ4 frame can declare %s', (_, fields) => {
    expect(read(frame([run, stored(abc)], fields)).toString()).toBe(`${'a'.repeat(20)}abc`)
  })

  test.each([1, 14, 15, 16, 31, 32, 33, 269, 270, 271, 60_000])(
    'a frame of LZ4 can hold %d literals, at the beginning and in the middle of a block',
    length => {
      const literals = letters(length)
      expect(read(frame([compressed(sequence(literals))])).equals(literals)).toBe(true)
      const around = letters(100)
      const block = compressed(sequence(around, 50, 5), sequence(literals, 7, 5), sequence(around))
      const made = Buffer.concat([around, around.subarray(50, 55), literals])
      const expected = Buffer.concat([made, made.subarray(made.length - 7, made.length - 2), around])
      expect(read(frame([block])).equals(expected)).toBe(true)
    }
  )

  test.each([1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 255, 256, 59_000])(
    'a match in LZ4 data can begin %d bytes before its own position',
    distance => {
      const before = letters(60_000)
      for (const length of [4, 5, 7, 8, 18, 19, 20, 63, 64, 65, 273, 274, 275, 5_000]) {
        for (const after of [letters(5), letters(100)]) {
          const made = [...before.subarray(-distance)]
          for (let i = 0; i < length; i++) made.push(made[made.length - distance] as number)
          const expected = Buffer.concat([before, Buffer.from(made.slice(distance)), after])
          expect(read(frame([compressed(sequence(before, distance, length), sequence(after))])).equals(expected), `${length}`).toBe(true)
        }
      }
    }
  )

  test.each([false, true])('a frame of LZ4 holds any sequences in any order, in blocks that are linked: %s', isLinked => {
    const random = new Random(seed)
    for (let round = 0; round < 150; round++) {
      const { blocks, made } = randomBlocks(random, 1 + random.below(4), isLinked)
      const bytes = frame(blocks, { flags: isLinked ? LINKED : 0x60, content: made, contentBytes: BigInt(made.length), descriptor: 0x70 })
      expect(read(bytes).equals(made), `seed ${seed}, round ${round}`).toBe(true)
    }
  })

  test('a frame of LZ4 can have matches into earlier blocks if its blocks are linked', () => {
    const blocks = [
      stored(Buffer.from('abcdefgh')),
      compressed(sequence(nothing, 8, 10), sequence(a)),
      compressed(sequence(nothing, 3, 4), sequence(a))
    ]
    expect(read(frame(blocks, { flags: LINKED })).toString()).toBe('abcdefghabcdefghabaabaaa')
    expect(() => read(frame(blocks))).toThrow('LZ4 distance 8 with 0 bytes before it at byte 24')
  })

  test('a frame of LZ4 cannot have matches into the frame before', () => {
    const [first, second] = [
      frame([stored(abc)], { flags: LINKED }),
      frame([compressed(sequence(a, 2, 4), sequence(a))], { flags: LINKED })
    ]
    expect(() => read(Buffer.concat([first, second]))).toThrow('LZ4 distance 2 with 1 bytes before it at byte 31')
  })

  test('a frame of LZ4 can follow another frame, and a skippable frame', () => {
    const parts = [
      skippable(3),
      frame([run], { content: Buffer.alloc(20, 'a') }),
      skippable(0, 15),
      frame([]),
      frame([stored(abc)], { content: abc }),
      skippable(9)
    ]
    expect(read(Buffer.concat(parts)).toString()).toBe(`${'a'.repeat(20)}abc`)
  })

  // 600,000 bytes that repeat after 61, compressed by the reference implementation. They are zipped
  // here, because their LZ4 form is long.
  test.each([
    [
      'linked blocks, all checksums and its size',
      'H4sIAAAAAAACA2NR8pWIcTigzskAAnUejAwM//UYOOScSrYwxZ1wOBb1Z02WmcCPd59YVIL6bhhM4+qR2ZWm8GLfoilTFu17oZC2S6aHa5rBjb4gFZZP734ImGWtsWX4P8LB6gBwePHaWX7iYmRg4H810gPk/4sAcFp5tELeBpLCMFINKUluNIWtDgCHl1/xH7bRFAZNYeC00mZxOACSwggXVHiS3GgKWx0ADi/L9+UrR1MYNIWB00rmlF8XICmMjLoRkeRGU9jqAHB4bdx0ZONoCoOmMHBa2bPLCZrCyKgbEUluNIWtDgCHV2P4ZWlDBlJS2PkAcJjzOj5MBbWKOR7N+QEA63RpTygLAAA='
    ],
    [
      'independent blocks of 256 KiB',
      'H4sIAAAAAAACA2NR8pVICPjtzcLA8F+PgUPOqWQLU9wJh2NRf9ZkmQn8ePeJRSWo74bBNK4emV1pCi/2LZoyZdG+Fwppu2R6uKYZ3OgLUmH59O6HgFnWGluG/6NgFIyCkQzWBYBLC0hxQrjMwFPgjBYno2AUjPjiBFxaFDCCihPCZQaeAme0OCEWTA4ABzEDEAAAbjxn0B0KAAA='
    ],
    [
      'one block, compressed as well as can be',
      'H4sIAAAAAAACA2NR8pXISDigzskAAi8qOBkY/usxcMg5lWxhijvhcCzqz5osM4Ef7z6xqAT13TCYxtUjsytN4cW+RVOmLNr3QiFtl0wP1zSDG31BKiyf3v0QMMtaY8vwfxSMglEwCkbBKBgFo2AU4AWzA9aAWlygBhgAyE0DIo8JAAA='
    ],
    [
      'linked blocks with a checksum of the content',
      'H4sIAAAAAAACA2NR8pVwcYjzYGRg+K/HwCHnVLKFKe6Ew7GoP2uyzAR+vPvEohLUd8NgGlePzK40hRf7Fk2ZsmjfC4W0XTI9XNMMbvQFqbB8evdDwCxrjS3D/xEOVgeAw4uLkYGBfzQ0XgSA08loaEBDA5y5RkMDGhqQQmU0NCChAS5MR0MDGhrgGmg0NKChAa55R0MDGhrgFsdoaEBDA9xMM2QgJTTOB6wB1UQMDAwMHI/m/AAAByru2QAKAAA='
    ]
  ])('a frame of LZ4 is read in the form of other writers: %s', (_, zipped) => {
    const period = Buffer.from(Array.from({ length: 61 }, (__, i) => i * i * 7 + i))
    expect(read(gunzipSync(Buffer.from(zipped, 'base64'))).equals(Buffer.alloc(600_000, period))).toBe(true)
  })
})

describe('the checksum of an LZ4 frame header', () => {
  const [right, wrong] = [frame([stored(abc)]), frame([stored(abc)], { headerChecksum: 0x1a })]

  test('the checksum of an LZ4 frame header may include the magic number of the frame in batches of magic 0 only', () => {
    expect(read(right, LIMIT, 0).toString()).toBe('abc')
    expect(read(wrong, LIMIT, 0).toString()).toBe('abc')
    for (const magic of [1, 2]) {
      expect(read(right, LIMIT, magic).toString()).toBe('abc')
      expect(() => read(wrong, LIMIT, magic)).toThrow('LZ4 frame header with checksum 26, where its bytes have 130, at byte 6')
    }
  })

  test('the checksum of an LZ4 frame header has only two valid values in batches of magic 0', () => {
    expect(() => read(frame([], { headerChecksum: 0x1b }), LIMIT, 0)).toThrow(
      'header with checksum 27, where its bytes have 130, at byte 6'
    )
  })

  test('the checksum of an LZ4 frame header may include the magic number in every frame of a batch of magic 0', () => {
    expect(read(Buffer.concat([right, skippable(2), wrong]), LIMIT, 0).toString()).toBe('abcabc')
  })
})

describe('damaged LZ4', () => {
  const head = '04 22 4d 18 60 40 82'
  const { data } = run

  test.each<[string, Uint8Array, string]>([
    ['nothing at all', nothing, 'LZ4 data that ends before or in a magic number at byte 0'],
    ['only something to skip', skippable(2), 'LZ4 data that ends before or in a magic number at byte 10'],
    ['another magic number', bytesOf('02 21 4c 98'), '984c2102 instead of the magic number of an LZ4 frame at byte 0'],
    ['something after the frame', Buffer.concat([frame([]), Buffer.alloc(4)]), '0 instead of the magic number of an LZ4 frame at byte 11'],
    [
      'a few bytes after the frame',
      Buffer.concat([frame([]), Buffer.alloc(3)]),
      'LZ4 data that ends before or in a magic number at byte 14'
    ],
    ['too little to skip', skippable(5).subarray(0, -1), '5 bytes to skip in LZ4 data where 4 are left at byte 4'],
    ['much too little to skip', bytesOf('50 2a 4d 18 ff ff ff ff 00'), '4294967295 bytes to skip in LZ4 data where 1 are left at byte 4'],
    ['half a header', bytesOf('04 22 4d 18 60 40'), 'LZ4 frame that ends inside its header at byte 6'],
    ['version 0', frame([], { flags: 0x20 }), 'LZ4 frame of version 0, where only 1 is known, at byte 4'],
    ['version 3', frame([], { flags: 0xe0 }), 'LZ4 frame of version 3, where only 1 is known, at byte 4'],
    ['a flag without a meaning', frame([], { flags: 0x62 }), 'LZ4 frame with a reserved flag at byte 4'],
    [
      'a dictionary',
      frame([], { dictionary: 7, contentBytes: 0n }),
      'LZ4 frame that needs a dictionary, which Kafka does not support, at byte 4'
    ],
    [
      'blocks of no size',
      frame([], { descriptor: 0x30 }),
      'LZ4 frame with block descriptor 48, where 64, 80, 96 and 112 are known, at byte 5'
    ],
    ['blocks of a size from nowhere', frame([], { descriptor: 0xc0 }), 'LZ4 frame with block descriptor 192, where 64'],
    ['a bit without a meaning', frame([], { descriptor: 0x48 }), 'LZ4 frame with block descriptor 72, where 64'],
    ['half the length of a block', bytesOf(`${head} 00 00`), 'LZ4 data that ends before or in a block length at byte 9'],
    ['half a block', bytesOf(`${head} 04 00 00 80 61 62 63`), 'LZ4 block of 4 bytes where 3 are left at byte 7'],
    ['a block too large', bytesOf(`${head} 01 00 01 80 00`), 'LZ4 block of 65537 bytes in a frame of blocks of at most 65536 at byte 7'],
    ['a compressed block too large', bytesOf(`${head} ff ff ff 7f 00`), 'LZ4 block of 2147483647 bytes in a frame of blocks'],
    ['no end mark', frame([run]).subarray(0, -4), `LZ4 data that ends before or in a block length at byte ${11 + data.length}`],
    ['no block checksum', frame([stored(abc)], { hasBlockChecksums: true }).subarray(0, -5), 'before or in a block checksum at byte 17'],
    ['no content checksum', frame([stored(abc)], { content: abc }).subarray(0, -1), 'before or in a content checksum at byte 21'],
    [
      'another content',
      frame([stored(abc)], { content: a }),
      'LZ4 frame whose checksum is 32d153ff where 550d7456 is written, ending at byte 22'
    ],
    [
      'less than it says',
      frame([stored(abc)], { contentBytes: 4n }),
      'LZ4 frame that holds 3 bytes and claims to hold 4, ending at byte 26'
    ],
    [
      'far less',
      frame([stored(abc)], { contentBytes: 2n ** 32n + 3n }),
      'LZ4 frame that holds 3 bytes and claims to hold 4294967299, ending'
    ]
  ])('damaged LZ4 is KAFKA_PROTOCOL with its place: %s', (_, bytes, message) => expectDamage(bytes, message))

  test.each<[string, string, string]>([
    ['literals that end too late', '40 61 62 63', 'LZ4 block whose literals and next distance end 3 bytes after its end at byte 15'],
    ['half a distance', '10 61 01', 'LZ4 block whose literals and next distance end 1 bytes after its end at byte 14'],
    ['no last literals', '10 61 01 00', 'LZ4 block without the literals that end it at byte 15'],
    ['half a length of literals', 'f0 ff ff', 'LZ4 length that does not end at byte 14'],
    ['half a length of a match', '1f 61 01 00 ff', 'LZ4 length that does not end at byte 16'],
    ['a distance of 0', '10 61 00 00 00', 'LZ4 distance 0 with 1 bytes before it at byte 13'],
    ['a distance too large', '10 61 02 00 00', 'LZ4 distance 2 with 1 bytes before it at byte 13']
  ])('damaged LZ4 is KAFKA_PROTOCOL with its place: a block of %s', (_, hex, message) => {
    expectDamage(frame([{ data: bytesOf(hex), isStored: false }]), message)
  })

  test('an LZ4 block that decompresses to more than the maximum of its frame is refused', () => {
    const block = (length: number): RawBlock => compressed(sequence(a, 1, length - 6), sequence(Buffer.alloc(5)))
    expect(read(frame([block(64 * KIB)]))).toHaveLength(64 * KIB)
    expectDamage(
      frame([block(64 * KIB + 1)]),
      'LZ4 block that decompresses to 65537 bytes in a frame of blocks of at most 65536, ending at byte'
    )
    for (const [descriptor, bytes] of [
      [0x50, 256 * KIB],
      [0x60, 1024 * KIB],
      [0x70, 4096 * KIB]
    ] as const) {
      expect(read(frame([block(bytes)], { descriptor }))).toHaveLength(bytes)
      expectDamage(
        frame([block(bytes + 1)], { descriptor }),
        `LZ4 block that decompresses to ${bytes + 1} bytes in a frame of blocks of at most ${bytes}`
      )
    }
  })

  test('an LZ4 block with a wrong checksum is refused, compressed or stored', () => {
    for (const block of [run, stored(abc)]) {
      const bytes = frame([block], { hasBlockChecksums: true })
      const at = bytes.length - 5
      bytes[at] = (bytes[at] as number) ^ 0x80
      expectDamage(bytes, `LZ4 block whose checksum is`)
      expectDamage(bytes, `is written, ending at byte ${11 + block.data.length}`)
    }
  })

  test('damaged LZ4 is an error in every prefix that does not end where a frame ends', () => {
    const random = new Random(seed)
    const { blocks, made } = randomBlocks(random, 3, true)
    const first = frame(blocks, {
      flags: LINKED,
      hasBlockChecksums: true,
      content: made,
      contentBytes: BigInt(made.length),
      descriptor: 0x70
    })
    const bytes = Buffer.concat([first, frame([run])])
    for (let length = 0; length < bytes.length; length++) {
      if (length === first.length) expect(read(bytes.subarray(0, length)).equals(made)).toBe(true)
      else expectDamage(bytes.subarray(0, length), 'at byte')
    }
  })

  test('damaged LZ4 gives bytes within the limit or a typed error, whatever the damage', () => {
    const random = new Random(seed)
    const samples = [false, true].flatMap(isLinked => {
      const { blocks, made } = randomBlocks(random, 3, isLinked)
      const fields = { flags: isLinked ? LINKED : 0x60, descriptor: 0x70 }
      return [
        frame(blocks, fields),
        frame(blocks, { ...fields, contentBytes: BigInt(made.length) }),
        frame([run, stored(abc)], { content: made })
      ]
    })
    let failures = 0
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutate(random.pick(samples), random.pick(samples), random)
      try {
        expect(read(bytes, 20_000).length).toBeLessThanOrEqual(20_000)
      } catch (error) {
        const { code, offset } = error as { code?: unknown; offset?: number }
        if (code === 'ERR_BUFFER_TOO_LARGE') continue
        if (!isKafkaError(error, 'KAFKA_PROTOCOL'))
          throw new Error(`seed ${seed}, round ${round}: ${bytes.toString('hex')}`, { cause: error })
        expect(offset).toBeLessThanOrEqual(bytes.length)
        failures++
      }
    }
    expect(failures).toBeGreaterThan(ROUNDS / 4)
  })
})

describe('LZ4 data that decompresses to more than the limit', () => {
  const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE', message: 'more than 1000 bytes' })
  const zeros = (size: number): RawBlock => compressed(sequence(Buffer.alloc(1), 1, size - 6), sequence(Buffer.alloc(5)))

  test('LZ4 data above the limit is refused before memory is allocated', () => {
    expect(read(frame([zeros(1_000)]), 1_000)).toHaveLength(1_000)
    expect(() => read(frame([zeros(1_001)]), 1_000)).toThrow(tooLarge)
    expect(() =>
      read(
        frame(
          Array.from({ length: 100 }, () => zeros(4 << 20)),
          { descriptor: 0x70 }
        ),
        1_000
      )
    ).toThrow(tooLarge)
    // The size in the header of a frame is not trusted.
    expect(() => read(frame([zeros(1_001)], { contentBytes: 10n }), 1_000)).toThrow(tooLarge)
    expectDamage(frame([zeros(100)], { contentBytes: 2n ** 63n }), 'LZ4 frame that holds 100 bytes and claims to hold 9223372036854776000')
  })

  test('LZ4 data above the limit is refused also if it is in many blocks or frames', () => {
    const blocks = [zeros(400), zeros(400), stored(Buffer.alloc(200))]
    expect(read(frame(blocks), 1_000)).toHaveLength(1_000)
    expect(() => read(frame([...blocks, stored(a)]), 1_000)).toThrow(tooLarge)
    expect(() => read(Buffer.concat([frame(blocks), frame([stored(a)])]), 1_000)).toThrow(tooLarge)
  })

  test('LZ4 data may have any size that Kafka can carry if there is no limit', () => {
    expect(read(frame([zeros(1_000)]), Number.POSITIVE_INFINITY)).toHaveLength(1_000)
    expect(read(frame([]), 0)).toHaveLength(0)
  })
})

function expectDamage(bytes: Uint8Array, message: string): void {
  const failure = failureOf(() => read(bytes))
  expect(failure.message).toContain(message)
  expect(failure).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: expect.any(Number) })
}
