import { describe, expect, test } from 'vitest'
import { Fetch, Metadata, type MetadataResponse, Produce, ShareFetch } from '../../../../src/messages.ts'
import { type Acks, acks } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { turns } from '../../../support/process/gate.ts'

const NOTHING: MetadataResponse = { brokers: [], topics: [] }
const topic = (name: string) => ({ topics: [{ name }] })
const produce = (bytes: number, required: Acks = acks.ALL) => ({
  acks: required,
  timeoutMs: 1_000,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(bytes) }] }]
})

describe('maxInFlight', () => {
  test('maxInFlight is never exceeded, and each answer lets the next request go', async () => {
    await using link = await openLink({ limits: { maxInFlight: 3 } })
    const { connection, peer } = link
    const answers = Array.from({ length: 50 }, (_, i) => connection.send(Metadata, topic(`${i}`)))
    const seen = peer.received
    for (let answered = 0; answered < 50; answered++) {
      const request = await peer.next()
      expect(request.header.correlationId).toBe(answered + 1)
      expect(peer.received - seen - answered).toBeLessThanOrEqual(3)
      peer.answer(request, Metadata, NOTHING)
    }
    expect(await Promise.all(answers)).toHaveLength(50)
  })

  test('with a maxInFlight of 1 the second request is sent only after the first answer', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const answers = [connection.send(Metadata, topic('a')), connection.send(Metadata, topic('b'))]
    const first = await peer.next()
    await new Promise(resolve => setImmediate(resolve))
    expect(peer.received).toBe(1)
    peer.answer(first, Metadata, NOTHING)
    peer.answer(await peer.next(), Metadata, NOTHING)
    await Promise.all(answers)
    await connection.close()
  })

  test('maxInFlight does not count posted requests', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const answer = connection.send(Metadata, topic('a'))
    const posted = connection.post(Produce, produce(1, 0))
    const [first] = await peer.take(1)
    if (first !== undefined) peer.answer(first, Metadata, NOTHING)
    await Promise.all([answer, posted, peer.next()])
    await connection.close()
  })
})

describe('maxQueuedBytes', () => {
  test('maxQueuedBytes refuses a request that does not fit, with the numbers, and the connection lives', async () => {
    await using link = await openLink({ limits: { maxInFlight: 1, maxQueuedBytes: 10_000 } })
    const { connection, peer } = link
    const first = connection.send(Metadata, topic('a'))
    const request = await peer.next()
    const second = connection.send(Produce, produce(6_000))
    const error = await rejectionOf(connection.send(Produce, produce(6_000)))
    expect(error).toMatchObject({ code: 'KAFKA_QUEUE_FULL', maxQueuedBytes: 10_000, retriable: true, delivery: 'not-sent' })
    expect(error).toMatchObject({ api: 'Produce', apiVersion: 12, broker: connection.broker })
    const { queuedBytes } = error as { queuedBytes: number }
    expect(queuedBytes).toBeGreaterThan(6_000)
    expect(queuedBytes).toBeLessThan(6_100)
    expect(error).toHaveProperty('message', expect.stringContaining(`${queuedBytes} bytes wait to be sent and maxQueuedBytes is 10000`))
    peer.answer(request, Metadata, NOTHING)
    await first
    peer.answer(await peer.next(), Produce, { responses: [] })
    await second
    const third = connection.send(Metadata, topic('after'))
    const next = await peer.next()
    expect(peer.read(Metadata, next)).toMatchObject(topic('after'))
    peer.answer(next, Metadata, NOTHING)
    await third
  })

  test('KAFKA_QUEUE_FULL is not retriable for a request that would not fit into an empty queue', async () => {
    const { connection } = memoryLink({ limits: { maxQueuedBytes: 1_000 } })
    const error = await rejectionOf(connection.send(Produce, produce(1_000)))
    expect(error).toMatchObject({ code: 'KAFKA_QUEUE_FULL', retriable: false, queuedBytes: 0 })
    await connection.close()
  })

  test('maxQueuedBytes counts bytes that the socket has not written', async () => {
    const { connection, peer } = memoryLink({ limits: { maxQueuedBytes: 250_000 } })
    peer.socket.pause()
    const posted = connection.post(Produce, produce(100_000, 0))
    await new Promise(resolve => setImmediate(resolve))
    const more = connection.post(Produce, produce(100_000, 0))
    await new Promise(resolve => setImmediate(resolve))
    expect(await rejectionOf(connection.post(Produce, produce(100_000, 0)))).toMatchObject({ code: 'KAFKA_QUEUE_FULL' })
    peer.socket.resume()
    await Promise.all([posted, more])
    await connection.close()
  })

  test('maxQueuedBytes has room again when a queued request is aborted', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1, maxQueuedBytes: 10_000 } })
    const answer = connection.send(Metadata, topic('a'))
    const request = await peer.next()
    const giveUp = new AbortController()
    const aborted = rejectionOf(connection.send(Produce, produce(9_000), { signal: giveUp.signal }))
    giveUp.abort()
    await aborted
    const second = connection.send(Produce, produce(9_000))
    peer.answer(request, Metadata, NOTHING)
    peer.answer(await peer.next(), Produce, { responses: [] })
    await Promise.all([answer, second])
    await connection.close()
  })
})

