import { describe, expect, test, vi } from 'vitest'
import { resolveOptions } from '../../../../src/conn/connection-options.ts'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }
const IDLE = { timeouts: { idleMs: 1_000, requestMs: Infinity } }

async function ask({ connection, peer }: ReturnType<typeof memoryLink>): Promise<void> {
  const answer = connection.send(Metadata, ANY)
  peer.answer(await peer.next(), Metadata, ANSWER)
  await answer
}

describe('idleMs', () => {
  test('idleMs is 540 s by default, below the 600 s of a broker, and 180 s for a host of Azure', () => {
    expect(resolveOptions({ host: 'kafka.test' }).idleMs).toBe(540_000)
    for (const host of ['ns.servicebus.windows.net', 'NS.ServiceBus.Windows.NET:9093', 'ns.servicebus.windows.net.'])
      expect(resolveOptions({ host }).idleMs).toBe(180_000)
    for (const host of ['servicebus.windows.net.example', 'notservicebus.windows.net'])
      expect(resolveOptions({ host }).idleMs).toBe(540_000)
    expect(resolveOptions({ host: 'ns.servicebus.windows.net', timeouts: { idleMs: 7 } }).idleMs).toBe(7)
  })
})

describe('a connection without traffic', () => {
  useOwnClock()

  test('an idle connection closes idleMs after the last byte sent or received, and leaves no timer', async () => {
    const link = memoryLink(IDLE)
    await ask(link)
    await pass(900)
    await ask(link)
    await pass(999)
    expect(link.connection.state).toBe('open')
    await pass(2)
    expect(link.connection.state).toBe('closed')
    expect(await link.connection.closed).toEqual({ reason: 'idle', cause: undefined })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a request to a connection that closed as idle rejects as not-sent and retriable', async () => {
    const link = memoryLink(IDLE)
    await ask(link)
    await pass(1_001)
    const expected = { code: 'KAFKA_CONNECTION_CLOSED', reason: 'idle', delivery: 'not-sent', retriable: true }
    expect(await rejectionOf(link.connection.send(Metadata, ANY))).toMatchObject(expected)
    expect(await rejectionOf(link.connection.drained())).toMatchObject(expected)
    expect(link.peer.received).toBe(1)
  })

  test('a connection with a request in flight is not idle; idleMs counts from the answer', async () => {
    const link = memoryLink(IDLE)
    await ask(link)
    const answer = link.connection.send(Metadata, ANY)
    const request = await link.peer.next()
    await pass(10_000)
    expect(link.connection.state).toBe('open')
    link.peer.answer(request, Metadata, ANSWER)
    await answer
    await pass(999)
    expect(link.connection.state).toBe('open')
    await pass(2)
    expect(await link.connection.closed).toMatchObject({ reason: 'idle' })
  })

  test('a connection with an aborted request in flight, or an unwritten post, is not idle', async () => {
    const link = memoryLink(IDLE)
    const given = rejectionOf(link.connection.send(Metadata, ANY, { timeoutMs: 10 }))
    await pass(5_000)
    expect(await given).toMatchObject({ code: 'KAFKA_TIMEOUT' })
    expect(link.connection.state).toBe('open')
    link.peer.answer(await link.peer.next(), Metadata, ANSWER)
    link.peer.socket.pause()
    const partitionData = [{ index: 0, records: Buffer.alloc(200_000) }]
    const posted = link.connection.post(Produce, { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData }] })
    await pass(5_000)
    expect(link.connection.state).toBe('open')
    link.peer.socket.resume()
    await posted
    await link.connection.close()
  })

  test('a request is taken behind a long poll, although no byte has moved for longer than idleMs', async () => {
    const { connection, peer } = memoryLink(IDLE)
    const poll = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(3_000)
    const behind = connection.send(Metadata, ANY)
    expect(connection.state).toBe('open')
    peer.answer(request, Metadata, ANSWER)
    peer.answer(await peer.next(), Metadata, ANSWER)
    expect(await Promise.all([poll, behind])).toMatchObject([ANSWER, ANSWER])
    await connection.close()
  })

  test('a byte that the broker sends without a request does not end an idle connection early', async () => {
    const link = memoryLink(IDLE)
    await ask(link)
    await pass(900)
    link.peer.socket.write(Buffer.alloc(1))
    await pass(900)
    expect(link.connection.state).toBe('open')
    await pass(101)
    expect(await link.connection.closed).toMatchObject({ reason: 'idle' })
  })

  test('an idle connection with an idleMs of Infinity stays open', async () => {
    const link = memoryLink({ timeouts: { idleMs: Infinity } })
    await ask(link)
    await pass(30 * 24 * 3_600_000)
    await ask(link)
    await link.connection.close()
  })
})

test('a connection past idleMs takes no request, even if a blocked loop has kept the timer from firing', async () => {
  await using link = await openLink({ timeouts: { idleMs: 30 } })
  const blockedMs = performance.now() + 60
  while (performance.now() < blockedMs);
  const rejection = rejectionOf(link.connection.send(Metadata, ANY))
  expect(link.connection.state).toBe('closed')
  expect(await rejection).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'idle', delivery: 'not-sent', retriable: true })
  await link.peer.ended
  expect(link.peer.received).toBe(1)
})
