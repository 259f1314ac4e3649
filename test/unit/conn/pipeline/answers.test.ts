import { describe, expect, test } from 'vitest'
import { Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { acks, apiKeys, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: [] }

describe('an answer that cannot be decoded', () => {
  test.each([
    ['ends early', '00 00000000 02'],
    ['has bytes left over', '00 00000000 01 00 ffffffff 01 0000 00 ff'],
    ['promises more elements than it has bytes', '00 00000000 ff ff ff ff 07'],
    ['is empty', '00']
  ])('an answer that cannot be decoded because it %s rejects its own request, and the connection lives', async (_, body) => {
    await using link = await openLink()
    const { connection, peer } = link
    const rejection = rejectionOf(connection.send(Metadata, ANY))
    const answer = connection.send(Metadata, ANY)
    const [first, second] = await peer.take(2)
    if (first !== undefined) peer.answerBytes(first, body)
    if (second !== undefined) peer.answer(second, Metadata, ANSWER)
    const error = await rejection
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', delivery: 'answered', api: 'Metadata', apiVersion: 13, retriable: false })
    expect(error).toMatchObject({ broker: connection.broker, offset: expect.any(Number), elapsedMs: expect.any(Number) })
    expect(error).toHaveProperty('message', expect.stringMatching(/^Metadata response v13: .+ at byte \d+$/))
    expect(await answer).toMatchObject(ANSWER)
    expect(connection.state).toBe('open')
  })

  test('an answer whose header cannot be decoded closes the connection as protocol, and its request rejects', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const rejections = [rejectionOf(connection.send(Metadata, ANY)), rejectionOf(connection.send(Metadata, ANY))]
    peer.answerBytes(await peer.next(), '') // header v1 has tagged fields
    const closed = await connection.closed
    expect(closed).toMatchObject({ reason: 'protocol', cause: { code: 'KAFKA_PROTOCOL' } })
    for (const error of await Promise.all(rejections))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'protocol', delivery: 'maybe-sent', cause: closed.cause })
  })

  test('an answer to an aborted request whose header cannot be decoded closes the connection as protocol', async () => {
    const { connection, peer } = memoryLink()
    const giveUp = new AbortController()
    const aborted = rejectionOf(connection.send(Metadata, ANY, { signal: giveUp.signal }))
    const request = await peer.next()
    giveUp.abort()
    await aborted
    peer.answerBytes(request, '')
    expect(await connection.closed).toMatchObject({ reason: 'protocol' })
  })
})

describe('an answer', () => {
  test('an answer may have unknown tagged fields in its header', async () => {
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ANY)
    peer.answerBytes(await peer.next(), '01 63 02 beef 00000000 01 00 ffffffff 01 0000 00')
    expect(await answer).toMatchObject(ANSWER)
    await connection.close()
  })

  test('an answer with error codes inside resolves', async () => {
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, { ...ANSWER, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED })
    expect(await answer).toMatchObject({ errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED })
    await connection.close()
  })

  test('an answer keeps its bytes when later answers overwrite the read buffer', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const [first, second] = [1, 2].map(() => connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) }))
    const requests = await peer.take(2)
    for (const [i, request] of requests.entries()) peer.answerBytes(request, Buffer.alloc(1_000, i + 1))
    const bodies = await Promise.all([first, second])
    const third = connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) })
    peer.answerBytes(await peer.next(), Buffer.alloc(4_000, 3))
    await third
    expect(bodies.map(answer => answer?.body)).toEqual([Buffer.alloc(1_000, 1), Buffer.alloc(1_000, 2)])
  })
})

describe('a request that cannot be written', () => {
  test.each([
    ['a wrong type', { topics: [{ name: 5 }] }, 'topics[0].name'],
    ['a missing field', {}, 'topics'],
    ['no object', null, ''],
    ['no request', undefined, ''],
    ['a text', 'Metadata', ''],
    ['a wrong element', { topics: [7] }, 'topics[0]']
  ])('a request with %s is KAFKA_ENCODE with its path, and the connection lives', async (_, request, path) => {
    const { connection, peer } = memoryLink()
    const error = await rejectionOf(connection.send(Metadata, request as never))
    expect(error).toMatchObject({ code: 'KAFKA_ENCODE', path, delivery: 'not-sent', api: 'Metadata', retriable: false })
    const answer = connection.send(Metadata, ANY)
    const arrived = await peer.next()
    expect(arrived.header.correlationId).toBe(0)
    peer.answer(arrived, Metadata, ANSWER)
    await answer
    await connection.close()
  })
})

