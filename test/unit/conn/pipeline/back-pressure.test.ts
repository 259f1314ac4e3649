import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { BackPressure } from '../../../../src/conn/pipeline/back-pressure.ts'
import { acks, type Connection, connect } from '../../../../src/index.ts'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { memoryLink, openLink } from '../../../support/brokers/link.ts'
import type { Peer } from '../../../support/brokers/peer.ts'
import { turns } from '../../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const KIB = 1_024
const produce = (bytes: number) => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(bytes) }] }]
})

/** Answers every request at once. */
async function answerAll(peer: Peer, count: number): Promise<number[]> {
  const sizes: number[] = []
  for (let i = 0; i < count; i++) {
    const request = await peer.next()
    sizes.push(request.frame.length)
    peer.answer(request, Produce, { responses: [] })
  }
  return sizes
}

const codesOf = (outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] => [
  ...new Set(outcomes.map(outcome => (outcome.status === 'fulfilled' ? 'ok' : (outcome.reason as { code: string }).code)))
]

describe('senders that wait for drained', () => {
  type Way = (connection: Connection, send: () => Promise<unknown>) => Promise<unknown>
  const ways: Record<string, Way> = {
    'only if it is not writable': async (connection, send) => {
      if (!connection.writable) await connection.drained()
      return send()
    },
    'in a loop': async (connection, send) => {
      while (!connection.writable) await connection.drained()
      return send()
    },
    'in any case': async (connection, send) => {
      await connection.drained()
      return send()
    },
    'and then for a few promises of their own': async (connection, send) => {
      await connection.drained()
      for (let i = 0; i < 20; i++) await undefined
      return send()
    }
  }

  test.each(Object.entries(ways))('senders that wait for drained %s never fill the queue', async (_, wait) => {
    await using link = await openLink({ limits: { maxQueuedBytes: 1_000 * KIB } })
    const { connection, peer } = link
    const answering = answerAll(peer, 300)
    const send = (i: number) => wait(connection, () => connection.send(Produce, produce((i % 3) * 150 * KIB + 10 * KIB)))
    expect(codesOf(await Promise.allSettled(Array.from({ length: 300 }, (_, i) => send(i))))).toEqual(['ok'])
    await answering
  })

  test('senders that wait for drained are released in the order in which they came', async () => {
    const { connection, peer } = memoryLink({ limits: { maxQueuedBytes: 400 * KIB } })
    const answering = answerAll(peer, 60)
    const send = async (i: number): Promise<unknown> => {
      if (!connection.writable) await connection.drained()
      return connection.send(Produce, produce(10_000 + i))
    }
    await Promise.all(Array.from({ length: 60 }, (_, i) => send(i)))
    const sizes = await answering
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    await connection.close()
  })

  test('senders of requests larger than half of maxQueuedBytes send one after the other', async () => {
    await using link = await openLink({ limits: { maxQueuedBytes: 1_000 * KIB } })
    const { connection, peer } = link
    const answering = answerAll(peer, 20)
    const send = async (): Promise<unknown> => {
      if (!connection.writable) await connection.drained()
      return connection.send(Produce, produce(900 * KIB))
    }
    expect(codesOf(await Promise.allSettled(Array.from({ length: 20 }, send)))).toEqual(['ok'])
    await answering
  })

  test('a sender that sends nothing in its turn does not hold up the others', async () => {
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    const large = connection.send(Produce, produce(2_000 * KIB))
    const idle = Array.from({ length: 50 }, () => connection.drained())
    const last = connection.drained().then(() => connection.send(Metadata, { topics: [] }))
    peer.socket.resume()
    await Promise.all(idle)
    peer.answer(await peer.next(), Produce, { responses: [] })
    peer.answer(await peer.next(), Metadata, ANSWER)
    await Promise.all([large, last])
    await connection.close()
  })
})

