// Uses every entry point while `Object.prototype` has an enumerable property, and prints what
// succeeded.
import { connect as connectTcp } from 'node:net'
import { duplexPair } from 'node:stream'
import { acks, connect, connectCluster, formatOpenMetrics, measureRequests, Pool, throwIfError } from '../../../../src/index.ts'
import { decodeRequest, encodeRequest, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder, readBatches, registerCodec, rewriteBatch } from '../../../../src/records/index.ts'
import { awsMskIam, gssapi, oauthBearer, oidc, plain, scramSha256, scramSha512 } from '../../../../src/sasl/index.ts'
import { accept } from '../../../../src/server/index.ts'
import { expectRequest, startScript, startTestingCluster } from '../../../../src/testing/index.ts'
import { unsecuredToken } from '../../../unit/testing/sasl/unsecured-token.ts'
import { FakeKerberos } from '../../brokers/fake-kerberos.ts'
import { recordsIn } from '../../vectors/records.ts'
import { report } from '../program.ts'

const extra: unknown = process.argv[2] === 'function' ? () => undefined : { nested: 1 }
Object.defineProperty(Object.prototype, 'extra', { value: extra, enumerable: true, configurable: true, writable: true })

const USER = { username: 'u', password: 'p' }
const works: Record<string, () => unknown> = {
  'a connection without SASL': async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 }, versions: { Fetch: [4, 12] } })
    const { host, port } = kafka.broker(1)
    const limits = { maxInFlight: 5 }
    await using connection = await connect({ host, port, clientId: 'c', expect: {}, timeouts: { requestMs: 5_000 }, limits, tls: false })
    throwIfError(await connection.send(Metadata, { topics: [{ name: 't' }] }, { timeoutMs: 5_000 }))
  },
  'each mechanism of SASL': async () => {
    await using kafka = await startTestingCluster({ sasl: { users: { u: 'p' } } })
    const mechanisms = [
      plain(USER),
      scramSha256(USER),
      scramSha512(USER),
      oauthBearer({ token: () => ({ value: unsecuredToken({ sub: 'u' }) }) })
    ]
    for (const sasl of mechanisms) {
      await using connection = await connect({ host: kafka.bootstrap, sasl, dial: ({ host, port }) => connectTcp({ host, port }) })
      await connection.send(Metadata, { topics: [] })
    }
    awsMskIam({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } })
    gssapi({ serviceName: 'kafka', kerberos: new FakeKerberos({ tokens: [null] }) })
    oidc({ tokenEndpoint: 'https://id.test/token', clientId: 'c', clientSecret: 's', parameters: { a: 'b' } })
    oauthBearer({ token: 't', extensions: { a: 'b' } })
  },
  'a cluster': async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 4 } })
    const pool = { lanes: { produce: ['Produce'] }, backoff: { initialMs: 10 }, breaker: { failures: 9 } }
    const rewriteAddress = { 'nobody:1': 'localhost:1' }
    await using cluster = await connectCluster({
      bootstrapServers: kafka.bootstrap,
      pool,
      retry: { initialMs: 1 },
      metadata: {},
      rewriteAddress,
      observe: {}
    })
    const builder = batchBuilder({ compression: 'gzip' })
    builder.append({ key: 'k', value: 'v', headers: [['h', 'x']] })
    const records = builder.build({})
    const partitionData = [0, 1, 2, 3].map(index => ({ index, records }))
    throwIfError(
      await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 't', partitionData }] }, { timeoutMs: 5_000 })
    )
    await cluster.partition('t', 0, { timeoutMs: 5_000 })
    await cluster.pool.warmUp({ timeoutMs: 5_000 })
    formatOpenMetrics(cluster.pool.snapshot())
    using _ = measureRequests()
  },
  'a pool': async () => {
    await using kafka = await startTestingCluster()
    const { host, port } = kafka.broker(1)
    await using pool = new Pool({ connection: {}, observe: {} })
    pool.setBrokers([{ nodeId: 1, host, port }])
    await pool.acquire(1, 'other', { timeoutMs: 5_000 })
  },
  records: () => {
    registerCodec('zstd', { compress: (bytes: Uint8Array) => bytes, decompress: (bytes: Uint8Array) => bytes })
    const builder = batchBuilder({})
    builder.append({ value: 'v' })
    const [batch] = readBatches(builder.build({ producerId: 1n, producerEpoch: 0, baseSequence: 0 }))
    if (batch === undefined || recordsIn(rewriteBatch(batch, { baseOffset: 5n })).length !== 1)
      throw new Error('the batch does not hold exactly one record')
  },
  'a message': () => {
    decodeRequest(Metadata, 12, encodeRequest(Metadata, 12, { topics: [{ name: 'x' }] }))
  },
  'a server': async () => {
    const [client, socket] = duplexPair()
    accept(socket, () => undefined, { maxInFlight: 5 })
    client.destroy()
  },
  'a script': async () => {
    await using script = await startScript([expectRequest(Metadata, { topics: null }, { clientId: 'c' })])
    void connect({ host: script.host, port: script.port, clientId: 'c', apiVersions: { Metadata: [12, 12] } })
      .then(connection => connection.send(Metadata, { topics: null }))
      .catch(() => undefined)
    await script.finished
  }
}

for (const [name, work] of Object.entries(works)) {
  try {
    await work()
    report([name, 'works'])
  } catch (error) {
    report([name, String(error)])
  }
}
