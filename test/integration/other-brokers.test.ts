import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectionOptions, connect, errorCodes } from '../../src/index.ts'
import { ApiVersions, apiByKey, Metadata } from '../../src/messages.ts'
import type { Cluster } from './harness/cluster/cluster.ts'
import { bootstrapOf } from './harness/cluster/describe.ts'
import { startKfake, startLibrdkafkaMock } from './harness/cluster/fake-clusters.ts'
import { endTestClusters, startTestClusters } from './harness/cluster/test-clusters.ts'
import { firstAddress } from './support/address.ts'
import { offeredVersions, sharedVersions, versionsBetween } from './support/versions.ts'

const BUILD_MS = 300_000

// The driver must work with these clusters too. The test starts them itself, so they are skipped
// when the user names a cluster of their own.
const isOwnCluster = Boolean(process.env['KAFKA_BOOTSTRAP'])
const fakes = [
  { name: "franz-go's kfake", start: startKfake, newest: { ApiVersions: 5, Metadata: 13 }, flawedFrom: undefined },
  { name: "librdkafka's mock", start: startLibrdkafkaMock, newest: { ApiVersions: 2, Metadata: 8 }, flawedFrom: 9 }
]

describe.skipIf(isOwnCluster).each(fakes)('$name', ({ name, start, newest, flawedFrom }) => {
  let cluster: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    cluster = await start()
  }, BUILD_MS)
  afterAll(() => cluster?.[Symbol.asyncDispose]())

  test('the cluster answers ApiVersions and Metadata in every version that both sides know', async () => {
    const address = firstAddress(cluster.bootstrap)
    expect(await askInEveryVersion({ name, bootstrap: cluster.bootstrap }, address, 3, flawedFrom)).toEqual({
      ApiVersions: versionsBetween(0, newest.ApiVersions),
      Metadata: versionsBetween(0, newest.Metadata)
    })
  })

  if (flawedFrom === undefined) return
  test(`a Metadata answer from v${flawedFrom} on is refused, because the cluster adds one byte at its end`, async () => {
    const offered = await offeredVersions({ name, bootstrap: cluster.bootstrap })
    await using connection = await connect(firstAddress(cluster.bootstrap))
    const versions = sharedVersions(offered, Metadata).filter(version => version >= flawedFrom)
    expect(versions).not.toEqual([])
    for (const version of versions) {
      const answer = connection.send(Metadata, { topics: [] }, { version })
      await expect(answer).rejects.toThrow(`Metadata response v${version}: 1 bytes left over`)
    }
  })
})

describe.skipIf(isOwnCluster)('Apache Kafka 2.8.2', () => {
  const name = 'Apache Kafka 2.8.2'
  let cluster: Cluster
  beforeAll(async () => {
    const [first] = await startTestClusters(['2.8.2'])
    if (first === undefined) throw new Error(`${name} was not started`)
    cluster = first
  }, BUILD_MS)
  afterAll(endTestClusters)

  test.each(['PLAINTEXT', 'SSL'] as const)(
    'the broker answers ApiVersions and Metadata in every version that both sides know, over %s',
    async listener => {
      const address = firstAddress(bootstrapOf(cluster, listener))
      const tls = listener === 'SSL' && { ca: readFileSync(join(cluster.dir, 'pki', 'ca.pem')) }
      const plain = { name, bootstrap: bootstrapOf(cluster, 'PLAINTEXT') }
      expect(await askInEveryVersion(plain, { ...address, tls }, 1)).toEqual({
        ApiVersions: versionsBetween(0, 3),
        Metadata: versionsBetween(0, 11)
      })
    }
  )

  test('a connection repeats ApiVersions v5 in v3 after UNSUPPORTED_VERSION, and the next connection begins with v3', async () => {
    const { port } = firstAddress(bootstrapOf(cluster, 'PLAINTEXT'))
    const asked: number[] = []
    const listen = (trace: unknown): void => {
      if (isTrace(trace) && trace.broker.port === port && trace.api === 'ApiVersions') asked.push(trace.apiVersion)
    }
    subscribe('tracing:kafkawire:request:start', listen)
    try {
      // The driver remembers what each address answered, so this test uses a host name that no
      // other test uses.
      for (let i = 0; i < 2; i++) await (await connect({ host: '127.0.0.1', port })).close()
    } finally {
      unsubscribe('tracing:kafkawire:request:start', listen)
    }
    expect(asked).toEqual([5, 3, 3])
  })

  test.each([4, 5])('ApiVersions v%i, which the broker does not know, is answered in v0 with UNSUPPORTED_VERSION', async version => {
    const assumed = { apiVersions: { ApiVersions: [0, 5] } } as const
    await using connection = await connect({ ...firstAddress(bootstrapOf(cluster, 'PLAINTEXT')), ...assumed })
    const { body } = await connection.forward({ key: ApiVersions.key, version, body: Buffer.from([1, 1, 0]) })
    expect(Buffer.from(body).readInt16BE(0)).toBe(errorCodes.UNSUPPORTED_VERSION)
    expect(Buffer.from(body).toString('hex', 2)).toBe('00000001' + '0012' + '0000' + '0003')
  })
})

/**
 * Sends ApiVersions and Metadata in each shared version and checks what every broker must answer.
 * Returns the versions that were sent, by API.
 */
async function askInEveryVersion(
  plain: { readonly name: string; readonly bootstrap: string },
  options: ConnectionOptions,
  brokers: number,
  flawedFrom = Number.POSITIVE_INFINITY
): Promise<Record<string, number[]>> {
  const offered = await offeredVersions(plain)
  const metadata = sharedVersions(offered, Metadata).filter(version => version < flawedFrom)
  const versions = { ApiVersions: sharedVersions(offered, ApiVersions), Metadata: metadata }
  await using connection = await connect(options)
  for (const version of versions.ApiVersions) {
    const client = version >= 3 ? { clientSoftwareName: 'kafkawire', clientSoftwareVersion: '0' } : {}
    const { errorCode, apiKeys } = await connection.send(ApiVersions, client, { version })
    expect(errorCode).toBe(errorCodes.NONE)
    expect(apiKeys.map(({ apiKey }) => apiKey)).toEqual(expect.arrayContaining([ApiVersions.key, Metadata.key]))
  }
  for (const version of versions.Metadata) {
    const answer = await connection.send(Metadata, { topics: version === 0 ? [] : null }, { version })
    expect(answer.brokers).toHaveLength(brokers)
    if (plain.bootstrap.startsWith(`${connection.broker.host}:${connection.broker.port}`))
      expect(answer.brokers.map(({ port }) => port)).toContain(connection.broker.port)
  }
  expect([...offered.keys()].filter(key => apiByKey(key) === undefined)).toEqual([])
  return versions
}

function isTrace(value: unknown): value is { api: string; apiVersion: number; broker: { port: number } } {
  return typeof value === 'object' && value !== null && 'api' in value && 'apiVersion' in value && 'broker' in value
}
