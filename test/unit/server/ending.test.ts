import { Duplex } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { Metadata, Produce } from '../../../src/messages.ts'
import { acks } from '../../../src/protocol/codes/index.ts'
import { accept, type IncomingRequest, type RequestHandler } from '../../../src/server/index.ts'
import { connectRaw, requestFrame } from '../../support/brokers/raw-client.ts'
import { serve } from '../../support/brokers/serve.ts'
import { useOwnClock } from '../../support/process/clock.ts'
import { gate, turns, until } from '../../support/process/gate.ts'

const everything = { topics: null }
const answerMetadata: RequestHandler = request => {
  if (request.is(Metadata)) request.answer({ brokers: [], topics: [] })
}

describe('a served connection ends', () => {
  test('when a handler throws, after the answers before, with what was thrown', async () => {
    const problem = new Error('no such luck')
    const first = gate()
    await using served = await serve(async request => {
      const { correlationId } = request.header
      if (correlationId === 2) {
        first.open()
        throw problem
      }
      await first.opened
      await answerMetadata(request)
    })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    for (let i = 0; i < 3; i++) client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeDefined()
    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toEqual({ reason: 'handler', cause: problem })
  })

  test('when a handler throws before it returns a promise', async () => {
    await using served = await serve(() => {
      throw new Error('at once')
    })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)

    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { message: 'at once' } })
  })

  test('when an answer cannot be encoded', async () => {
    await using served = await serve(request => {
      if (request.is(Metadata)) request.answer({ brokers: [], topics: [{ errorCode: 1e6, name: 'a', partitions: [] }] })
    })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { code: 'KAFKA_ENCODE', path: 'topics[0].errorCode' } })
  })

  test.each([
    ['decode', (request: IncomingRequest): unknown => request.is(Metadata) && request.decode()],
    ['answer', (request: IncomingRequest): unknown => request.is(Metadata) && request.answer({ brokers: [], topics: [] })]
  ])('when a handler lets %s throw over a version that there is not', async (_, handle) => {
    await using served = await serve(handle)
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.write(Buffer.from('0000000b 0003 0063 00000001 ffff 00'.replaceAll(' ', ''), 'hex'))

    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { code: 'KAFKA_UNSUPPORTED_VERSION', api: 'Metadata' } })
  })

  test.each(['decode', 'answer'] as const)('when a handler calls %s before request.is, and says so', async verb => {
    await using served = await serve(request => (request as unknown as Record<typeof verb, () => unknown>)[verb]())
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeUndefined()
    const message = expect.stringContaining(`${verb} was called on a request of API 3 before request.is(api)`)
    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { code: 'KAFKA_CONFIGURATION', message } })
  })

  test('when a request is answered twice', async () => {
    await using served = await serve(async request => {
      await answerMetadata(request)
      await answerMetadata(request)
    })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeDefined()
    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { code: 'KAFKA_CONFIGURATION' } })
  })

  test('when the client leaves, and tells the handlers that wait', async () => {
    const aborted = gate()
    await using served = await serve(async request => {
      await new Promise(resolve => request.signal.addEventListener('abort', resolve))
      aborted.open()
    })
    const client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)
    await until(() => connection.inFlight === 1)
    client.socket.end()

    await aborted.opened
    expect(await connection.closed).toEqual({ reason: 'client' })
  })

  test('when the client resets, with the error of the socket', async () => {
    await using served = await serve(answerMetadata)
    const client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.resetAndDestroy()

    expect(await connection.closed).toMatchObject({ reason: 'broken', cause: { code: 'ECONNRESET' } })
  })

  test('by close, which answers what was begun and begins nothing more', async () => {
    const first = gate()
    let begun = 0
    await using served = await serve(
      async request => {
        begun++
        await first.opened
        await answerMetadata(request)
      },
      { maxInFlight: 2 }
    )
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    for (let i = 0; i < 5; i++) client.send(Metadata, 8, everything)
    await until(() => begun === 2)
    const closing = connection.close()
    first.open()

    expect(await client.frame()).toBeDefined()
    expect(await client.frame()).toBeDefined()
    expect(await client.frame()).toBeUndefined()
    await closing
    expect(await connection.closed).toEqual({ reason: 'shutdown' })
    expect(begun).toBe(2)
  })

  test('by close at last, if a handler never ends', async () => {
    await using served = await serve(() => new Promise(() => {}))
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)
    await until(() => connection.inFlight === 1)

    await connection.close({ timeoutMs: 1 })

    expect(await connection.closed).toEqual({ reason: 'shutdown' })
  })

  test('by destroy, at once', async () => {
    await using served = await serve(() => new Promise(() => {}))
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)
    await until(() => connection.inFlight === 1)
    connection.destroy()

    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toEqual({ reason: 'shutdown' })
  })
})

describe('a client that sends and leaves', () => {
  test('has every request handled, though nobody is there for an answer', async () => {
    const handled: number[] = []
    await using served = await serve(
      async request => {
        await new Promise(resolve => setImmediate(resolve))
        handled.push(request.header.correlationId)
      },
      { maxInFlight: 1 }
    )
    const client = await connectRaw(served.port)
    for (let i = 0; i < 50; i++) client.send(Produce, 9, { acks: acks.NONE, timeoutMs: 1, topicData: [] })
    client.socket.end()

    await until(() => handled.length === 50)
    expect(handled).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  })
})

/** A client that sends one request and takes no answer, ever. */
function deafClient(): Duplex {
  const client = new Duplex({ read: () => {}, write: () => {} })
  client.push(requestFrame(Metadata, 8, 1, everything))
  return client
}

describe('close', () => {
  useOwnClock()

  test('keeps its deadline towards a client that does not read, though an answer came in between', async () => {
    const begun = gate()
    const client = deafClient()
    const connection = accept(client, async request => {
      begun.open()
      await new Promise(resolve => setTimeout(resolve, 50))
      await answerMetadata(request)
    })
    await begun.opened
    const closing = connection.close({ timeoutMs: 100 })
    await vi.advanceTimersByTimeAsync(99)
    await turns(5)
    expect([client.writableLength > 0, client.destroyed]).toEqual([true, false])
    await vi.advanceTimersByTimeAsync(1)
    expect(client.destroyed).toBe(true)
    await closing
  })

  test.each([
    [100, 5_000],
    [5_000, 100]
  ])('called twice, with %i ms and %i, keeps the earlier deadline', async (first, second) => {
    const begun = gate()
    const client = deafClient()
    const connection = accept(client, () => {
      begun.open()
      return new Promise(() => {})
    })
    await begun.opened
    const closing = [connection.close({ timeoutMs: first }), connection.close({ timeoutMs: second })]
    await vi.advanceTimersByTimeAsync(100)
    expect(client.destroyed).toBe(true)
    await Promise.all(closing)
  })

  test.each<[unknown, string]>([
    [{ timeoutMs: 0 }, 'timeoutMs must be a positive number, or Infinity for no limit, not 0'],
    [{ timeoutMs: -1 }, 'timeoutMs must be a positive number, or Infinity for no limit, not -1'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs must be a positive number, or Infinity for no limit, not NaN'],
    [{ timeoutMs: 'x' }, 'timeoutMs must be a positive number, or Infinity for no limit, not a string'],
    [{ timeout: 5 }, 'timeout is not an option: there are timeoutMs'],
    [null, 'options must be an object, not null']
  ])('refuses %j, and closes nothing', async (options, problem) => {
    const client = deafClient()
    const connection = accept(client, answerMetadata)
    await expect(connection.close(options as never)).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(client.destroyed).toBe(false)
    connection.destroy()
  })
})
