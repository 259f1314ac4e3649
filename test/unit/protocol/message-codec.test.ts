import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../src/errors.ts'
import {
  ApiVersions,
  apiByKey,
  apis,
  ConsumerProtocolSubscription,
  decodeData,
  decodeReceivedRequest,
  decodeRequest,
  decodeResponse,
  decodeVersioned,
  EndTxnMarker,
  encodeData,
  encodeRequest,
  encodeResponse,
  encodeVersioned,
  Fetch,
  ListConfigResources,
  Metadata,
  payloads,
  SaslAuthenticate
} from '../../../src/messages.ts'
import { apiKeys } from '../../../src/protocol/codes/index.ts'
import { failureOf } from '../../support/process/failure.ts'

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const hex = (encoded: Uint8Array): string => Buffer.from(encoded).toString('hex')

// A call as a caller in JavaScript may make it.
const untyped = <T>(message: unknown): T => message as T

describe('a message', () => {
  test('a message is encoded as in the protocol guide: Metadata v1 for one topic', () => {
    expect(hex(encodeRequest(Metadata, 1, { topics: [{ name: 'orders' }] }))).toBe(hex(bytes('00000001 0006 6f7264657273')))
    expect(hex(encodeRequest(Metadata, 1, { topics: null }))).toBe('ffffffff')
  })

  test('a message is encoded in its flexible versions with compact lengths and tagged fields: ApiVersions v3', () => {
    const request = { clientSoftwareName: 'kw', clientSoftwareVersion: '1', unknownTags: new Map([[9, bytes('ff')]]) }
    expect(hex(encodeRequest(ApiVersions, 3, request))).toBe(hex(bytes('03 6b77 02 31 01 09 01 ff')))
    expect(hex(encodeRequest(ApiVersions, 0, {}))).toBe('')
  })

  test('a message is decoded with every field, and fields that the version does not have get their defaults', () => {
    expect(decodeResponse(ApiVersions, 0, bytes('0000 00000001 0003 0000 000d'))).toEqual({
      errorCode: 0,
      apiKeys: [{ apiKey: apiKeys.Metadata, minVersion: 0, maxVersion: 13 }],
      throttleTimeMs: 0,
      supportedFeatures: [],
      finalizedFeaturesEpoch: -1n,
      finalizedFeatures: [],
      zkMigrationReady: false
    })
  })

  test('a decoded message has unknownTags only if there were any', () => {
    expect(Object.keys(decodeRequest(ApiVersions, 3, bytes('01 01 00')))).not.toContain('unknownTags')
    expect(decodeRequest(ApiVersions, 3, bytes('01 01 01 07 01 ff')).unknownTags).toEqual(new Map([[7, bytes('ff')]]))
  })

  test('a message is encoded to the same bytes whether optional fields are undefined or left out', () => {
    const topics = [{ name: 'a', topicId: undefined }]
    expect(encodeRequest(Metadata, 10, { topics, allowAutoTopicCreation: undefined })).toEqual(
      encodeRequest(Metadata, 10, { topics: [{ name: 'a' }] })
    )
  })
})

describe('an error of encoding', () => {
  const fetch = (partition: object): unknown => ({
    maxWaitMs: 1,
    minBytes: 1,
    topics: [
      { topic: 'a', partitions: [] },
      { topic: 'b', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1, ...partition }] }
    ]
  })
  const failure = (version: number, message: unknown): object => failureOf(() => encodeRequest(Fetch, version, untyped(message)))

  test('an error of encoding names the message and the wrong field, and says that nothing was sent', () => {
    expect(failure(12, fetch({ partition: 2 ** 31 }))).toMatchObject({
      code: 'KAFKA_ENCODE',
      message: 'Fetch request v12: topics[1].partitions[0].partition is 2147483648; expected an int32',
      path: 'topics[1].partitions[0].partition',
      delivery: 'not-sent',
      retriable: false,
      api: 'Fetch',
      apiVersion: 12
    })
  })

  test('an error of encoding names a required field that was left out', () => {
    expect(failure(12, { topics: [{ topic: 'a', partitions: [{ fetchOffset: 0n }] }] })).toMatchObject({
      path: 'topics[0].partitions[0].partition',
      message: expect.stringMatching(/partition is required: expected an int32$/)
    })
    expect(failure(12, fetch({ fetchOffset: undefined }))).toMatchObject({ path: 'topics[1].partitions[0].fetchOffset' })
    expect(failure(12, undefined)).toMatchObject({ path: '', message: 'Fetch request v12: is required: expected an object' })
  })

  test('an error of encoding names a field that the version cannot carry, and the versions that can', () => {
    expect(failure(4, fetch({ lastFetchedEpoch: 3 }))).toMatchObject({
      path: 'topics[1].partitions[0].lastFetchedEpoch',
      message: expect.stringMatching(/lastFetchedEpoch is set, but version 4 cannot carry it: it needs version 12\+$/)
    })
    expect(failure(15, { ...(fetch({}) as object), replicaId: 1 })).toMatchObject({
      path: 'replicaId',
      message: expect.stringMatching(/needs version 0-14$/)
    })
    expect(failure(4, { ...(fetch({}) as object), unknownTags: new Map([[1, bytes('')]]) })).toMatchObject({ path: 'unknownTags' })
  })

  test('an error of encoding refuses an unknown tag that the version knows', () => {
    const request = { maxWaitMs: 1, minBytes: 1, topics: [], unknownTags: new Map([[1, bytes('00')]]) }
    expect(failure(15, request)).toMatchObject({ path: 'unknownTags', message: expect.stringMatching(/tag 1, which is a known field/) })
    expect(decodeRequest(Fetch, 14, encodeRequest(Fetch, 14, request)).unknownTags).toEqual(request.unknownTags)
  })

  test('an error of encoding never shows a secret, whatever field it was put into', () => {
    const secret = 'hunter2-correct-horse'
    for (const authBytes of [secret, [secret], { secret }, new Map([[secret, secret]]), Symbol(secret)]) {
      const error = failureOf(() => encodeRequest(SaslAuthenticate, 2, untyped({ authBytes })))
      expect(error).toMatchObject({ code: 'KAFKA_ENCODE', path: 'authBytes' })
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret)
      expect(JSON.stringify(error)).not.toContain(secret)
    }
  })
})

