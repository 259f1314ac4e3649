import { afterAll, afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { apiKeys, connect, KafkaError } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { samplesOf, writeSamples } from '../../../support/sources/samples.ts'

/** The compiler takes this long at most, on a machine that is busy. */
const COMPILE_MS = 90_000

const samples = samplesOf('debugging')
const folder = writeSamples(samples)
const LOG_REQUESTS = 1
const LOG_EVENTS = 2
const READ_AN_ERROR = 3
const READ_A_REQUEST = 4
const READ_A_RESPONSE = 5
const A_SCRIPT = 6
const HANDLES = 7

// The subscriptions of a block go on printing, so no printed line may reach the report.
let errors: MockInstance<typeof console.error>
let lines: MockInstance<typeof console.log>

beforeEach(() => {
  errors = vi.spyOn(console, 'error').mockReturnValue()
  lines = vi.spyOn(console, 'log').mockReturnValue()
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => folder[Symbol.dispose]())

describe('docs/debugging.md', () => {
  test(
    'every block of docs/debugging.md compiles alone',
    async () => {
      expect(samples).toHaveLength(HANDLES)
      expect(await folder.compile()).toBe('')
    },
    COMPILE_MS
  )

  test('the first block of docs/debugging.md logs each request', async () => {
    const { text = '' } = samples[LOG_REQUESTS - 1] ?? {}
    expect(text.slice(text.indexOf('subscribe(')).trimEnd().split('\n')).toHaveLength(5)
    await run(LOG_REQUESTS)
    await using kafka = await startTestingCluster()
    await using connection = await connect({ host: kafka.bootstrap })
    await connection.send(Metadata, { topics: null })
    expect(errors).toHaveBeenLastCalledWith(
      expect.stringMatching(/^Metadata v\d+, id 1, to 127\.0\.0\.1:\d+:$/),
      expect.stringMatching(/^answered after \d+ ms$/)
    )
    kafka.on(Metadata, () => new Promise<never>(() => undefined))
    const late = await connection.send(Metadata, { topics: null }, { timeoutMs: 20 }).catch(error => error)
    expect(errors).toHaveBeenLastCalledWith(expect.stringMatching(/^Metadata v\d+, id 2,/), late)
  })

  test('a block of docs/debugging.md logs connections', async () => {
    await run(LOG_EVENTS)
    await using kafka = await startTestingCluster()
    await (await connect({ host: kafka.bootstrap })).close()
    const events = errors.mock.calls.filter(([, name]) => name === 'kafkawire:connection').map(([, , event]) => event)
    expect(events).toEqual([expect.objectContaining({ event: 'open' }), expect.objectContaining({ event: 'close', reason: 'shutdown' })])
  })

  test('a block of docs/debugging.md reads an error with its causes', async () => {
    const { describeError } = (await run(READ_AN_ERROR)) as { describeError: (error: unknown) => string }
    const cause = new KafkaError('KAFKA_ENCODE', 'text', { path: 'topics[2].name', delivery: 'not-sent', api: 'Metadata' })
    const broker = { host: 'b', port: 9092, nodeId: 3 }
    const error = new KafkaError('KAFKA_TIMEOUT', 'text', { phase: 'response', timeoutMs: 9, elapsedMs: 12, broker, cause })
    expect(describeError(error)).toBe(
      'KAFKA_TIMEOUT: no request to b:9092 (node 3), unknown, may be temporary, 12 ms; ' +
        'because KAFKA_ENCODE: Metadata to no broker, not-sent, stays, 0 ms, path topics[2].name'
    )
    expect(describeError(new RangeError('no'))).toBe('not an error of the driver: RangeError: no')
  })

  test('a block of docs/debugging.md decodes the hex dump of a request', async () => {
    await run(READ_A_REQUEST)
    expect(lines).toHaveBeenCalledExactlyOnceWith({
      api: 'Metadata',
      apiKey: apiKeys.Metadata,
      apiVersion: 12,
      correlationId: 7,
      clientId: 'me',
      byteLength: 13,
      message: expect.objectContaining({ topics: [expect.objectContaining({ name: 'orders' })], allowAutoTopicCreation: true })
    })
  })

  test('a block of docs/debugging.md decodes the hex dump of a response', async () => {
    await run(READ_A_RESPONSE)
    expect(lines).toHaveBeenCalledExactlyOnceWith(8, 'REBALANCE_IN_PROGRESS')
  })

  test('a block of docs/debugging.md reproduces a connection that is reset while a request is in flight', async () => {
    expect(await run(A_SCRIPT)).toMatchObject({ failure: { code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent', reason: 'broken' } })
  })

  test('a block of docs/debugging.md shows that an idle connection keeps no process alive', async () => {
    const { before, during } = (await run(HANDLES)) as Record<string, string[]>
    expect(lines).toHaveBeenCalledOnce()
    expect(socketsIn(during)).toBe(socketsIn(before) + 1) // the broker's end of the connection, not the driver's
  })
})

async function run(block: number): Promise<Record<string, unknown>> {
  const sample = samples[block - 1]
  if (sample === undefined) throw new Error(`docs/debugging.md has no block ${block}`)
  return await folder.run(sample)
}

const socketsIn = (resources: readonly string[] = []): number => resources.filter(name => name === 'TCPSocketWrap').length
