import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect, errorCodes, type VersionRange } from '../../../src/index.ts'
import { apiByKey, apis, Fetch, Produce } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { harmlessFields } from '../support/harmless-requests.ts'
import { minimalRequest } from '../support/minimal-request.ts'
import { createTopic, type Topic } from '../support/topics.ts'
import { offeredVersions, sharedVersions } from '../support/versions.ts'

const COUNTS: Record<string, number> = { '4.4.0': 283, '3.9.2': 263 }

for (const broker of brokers()) {
  const offered = await offeredVersions(broker)
  const leftOut = leftOutOf(offered)
  const shared = apis.flatMap(api => sharedVersions(offered, api).map(version => call(api.name, version)))
  const calls = apis.flatMap(api => {
    const versions = sharedVersions(offered, api).filter(version => !(call(api.name, version) in leftOut))
    return versions.length === 0 ? [] : [{ name: api.name, api, versions }]
  })
  const count = calls.reduce((sum, { versions }) => sum + versions.length, 0)
  const answered: string[] = []

  describe(`every API of ${broker.name}`, () => {
    const address = firstAddress(broker.bootstrap)
    let owner: Connection
    let topic: Topic
    beforeAll(async () => {
      owner = await connect(address)
      topic = await createTopic(owner)
    })
    afterAll(async () => {
      await topic[Symbol.asyncDispose]()
      await owner.close()
    })

    for (const { name, api, versions } of calls)
      test(`${name} is answered in v${versions.join(' v')}, and each answer is decoded to its last byte`, async () => {
        await using connection = await connect(address)
        for (const version of versions) {
          const request = { ...minimalRequest(name, version), ...harmlessFields(name, version, topic) }
          const answer = await connection.send(api, request, { version, timeoutMs: 20_000 })
          expect(errorCodesIn(answer), `the broker could not process ${call(name, version)}`).not.toContain(errorCodes.UNKNOWN_SERVER_ERROR)
          answered.push(call(name, version))
        }
      })

    test(`${count} versions of ${calls.length} APIs were answered, and ${Object.keys(leftOut).length} versions were left out`, () => {
      expect([...answered, ...Object.keys(leftOut)].sort()).toEqual(shared.sort())
      if (broker.version === undefined) return
      expect(answered).toHaveLength(COUNTS[broker.version] ?? Number.NaN)
      expect([...offered.keys()].filter(key => apiByKey(key) === undefined)).toEqual([])
    })
  })
}

// The versions that are offered and still not sent, each with its reason. Every other version that
// a broker offers is sent.
function leftOutOf(offered: ReadonlyMap<number, VersionRange>): Record<string, string> {
  const isKafka4 = (offered.get(Fetch.key)?.min ?? 0) >= 4
  if (!isKafka4 || offered.get(Produce.key)?.min !== 0) return {}
  const reason = 'Kafka 4 lists it for an old client and closes the connection on it (KIP-896)'
  return { 'Produce v0': reason, 'Produce v1': reason, 'Produce v2': reason }
}

function call(name: string, version: number): string {
  return `${name} v${version}`
}

function errorCodesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.entries(value).flatMap(([name, field]) => (name === 'errorCode' ? [field] : errorCodesIn(field)))
}