describe('back-pressure of the socket', () => {
  test('a full socket holds requests back until it drains, and none is lost', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: Infinity } })
    peer.socket.pause()
    const giveUp = new AbortController()
    const answers = Array.from({ length: 40 }, () => connection.send(Produce, produce(100_000)))
    const last = rejectionOf(connection.send(Produce, produce(100_000), { signal: giveUp.signal }))
    await new Promise(resolve => setImmediate(resolve))
    giveUp.abort()
    await last
    peer.socket.resume()
    for (const request of await peer.take(40)) peer.answer(request, Produce, { responses: [] })
    await Promise.all(answers)
    await turns(3)
    expect(peer.received).toBe(40) // the last one was held back, so its abort took it out of the queue
    await connection.close()
  })
})

describe('maxFrameBytes', () => {
  test.each([
    ['of 3', '00000003'],
    ['of 0', '00000000'],
    ['of −1', 'ffffffff']
  ])('a frame with a length %s closes the connection as protocol before its bytes come', async (_, length) => {
    const { connection, peer } = memoryLink({ limits: { maxFrameBytes: 1_024 } })
    const rejection = rejectionOf(connection.send(Metadata, topic('a')))
    await peer.next()
    peer.socket.write(Buffer.from(length, 'hex'))
    const closed = await connection.closed
    expect(closed).toMatchObject({ reason: 'protocol', cause: { code: 'KAFKA_PROTOCOL' } })
    expect(closed.cause).toHaveProperty('message', `Frame of ${Buffer.from(length, 'hex').readInt32BE(0)} bytes is outside 4 to 1024`)
    const expected = { code: 'KAFKA_CONNECTION_CLOSED', reason: 'protocol', delivery: 'maybe-sent', cause: closed.cause }
    expect(await rejection).toMatchObject(expected)
  })

  test('a frame above maxFrameBytes that answers no request closes the connection as protocol', async () => {
    const { connection, peer } = memoryLink({ limits: { maxFrameBytes: 1_024 } })
    const rejection = rejectionOf(connection.send(Metadata, topic('a')))
    await peer.next()
    peer.socket.write(Buffer.from('00000401 11223344'.replace(' ', ''), 'hex'))
    const closed = await connection.closed
    expect(closed).toMatchObject({ reason: 'protocol', cause: { code: 'KAFKA_PROTOCOL' } })
    expect(closed.cause).toHaveProperty('message', 'Frame of 1025 bytes is larger than maxFrameBytes, which is 1024')
    expect(await rejection).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'protocol', cause: closed.cause })
  })

  test.each([1, 3, 7, 1_000, 100_000])(
    'an answer above maxFrameBytes is skipped in chunks of %i, and the connection goes on',
    async chunkBytes => {
      const { connection, peer } = memoryLink({ limits: { maxFrameBytes: 1_024 } })
      const before = process.memoryUsage().arrayBuffers
      const outcomes = ['a', 'b', 'c'].map(name => connection.send(Metadata, topic(name)))
      const tooLarge = rejectionOf(outcomes[1] as Promise<unknown>)
      const [first, second, third] = await peer.take(3)
      if (first === undefined || second === undefined || third === undefined) throw new Error('three were sent')
      peer.answer(first, Metadata, NOTHING)
      const large = Buffer.alloc(4 + 5_000, 1)
      large.writeInt32BE(5_000)
      large.writeInt32BE(second.header.correlationId, 4)
      for (let at = 0; at < large.length; at += chunkBytes) peer.socket.write(large.subarray(at, at + chunkBytes))
      peer.answer(third, Metadata, { ...NOTHING, clusterId: 'third' })
      const error = await tooLarge
      expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', retriable: false, delivery: 'answered', api: 'Metadata', apiVersion: 13 })
      const text =
        'The answer to Metadata v13 from in.memory:9092 has 5000 bytes, and limits.maxFrameBytes is 1024: ask for less, or raise maxFrameBytes'
      expect(error).toHaveProperty('message', text)
      expect(await outcomes[0]).toMatchObject(NOTHING)
      expect(await outcomes[2]).toMatchObject({ clusterId: 'third' })
      expect(connection.state).toBe('open')
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576)
      await connection.close()
    }
  )

  test('an answer above maxFrameBytes to an aborted request is skipped', async () => {
    const { connection, peer } = memoryLink({ limits: { maxFrameBytes: 1_024 } })
    const giveUp = new AbortController()
    const given = rejectionOf(connection.send(Metadata, topic('a'), { signal: giveUp.signal }))
    const request = await peer.next()
    giveUp.abort()
    await given
    peer.answerBytes(request, Buffer.alloc(5_000))
    const next = connection.send(Metadata, topic('b'))
    peer.answer(await peer.next(), Metadata, NOTHING)
    await next
    await connection.close()
  })

  test('a frame of exactly maxFrameBytes is accepted', async () => {
    const { connection, peer } = memoryLink({ limits: { maxFrameBytes: 1_024 } })
    const answer = connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) })
    peer.answerBytes(await peer.next(), Buffer.alloc(1_020, 7))
    expect((await answer).body).toEqual(Buffer.alloc(1_020, 7))
    await connection.close()
  })
})

