import { describe, expect, test } from 'vitest'
import {
  apis,
  ControlledShutdown,
  decodeRequestHeader,
  decodeResponseHeader,
  encodeRequestHeader,
  encodeResponseHeader,
  Metadata,
  requestHeaderVersion,
  responseHeaderVersion
} from '../../../src/messages.ts'
import { apiKeys } from '../../../src/protocol/codes/index.ts'
import { ApiVersions } from '../../../src/protocol/messages/api-versions.ts'
import { failureOf } from '../../support/process/failure.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('a request header', () => {
  test.each<[string, number, string, object]>([
    [
      'v0, of ControlledShutdown v0 alone',
      0,
      '0007 0000 00000005',
      { apiKey: apiKeys.ControlledShutdown, apiVersion: 0, correlationId: 5, clientId: null }
    ],
    [
      'v1, with a client id',
      1,
      '0003 0008 00000005 0003 616263',
      { apiKey: apiKeys.Metadata, apiVersion: 8, correlationId: 5, clientId: 'abc' }
    ],
    ['v1, without one', 1, '0003 0000 ffffffff ffff', { apiKey: apiKeys.Metadata, apiVersion: 0, correlationId: -1, clientId: null }],
    [
      'v2, its client id not compact (KIP-511)',
      2,
      '0003 0009 00000005 0001 61 00',
      { apiKey: apiKeys.Metadata, apiVersion: 9, correlationId: 5, clientId: 'a' }
    ],
    [
      'v2, with a tagged field',
      2,
      '0012 0003 7fffffff 0000 01 05 02 cafe',
      {
        apiKey: apiKeys.ApiVersions,
        apiVersion: 3,
        correlationId: 0x7fff_ffff,
        clientId: '',
        unknownTags: new Map([[5, Buffer.from('cafe', 'hex')]])
      }
    ]
  ])('a request header is read and written: %s', (_, version, text, header) => {
    const { byteLength, ...decoded } = decodeRequestHeader(Buffer.concat([bytes(text), bytes('aabb')]))
    expect(decoded).toEqual(header)
    expect(byteLength).toBe(bytes(text).length)
    expect(hex(encodeRequestHeader(decoded))).toBe(hex(bytes(text)))
    const api = apis.find(({ key }) => key === decoded.apiKey)
    expect(api && requestHeaderVersion(api, decoded.apiVersion)).toBe(version)
  })

  test('a request header of an unknown API is read as header version 1', () => {
    const { byteLength, ...header } = decodeRequestHeader(bytes('7fff 0063 00000001 0001 61 00'))
    expect(header).toEqual({ apiKey: 0x7fff, apiVersion: 99, correlationId: 1, clientId: 'a' })
    expect(byteLength).toBe(11)
  })

  test('a request header without a client id has null in its place', () => {
    expect(hex(encodeRequestHeader({ apiKey: apiKeys.Metadata, apiVersion: 1, correlationId: 2 }))).toBe('0003000100000002ffff')
  })

  test('a request header with a value out of range is KAFKA_ENCODE with the field', () => {
    const header = { apiKey: apiKeys.Metadata, apiVersion: 1, correlationId: 2 }
    const pathOf = (wrong: object): unknown => failureOf(() => encodeRequestHeader({ ...header, ...wrong }))
    expect(pathOf({ apiKey: 40_000 })).toMatchObject({ code: 'KAFKA_ENCODE', path: 'apiKey' })
    expect(pathOf({ correlationId: 2 ** 31 })).toMatchObject({ code: 'KAFKA_ENCODE', path: 'correlationId' })
    expect(pathOf({ clientId: 'x'.repeat(40_000) })).toMatchObject({ code: 'KAFKA_ENCODE', path: 'clientId' })
    expect(pathOf({ unknownTags: new Map([[1, Buffer.alloc(1)]]) })).toMatchObject({ code: 'KAFKA_ENCODE', path: 'unknownTags' })
    expect(pathOf({ unknownTags: null })).toMatchObject({ code: 'KAFKA_ENCODE', path: 'unknownTags' })
    expect(encodeRequestHeader({ ...header, unknownTags: new Map() })).toEqual(encodeRequestHeader(header))
  })
})

describe('a response header', () => {
  test.each<[string, string, number]>([
    ['v0', '00000005', 8],
    ['v1, with its tagged fields', '00000005 00', 9]
  ])('a response header is read and written: %s', (_, text, apiVersion) => {
    expect(decodeResponseHeader(Metadata, apiVersion, bytes(text))).toEqual({ correlationId: 5, byteLength: bytes(text).length })
    expect(hex(encodeResponseHeader(Metadata, apiVersion, { correlationId: 5 }))).toBe(hex(bytes(text)))
  })

  test('a response header v1 keeps unknown tagged fields', () => {
    const unknownTags = new Map([[7, Buffer.from('cafe', 'hex')]])
    expect(decodeResponseHeader(Metadata, 12, bytes('00000005 01 07 02 cafe'))).toEqual({ correlationId: 5, unknownTags, byteLength: 9 })
    expect(hex(encodeResponseHeader(Metadata, 12, { correlationId: 5, unknownTags }))).toBe('0000000501 0702cafe'.replaceAll(' ', ''))
  })

  test('the response header of ApiVersions is v0 in every version (KIP-511)', () => {
    for (let version = ApiVersions.minVersion; version <= ApiVersions.maxVersion; version++) {
      expect(responseHeaderVersion(ApiVersions, version)).toBe(0)
      expect(hex(encodeResponseHeader(ApiVersions, version, { correlationId: 1 }))).toBe('00000001')
    }
    expect(requestHeaderVersion(ApiVersions, 3)).toBe(2)
  })

  test('a response header that ends early is KAFKA_PROTOCOL with the offset', () => {
    expect(failureOf(() => decodeResponseHeader(Metadata, 1, bytes('000000')))).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: 0 })
    expect(failureOf(() => decodeResponseHeader(Metadata, 9, bytes('00000005')))).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: 4 })
  })
})

test('flexible versions of every other API have request header v2 and response header v1, and the other versions have v1 and v0', () => {
  for (const api of apis) {
    for (let version = api.minVersion; version <= api.maxVersion; version++) {
      const flexible = version >= api.flexibleFrom
      if (api !== ControlledShutdown || version > 0) expect(requestHeaderVersion(api, version), api.name).toBe(flexible ? 2 : 1)
      if (api.name !== 'ApiVersions') expect(responseHeaderVersion(api, version), api.name).toBe(flexible ? 1 : 0)
    }
  }
})