describe('the loop of the documentation', () => {
  /** How many writes reach the kernel while 1,000 requests are sent, and how many bytes. */
  async function writesOf(send: (connection: Connection) => Promise<unknown>, maxInFlight: number): Promise<number> {
    await using kafka = await startTestingCluster({ maxInFlight: 2_000 })
    let writes = 0
    const { host, port } = kafka.broker(1)
    const dial = async (): Promise<Socket> => {
      const socket = connectSocket(port, host)
      await once(socket, 'connect')
      for (const name of ['_write', '_writev'] as const) {
        const write = (socket[name] as (...args: unknown[]) => void).bind(socket)
        socket[name] = (...args: unknown[]) => {
          writes++
          write(...args)
        }
      }
      return socket
    }
    await using connection = await connect({ host, port, dial, limits: { maxInFlight } })
    writes = 0
    await send(connection)
    return writes
  }

  const waiting = async (connection: Connection): Promise<unknown> => {
    const answers: Promise<unknown>[] = []
    for (let i = 0; i < 1_000; i++) {
      if (!connection.writable) await connection.drained()
      answers.push(connection.send(Metadata, { topics: [] }))
    }
    return Promise.all(answers)
  }
  const alwaysWaiting = async (connection: Connection): Promise<unknown> => {
    const answers: Promise<unknown>[] = []
    for (let i = 0; i < 1_000; i++) {
      await connection.drained()
      answers.push(connection.send(Metadata, { topics: [] }))
    }
    return Promise.all(answers)
  }
  const notWaiting = (connection: Connection): Promise<unknown> =>
    Promise.all(Array.from({ length: 1_000 }, () => connection.send(Metadata, { topics: [] })))

  test('the documented loop of writable and drained makes as few writes as sending without waiting', async () => {
    expect(await writesOf(notWaiting, 2_000)).toBe(1)
    expect(await writesOf(waiting, 2_000)).toBe(1)
    expect(await writesOf(alwaysWaiting, 2_000)).toBe(1)
  })

  test('the documented loop of writable and drained does not make a write for each request if maxInFlight holds most back', async () => {
    expect(await writesOf(waiting, 100)).toBeLessThan(200)
  })
})

test('small requests of many senders that waited are written together', async () => {
  const { connection, peer } = memoryLink({ limits: { maxInFlight: Number.POSITIVE_INFINITY } })
  let chunks = 0
  peer.socket.on('data', () => chunks++)
  peer.socket.pause()
  const large = connection.send(Produce, produce(2_000 * KIB))
  const small = Array.from({ length: 500 }, async () => {
    await connection.drained()
    return connection.send(Metadata, { topics: [] })
  })
  await turns(1)
  peer.socket.resume()
  const answeredLarge = await peer.next()
  chunks = 0
  peer.answer(answeredLarge, Produce, { responses: [] })
  for (const request of await peer.take(500)) peer.answer(request, Metadata, ANSWER)
  await Promise.all([large, ...small])
  expect(chunks).toBeLessThan(10)
  await connection.close()
})

describe('back-pressure', () => {
  test('back-pressure begins at half of a small limit, and ends at half of that', () => {
    const pressure = new BackPressure(1_000, () => undefined)
    pressure.added(499, 499)
    expect(pressure.isOn).toBe(false)
    pressure.added(1, 500)
    expect(pressure.isOn).toBe(true)
    pressure.lowered(251)
    expect(pressure.isOn).toBe(true)
    pressure.lowered(250)
    expect(pressure.isOn).toBe(false)
  })

  test('back-pressure begins when another request of the same size would not fit, and ends when it would', () => {
    const pressure = new BackPressure(1_000, () => undefined)
    pressure.added(400, 400)
    expect(pressure.isOn).toBe(false)
    pressure.added(900, 450)
    expect(pressure.isOn).toBe(true)
    pressure.lowered(101)
    expect(pressure.isOn).toBe(true)
    pressure.lowered(100)
    expect(pressure.isOn).toBe(false)
  })

  test('back-pressure of a connection without a limit begins at 1 MiB', () => {
    const pressure = new BackPressure(Number.POSITIVE_INFINITY, () => undefined)
    pressure.added(1, 1_048_575)
    expect(pressure.isOn).toBe(false)
    pressure.added(1, 1_048_576)
    expect(pressure.isOn).toBe(true)
  })
})
