import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../src/errors.ts'
import { encodeRequestHeader, Metadata } from '../../../src/messages.ts'
import { apiHandlers } from '../../../src/testing/apis/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { connectRaw, lengthPrefixed, type RawClient } from '../../support/brokers/raw-client.ts'
import { mutate } from '../../support/faults/mutations.ts'
import { watchResources } from '../../support/process/resources.ts'
import { type Present, plausibleValues } from '../../support/vectors/plausible-values.ts'
import { Random, seed } from '../../support/vectors/random.ts'
import { batchOf } from '../../support/vectors/records.ts'
import { codecOf } from '../../support/vectors/vectors.ts'

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 800)
const ROUNDS_PER_CLUSTER = 400
const A_MONTH_MS = 2_592_000_000 // above the longest timer of Node, 2^31 - 1 ms
const ALL_VERSIONS = Object.fromEntries(apiHandlers.map(({ api, served }) => [api.name, [served.min, served.max] as const]))

describe('a client that sends garbage', () => {
  test.each<[string, Buffer]>([
    ['random text', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a gigantic frame', Buffer.from('7fffffff00030008', 'hex')],
    ['a frame of a negative length', Buffer.from('ffffffff00030008', 'hex')],
    ['an empty frame', Buffer.alloc(4)],
    ['zeros', Buffer.alloc(1_000)],
    ['an API that does not exist', lengthPrefixed(Buffer.from('7fff00000000000100007f', 'hex'))],
    ['a version that does not exist', lengthPrefixed(Buffer.from('00037fff00000001ffff00', 'hex'))]
  ])('a client that sends %s is disconnected, and the broker lives', async (_, bytes) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    client.socket.write(bytes)

    expect(await client.frame()).toBeUndefined()
    await expectAlive(kafka)
  })

  test('a client that goes in the middle of a frame leaves no connection', async () => {
    await using kafka = await startTestingCluster()
    const client = await connectRaw(kafka.broker(1).port)
    client.socket.end(Buffer.from('0000100000030008', 'hex'))

    await client.closed
    await expect.poll(() => kafka.broker(1).connections).toBe(0)
    await expectAlive(kafka)
  })
})

describe(`seeded requests of all APIs (SEED=${seed})`, () => {
  test(`${ROUNDS} requests with odd values or damaged bytes end in an answer or a disconnect, and never in a fault of a handler`, async () => {
    const resources = watchResources()
    const random = new Random(seed)
    const faults: string[] = []
    const rejected = (error: unknown): unknown => faults.push(`unhandled: ${error}`)
    process.on('unhandledRejection', rejected)
    for (let round = 0; round < ROUNDS; round += ROUNDS_PER_CLUSTER)
      await fuzzCluster(Math.min(ROUNDS_PER_CLUSTER, ROUNDS - round), random, faults)
    process.off('unhandledRejection', rejected)

    expect(faults.slice(0, 5)).toEqual([])
    expect(await resources()).toEqual([])
  }, 3_600_000)
})

async function fuzzCluster(rounds: number, random: Random, faults: string[]): Promise<void> {
  let sent = ''
  const noteFault = (error: unknown): unknown => faults.push(`${error} at ${sent} ${error instanceof Error ? error.stack : ''}`)
  await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 3, u: 1 }, versions: ALL_VERSIONS, onHookError: noteFault })
  const refused = new Set<unknown>()
  watchHandlers(kafka, noteFault, refused)
  kafka.produce('t', [{ value: 'a', partition: 0 }])
  const present: Present = {
    names: ['t', 'u', 't', 'g', 'h', 'member', 'range', '1', 'consumer'],
    topicIds: await topicIdsOf(kafka),
    bytes: [
      batchOf(['a', 'b']),
      batchOf(['a'], { producerId: 0n, producerEpoch: 0, baseSequence: 0 }),
      Buffer.from('00010000000100017400000000', 'hex')
    ]
  }
  for (let round = 0; round < rounds; round++) {
    const { api, served } = random.pick(apiHandlers)
    const version = served.min + random.below(served.max - served.min + 1)
    const header = encodeRequestHeader({ apiKey: api.key, apiVersion: version, correlationId: 7, clientId: 'fuzz' })
    const codec = codecOf(`${api.name}Request`)
    const body = Buffer.from(codec.encode(version, plausibleValues(codec.message.root, version, random, present)))
    const isDamaged = random.once(3)
    const damaged = isDamaged ? mutate(body, body, random) : body
    sent = `${api.name} v${version} ${damaged.toString('hex')}`
    using client = await connectRaw(kafka.broker(random.once(4) ? 2 : 1).port)
    client.socket.write(lengthPrefixed(Buffer.concat([header, damaged])))
    const isAlive = await finish(client, kafka)
    if (!isAlive && !isDamaged && refused.size === 0) noteFault(new Error('a request that follows the protocol was not answered'))
    refused.clear()
  }
  await expectAlive(kafka)
}

async function topicIdsOf(kafka: TestingCluster): Promise<string[]> {
  using client = await connectRaw(kafka.broker(1).port)
  const { topics } = await client.call(Metadata, 12, { topics: null })
  return topics.map(({ topicId }) => topicId)
}

// Errors with which a broker disconnects on purpose are plain or of the protocol. All others are
// faults of a handler.
function watchHandlers(kafka: TestingCluster, noteFault: (error: unknown) => unknown, refused: Set<unknown>): void {
  for (const { api } of apiHandlers) {
    kafka.on(api, async (_, next) => {
      try {
        return await next()
      } catch (error) {
        if (!isKafkaError(error, 'KAFKA_PROTOCOL')) noteFault(error)
        else refused.add(error)
        throw error
      }
    })
  }
}

// Waits for the answer to a request behind, or for the end of the connection. Returns whether the
// answer came. The clock is put
// forward when the request waits for something.
async function finish(client: RawClient, kafka: TestingCluster): Promise<boolean> {
  const behind = client.send(Metadata, 8, { topics: [] })
  let isOver = false
  const over = (async () => {
    let frame = await client.frame()
    while (frame !== undefined && frame.readInt32BE() !== behind) frame = await client.frame()
    isOver = true
    return frame !== undefined
  })()
  for (let turn = 1; !isOver; turn++) {
    await new Promise(resolve => setImmediate(resolve))
    if (turn % 50 === 0) kafka.advance(A_MONTH_MS)
    if (turn > 5_000) throw new Error('a request was neither answered nor refused')
  }
  return over
}

async function expectAlive(kafka: TestingCluster): Promise<void> {
  using client = await connectRaw(kafka.broker(1).port)
  const { clusterId } = await client.call(Metadata, 8, { topics: [] })
  expect(clusterId).toBe(kafka.clusterId)
}