describe('an error of decoding', () => {
  test('an error of decoding names the message and the byte at which decoding failed', () => {
    expect(failureOf(() => decodeResponse(Metadata, 0, bytes('00000001 0000')))).toMatchObject({
      code: 'KAFKA_PROTOCOL',
      message: 'Metadata response v0: array of 1 elements of 10 bytes or more with 2 bytes left at byte 4',
      offset: 4,
      api: 'Metadata',
      apiVersion: 0
    })
  })

  test('an error of decoding is thrown for bytes left over', () => {
    const error = failureOf(() => decodeRequest(Metadata, 1, bytes('ffffffff 00')))
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', offset: 4 })
    expect(error.message).toContain('1 bytes left over')
  })

  test('a request that was received is decoded without the bytes after its last field, as Kafka does', () => {
    expect(decodeReceivedRequest(Metadata, 1, bytes('ffffffff 000000'))).toMatchObject({ topics: null })
    expect(failureOf(() => decodeReceivedRequest(Metadata, 1, bytes('ffff')))).toMatchObject({ code: 'KAFKA_PROTOCOL' })
  })

  test('an error of decoding counts its offset from the first given byte, wherever that is in memory', () => {
    const whole = bytes('ffffff 00000001 0000')
    expect(failureOf(() => decodeResponse(Metadata, 0, whole.subarray(3)))).toMatchObject({ offset: 4 })
  })
})

describe('a version that an API does not have', () => {
  test.each([-1, 14, 1.5, Number.NaN, untyped<number>('1'), untyped<number>(undefined)])(
    'version %s, which the API does not have, is KAFKA_UNSUPPORTED_VERSION for encoding and decoding',
    version => {
      for (const call of [
        () => encodeRequest(Metadata, version, { topics: null }),
        () => decodeRequest(Metadata, version, bytes('ffffffff')),
        () => encodeResponse(Metadata, version, { brokers: [], topics: [] }),
        () => decodeResponse(Metadata, version, bytes('ffffffff'))
      ]) {
        const error = failureOf(call)
        expect(isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION') && error.client).toEqual({ min: 0, max: 13 })
        expect(error.message).toContain('this driver speaks 0 to 13')
      }
    }
  )
})

describe('a payload', () => {
  test('a payload is encoded without its version and with its version in front', () => {
    const marker = { coordinatorEpoch: 7 }
    expect(hex(encodeData(EndTxnMarker, 0, marker))).toBe('00000007')
    expect(hex(encodeVersioned(EndTxnMarker, 0, marker))).toBe('000000000007')
    expect(decodeVersioned(EndTxnMarker, bytes('0000 00000007'))).toEqual({ version: 0, message: marker })
  })

  test('a payload of a newer version than the driver knows is read as the newest known one, and the rest is ignored', () => {
    const { maxVersion } = ConsumerProtocolSubscription
    const newest = encodeVersioned(ConsumerProtocolSubscription, maxVersion, { topics: ['a'], generationId: 4 })
    const newer = Buffer.concat([bytes('0063'), newest.subarray(2), bytes('cafe')])
    expect(decodeVersioned(ConsumerProtocolSubscription, newer)).toMatchObject({ version: 99, message: { topics: ['a'], generationId: 4 } })
    const error = failureOf(() => decodeVersioned(ConsumerProtocolSubscription, Buffer.concat([newest, bytes('ca')])))
    expect(error.message).toContain('1 bytes left over')
  })

  test('a payload of a version below the lowest, or with an incomplete version, is refused', () => {
    expect(failureOf(() => decodeVersioned(EndTxnMarker, bytes('ffff00000007')))).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION' })
    expect(failureOf(() => decodeVersioned(EndTxnMarker, bytes('00')))).toMatchObject({ code: 'KAFKA_PROTOCOL', api: 'EndTxnMarker' })
    expect(failureOf(() => decodeData(EndTxnMarker, 9, bytes('00000007')))).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION' })
  })
})

describe('the list of APIs', () => {
  test('the list of APIs has every API of both releases: 96 names, 95 keys, 369 versions', () => {
    expect(apis).toHaveLength(96)
    expect(new Set(apis.map(api => api.key)).size).toBe(95)
    expect(apis.reduce((sum, api) => sum + api.maxVersion - api.minVersion + 1, 0)).toBe(369)
    expect(payloads.length).toBeGreaterThan(10)
  })

  test('the list of APIs is searched by key, and finds the newer of two names for one key', () => {
    expect(apiByKey(18)).toBe(ApiVersions)
    expect(apiByKey(74)).toBe(ListConfigResources)
    expect(apiByKey(-1)).toBeUndefined()
  })
})
