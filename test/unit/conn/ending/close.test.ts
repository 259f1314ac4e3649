import type { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { acks, type Closed, type Connection, connect } from '../../../../src/index.ts'
import { ApiVersions, Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { apiVersionsOf, memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { watchResources } from '../../../support/process/resources.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: [] }

describe('close', () => {
  test('close of an idle connection is done at once, and both sides know', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    expect(connection.state).toBe('open')
    await connection.close()
    expect(connection.state).toBe('closed')
    expect(await connection.closed).toEqual({ reason: 'shutdown', cause: undefined })
    await peer.ended
  })

  test('close with the reason timeout ends a connection that already drains, and the errors of its requests say why', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const out = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    void connection.close({ reason: 'superseded', timeoutMs: Number.POSITIVE_INFINITY })
    await connection.close({ reason: 'timeout', timeoutMs: 1, cause: new Error('broker 7 is frozen') })
    const error = await out
    expect(error).toMatchObject({
      code: 'KAFKA_CONNECTION_CLOSED',
      reason: 'timeout',
      delivery: 'maybe-sent',
      cause: { message: 'broker 7 is frozen' }
    })
    expect((error as Error).message).toContain('(broker 7 is frozen)')
  })

  test('close waits for requests in flight and in the queue, and takes no new ones', async () => {
    await using link = await openLink({ limits: { maxInFlight: 1 } })
    const { connection, peer } = link
    const answers = [connection.send(Metadata, ANY), connection.send(Metadata, ANY)]
    const request = await peer.next()
    const closing = connection.close()
    expect(connection.state).toBe('draining')
    const refused = await rejectionOf(connection.send(Metadata, ANY))
    const closedError = { code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown', delivery: 'not-sent' }
    expect(refused).toMatchObject({ ...closedError, api: 'Metadata', broker: connection.broker, retriable: true })
    peer.answer(request, Metadata, ANSWER)
    peer.answer(await peer.next(), Metadata, ANSWER)
    expect(await Promise.all(answers)).toMatchObject([ANSWER, ANSWER])
    await closing
    expect(connection.state).toBe('closed')
  })

  test('close waits no longer than timeoutMs, and then rejects the requests that are left', async () => {
    await using link = await openLink({ limits: { maxInFlight: 1 } })
    const { connection, peer } = link
    const rejections = [rejectionOf(connection.send(Metadata, ANY)), rejectionOf(connection.send(Metadata, ANY))]
    await peer.next()
    await connection.close({ timeoutMs: 10 })
    const [sent, queued] = await Promise.all(rejections)
    const closedError = { code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown', api: 'Metadata', apiVersion: 13 }
    expect(sent).toMatchObject({ ...closedError, delivery: 'maybe-sent', broker: connection.broker, elapsedMs: expect.any(Number) })
    expect(queued).toMatchObject({ ...closedError, delivery: 'not-sent' })
    expect(sent).toHaveProperty('message', expect.stringMatching(/^Metadata v13 was sent but not answered: the connection to .+ is closed/))
    expect(queued).toHaveProperty('message', expect.stringMatching(/^Metadata v13 was not sent: the connection to .+ is closed/))
  })

  test('close is done at once when all queued requests were aborted', async () => {
    const { connection } = memoryLink()
    const giveUp = new AbortController()
    const aborted = rejectionOf(connection.send(Metadata, ANY, { signal: giveUp.signal }))
    giveUp.abort()
    await Promise.all([aborted, connection.close({ timeoutMs: Infinity })])
    expect(connection.state).toBe('closed')
  })

  test('close may be called again while the connection drains and after that, without any effect', async () => {
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ANY)
    const request = await peer.next()
    const closings = [connection.close(), connection.close({ timeoutMs: 1 }), connection[Symbol.asyncDispose]()]
    peer.answer(request, Metadata, ANSWER)
    expect(await answer).toMatchObject(ANSWER)
    expect(await Promise.all(closings)).toEqual([undefined, undefined, undefined])
    await connection.close()
    expect(await connection.closed).toEqual({ reason: 'shutdown', cause: undefined })
  })

  test('close with a shorter timeoutMs ends a connection that already drains', async () => {
    const { connection, peer } = memoryLink()
    const out = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    const closings = [connection.close({ timeoutMs: 3_600_000 }), connection.close({ timeoutMs: 10 })]
    await Promise.all(closings)
    expect(connection.state).toBe('closed')
    expect(await out).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown', delivery: 'maybe-sent' })
  })

  test.each([0, -1, Number.NaN, 's3cret', null])('close refuses a timeoutMs of %s, and the connection stays open', async timeoutMs => {
    const { connection } = memoryLink()
    const error = await rejectionOf(connection.close({ timeoutMs: timeoutMs as number }))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringMatching(/^timeoutMs must be a positive number/)] })
    expect(String(error)).not.toContain('s3cret')
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('a connection of await using is closed at the end of the block', async () => {
    let seen: Connection
    await using peers = await listenForPeers()
    {
      const connecting = connect({ host: peers.host, port: peers.port })
      const peer = await peers.next()
      peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
      await using connection = await connecting
      seen = connection
      expect(connection.state).toBe('open')
    }
    expect(seen.state).toBe('closed')
  })

  test('close leaves no socket and no timer', async () => {
    const leftBehind = watchResources()
    {
      await using link = await openLink()
      const { connection, peer } = link
      const answer = connection.send(Metadata, ANY, { timeoutMs: 60_000 })
      peer.answer(await peer.next(), Metadata, ANSWER)
      await answer
      await connection.close()
    }
    expect(await leftBehind()).toEqual([])
  })

  test('close clears the timer of the connection', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const { connection, peer } = memoryLink()
      const answers = [1, 2, 3].map(() => connection.send(Metadata, ANY, { timeoutMs: 60_000 }))
      expect(vi.getTimerCount()).toBe(1)
      for (const request of await peer.take(3)) peer.answer(request, Metadata, ANSWER)
      await Promise.all(answers)
      await connection.close()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a connection that the broker ends', () => {
  test.each([
    ['FIN', (socket: Socket): void => void socket.end(), undefined],
    ['RST', (socket: Socket): void => void socket.resetAndDestroy(), 'ECONNRESET']
  ] as const)('a connection that ends by %s is broken, and each request rejects once with an error of its own', async (_, end, code) => {
    const leftBehind = watchResources()
    {
      await using link = await openLink({ limits: { maxInFlight: 2 } })
      const { connection, peer } = link
      let heard = 0
      const rejections = [1, 2, 3].map(() => rejectionOf(connection.send(Metadata, ANY).finally(() => heard++)))
      await peer.take(2)
      end(peer.socket as Socket)
      const { reason, cause } = await connection.closed
      expect({ reason, code: (cause as { code?: string } | undefined)?.code }).toEqual({ reason: 'broken', code })
      const errors = await Promise.all(rejections)
      expect(errors.map(error => (error as { delivery: string }).delivery)).toEqual(['maybe-sent', 'maybe-sent', 'not-sent'])
      for (const error of errors) {
        expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', api: 'Metadata', retriable: true })
        expect((error as Error).cause).toBe(cause)
      }
      expect(new Set(errors).size).toBe(3)
      expect(heard).toBe(3)
      expect(connection.state).toBe('closed')
    }
    expect(await leftBehind()).toEqual([])
  })

  test('answers that came before the end of the connection are delivered', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const answer = connection.send(Metadata, ANY)
    const lost = rejectionOf(connection.send(Metadata, ANY))
    const [first] = await peer.take(2)
    if (first !== undefined) peer.answer(first, Metadata, ANSWER)
    peer.socket.end()
    expect(await answer).toMatchObject(ANSWER)
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
  })

  test('a connection that ends in the middle of an answer is broken', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const lost = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    peer.socket.end(Buffer.from('0000001000000001', 'hex'))
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', delivery: 'maybe-sent' })
  })

  test('a post that is in the socket when the connection ends rejects as maybe-sent', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    peer.socket.pause()
    const partitionData = [{ index: 0, records: Buffer.alloc(30_000_000) }]
    const posted = rejectionOf(connection.post(Produce, { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData }] }))
    await new Promise(resolve => setImmediate(resolve))
    peer.socket.destroy()
    const message = expect.stringMatching(/^Produce v12 was handed to the network, which may not have sent all of it: the connection to /)
    expect(await posted).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent', message })
  })

  test('a connection that the broker ends while it drains is broken for the requests in flight', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const lost = rejectionOf(connection.send(Metadata, ANY))
    await peer.next()
    const closing = connection.close()
    peer.socket.end()
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
    await closing
  })

  test('an idle connection that the broker ends resolves closed, and later calls of send reject', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    ;(peer.socket as Socket).resetAndDestroy()
    const closed: Closed = await connection.closed
    expect(closed).toMatchObject({ reason: 'broken', cause: { code: 'ECONNRESET' } })
    const error = await rejectionOf(connection.send(Metadata, ANY))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken', delivery: 'not-sent', cause: closed.cause })
    expect(error).toHaveProperty('message', expect.stringContaining('ECONNRESET'))
    for (const call of [
      connection.post({ ...Metadata, key: 0 }, { ...ANY, acks: acks.NONE } as never),
      connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) })
    ])
      expect(await rejectionOf(call)).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
    await connection.close()
  })
})
