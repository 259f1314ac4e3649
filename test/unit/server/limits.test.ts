import { type Duplex, PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { type AcceptOptions, accept, type RequestHandler } from '../../../src/server/index.ts'
import { connectRaw, requestFrame } from '../../support/brokers/raw-client.ts'
import { serve } from '../../support/brokers/serve.ts'
import { failureOf } from '../../support/process/failure.ts'
import { gate, turns, until } from '../../support/process/gate.ts'

const answerMetadata: RequestHandler = request => {
  if (request.is(Metadata)) request.answer({ brokers: [], topics: [] })
}
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

describe('a served connection', () => {
  test.each([
    ['shorter than a header', int32(7)],
    ['of no length', int32(0)],
    ['of a negative length', int32(-1)],
    ['longer than the limit', int32(1_001)],
    ['that begins an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['that begins a TLS handshake', Buffer.from('16030100a5010000a1', 'hex')]
  ])('a frame %s closes the connection after the answers that are due', async (_, bytes) => {
    await using served = await serve(answerMetadata, { maxFrameBytes: 1_000 })
    using client = await connectRaw(served.port)
    const connection = await served.connection()

    client.socket.write(Buffer.concat([requestFrame(Metadata, 8, 1, { topics: null }), bytes]))

    expect(await client.frame()).toHaveLength(26)
    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toMatchObject({ reason: 'protocol', cause: { code: 'KAFKA_PROTOCOL' } })
  })

  test('a malformed header closes the connection', async () => {
    await using served = await serve(answerMetadata)
    using client = await connectRaw(served.port)
    const connection = await served.connection()

    // A client id of 30,000 bytes in a frame of ten.
    client.socket.write(Buffer.concat([int32(10), Buffer.from('00030008000000017530', 'hex')]))

    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toMatchObject({ reason: 'protocol', cause: { code: 'KAFKA_PROTOCOL' } })
  })

  test('a frame of exactly maxFrameBytes is accepted', async () => {
    const frame = requestFrame(Metadata, 8, 1, { topics: null })
    await using served = await serve(answerMetadata, { maxFrameBytes: frame.length - 4 })
    using client = await connectRaw(served.port)
    client.socket.write(frame)

    expect(await client.frame()).toBeDefined()
  })

  test('no more than maxInFlight requests begin, and the socket is not read while others wait', async () => {
    const first = gate()
    let begun = 0
    await using served = await serve(
      async request => {
        begun++
        await first.opened
        await answerMetadata(request)
      },
      { maxInFlight: 3 }
    )
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    const requests = 20_000
    const frame = requestFrame(Metadata, 8, 1, { topics: [{ name: 'x'.repeat(1_000) }] })
    client.socket.write(Buffer.concat(Array.from({ length: requests }, () => frame)))

    await until(() => begun === 3)
    await turns(200)
    expect(begun).toBe(3)
    expect(connection.inFlight).toBe(3)
    expect(client.socket.writableLength).toBeGreaterThan(0) // the kernel's buffers are full, and nothing reads them
    first.open()

    for (let i = 0; i < requests; i++) await client.frame()
    expect(begun).toBe(requests)
  })

  test('no request begins while more than maxWriteBufferBytes of answers are unread', async () => {
    let begun = 0
    await using served = await serve(
      request => {
        begun++
        request.answerBytes(Buffer.alloc(1_000_000))
      },
      { maxWriteBufferBytes: 100_000 }
    )
    using client = await connectRaw(served.port)
    client.socket.pause()
    const requests = 100
    for (let i = 0; i < requests; i++) client.send(Metadata, 8, { topics: null })

    await until(() => begun > 0)
    await turns(200)
    expect(begun).toBeLessThan(requests / 2)
    client.socket.resume()

    for (let i = 0; i < requests; i++) expect(await client.frame()).toHaveLength(1_000_004)
    expect(begun).toBe(requests)
  })

  test('thousands of requests in one chunk do not overflow the stack', async () => {
    await using served = await serve(answerMetadata, { maxInFlight: 1 })
    using client = await connectRaw(served.port)
    const requests = 50_000
    const frame = requestFrame(Metadata, 8, 1, { topics: null })
    client.socket.write(Buffer.concat(Array.from({ length: requests }, () => frame)))

    for (let i = 0; i < requests; i++) await client.frame()
  })
})

describe('accept options', () => {
  test('accept names all wrong arguments in one error', () => {
    const options = { maxFrameBytes: 0, maxInFlight: Number.NaN, maxWriteBufferBytes: '1' as never, patience: 3 }

    expect(() => accept(new PassThrough(), answerMetadata, options)).toThrow(
      expect.objectContaining({
        code: 'KAFKA_CONFIGURATION',
        problems: [
          'patience is not an option: there are maxFrameBytes, maxInFlight, maxBytesInFlight, maxWriteBufferBytes, memory',
          'maxFrameBytes must be a positive number, or Infinity for no limit, not 0',
          'maxInFlight must be a positive number, or Infinity for no limit, not NaN',
          'maxWriteBufferBytes must be a positive number, or Infinity for no limit, not a string'
        ]
      })
    )
  })

  test.each<[string, unknown, unknown, unknown, string[]]>([
    [
      'no socket and no handler',
      null,
      null,
      {},
      ['socket must be a stream of bytes (Duplex), not null', 'handle must be a function, not null']
    ],
    ['nothing', undefined, undefined, {}, ['socket is required: it must be a stream', 'handle is required: it must be a function']],
    ['an object that is not a stream', { on: () => {} }, answerMetadata, {}, ['socket must be a stream of bytes (Duplex), not an object']],
    ['no options', new PassThrough(), answerMetadata, null, ['options must be an object, not null']]
  ])('accept refuses %s', (_, socket, handle, options, problems) => {
    const failure = failureOf(() => accept(socket as Duplex, handle as RequestHandler, options as AcceptOptions))
    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: problems.map(each => expect.stringContaining(each)) })
  })
})
