import { describe, expect, test } from 'vitest'
import { isKafkaError, randomUuid, uuidFromBytes, uuidFromHex, uuidToBytes, uuidToHex, ZERO_UUID } from '../../../src/index.ts'

// From Kafka's class Uuid: new Uuid(0x0123456789abcdefL, 0x8edcba9876543210L).toString().
const TEXT = 'ASNFZ4mrze-O3LqYdlQyEA'
const HEX = '01234567-89ab-cdef-8edc-ba9876543210'
const BYTES = Buffer.from(HEX.replaceAll('-', ''), 'hex')

describe('uuids', () => {
  test('have a text form, bytes and a hex form, each of which leads to the others', () => {
    expect(uuidToBytes(TEXT)).toEqual(BYTES)
    expect(uuidFromBytes(BYTES)).toBe(TEXT)
    expect(uuidToHex(TEXT)).toBe(HEX)
    expect(uuidFromHex(HEX)).toBe(TEXT)
    expect(uuidFromHex(HEX.toUpperCase())).toBe(TEXT)
    expect(uuidToHex(ZERO_UUID)).toBe('00000000-0000-0000-0000-000000000000')
  })

  test('are read from a part of a larger buffer', () => {
    expect(uuidFromBytes(Buffer.concat([Buffer.alloc(3), BYTES, Buffer.alloc(2)]).subarray(3, 19))).toBe(TEXT)
  })

  test('that are random are of version 4, and none begins with a dash', () => {
    const all = Array.from({ length: 2_000 }, randomUuid)
    expect(new Set(all).size).toBe(2_000)
    for (const uuid of all) {
      expect(uuid).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/)
      expect(uuidToHex(uuid)).toMatch(/^.{8}-.{4}-4.{3}-[89ab]/)
    }
  })

  test.each([
    ['a short text', () => uuidToBytes('abc'), 'expected a uuid of 22 characters (base64url), not "abc"'],
    ['a hex form in place of the text form', () => uuidToHex(HEX), 'expected a uuid of 22 characters (base64url)'],
    ['15 bytes', () => uuidFromBytes(Buffer.alloc(15)), 'expected a uuid of 16 bytes, not "15 bytes"'],
    ['a text form in place of the hex form', () => uuidFromHex(TEXT), 'expected a uuid in the form of RFC 9562'],
    ['a number', () => uuidToBytes(7 as never), 'expected a uuid of 22 characters (base64url), not number']
  ])('are refused if they have a wrong form: %s', (_, convert, text) => {
    expect(convert).toThrow(text)
    expect(convert).toThrow(expect.toSatisfy(error => isKafkaError(error, 'KAFKA_CONFIGURATION')))
  })
})