describe('maxBytes of a fetch', () => {
  const fetch = (maxBytes?: number) => ({ maxWaitMs: 0, minBytes: 0, maxBytes, topics: [] })

  test.each([
    [undefined, undefined, 52_428_800],
    [1_000_000, undefined, 500_000],
    [Infinity, undefined, 52_428_800],
    [1_000_000, 0x7fff_ffff, 0x7fff_ffff]
  ])('maxBytes of a Fetch with maxFrameBytes %s and %s given is %i', async (maxFrameBytes, given, sent) => {
    const { connection, peer } = memoryLink({ limits: { maxFrameBytes } })
    const fetched = connection.send(Fetch, fetch(given))
    const request = await peer.next()
    expect(peer.read(Fetch, request)).toMatchObject({ maxBytes: sent })
    peer.answer(request, Fetch, { responses: [] })
    await fetched
    const shared = connection.send(ShareFetch, {
      ...fetch(given),
      groupId: 'g',
      memberId: 'm',
      shareSessionEpoch: 0,
      batchSize: 1,
      forgottenTopicsData: []
    })
    const next = await peer.next()
    expect(peer.read(ShareFetch, next)).toMatchObject({ maxBytes: sent })
    peer.answer(next, ShareFetch, { errorCode: 0, throttleTimeMs: 0, responses: [], nodeEndpoints: [] })
    await shared
    await connection.close()
  })

  test('the error of a Fetch answer above maxFrameBytes names maxBytes', async () => {
    const { connection, peer } = memoryLink({ limits: { maxFrameBytes: 1_024 } })
    const error = rejectionOf(connection.send(Fetch, fetch()))
    peer.answerBytes(await peer.next(), Buffer.alloc(5_000))
    expect(await error).toHaveProperty(
      'message',
      expect.stringContaining('ask for less (maxBytes, partitionMaxBytes), or raise maxFrameBytes')
    )
    await connection.close()
  })
})
