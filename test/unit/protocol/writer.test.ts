import { describe, expect, test } from 'vitest'
import { type FrameBytes, Writer } from '../../../src/protocol/primitives/writer.ts'
import { failureOf } from '../../support/process/failure.ts'

/** A write into an empty writer. */
type Write = (writer: Writer) => void

const written = (write: Write, capacity?: number): string => {
  const writer = new Writer(capacity)
  write(writer)
  return Buffer.from(writer.takeBytes()).toString('hex')
}

// Values that the types forbid, as a caller in JavaScript may pass them.
const wrong = <T>(value: unknown): T => value as T

describe('a writer', () => {
  test.each<[string, Write, string]>([
    ['bool', w => w.bool(true, 'f'), '01'],
    ['int8', w => w.int8(-128, 'f'), '80'],
    ['int16', w => w.int16(-2, 'f'), 'fffe'],
    ['uint16', w => w.uint16(65_535, 'f'), 'ffff'],
    ['int32', w => w.int32(-2_147_483_648, 'f'), '80000000'],
    ['negative zero, which is zero', w => w.int32(-0, 'f'), '00000000'],
    ['uint32', w => w.uint32(4_294_967_295, 'f'), 'ffffffff'],
    ['int64', w => w.int64(-(2n ** 63n), 'f'), '8000000000000000'],
    ['float64', w => w.float64(1.5, 'f'), '3ff8000000000000'],
    ['uuid', w => w.uuid('AAECAwQFBgcICQoLDA0ODw', 'f'), '000102030405060708090a0b0c0d0e0f'],
    ['a varint of one byte', w => w.unsignedVarint(127), '7f'],
    ['a varint of two bytes', w => w.unsignedVarint(300), 'ac02'],
    ['the largest varint', w => w.unsignedVarint(4_294_967_295), 'ffffffff0f'],
    ['string', w => w.string('aü', 'f'), '000361c3bc'],
    ['a string that a loop writes', w => w.string('x'.repeat(24), 'f'), `0018${'78'.repeat(24)}`],
    ['a string that the runtime writes', w => w.string('x'.repeat(25), 'f'), `0019${'78'.repeat(25)}`],
    ['a string of surrogate pairs', w => w.string('😀', 'f'), '0004f09f9880'],
    ['null string', w => w.nullableString(null, 'f'), 'ffff'],
    ['compact string', w => w.compactString('aü', 'f'), '0461c3bc'],
    ['compact null string', w => w.compactNullableString(null, 'f'), '00'],
    ['the longest string', w => w.compactString('x'.repeat(32_767), 'f'), `808002${'78'.repeat(32_767)}`],
    ['bytes', w => w.bytes(Buffer.from('cafe', 'hex'), 'f'), '00000002cafe'],
    ['null bytes', w => w.nullableBytes(null, 'f'), 'ffffffff'],
    ['compact bytes', w => w.compactBytes(new Uint8Array([1]), 'f'), '0201'],
    ['compact null bytes', w => w.compactNullableBytes(null, 'f'), '00'],
    ['an array’s length', w => void w.array([1, 2], 'f', false), '00000002'],
    ['a compact array’s length', w => void w.array([1, 2], 'f', true), '03'],
    ['a null array', w => void w.nullableArray(null, 'f', false), 'ffffffff'],
    ['a compact null array', w => void w.nullableArray(null, 'f', true), '00'],
    ['no unknown tags', w => w.unknownTags(undefined), '00']
  ])('a writer writes %s', (_, write, hex) => {
    expect(written(write)).toBe(hex)
    expect(written(write, 1)).toBe(hex) // also in the smallest slab
  })

  test.each<[string, Write, RegExp]>([
    ['1 as a bool', w => w.bool(wrong(1), 'f'), /^f is 1; expected a boolean$/],
    ['128 as an int8', w => w.int8(128, 'f'), /^f is 128; expected an int8$/],
    ['NaN as an int8', w => w.int8(Number.NaN, 'f'), /^f is NaN; expected an int8$/],
    ['a bigint as an int8', w => w.int8(wrong(5n), 'f'), /^f is 5n; expected an int8$/],
    ['−32,769 as an int16', w => w.int16(-32_769, 'f'), /^f is -32769;/],
    ['a bigint as an int16', w => w.int16(wrong(5n), 'f'), /^f is 5n; expected an int16$/],
    ['−1 as a uint16', w => w.uint16(-1, 'f'), /^f is -1;/],
    ['a bigint as a uint16', w => w.uint16(wrong(5n), 'f'), /^f is 5n; expected a uint16$/],
    ['2³¹ as an int32', w => w.int32(2 ** 31, 'f'), /^f is 2147483648; expected an int32$/],
    ['1.5 as an int32', w => w.int32(1.5, 'f'), /^f is 1.5;/],
    ['infinity as an int32', w => w.int32(Number.POSITIVE_INFINITY, 'f'), /^f is Infinity;/],
    ['a bigint as an int32', w => w.int32(wrong(5n), 'f'), /^f is 5n; expected an int32$/],
    ['a symbol as an int32', w => w.int32(wrong(Symbol('secret')), 'f'), /^f is a symbol; expected an int32$/],
    ['text as an int32', w => w.int32(wrong('5'), 'f'), /^f is a string; expected an int32$/],
    ['undefined as an int32', w => w.int32(wrong(undefined), 'f'), /^f is required: expected an int32$/],
    ['−1 as a uint32', w => w.uint32(-1, 'f'), /^f is -1;/],
    ['a bigint as a uint32', w => w.uint32(wrong(5n), 'f'), /^f is 5n; expected a uint32$/],
    ['a number as an int64', w => w.int64(wrong(5), 'f'), /^f is 5; expected an int64 \(bigint\)$/],
    ['2⁶³ as an int64', w => w.int64(2n ** 63n, 'f'), /^f is 9223372036854775808n;/],
    ['text as a float64', w => w.float64(wrong('1.5'), 'f'), /^f is a string;/],
    ['a uuid with hyphens', w => w.uuid('00010203-0405-0607-0809-0a0b0c0d0e0f', 'f'), /^f is a string; expected a uuid of 22/],
    ['a uuid of 21 characters', w => w.uuid('AAAAAAAAAAAAAAAAAAAAA', 'f'), /^f is a string; expected a uuid of 22/],
    ['a uuid in plain base64', w => w.uuid('AAAAAAAAAAAAAAAAAAAA+A', 'f'), /^f is a string; expected a uuid of 22/],
    ['a number as a string', w => w.string(wrong(5), 'f'), /^f is 5; expected a string$/],
    ['null as a string', w => w.compactString(wrong(null), 'f'), /^f is null; expected a string$/],
    ['a string over 32,767 bytes', w => w.string('ü'.repeat(16_384), 'f'), /^f is a string of 32768 bytes; the limit is 32767$/],
    ['a compact string over 32,767 bytes', w => w.compactString('x'.repeat(32_768), 'f'), /^f is a string of 32768 bytes/],
    ['half of a surrogate pair', w => w.string('a\ud800', 'f'), /^f has half of a surrogate pair/],
    ['text as bytes', w => w.bytes(wrong('text'), 'f'), /^f is a string; expected bytes/],
    ['an array as bytes', w => w.compactNullableBytes(wrong([1]), 'f'), /^f is an array; expected bytes/],
    ['a number as an array', w => void w.array(wrong<[]>(5), 'f', true), /^f is 5; expected an array$/],
    [
      'an array-like object as an array',
      w => void w.nullableArray(wrong<[]>({ length: 1 }), 'f', true),
      /^f is an object; expected an array$/
    ],
    ['an object as unknown tags', w => w.unknownTags(wrong({})), /^unknownTags is an object; expected a Map$/],
    ['null as unknown tags', w => w.unknownTags(wrong(null)), /^unknownTags is null; expected a Map$/],
    ['tag −1', w => w.unknownTags(new Map([[-1, Buffer.alloc(0)]])), /^unknownTags has -1 as a tag/],
    ['tag 2³²', w => w.unknownTags(new Map([[2 ** 32, Buffer.alloc(0)]])), /^unknownTags has 4294967296 as a tag/],
    ['a bigint tag', w => w.unknownTags(wrong(new Map([[5n, Buffer.alloc(0)]]))), /^unknownTags has 5n as a tag/],
    ['text under a tag', w => w.unknownTags(wrong(new Map([[5, 'text']]))), /^unknownTags\.5 is a string; expected bytes/]
  ])('a writer refuses %s', (_, write, problem) => {
    const error = failureOf(() => written(write))
    expect(error).toMatchObject({ code: 'KAFKA_ENCODE', delivery: 'not-sent', retriable: false })
    expect(error.message).toMatch(problem)
  })

  test('a writer writes unknown tags in ascending order, between the tags of known fields', () => {
    const tags = new Map([1_000, 3, 0].map(tag => [tag, Buffer.from([tag & 0xff])]))
    expect(written(w => w.unknownTags(tags))).toBe('0300010003 0103e80701e8'.replaceAll(' ', ''))
    expect(written(w => w.unknownTagsBetween(tags, 1, 1_000))).toBe('030103')
    expect(written(w => w.unknownTagsBetween(tags, 3, 1_000))).toBe('030103')
  })

  test('a writer writes a tagged field inside a tagged field, each with its length', () => {
    const hex = written(w => {
      const outer = w.beginTag()
      outer.int16(1, 'f')
      const inner = outer.beginTag()
      inner.int8(2, 'f')
      outer.endTag(5, inner)
      w.endTag(4, outer)
      const next = w.beginTag()
      next.int8(3, 'f')
      w.endTag(6, next)
    })
    expect(hex).toBe('04 05 0001 05 01 02 06 01 03'.replaceAll(' ', ''))
  })

  test('a writer begins a tagged field without the bytes of one that could not be written', () => {
    const hex = written(w => {
      w.beginTag().int16(1, 'f')
      const again = w.beginTag()
      again.int8(7, 'f')
      w.endTag(0, again)
    })
    expect(hex).toBe('000107')
  })
})

