import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const topic = (name: string) => ({ topics: [{ name }] })
const reason = { any: 'value at all' }
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

describe('an abort', () => {
  test('a signal that is aborted before send rejects with its own reason, and nothing is sent', async () => {
    const { connection, peer } = memoryLink()
    const signal = AbortSignal.abort(reason)
    expect(await rejectionOf(connection.send(Metadata, topic('a'), { signal }))).toBe(reason)
    expect(await rejectionOf(connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) }, { signal }))).toBe(reason)
    const answer = connection.send(Metadata, topic('b'))
    const request = await peer.next()
    expect(request.header.correlationId).toBe(0)
    peer.answer(request, Metadata, ANSWER)
    await answer
    await connection.close()
  })

  test('a request that is aborted in the queue is never sent', async () => {
    await using link = await openLink({ limits: { maxInFlight: 1 } })
    const { connection, peer } = link
    const giveUp = new AbortController()
    const sameTurn = rejectionOf(connection.send(Metadata, topic('same turn'), { signal: giveUp.signal }))
    giveUp.abort(reason)
    expect(await sameTurn).toBe(reason)
    const later = new AbortController()
    const first = connection.send(Metadata, topic('first'))
    const queued = rejectionOf(connection.send(Metadata, topic('queued'), { signal: later.signal }))
    const last = connection.send(Metadata, topic('last'))
    const request = await peer.next()
    later.abort(reason)
    expect(await queued).toBe(reason)
    expect(peer.read(Metadata, request)).toMatchObject(topic('first'))
    peer.answer(request, Metadata, ANSWER)
    await first
    const next = await peer.next()
    expect(peer.read(Metadata, next)).toMatchObject(topic('last'))
    peer.answer(next, Metadata, ANSWER)
    await last
  })

  test('the answer to a request that was aborted in flight is dropped, and the connection lives', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const giveUp = new AbortController()
    const aborted = rejectionOf(connection.send(Metadata, topic('a'), { signal: giveUp.signal }))
    const answer = connection.send(Metadata, topic('b'))
    const [first, second] = await peer.take(2)
    giveUp.abort(reason)
    expect(await aborted).toBe(reason)
    if (first !== undefined) peer.answer(first, Metadata, { ...ANSWER, clusterId: 'a' })
    if (second !== undefined) peer.answer(second, Metadata, { ...ANSWER, clusterId: 'b' })
    expect(await answer).toMatchObject({ clusterId: 'b' })
    expect(connection.state).toBe('open')
  })

  test('a draining connection ends at once when its last request is aborted', async () => {
    const { connection, peer } = memoryLink()
    const giveUp = new AbortController()
    const aborted = rejectionOf(connection.send(Metadata, topic('a'), { signal: giveUp.signal }))
    await peer.next()
    const closing = connection.close({ timeoutMs: 3_600_000 })
    expect(connection.state).toBe('draining')
    giveUp.abort(reason)
    expect(await aborted).toBe(reason)
    await closing
    expect(await connection.closed).toEqual({ reason: 'shutdown', cause: undefined })
  })

  test('an aborted post rejects, and its bytes are still written', async () => {
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    const giveUp = new AbortController()
    const partitionData = [{ index: 0, records: Buffer.alloc(200_000) }]
    const request = { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData }] }
    const aborted = rejectionOf(connection.post(Produce, request, { signal: giveUp.signal }))
    await new Promise(resolve => setImmediate(resolve))
    giveUp.abort(reason)
    expect(await aborted).toBe(reason)
    peer.socket.resume()
    await peer.next()
    await connection.close()
  })

  test('an aborted request rejects with any reason as it is, and by default with an AbortError', async () => {
    const { connection } = memoryLink()
    for (const why of [null, 0, 'text', new TypeError('x')]) {
      const giveUp = new AbortController()
      const rejection = rejectionOf(connection.send(Metadata, topic('a'), { signal: giveUp.signal }))
      giveUp.abort(why)
      expect(await rejection).toBe(why)
    }
    const giveUp = new AbortController()
    const rejection = rejectionOf(connection.send(Metadata, topic('a'), { signal: giveUp.signal }))
    giveUp.abort()
    expect(await rejection).toMatchObject({ name: 'AbortError' })
    await connection.close({ timeoutMs: 1 })
  })
})

describe('10,000 requests that share one signal', () => {
  test('10,000 requests with one signal share one listener, and none is left when they are answered', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: Infinity } })
    const { signal } = new AbortController()
    const answers = Array.from({ length: 10_000 }, () => connection.send(Metadata, topic('a'), { signal }))
    expect(listenersOf(signal)).toBe(1)
    const requests = await peer.take(10_000)
    for (const request of requests.slice(0, -1)) peer.answer(request, Metadata, ANSWER)
    await Promise.all(answers.slice(0, -1))
    expect(listenersOf(signal)).toBe(1)
    for (const request of requests.slice(-1)) peer.answer(request, Metadata, ANSWER)
    await answers.at(-1)
    expect(listenersOf(signal)).toBe(0)
    await connection.close()
  })

  test('10,000 requests with one signal all reject with its reason, and the connection lives', async () => {
    const { connection, peer } = memoryLink()
    const giveUp = new AbortController()
    const rejections = Array.from({ length: 10_000 }, () => rejectionOf(connection.send(Metadata, topic('a'), { signal: giveUp.signal })))
    const inFlight = await peer.take(100)
    giveUp.abort(reason)
    expect(new Set(await Promise.all(rejections))).toEqual(new Set([reason]))
    expect(listenersOf(giveUp.signal)).toBe(0)
    const answer = connection.send(Metadata, topic('b'))
    for (const request of inFlight) peer.answer(request, Metadata, ANSWER)
    const next = await peer.next()
    expect(peer.read(Metadata, next)).toMatchObject(topic('b'))
    peer.answer(next, Metadata, ANSWER)
    await answer
    await connection.close()
  })

  test('10,000 requests with one signal leave no listener when the connection ends', async () => {
    const { connection, peer } = memoryLink()
    const { signal } = new AbortController()
    const rejections = Array.from({ length: 10_000 }, () => rejectionOf(connection.send(Metadata, topic('a'), { signal })))
    await peer.take(100)
    await connection.close({ timeoutMs: 1 })
    await Promise.all(rejections)
    expect(listenersOf(signal)).toBe(0)
  })
})
