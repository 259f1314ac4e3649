import { describe, expect, test } from 'vitest'
import { throttleTimeIn } from '../../../src/conn/forwarded-throttle.ts'
import { apis } from '../../../src/messages.ts'
import { codecOf, readVectors } from '../../support/vectors/vectors.ts'

// It cannot be found without decoding, in any version.
const HIDDEN: readonly string[] = ['ApiVersions', 'OffsetDelete']
// Unknown tagged fields may stand behind it.
const AT_END = /DelegationToken$/

describe('the throttle time in an answer that is not decoded', () => {
  const vectors = readVectors('messages.jsonl.gz')

  test.each(apis.map(api => [api.name, api] as const))('of %s is that of the decoded answer, in the bytes of Kafka', (name, api) => {
    const found = new Set<number>()
    for (const { version, hex, bodyOffset } of vectors.get(`${name}Response`) ?? []) {
      const body = Buffer.from(hex, 'hex').subarray(bodyOffset)
      const { throttleTimeMs = 0 } = codecOf(`${name}Response`).decode(version, body) as { throttleTimeMs?: number }
      const expected = HIDDEN.includes(name) ? 0 : Math.max(throttleTimeMs, 0)
      const read = throttleTimeIn(body, api, version)
      if (read === expected) found.add(version)
      else expect([AT_END.test(name), read], `version ${version} has ${expected}`).toEqual([true, 0])
    }
    expect(found.size).toBe(api.maxVersion - api.minVersion + 1)
  })
  test('is not looked for in the answer of an API that the driver does not know, and that of a damaged one is 0', () => {
    const unknown = { name: 'New', key: 9_999, minVersion: 0, maxVersion: 1, flexibleFrom: 0 }
    expect(throttleTimeIn(Buffer.alloc(8, 1), unknown, 0)).toBe(0)
    for (const api of apis) expect(throttleTimeIn(Buffer.from([9]), api, api.maxVersion)).toBe(0)
  })
})
