import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { acks, apiKeys, connect, connectCluster, errorCodes, throwIfError } from '../../../../src/index.ts'
import { ApiVersions, DeleteRecords, decodeResponse, EndTxnMarker, encodeVersioned, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder, type KafkaRecord, readBatches } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { programSampleOf, type Sample, samplesOf, testFileSampleOf, writeSamples } from '../../../support/sources/samples.ts'

/** The compiler takes this long at most, on a machine that is busy. */
const COMPILE_MS = 90_000

const guides = ['migrating-from-kafkajs', 'migrating-from-librdkafka', 'worker-threads', 'serverless'].map(name => `guides/${name}`)
const testing = ['groups', 'administration', 'security', 'faults', 'control'].map(name => `testing/${name}`)
const pages = ['records', 'sasl', 'server', 'testing', 'testing-recipes', 'doctor', 'messages', 'errors', 'delivery', 'first-program']
const samples = [...pages, ...testing, ...guides].flatMap(samplesOf)
// The blocks of each of these pages are one program. They connect to brokers by name, so other
// tests run them.
const programs = [
  'README.md',
  'docs/connection.md',
  'docs/pool.md',
  'docs/cluster.md',
  'docs/observing.md',
  'docs/observing/opentelemetry.md',
  'docs/client-telemetry.md'
].map(programSampleOf)
const RUNNER_TIMEOUT_MS = 120_000 // another test runner is slow to start on a machine with much to do

const forVitest = testFileSampleOf('testing-recipes', 'vitest')
const forNode = testFileSampleOf('testing-recipes', 'node:test')
// Jest is not among the dependencies. Vitest has the same functions under another name.
const forJest = onVitest(testFileSampleOf('testing-recipes', 'jest'))
const ownDial = testFileSampleOf('connection', 'alone')
const folder = writeSamples([...samples, ...programs, ownDial, forVitest, forNode, forJest])
afterAll(() => folder[Symbol.dispose]())

describe('the samples of the documentation', () => {
  test('the documentation has samples', () => {
    expect(samples.length).toBeGreaterThanOrEqual(14)
  })

  test(
    'every sample of the documentation compiles alone',
    async () => {
      expect(await folder.compile()).toBe('')
    },
    COMPILE_MS
  )

  test.each([...samples, ownDial].map(sample => [sample.name, sample] as const))('the sample %s runs', async (_, sample) => {
    await folder.run(sample)
  })
})

describe('docs/records.md', () => {
  test('the reading loop of docs/records.md uses the wanted records and returns the next offset', async () => {
    const { useRecords } = await exportsOf('records', 1)
    const used: unknown[] = []
    const records = Buffer.concat([batchAt(5n, 'a', 'b'), batchAt(7n, 'c')])
    expect(useRecords?.(records, 6n, (value: Uint8Array) => used.push(Buffer.from(value).toString()))).toBe(8n)
    expect(used).toEqual(['b', 'c'])
    expect(useRecords?.(null, 6n, () => undefined)).toBe(6n)
  })

  test('the sample of docs/records.md reads a partition from its first record that is left to its last', async () => {
    const { readAll } = await exportsOf('records', 2)
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    for (const value of ['a', 'b', 'c']) {
      const partitionData = [{ index: 0, records: batchAt(0n, value, `${value}2`) }]
      throwIfError(await cluster.send(Produce, { acks: acks.ALL, topicData: [{ name: 'orders', partitionData }] }))
    }
    const kept = { topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offset: 1n }] }], timeoutMs: 1_000 }
    throwIfError(await cluster.send(DeleteRecords, kept))
    const used: string[] = []
    expect(await readAll?.(cluster, 'orders', 0, (value: string) => used.push(value))).toBe(6n)
    expect(used).toEqual(['a2', 'b', 'b2', 'c', 'c2'])
  })

  test('the reading loop of docs/records.md goes on after damage, and throws if it cannot go on', async () => {
    const { useReadable } = await exportsOf('records', 3)
    const used: bigint[] = []
    const reported: unknown[] = []
    const read = (bytes: Uint8Array, from: bigint): unknown =>
      useReadable?.(
        bytes,
        from,
        ({ offset }: KafkaRecord) => used.push(offset),
        (error: unknown) => reported.push(error)
      )
    const damaged = batchAt(5n, 'a', 'b')
    damaged[damaged.length - 1] = 0xff
    expect(read(Buffer.concat([damaged, batchAt(7n, 'c')]), 5n)).toBe(8n)
    expect([used, reported]).toEqual([[7n], [expect.objectContaining({ code: 'KAFKA_RECORDS', offset: 5n })]])

    const endless = batchAt(9n, 'd')
    Buffer.from(endless.buffer, endless.byteOffset).writeInt32BE(-1, 8)
    expect(read(endless, 9n)).toBe(10n)
    expect(() => read(endless, 10n)).toThrow('record batch at offset 9') // the broker would send this batch again
  })

  test('the sample of docs/records.md reads the end of a transaction from its marker', async () => {
    const { endOfTransaction } = await exportsOf('records', 4)
    const builder = batchBuilder()
    builder.append({ key: new Uint8Array([0, 0, 0, 1]), value: encodeVersioned(EndTxnMarker, 0, { coordinatorEpoch: 4 }) })
    const [marker] = readBatches(builder.build({ isControl: true, isTransactional: true, producerId: 1n, producerEpoch: 0 }))
    expect(endOfTransaction?.(marker)).toEqual({ type: 'COMMIT', coordinatorEpoch: 4 })
    expect(endOfTransaction?.([...readBatches(batchAt(0n, 'a'))][0])).toBeUndefined()
  })
})

