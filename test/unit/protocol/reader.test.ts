import { describe, expect, test } from 'vitest'
import { newArray, Reader } from '../../../src/protocol/primitives/reader.ts'
import { failureOf } from '../../support/process/failure.ts'

const over = (hex: string): Reader => new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** A read, by the name of the reader's method. */
type Read = (reader: Reader) => unknown

describe('a reader', () => {
  test.each<[string, Read, string, unknown]>([
    ['bool false', r => r.bool(), '00', false],
    ['bool true', r => r.bool(), '01', true],
    ['any other byte as true', r => r.bool(), 'ff', true],
    ['int8', r => r.int8(), '80', -128],
    ['int16', r => r.int16(), 'fffe', -2],
    ['uint16', r => r.uint16(), 'fffe', 65_534],
    ['int32', r => r.int32(), '80000000', -2_147_483_648],
    ['uint32', r => r.uint32(), 'ffffffff', 4_294_967_295],
    ['int64', r => r.int64(), '7fffffffffffffff', 9_223_372_036_854_775_807n],
    ['int64 below zero', r => r.int64(), 'ffffffffffffffff', -1n],
    ['float64', r => r.float64(), '3ff8000000000000', 1.5],
    ['negative zero', r => r.float64(), '8000000000000000', -0],
    ['NaN', r => r.float64(), '7ff8000000000000', Number.NaN],
    ['uuid', r => r.uuid(), '000102030405060708090a0b0c0d0e0f', 'AAECAwQFBgcICQoLDA0ODw'],
    ['uuid with - and _', r => r.uuid(), 'fbfffbfffbfffbfffbfffbfffbfffbff', '-__7__v_-__7__v_-__7_w'],
    ['the zero uuid', r => r.uuid(), '00'.repeat(16), 'AAAAAAAAAAAAAAAAAAAAAA'],
    ['a uuid whose last bit alone is set', r => r.uuid(), `${'00'.repeat(15)}01`, 'AAAAAAAAAAAAAAAAAAAAAQ'],
    ['a varint of one byte', r => r.unsignedVarint(), '7f', 127],
    ['a varint of two bytes, the lower seven bits first', r => r.unsignedVarint(), 'ac02', 300],
    ['the largest varint', r => r.unsignedVarint(), 'ffffffff0f', 4_294_967_295],
    ['a varint longer than it need be', r => r.unsignedVarint(), '8000', 0],
    ['string', r => r.string(), '0003 61c3bc', 'aü'],
    ['empty string', r => r.string(), '0000', ''],
    ['null string', r => r.nullableString(), 'ffff', null],
    ['compact string: its length plus one', r => r.compactString(), '04 61c3bc', 'aü'],
    ['compact null string', r => r.compactNullableString(), '00', null],
    ['bytes', r => r.bytes(), '00000002 cafe', Buffer.from('cafe', 'hex')],
    ['empty bytes', r => r.bytes(), '00000000', Buffer.alloc(0)],
    ['null bytes', r => r.nullableBytes(), 'ffffffff', null],
    ['compact bytes', r => r.compactBytes(), '03 cafe', Buffer.from('cafe', 'hex')],
    ['compact null bytes', r => r.compactNullableBytes(), '00', null],
    ['length of a null array', r => r.nullableArrayLength(4), 'ffffffff', -1],
    ['length of a compact null array', r => r.compactNullableArrayLength(4), '00', -1],
    ['a struct that is there', r => r.isPresent(), '01', true],
    ['a struct that is null', r => r.isPresent(), 'ff', false],
    ['no unknown tags', r => r.unknownTags(), '00', undefined],
    [
      'unknown tags with their bytes',
      r => r.unknownTags(),
      '02 03 02 cafe e807 00',
      new Map([
        [3, Buffer.from('cafe', 'hex')],
        [1_000, Buffer.alloc(0)]
      ])
    ]
  ])('a reader reads %s', (_, read, hex, value) => {
    const reader = over(hex)
    expect(read(reader)).toEqual(value)
    reader.finish()
  })

  test.each<[string, Read, string, RegExp, number]>([
    ['an int32 of three bytes', r => r.int32(), '000000', /field of 4 bytes with 3 bytes left/, 0],
    ['a varint that never ends', r => r.unsignedVarint(), 'ffff', /field of 1 bytes with 0 bytes left/, 2],
    ['a varint over 32 bits', r => r.unsignedVarint(), 'ffffffff10', /longer than 32 bits/, 5],
    ['a varint of six bytes', r => r.unsignedVarint(), 'ffffffff8f00', /longer than 32 bits/, 5],
    ['a null string where none may be', r => r.string(), 'ffff', /null string where null is not allowed/, 2],
    ['a compact null string where none may be', r => r.compactString(), '00', /null string/, 1],
    ['null bytes where none may be', r => r.bytes(), 'ffffffff', /null byte string/, 4],
    ['a null array where none may be', r => r.arrayLength(1), 'ffffffff', /null array/, 4],
    ['a string of length −2', r => r.nullableString(), 'fffe', /length -2/, 2],
    ['bytes of length −2', r => r.nullableBytes(), 'fffffffe', /length -2/, 4],
    ['an array of −2 elements', r => r.nullableArrayLength(1), 'fffffffe', /array of -2 elements/, 4],
    ['a string past the end', r => r.string(), '0004 616263', /field of 4 bytes with 3 bytes left/, 2],
    ['a compact string over 32,767 bytes', r => r.compactString(), `818002${'61'.repeat(32_768)}`, /string of 32768 bytes/, 3],
    ['2³¹−1 bytes', r => r.bytes(), '7fffffff 00', /field of 2147483647 bytes with 1 bytes left/, 4],
    ['more compact bytes than there are', r => r.compactBytes(), 'ffffffff0f 00', /field of 4294967294 bytes/, 5],
    [
      'more elements than bytes could hold',
      r => r.arrayLength(4),
      '00000002 00000000 000000',
      /array of 2 elements of 4 bytes .* 7 bytes left/,
      4
    ],
    ['more than a million elements', r => r.arrayLength(0), '000f4241', /array of 1000001 elements/, 4],
    ['more than 10,000 tagged fields', r => r.unknownTags(), '914e', /10001 tagged fields/, 2],
    ['a tag that comes twice', r => r.unknownTags(), '02 0300 0300', /tag 3 after tag 3/, 4],
    ['tags that descend', r => r.unknownTags(), '02 0300 0200', /tag 2 after tag 3/, 4],
    ['a tagged field past the end', r => r.unknownTags(), '01 00 02 ff', /2 bytes with 1 bytes left/, 3]
  ])('a reader refuses %s, and tells the offset', (_, read, hex, problem, offset) => {
    const error = failureOf(() => read(over(hex)))
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', offset })
    expect(error.message).toMatch(problem)
  })

  test('a reader reads up to 10,000 tagged fields and a million elements', () => {
    expect(over('904e').taggedFields()).toBe(10_000)
    expect(new Reader(Buffer.concat([Buffer.from('000f4240', 'hex'), Buffer.alloc(1_000_000)])).arrayLength(1)).toBe(1_000_000)
  })

  test('a reader confines a known tagged field to its length', () => {
    const reader = over('03 000102 ff')
    const beyond = reader.enterTag()
    expect(reader.remaining).toBe(3)
    reader.int16()
    expect(failureOf(() => reader.leaveTag(beyond)).message).toContain('1 bytes left over in a tagged field')
    reader.int8()
    expect(failureOf(() => reader.int8()).message).toContain('with 0 bytes left')
    reader.leaveTag(beyond)
    expect(reader.int8()).toBe(-1)
    reader.finish()
  })

  test('a reader refuses a tagged field longer than the message, or than the tagged field around it', () => {
    expect(failureOf(() => over('05 00010203').enterTag()).message).toContain('tagged field of 5 bytes with 4 bytes left')
    const reader = over('02 02 0102')
    reader.enterTag()
    expect(failureOf(() => reader.enterTag()).message).toContain('tagged field of 2 bytes with 1 bytes left')
  })

  test('a reader refuses bytes that are left over after a message', () => {
    const reader = over('00000001 0203')
    reader.int32()
    const error = failureOf(() => reader.finish())
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: 4 })
    expect(error.message).toContain('2 bytes left over')
  })

  test('a reader counts offsets from where the message begins, and stops where it ends, inside a larger buffer', () => {
    const reader = new Reader(Buffer.from('ffff0000000aff', 'hex'), 2, 6)
    expect([reader.offset, reader.remaining]).toEqual([0, 4])
    expect(reader.int32()).toBe(10)
    expect(failureOf(() => reader.int8())).toMatchObject({ offset: 4 })
    reader.reset(Buffer.from('aabbcc', 'hex'), 1, 3, true)
    expect([reader.offset, reader.remaining, reader.uint16()]).toEqual([0, 2, 0xbbcc])
  })

  test('a reader reads a Uint8Array that begins in the middle of its memory', () => {
    expect(new Reader(new Uint8Array([9, 9, 0, 0, 1, 0]).subarray(2)).int32()).toBe(256)
  })

  test('a reader gives byte fields as views of a frame that owns its memory', () => {
    const frame = Buffer.from('00000002cafe', 'hex')
    const bytes = new Reader(frame).bytes()
    frame.fill(0)
    expect(bytes).toEqual(Buffer.alloc(2))
  })

  test('a reader gives byte fields as views of one copy if the memory will be overwritten', () => {
    const shared = Buffer.from('ffff 00000002cafe 00000001ba 03babe ffff'.replaceAll(' ', ''), 'hex')
    const reader = new Reader(shared, 2, shared.length - 2, false)
    const [first, second] = [reader.bytes(), reader.bytes()]
    const third = reader.compactBytes()
    reader.finish()
    expect(reader.offset).toBe(14)
    shared.fill(0)
    expect([first, second, third]).toEqual(['cafe', 'ba', 'babe'].map(hex => Buffer.from(hex, 'hex')))
    expect(second.buffer).toBe(first.buffer)
    expect(first.buffer.byteLength).toBe(14)
  })

  test('a reader makes no copy for a length beyond the end of the message', () => {
    const reader = new Reader(Buffer.from('7fffffff', 'hex'), 0, 4, false)
    expect(failureOf(() => reader.bytes())).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: 4 })
  })

  test('a reader allocates memory for at most a thousand elements before it has read them', () => {
    expect(newArray(1_000_000)).toHaveLength(1_000)
    expect(newArray(3)).toHaveLength(3)
    expect(newArray(0)).toEqual([])
  })

  test('a reader allows unknown tagged fields in proportion to the message', () => {
    const fields = (count: number, padding: number): Buffer =>
      Buffer.concat([
        Buffer.from([0x80 | (count & 0x7f), count >> 7]),
        ...Array.from({ length: count }, (_, i) => tag(i, i === 0 ? padding : 0))
      ])
    const tag = (number: number, length: number): Buffer => Buffer.concat([varint(number), varint(length), Buffer.alloc(length)])
    expect(new Reader(fields(128, 8_000)).unknownTags()?.size).toBe(128)
    expect(failureOf(() => new Reader(fields(1_000, 0)).unknownTags()).message).toMatch(/unknown tagged fields, too many/)
  })
})

const varint = (value: number): Buffer => (value < 128 ? Buffer.from([value]) : Buffer.from([0x80 | (value & 0x7f), value >> 7]))
