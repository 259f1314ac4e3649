import { describe, expect, test } from 'vitest'
import { type Acks, acks, type Connection } from '../../../../src/index.ts'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { turns, until } from '../../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const MIB = 1_048_576
// The driver has to bear a broker that stalls for ten seconds. The usual run takes less.
const STALL_MS = Number(process.env['STALL_MS'] ?? 300)
const ANY = { topics: null }
const produce = (bytes: number, required: Acks = acks.ALL) => ({
  acks: required,
  timeoutMs: 1,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(bytes) }] }]
})
const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error
  )

describe('writable', () => {
  test('writable is false from the high-water mark on, and true again at the low-water mark', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    expect(connection.writable).toBe(true)
    await connection.drained()
    const answers = [connection.send(Metadata, ANY)]
    const request = await peer.next()
    const states: boolean[] = []
    for (let i = 0; i < 5; i++) {
      answers.push(connection.send(Produce, produce(MIB / 4)) as never)
      states.push(connection.writable)
    }
    expect(states).toEqual([true, true, true, false, false])
    const told: string[] = []
    const both = ['first', 'second'].map(name => connection.drained().then(() => told.push(`${name} ${connection.writable}`)))
    peer.answer(request, Metadata, ANSWER)
    for (let i = 0; i < 5; i++) {
      expect(told).toHaveLength(i < 3 ? 0 : 2) // each answer lets one more request leave the queue, until half of the mark is left
      peer.answer(await peer.next(), Produce, { responses: [] })
      await turns(2)
    }
    await Promise.all([...answers, ...both])
    expect(told).toEqual(['first true', 'second true'])
    await connection.close()
  })

  test('writable is false while the socket is full, although the queue is empty', async () => {
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    const answer = connection.send(Produce, produce(MIB))
    await turns(1)
    expect(connection.writable).toBe(false)
    const drained = connection.drained()
    peer.socket.resume()
    await drained
    expect(connection.writable).toBe(true)
    peer.answer(await peer.next(), Produce, { responses: [] })
    await answer
    await connection.close()
  })

  test('writable is true again when queued requests were aborted or have timed out', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const out = connection.send(Metadata, ANY)
    const request = await peer.next()
    for (const giveUp of [{ signal: AbortSignal.timeout(5) }, { timeoutMs: 5 }]) {
      const given = rejectionOf(connection.send(Produce, produce(MIB), giveUp))
      expect(connection.writable).toBe(false)
      await Promise.all([given, connection.drained()])
      expect(connection.writable).toBe(true)
    }
    expect(peer.received).toBe(1)
    peer.answer(request, Metadata, ANSWER)
    await out
    await connection.close()
  })

  test('writable is false when the connection drains or has ended, and callers of drained hear why', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const lost = [connection.send(Metadata, ANY), connection.send(Produce, produce(MIB))].map(rejectionOf)
    const waited = [connection.drained(), connection.drained()].map(rejectionOf)
    await peer.next()
    await connection.close({ timeoutMs: 1 })
    const errors = await Promise.all(waited)
    for (const error of errors) expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown', delivery: 'not-sent' })
    expect(new Set(errors).size).toBe(2)
    expect(connection.writable).toBe(false)
    expect(await rejectionOf(connection.drained())).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown' })
    await Promise.all(lost)
  })
})

describe('a broker that reads nothing', () => {
  test('a producer that waits for drained holds little more than the socket while a broker reads nothing', async () => {
    await using link = await openLink()
    link.peer.socket.pause()
    const { connection } = link
    const outcomes: Promise<unknown>[] = []
    let stopped = false
    const loop = (async () => {
      while (!stopped) {
        outcomes.push(outcome(connection.send(Produce, produce(MIB / 4))))
        if (!connection.writable) await outcome(connection.drained())
        await turns(1)
      }
    })()
    await new Promise(resolve => setTimeout(resolve, STALL_MS)) // the time for which the broker stalls
    const sent = outcomes.length
    stopped = true
    expect(connection.writable).toBe(false)
    // The kernel takes some MiB on loopback. More than that is one high-water mark.
    expect(sent).toBeLessThan(100)
    await connection.close({ timeoutMs: 1 })
    await loop
    for (const error of await Promise.all(outcomes)) expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown' })
  })

  test('send refuses requests past maxQueuedBytes while a broker reads nothing, and what was taken arrives later', async () => {
    await using link = await openLink({ limits: { maxQueuedBytes: 4 * MIB, maxInFlight: Infinity } })
    link.peer.socket.pause()
    const { connection } = link
    const body = produce(MIB / 4)
    const taken: Promise<unknown>[] = []
    const errors = new Set<string>()
    let refused = 0
    const endMs = performance.now() + STALL_MS
    const before = process.memoryUsage().arrayBuffers
    do {
      const sent = outcome(connection.send(Produce, body))
      const error = await Promise.race([sent, new Promise(resolve => setImmediate(resolve))])
      if (error === undefined) taken.push(sent)
      else {
        refused++
        const { code, delivery, retriable } = error as { code: string; delivery: string; retriable: boolean }
        errors.add(`${code} ${delivery} ${retriable}`)
      }
    } while (performance.now() < endMs || refused < 10)
    expect([...errors]).toEqual(['KAFKA_QUEUE_FULL not-sent true'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB)
    link.peer.socket.resume()
    for (const request of await link.peer.take(taken.length)) link.peer.answer(request, Produce, { responses: [] })
    expect(await Promise.all(taken)).toEqual(taken.map(() => undefined))
    expect(link.peer.received).toBe(taken.length + 1)
    await expectWritable(connection)
  })
})

async function expectWritable(connection: Connection): Promise<void> {
  await until(() => connection.writable)
  await connection.close()
}