describe('docs/server.md', () => {
  test('the server of docs/server.md answers a driver that does not ask for versions', async () => {
    const { server } = (await folder.run(sampleOf('server', 1))) as { server: Server }
    await using listening = await listen(server)
    await using connection = await connect({ host: '127.0.0.1', port: listening.port, apiVersions: { Metadata: [0, 12] } })
    expect((await connection.send(Metadata, { topics: [{ name: 'orders' }] })).topics).toMatchObject([
      { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, name: 'orders' }
    ])
  })

  test('the proxy of docs/server.md tells a client of newer versions which versions the broker has, and passes on all other requests', async () => {
    const { proxy } = await exportsOf('server', 2)
    await using kafka = await startTestingCluster({ topics: { orders: 1 }, versions: { ApiVersions: [0, 3] } })
    await using upstream = await connect({ host: kafka.bootstrap })
    await using listening = await listen(createServer(socket => void proxy?.(socket, upstream)))

    using raw = await connectRaw(listening.port)
    raw.send(ApiVersions, 5, { clientSoftwareName: 'c', clientSoftwareVersion: '1' })
    const refusal = decodeResponse(ApiVersions, 0, (await raw.frame())?.subarray(4) ?? new Uint8Array(0))
    expect(refusal).toMatchObject({
      errorCode: errorCodes.UNSUPPORTED_VERSION,
      apiKeys: [{ apiKey: apiKeys.ApiVersions, minVersion: 0, maxVersion: 3 }]
    })
    expect((await raw.call(ApiVersions, 3, { clientSoftwareName: 'c', clientSoftwareVersion: '1' })).errorCode).toBe(0)

    await using connection = await connect({ host: '127.0.0.1', port: listening.port })
    expect((await connection.send(Metadata, { topics: null })).topics).toMatchObject([{ name: 'orders' }])
  })

  test('the proxy of docs/server.md does not answer a Produce with acks 0', async () => {
    const { proxy } = await exportsOf('server', 2)
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using upstream = await connect({ host: kafka.bootstrap })
    await using listening = await listen(createServer(socket => void proxy?.(socket, upstream)))
    using client = await connectRaw(listening.port)

    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: batchAt(0n, 'a') }] }]
    client.send(Produce, 9, { acks: acks.NONE, timeoutMs: 1_000, topicData })
    expect((await client.call(Metadata, 9, { topics: null })).topics).toMatchObject([{ name: 'orders' }]) // the first response that arrives
    expect(await kafka.received(Produce)).toMatchObject({ message: { acks: acks.NONE } })
  })
})

describe('the fixtures of docs/testing-recipes.md', () => {
  test('the fixtures for Vitest and Jest pass with one test each', { timeout: RUNNER_TIMEOUT_MS }, async () => {
    const vitest = join(import.meta.dirname, '../../../../node_modules/vitest/vitest.mjs')
    const files = [forVitest, forJest].map(({ name }) => `${name}.ts`)
    const output = await runNode([vitest, 'run', '--root', folder.path, '--reporter', 'tap-flat', ...files])
    expect(output).toMatch(/^1\.\.2\nok 1 .*\nok 2 /m)
  })

  test('the fixture for node:test passes with one test', { timeout: RUNNER_TIMEOUT_MS }, async () => {
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
    const output = await runNode(['--import', tsx, '--test', '--test-reporter', 'tap', join(folder.path, `${forNode.name}.ts`)])
    expect(output).toContain('# pass 1')
  })
})

async function exportsOf(page: string, block: number): Promise<Record<string, (...args: readonly unknown[]) => unknown>> {
  return (await folder.run(sampleOf(page, block))) as Record<string, () => unknown>
}

function sampleOf(page: string, block: number): Sample {
  const sample = samples.find(({ name }) => name === `${page}-${block}`)
  if (sample === undefined) throw new Error(`docs/${page}.md has no block ${block}`)
  return sample
}

function batchAt(baseOffset: bigint, ...values: string[]): Uint8Array {
  const builder = batchBuilder()
  for (const value of values) builder.append({ value })
  return builder.build({ baseOffset })
}

async function listen(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function runNode(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder.path }).catch(error => error)
  return stdout
}

function onVitest({ name, text }: Sample): Sample {
  const parts = text.split("'@jest/globals'")
  if (parts.length !== 2) throw new Error('the block for Jest does not import @jest/globals once')
  return { name, text: parts.join("'vitest'") }
}
