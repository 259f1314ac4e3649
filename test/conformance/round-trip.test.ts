import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  apis,
  decodeRequestHeader,
  decodeResponseHeader,
  decodeVersioned,
  encodeRequestHeader,
  encodeResponseHeader,
  encodeVersioned,
  payloads,
  requestHeaderVersion,
  responseHeaderVersion
} from '../../src/messages.ts'
import { randomValues } from '../support/vectors/message-values.ts'
import { Random, seed } from '../support/vectors/random.ts'
import { type Codec, codecOf } from '../support/vectors/vectors.ts'

const ROUNDS = Number(process.env['ROUND_TRIPS'] ?? 12)

describe(`a message of seeded random values (SEED=${seed})`, () => {
  const random = new Random(seed)

  test.each(apis.map(({ name }) => [name]))('%s is the same after encoding and decoding, in each version of request and response', name => {
    checkEveryVersion(codecOf(`${name}Request`), random)
    checkEveryVersion(codecOf(`${name}Response`), random)
  })

  test.each(payloads.map(({ name }) => [name]))('%s is the same after encoding and decoding, in each version of the payload', name => {
    checkEveryVersion(codecOf(name), random)
  })

  test('a payload with its version in front is the same after encoding and decoding', () => {
    for (const payload of payloads) {
      for (let version = payload.minVersion; version <= payload.maxVersion; version++) {
        const message = randomValues(codecOf(payload.name).message.root, version, random)
        expect(decodeVersioned(payload, encodeVersioned(payload, version, message))).toEqual({ version, message })
      }
    }
  })
})

describe('a header of seeded random values', () => {
  const random = new Random(seed)
  const tags = (): { unknownTags?: Map<number, Uint8Array> } =>
    random.once(2) ? {} : { unknownTags: new Map([[random.uint32(), random.bytes(3)]]) }

  test.each(apis.map(api => [api.name, api] as const))(
    'both headers of %s are the same after encoding and decoding, in each version',
    (_, api) => {
      for (let apiVersion = api.minVersion; apiVersion <= api.maxVersion; apiVersion++) {
        const correlationId = random.uint32() | 0
        const asked = requestHeaderVersion(api, apiVersion)
        const clientId = asked === 0 ? null : random.pick([null, '', 'billing', 'grüße'])
        const request = { apiKey: api.key, apiVersion, correlationId, clientId, ...(asked === 2 ? tags() : {}) }
        const bytes = encodeRequestHeader(request)
        // Of two names for one key the versions of the newer one count.
        if (api.name !== 'ListClientMetricsResources') expect(decodeRequestHeader(bytes)).toEqual({ ...request, byteLength: bytes.length })
        const response = { correlationId, ...(responseHeaderVersion(api, apiVersion) === 1 ? tags() : {}) }
        const answer = encodeResponseHeader(api, apiVersion, response)
        expect(decodeResponseHeader(api, apiVersion, answer)).toEqual({ ...response, byteLength: answer.length })
      }
    }
  )
})

function checkEveryVersion({ name, message, encode, decode }: Codec, random: Random): void {
  for (const version of message.root.versions) {
    for (let round = 0; round < ROUNDS; round++) {
      const label = `${name} v${version}, round ${round}`
      const values = randomValues(message.root, version, random)
      const bytes = encode(version, values)
      const decoded = decode(version, bytes)
      if (!isDeepStrictEqual(decoded, values)) expect(decoded, label).toStrictEqual(values)
      if (!Buffer.from(encode(version, decoded)).equals(bytes)) expect(encode(version, decoded), label).toEqual(bytes)
    }
  }
}
