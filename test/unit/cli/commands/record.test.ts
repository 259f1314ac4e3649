import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { acks, connect, connectCluster, errorCodes } from '../../../../src/index.ts'
import {
  AlterUserScramCredentials,
  configOperations,
  configResourceTypes,
  coordinatorTypes,
  DescribeCluster,
  FindCoordinator,
  IncrementalAlterConfigs,
  Metadata,
  Produce,
  scramMechanisms
} from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { scramSha256 } from '../../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'
import { proxied } from '../../../support/process/proxied.ts'

const folder = mkdtempSync(join(tmpdir(), 'record-'))
afterAll(() => rmSync(folder, { recursive: true }))

const CANARY = 'canary-secret'
const eventsOf = (lines: readonly string[]) => lines.map(line => JSON.parse(line) as Record<string, unknown>)
const metadata = async (bootstrapServers: string) => {
  await using cluster = await connectCluster({ bootstrapServers, connection: { clientId: 'test-client' } })
  return await cluster.send(Metadata, { topics: [{ name: 'orders' }] })
}

describe('kafkawire record', () => {
  test('kafkawire record shows each request and each answer as a line of text', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { code, stdout } = await proxied(['record', '--upstream', kafka.bootstrap, '--max-body', '42'], metadata)
    const stable = stdout.replaceAll(/\d+\.\d ms/g, 'N ms').replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    expect(code).toBe(130)
    expect(stable.split('\n').slice(0, 3)).toEqual([
      '#1 opened by ADDRESS to ADDRESS',
      expect.stringMatching(/^#1 > 0 ApiVersions v\d test-client \{"clientSoftwareName":"kafkawire","clientS… \d+ characters$/),
      expect.stringMatching(/^#1 < 0 ApiVersions v\d N ms \{"errorCode":0,"apiKeys":\[\{"apiKey":0,"min… \d+ characters$/)
    ])
    expect(stable).toMatch(/^#1 > \d Metadata v13 test-client \{"topics":/m)
    expect(stable).toMatch(/^#1 < \d Metadata v13 N ms \{"throttleTimeMs":0,"brokers":/m)
    expect(stable).toMatch(/^#1 closed after \d requests: the client closed the connection$/m)
  })

  test('kafkawire record replaces the addresses of all brokers by ports of its own, in the order of their ids', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
    const { used, stderr } = await proxied(['record', '--upstream', kafka.bootstrap.split(',')[0] ?? ''], async bootstrapServers => {
      await using cluster = await connectCluster({ bootstrapServers })
      const { brokers } = await cluster.send(Metadata, { topics: null })
      const described = await cluster.send(DescribeCluster, {})
      const { coordinators } = await cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['billing'] })
      return { brokers, described, coordinators, first: Number(bootstrapServers.split(':')[1]) }
    })
    const real = kafka.brokers.map(({ port }) => port)
    const seen = used.brokers.toSorted((one, other) => one.nodeId - other.nodeId).map(({ port }) => port)
    expect(seen[0]).toBe(used.first)
    expect(seen.filter(port => real.includes(port))).toEqual([])
    expect(used.described.brokers.map(({ port }) => port).toSorted()).toEqual(seen.toSorted())
    expect(seen).toContain(used.coordinators[0]?.port)
    expect([...stderr.matchAll(/leads to node (\d) at 127\.0\.0\.1:(\d+)/g)].map(([, id, port]) => [Number(id), Number(port)])).toEqual([
      [2, real[1]],
      [3, real[2]]
    ])
  })

  test('kafkawire record --advertise gives clients this host', async () => {
    await using kafka = await startTestingCluster()
    const flags = ['record', '--upstream', kafka.bootstrap, '--advertise', 'localhost']
    const { used } = await proxied(flags, metadata)
    expect(used.brokers.map(({ host }) => host)).toEqual(['localhost'])
  })

  test('kafkawire record --json has stable keys', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { lines, stderr } = await proxied(['record', '--json', '--upstream', kafka.bootstrap, '--api', 'metadata'], metadata)
    const events = eventsOf(lines)
    const named = { time: expect.any(String), connection: 1, correlationId: expect.any(Number), clientId: 'test-client' }
    const metadataOf = { ...named, api: 'Metadata', apiKey: Metadata.key, apiVersion: 13, bytes: expect.any(Number), isCut: false }
    expect(events[0]).toEqual({
      ...{ time: expect.any(String), event: 'listen', address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
      ...{ upstream: kafka.bootstrap, nodeId: null }
    })
    expect(events[1]).toEqual({
      ...{ time: expect.any(String), event: 'open', connection: 1, client: expect.any(String), upstream: kafka.bootstrap }
    })
    expect(events[2]).toEqual({ ...metadataOf, event: 'request', body: expect.objectContaining({ topics: [] }) })
    expect(events[3]).toEqual({
      ...{ ...metadataOf, event: 'answer', latencyMs: expect.any(Number), errors: [] },
      body: expect.objectContaining({ brokers: [{ nodeId: 1, host: '127.0.0.1', port: kafka.brokers[0]?.port, rack: null }] })
    })
    expect(events.at(-1)).toEqual({
      ...{
        time: expect.any(String),
        event: 'close',
        connection: expect.any(Number),
        requests: expect.any(Number),
        reason: expect.any(String)
      }
    })
    expect(stderr).toMatch(/^kafkawire: 127\.0\.0\.1:\d+ leads to 127\.0\.0\.1:\d+\n$/)
  })

  test('kafkawire record names the errors in answers', async () => {
    await using kafka = await startTestingCluster({ autoCreateTopics: false })
    const { lines } = await proxied(['record', '--json', '--upstream', kafka.bootstrap, '--api', 'metadata'], metadata)
    expect(eventsOf(lines).map(({ errors }) => errors)).toContainEqual(['UNKNOWN_TOPIC_OR_PARTITION'])
  })

  test.each([
    ['counts records', [], { bytes: expect.any(Number), batches: 1, records: 1 }],
    [
      'lists records with --records',
      ['--records'],
      { ...{ bytes: expect.any(Number), batches: 1, records: 1 }, list: [expect.objectContaining({ key: 'k', value: 'v', headers: [] })] }
    ]
  ])('kafkawire record %s, and passes on a Produce without an answer', async (_, flags, expected) => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const args = ['record', '--json', '--upstream', kafka.bootstrap, '--api', 'Produce', ...flags]
    const { lines } = await proxied(args, async bootstrapServers => {
      await using connection = await connect({ host: bootstrapServers })
      const batch = batchBuilder()
      batch.append({ key: 'k', value: 'v' })
      const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: batch.build() }] }]
      await connection.post(Produce, { acks: acks.NONE, timeoutMs: 1_000, topicData })
      await kafka.waitForRecords('orders', 1)
    })
    const [request, ...others] = eventsOf(lines).filter(({ api }) => api === 'Produce')
    expect(others).toEqual([])
    expect(request?.['body']).toMatchObject({ topicData: [{ partitionData: [{ records: expected }] }] })
  })

  test('kafkawire record shows no secret, neither of a login nor of a request', async () => {
    await using kafka = await startTestingCluster({ sasl: { alice: CANARY } })
    const flags = ['record', '--json', '--upstream', kafka.bootstrap]
    const { stdout, stderr, used } = await proxied(flags, async bootstrapServers => {
      const sasl = scramSha256({ username: 'alice', password: CANARY })
      await using cluster = await connectCluster({ bootstrapServers, connection: { sasl } })
      const secret = Buffer.from(CANARY)
      const user = { name: 'bob', mechanism: scramMechanisms.SCRAM_SHA_256, iterations: 4_096, salt: secret, saltedPassword: secret }
      await cluster.send(AlterUserScramCredentials, { deletions: [], upsertions: [user] })
      const configs = [{ name: 'ssl.keystore.password', configOperation: configOperations.SET, value: CANARY }]
      const resources = [{ resourceType: configResourceTypes.BROKER, resourceName: '1', configs }]
      await cluster.send(IncrementalAlterConfigs, { resources, validateOnly: true })
      return true
    })
    expect(used).toBe(true)
    for (const api of ['SaslAuthenticate', 'AlterUserScramCredentials', 'IncrementalAlterConfigs']) expect(stdout).toContain(`"${api}"`)
    for (const text of [CANARY, Buffer.from(CANARY).toString('base64'), 'n,,n=alice']) {
      expect(stdout + stderr).not.toContain(text)
      expect(stdout).not.toContain(Buffer.from(text).toString('base64'))
    }
    expect(stdout).toContain('"authBytes":"(secret)"')
  })

  test('kafkawire record --sasl logs in for clients that do not', async () => {
    await using kafka = await startTestingCluster({ sasl: { alice: CANARY }, topics: { orders: 1 } })
    const flags = ['record', '--upstream', kafka.bootstrap, '--sasl', 'PLAIN', '--username', 'alice']
    const { used, stdout, stderr } = await proxied(flags, metadata, { env: { KAFKAWIRE_PASSWORD: CANARY } })
    expect(used.topics[0]).toMatchObject({ name: 'orders', errorCode: errorCodes.NONE })
    expect(stdout + stderr).not.toContain(CANARY)
  })

  test('kafkawire record --sasl says to a client that logs in that it need not', async () => {
    await using kafka = await startTestingCluster({ sasl: { alice: CANARY } })
    const flags = ['record', '--upstream', kafka.bootstrap, '--sasl', 'PLAIN', '--username', 'alice']
    const { stdout } = await proxied(
      flags,
      async bootstrapServers => {
        const sasl = scramSha256({ username: 'alice', password: CANARY })
        await expect(connectCluster({ bootstrapServers, connection: { sasl }, retry: { maxAttempts: 1 } })).rejects.toThrow()
      },
      { env: { KAFKAWIRE_PASSWORD: CANARY } }
    )
    expect(stdout).toMatch(/#1 closed after \d requests: the client authenticates, and --sasl does so already/)
  })

  test('kafkawire record --tls lets clients without TLS reach brokers with TLS', async () => {
    await using kafka = await startTestingCluster({ tls: true, topics: { orders: 1 } })
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, kafka.tls?.ca ?? '')
    const { used } = await proxied(['record', '--upstream', kafka.bootstrap, '--tls', '--ca', ca], metadata)
    expect(used.topics[0]?.name).toBe('orders')
  })

  test('kafkawire record --output writes all lines to a file before it ends', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const file = join(folder, 'lines.txt')
    const { code, stdout } = await proxied(['record', '--upstream', kafka.bootstrap, '--output', file], metadata, { signal: 'SIGTERM' })
    expect([code, stdout]).toEqual([143, ''])
    expect(readFileSync(file, 'utf8')).toMatch(/^#1 opened [\s\S]*#1 > \d Metadata [\s\S]*#\d closed after [^\n]*\n$/)
  })

  test('kafkawire record ends the connections of clients at Ctrl-C, and says so', async () => {
    await using kafka = await startTestingCluster()
    let ended: Promise<unknown> | undefined
    const { stdout } = await proxied(['record', '--upstream', kafka.bootstrap], async bootstrapServers => {
      const connection = await connect({ host: bootstrapServers })
      ended = connection.closed
    })
    await ended
    expect(stdout).toContain('#1 closed after 1 requests: the proxy ended')
  })

  test('a reader that goes away ends kafkawire record quietly', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { code, stderr } = await runCommand(['record', '--listen', '0', '--upstream', kafka.bootstrap], {
      onStart: ({ stdout, stderr }) => {
        stdout?.destroy()
        stderr?.once('data', (text: string) => void metadata(/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '').catch(() => undefined))
      }
    })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^kafkawire: [^\n]* leads to [^\n]*\n$/)])
  })

  test('kafkawire record refuses a port that is in use with the exit code 1', async () => {
    await using kafka = await startTestingCluster()
    const busy = createServer()
    await new Promise<void>(resolve => busy.listen(0, '127.0.0.1', resolve))
    const address = busy.address()
    const port = typeof address === 'object' ? address?.port : 0
    const { code, stdout, stderr } = await runCommand(['record', '--listen', String(port), '--upstream', kafka.bootstrap])
    busy.close()
    const text = `kafkawire: record: cannot listen on 127.0.0.1:${port}: another program uses this port: choose another with --listen, or --listen 0 for any\n`
    expect([code, stdout, stderr]).toEqual([1, '', text])
  })

  test.each([
    ['no port', ['--upstream', '127.0.0.1:1'], 2, /--listen \[HOST:\]PORT is missing/],
    ['a port that is none', ['--listen', '127.0.0.1', '--upstream', '127.0.0.1:1'], 2, /--listen must be a port from 0 to 65535/],
    ['a port that is too high', ['--listen', '65536', '--upstream', '127.0.0.1:1'], 2, /--listen must be a port from 0 to 65535/],
    ['no cluster', ['--listen', '0'], 2, /--upstream HOST:PORT is missing: which cluster\?/],
    ['two clusters', ['--listen', '0', '--upstream', 'a:1', '--bootstrap', 'b:1'], 2, /--upstream and --bootstrap exclude each other/],
    ['an address without a port', ['--listen', '0', '--upstream', 'localhost'], 2, /localhost has no port: write localhost:9092/],
    ['two filters', ['--listen', '0', '--upstream', 'a:1', '--api', 'Fetch', '--exclude', 'Fetch'], 2, /--api and --exclude exclude/],
    ['an API that does not exist', ['--listen', '0', '--upstream', 'a:1', '--api', 'Fetsch'], 2, /there is no API "Fetsch"/],
    ['a host with a port', ['--listen', '0', '--upstream', 'a:1', '--advertise', 'b:1'], 2, /--advertise must be a host without a port/],
    ['a file in no folder', ['--listen', '0', '--upstream', 'a:1', '--output', '/nowhere/x'], 2, /--output \/nowhere\/x: ENOENT/],
    ['an unknown flag', ['--listen', '0', '--upstream', 'a:1', '--lisen', '1'], 2, /unknown option '--lisen'/],
    ['a cluster that does not answer', ['--listen', '0', '--upstream', '127.0.0.1:1'], 12, /127\.0\.0\.1:1: no TCP connection/]
  ])('kafkawire record refuses %s in one sentence', async (_, flags, expected, text) => {
    const { code, stdout, stderr } = await runCommand(['record', ...flags])
    expect([code, stdout, stderr]).toEqual([expected, '', expect.stringMatching(text)])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})
