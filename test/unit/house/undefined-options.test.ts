import { describe, expect, test } from 'vitest'
import { resolveClusterOptions } from '../../../src/cluster/cluster-options.ts'
import { rewriteProblems, rewrittenAddress } from '../../../src/cluster/server-addresses.ts'
import { resolveOptions } from '../../../src/conn/connection-options.ts'
import { connect, Pool } from '../../../src/index.ts'
import { Fetch, Metadata } from '../../../src/messages.ts'
import { lanesByKey } from '../../../src/pool/lane-table.ts'
import { resolvePoolOptions } from '../../../src/pool/pool-options.ts'
import { oauthBearer, plain } from '../../../src/sasl/index.ts'
import { resolveOidcOptions } from '../../../src/sasl/oidc/oidc-options.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'

// Programs often build options from values that may be undefined. TypeScript allows that without
// exactOptionalPropertyTypes, and JavaScript always does.
const given = (options: object): never => options as never

describe('an option that is undefined inside another is left out', () => {
  test('an undefined entry in the table of versions to assume is left out', () => {
    expect(resolveOptions(given({ host: 'a', apiVersions: { Metadata: [0, 5], Fetch: undefined } }))).toMatchObject({
      apiVersions: { Metadata: [0, 5] }
    })
  })

  test('an undefined entry in the table of versions to assume means that the API is not offered', async () => {
    await using kafka = await startTestingCluster()
    await using connection = await connect(given({ host: kafka.bootstrap, apiVersions: { Metadata: [0, 5], Fetch: undefined } }))
    expect(connection.versions.of(Fetch)).toBeUndefined()
    expect(connection.versions.of(Metadata)).toEqual({ min: 0, max: 5 })
  })

  test('undefined connection options of a pool are left out, also those that the pool sets itself', async () => {
    const unset = { host: undefined, port: undefined, expect: undefined, signal: undefined, tls: undefined, sasl: undefined }
    await using pool = new Pool(given({ connection: unset }))
    expect([...pool.connections()]).toEqual([])
  })

  test('undefined connection options of a cluster are left out, also those that the cluster sets itself', () => {
    const unset = { host: undefined, port: undefined, expect: undefined, signal: undefined, tls: undefined, sasl: undefined }
    expect(() => resolveClusterOptions(given({ bootstrapServers: 'a', connection: unset }))).not.toThrow()
  })

  test('an undefined lane of a pool is left out', () => {
    const { lanes } = resolvePoolOptions(given({ connection: {}, pool: { lanes: { mine: ['Fetch'], produce: undefined } } }))
    expect(Object.keys(lanes)).toEqual(['mine'])
    expect(lanesByKey(lanes)[Fetch.key]).toBe('mine')
  })

  test('an undefined entry in a table of addresses is left out, and the broker is dialled at its own address', () => {
    const table = given({ 'a:9092': undefined, b: 'c:1' })
    expect(rewriteProblems(table)).toEqual([])
    const broker = { nodeId: 1, port: 9092, rack: null }
    expect(rewrittenAddress({ ...broker, host: 'a' }, table)).toEqual({ host: 'a', port: 9092 })
    expect(rewrittenAddress({ ...broker, host: 'b' }, table)).toEqual({ host: 'c', port: 1 })
  })

  test('undefined entries in the tables of a testing cluster are left out', async () => {
    const tables = { topics: { orders: 1, none: undefined }, versions: { Fetch: undefined }, sasl: { alice: 'secret', bob: undefined } }
    await using kafka = await startTestingCluster(given(tables))
    const open = (username: string) => connect({ host: kafka.bootstrap, sasl: plain({ username, password: 'secret' }) })
    await using connection = await open('alice')
    expect(connection.versions.of(Fetch)).toEqual({ min: 4, max: 18 })
    const { topics } = await connection.send(Metadata, { topics: null })
    expect(topics.map(({ name }) => name)).toEqual(['orders'])
    await expect(open('bob')).rejects.toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
  })

  test('an undefined SASL extension of an OAUTHBEARER token does not remove the extension for all tokens', async () => {
    const token = () => given({ value: 'abc', extensions: { logicalCluster: undefined, traceId: 't' } })
    const { authenticate } = oauthBearer(given({ token, extensions: { logicalCluster: 'lkc', identityPoolId: undefined } }))
    const signal = new AbortController().signal
    const { value } = await authenticate({ host: 'a', port: 1, reason: 'first', signal }).next()
    expect(Buffer.from(value as Uint8Array).toString()).toBe('n,,\x01auth=Bearer abc\x01logicalCluster=lkc\x01traceId=t\x01\x01')
  })

  test('an undefined parameter of OIDC is left out', () => {
    const tokenEndpoint = 'https://a/token'
    const parameters = { audience: 'kafka', resource: undefined, scope: undefined }
    const resolved = resolveOidcOptions(given({ tokenEndpoint, clientId: 'a', clientSecret: 'b', scope: 's', parameters }))
    expect(resolved.parameters).toEqual({ audience: 'kafka', scope: 's' })
  })
})