describe('the memory of a writer', () => {
  test('the memory of a writer grows over slabs without losing or moving a byte', () => {
    const writer = new Writer(8)
    const expected: Buffer[] = []
    for (let i = 0; i < 20_000; i++) {
      writer.int32(i, 'f')
      expected.push(Buffer.from([i >>> 24, i >>> 16, i >>> 8, i]))
    }
    expect(writer.size).toBe(80_000)
    const chunks = writer.take()
    expect(chunks.length).toBeGreaterThan(3)
    expect(Buffer.concat(chunks)).toEqual(Buffer.concat(expected))
    expect(writer.size).toBe(0)
  })

  test('a writer does not copy large byte fields, and copies small ones', () => {
    const [small, large] = [Buffer.alloc(4_095, 1), Buffer.alloc(4_096, 2)]
    const writer = new Writer()
    writer.compactBytes(small, 'f')
    writer.compactBytes(large, 'f')
    writer.int8(3, 'f')
    expect(writer.size).toBe(4_095 + 4_096 + 2 + 2 + 1)
    const chunks = writer.take()
    expect(chunks).toContain(large)
    expect(chunks).not.toContain(small)
    expect(Buffer.concat(chunks).subarray(-1)).toEqual(Buffer.from([3]))
  })

  test('a writer that writes more does not change bytes that were taken before', () => {
    const writer = new Writer()
    writer.int32(1, 'f')
    const first = writer.takeBytes()
    writer.int32(2, 'f')
    expect([first, writer.takeBytes()]).toEqual([Buffer.from([0, 0, 0, 1]), Buffer.from([0, 0, 0, 2])])
  })

  test.each<[string, Write]>([
    ['of nothing', () => undefined],
    ['in one slab', w => w.int8(7, 'f')],
    ['over many slabs', w => void Array.from({ length: 1_000 }, (_, i) => w.int64(BigInt(i), 'f'))],
    ['with a large byte field', w => w.bytes(Buffer.alloc(10_000), 'f')]
  ])('a writer fills in the length of a frame %s, one after another', (_, write) => {
    const writer = new Writer(6)
    const frames = [1, 2, 3].map(correlationId => {
      writer.beginFrame()
      writer.int32(correlationId, 'f')
      write(writer)
      return bytesOf(writer)
    })
    const body = Buffer.from(written(write), 'hex')
    for (const [i, frame] of frames.entries()) {
      expect(frame.readInt32BE(0)).toBe(frame.length - 4)
      expect(frame.readInt32BE(4)).toBe(i + 1)
      expect(frame.subarray(8)).toEqual(body)
    }
  })

  test('a writer drops a frame that could not be written, however far the writer was', () => {
    const writer = new Writer()
    writer.beginFrame()
    writer.bytes(Buffer.alloc(10_000), 'f')
    failureOf(() => writer.int8(1_000, 'f'))
    writer.beginFrame()
    writer.int8(7, 'f')
    expect(bytesOf(writer)).toEqual(Buffer.from([0, 0, 0, 1, 7]))
  })
})

function bytesOf(writer: Writer): Buffer {
  const frame: FrameBytes = { slab: undefined, start: 0, end: 0, chunks: undefined }
  writer.endFrame(frame)
  return Buffer.from(frame.slab?.subarray(frame.start, frame.end) ?? Buffer.concat(frame.chunks ?? []))
}