describe('post', () => {
  const produce = { acks: acks.NONE, timeoutMs: 1, topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.from('r') }] }] }

  test('post resolves with undefined when the bytes are written, without an answer', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    expect(await connection.post(Produce, produce)).toBeUndefined()
    const request = await peer.next()
    expect(peer.read(Produce, request)).toMatchObject({ acks: acks.NONE })
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, ANSWER)
    expect(await answer).toMatchObject(ANSWER)
  })

  test('a post keeps its place among the requests that are sent', async () => {
    const { connection, peer } = memoryLink()
    const sent = [connection.send(Metadata, ANY), connection.post(Produce, produce), connection.send(Metadata, ANY)]
    const requests = await peer.take(3)
    expect(requests.map(({ header }) => header.apiKey)).toEqual([Metadata.key, Produce.key, Metadata.key])
    for (const request of requests) if (request.header.apiKey === Metadata.key) peer.answer(request, Metadata, ANSWER)
    await Promise.all(sent)
    await connection.close()
  })

  test('post does not resolve before the network takes the bytes', async () => {
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    let isWritten = false
    const partitionData = [{ index: 0, records: Buffer.alloc(1_000_000) }]
    const posted = connection.post(Produce, { ...produce, topicData: [{ name: 't', partitionData }] }).then(() => {
      isWritten = true
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(isWritten).toBe(false)
    peer.socket.resume()
    await posted
    await connection.close()
  })

  test('post of a request that is answered is KAFKA_CONFIGURATION, and send of one that is not', async () => {
    const { connection, peer } = memoryLink()
    const refused = { code: 'KAFKA_CONFIGURATION', delivery: 'not-sent' }
    expect(await rejectionOf(connection.post(Metadata, ANY))).toMatchObject({
      ...refused,
      problems: ['the broker answers Metadata: use send (post is for Produce with acks 0)']
    })
    expect(await rejectionOf(connection.post(Produce, { ...produce, acks: acks.LEADER }))).toMatchObject(refused)
    expect(await rejectionOf(connection.send(Produce, produce))).toMatchObject({
      ...refused,
      problems: ['the broker does not answer Produce with acks 0: use post']
    })
    expect(peer.received).toBe(0)
    await connection.close()
  })

  test('a post rejects when the connection ends before its bytes are written', async () => {
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    const partitionData = [{ index: 0, records: Buffer.alloc(2_000_000) }]
    const post = () => rejectionOf(connection.post(Produce, { ...produce, topicData: [{ name: 't', partitionData }] }))
    const [written, waiting] = [post(), post()]
    await new Promise(resolve => setImmediate(resolve))
    const later = post()
    await connection.close({ timeoutMs: 5 })
    const closed = { code: 'KAFKA_CONNECTION_CLOSED', reason: 'shutdown', api: 'Produce' }
    expect(await written).toMatchObject({ ...closed, delivery: 'maybe-sent' })
    for (const each of [waiting, later]) expect(await each).toMatchObject({ ...closed, delivery: 'not-sent' })
  })
})

describe('forward', () => {
  test('forward sends a body as it is, and resolves with the body of the answer as it is', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const body = Buffer.from('0100000100', 'hex')
    const answer = connection.forward({ key: Metadata.key, version: 13, body })
    const request = await peer.next()
    expect(request.header).toEqual({ apiKey: apiKeys.Metadata, apiVersion: 13, correlationId: 1, clientId: 'kafkawire' })
    expect(request.body).toEqual(body)
    peer.answerBytes(request, '00 c0ffee')
    expect(await answer).toEqual({ body: Buffer.from('c0ffee', 'hex'), throttleTimeMs: 0 })
  })

  test('forward sends an empty body and a large one as they are', async () => {
    const { connection, peer } = memoryLink()
    const large = Buffer.alloc(1_000_000, 5)
    const answers = [Buffer.alloc(0), large].map(body => connection.forward({ key: Metadata.key, version: 0, body }))
    const requests = await peer.take(2)
    expect(requests.map(({ body }) => body.length)).toEqual([0, large.length])
    expect(requests.at(-1)?.body.equals(large)).toBe(true)
    for (const request of requests) peer.answerBytes(request, request.body)
    const [none, all] = await Promise.all(answers)
    expect(none?.body).toHaveLength(0)
    expect(large.equals(all?.body ?? Buffer.alloc(0))).toBe(true)
    await connection.close()
  })

  test('forward sends APIs that are newer than the driver, with the newest headers', async () => {
    await using peersLink = await openLink({}, { more: [{ apiKey: 999, minVersion: 2, maxVersion: 3 }] })
    const { connection, peer } = peersLink
    const answer = connection.forward({ key: 999, version: 3, body: Buffer.from('aa', 'hex') })
    const { frame, header } = await peer.next()
    expect(frame.toString('hex')).toBe('0000001503e70003000000010009 6b61666b6177697265 00 aa'.replaceAll(' ', ''))
    peer.answerBytes({ frame, header, body: frame }, '00 bb')
    expect(await answer).toEqual({ body: Buffer.from('bb', 'hex'), throttleTimeMs: 0 })
  })

  test.each([
    ['an API that the broker lacks', { key: 998, version: 0 }, undefined],
    ['a version that the broker lacks', { key: Metadata.key, version: 14 }, { min: 0, max: 13 }]
  ])('forward of %s is KAFKA_UNSUPPORTED_VERSION', async (_, what, server) => {
    const { connection, peer } = memoryLink()
    const error = await rejectionOf(connection.forward({ ...what, body: Buffer.alloc(0) }))
    const client = { min: what.version, max: what.version }
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', client, delivery: 'not-sent', broker: { host: 'in.memory' } })
    expect((error as { server?: unknown }).server).toEqual(server)
    expect(peer.received).toBe(0)
    await connection.close()
  })

  test.each([
    ['body', { key: Metadata.key, version: 0 }],
    ['body', { key: Metadata.key, version: 0, body: 'text' }],
    ['key', { version: 0, body: Buffer.alloc(0) }],
    ['version', { key: Metadata.key, version: '0', body: Buffer.alloc(0) }],
    ['', null]
  ])('forward with a wrong or missing %s is KAFKA_ENCODE', async (path, request) => {
    const { connection } = memoryLink()
    expect(await rejectionOf(connection.forward(request as never))).toMatchObject({ code: 'KAFKA_ENCODE', path, delivery: 'not-sent' })
    await connection.close()
  })
})
