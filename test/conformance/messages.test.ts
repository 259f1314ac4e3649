import { describe, expect, test } from 'vitest'
import { apis, decodeRequestHeader, decodeResponseHeader, encodeRequestHeader, encodeResponseHeader } from '../../src/messages.ts'
import { fromJson, toJson, type UnknownTag } from '../support/vectors/json-form.ts'
import { codecOf, readVectors, type Vector } from '../support/vectors/vectors.ts'

// Bytes made by Kafka's own Java classes. Each line is decoded, compared value by value, and
// encoded again to the same bytes.
describe.each(['open.jsonl.gz', 'messages.jsonl.gz'])('%s', file => {
  const byMessage = readVectors(file)

  test('the vectors cover every message of every version', () => {
    const missing = apis.flatMap(({ name, minVersion, maxVersion }) =>
      ['Request', 'Response'].flatMap(kind => {
        const versions = new Set(byMessage.get(name + kind)?.map(vector => vector.version))
        return Array.from({ length: maxVersion - minVersion + 1 }, (_, i) => minVersion + i).flatMap(version =>
          versions.has(version) ? [] : [`${name}${kind} v${version}`]
        )
      })
    )
    // The one message version that means something else in the older release that alone could have
    // made a vector for it.
    expect(missing).toEqual([])
  })

  test.each([...byMessage])('%s decodes to the values of the vector and encodes back to the same bytes', (name, vectors) => {
    for (const vector of vectors) {
      const bytes = Buffer.from(vector.hex, 'hex')
      if (vector.headerVersion !== undefined) checkHeader(vector, bytes.subarray(0, vector.bodyOffset))
      if (vector.dir === 'header') continue
      checkBody(vector, bytes.subarray(vector.bodyOffset), name)
    }
  })
})

function checkBody(vector: Vector, bytes: Buffer, name: string): void {
  const codec = codecOf(name)
  const label = `${name} v${vector.version} ${vector.case}`
  const decoded = codec.decode(vector.version, bytes)
  const { json, unknownTags } = toJson(codec.message, decoded, vector.version)
  expect(json, label).toEqual(vector.json)
  expect(sorted(unknownTags), label).toEqual(sorted(vector.unknownTags ?? []))
  expect(hex(codec.encode(vector.version, decoded)), `${label} as decoded`).toBe(hex(bytes))
  const written = fromJson(codec.message, vector.json, vector.version, vector.unknownTags)
  expect(hex(codec.encode(vector.version, written)), `${label} as in the vector`).toBe(hex(bytes))
}

function checkHeader(vector: Vector, bytes: Buffer): void {
  const unknownTags = new Map(vector.headerUnknownTags?.map(({ tag, hex: text }) => [tag, Buffer.from(text, 'hex')]))
  const tags = unknownTags.size > 0 ? { unknownTags } : {}
  const correlationId = vector.correlationId ?? 0
  if (vector.dir === 'request') {
    const { byteLength, ...header } = decodeRequestHeader(bytes)
    expect(header).toEqual({ apiKey: vector.key, apiVersion: vector.version, correlationId, clientId: vector.clientId ?? null, ...tags })
    expect(byteLength).toBe(bytes.length)
    expect(hex(encodeRequestHeader(header))).toBe(hex(bytes))
  } else {
    const api = apis.find(each => each.key === vector.key)
    if (api === undefined) throw new Error(`no API has key ${vector.key}`)
    const { byteLength, ...header } = decodeResponseHeader(api, vector.version, bytes)
    expect(header).toEqual({ correlationId, ...tags })
    expect(byteLength).toBe(bytes.length)
    expect(hex(encodeResponseHeader(api, vector.version, header))).toBe(hex(bytes))
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const sorted = (tags: readonly UnknownTag[]): UnknownTag[] =>
  [...tags].sort((a, b) => `${a.path} ${a.tag}`.localeCompare(`${b.path} ${b.tag}`))
