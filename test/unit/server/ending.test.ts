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
  test('a handler that throws closes the connection after the earlier answers, with the cause', async () => {
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

  test('a handler that throws before it returns a promise closes the connection', async () => {
    await using served = await serve(() => {
      throw new Error('at once')
    })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)

    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { message: 'at once' } })
  })

  test('an answer that cannot be encoded closes the connection', async () => {
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
  ])('%s throws for an unknown version, which closes the connection', async (_, handle) => {
    await using served = await serve(handle)
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.write(Buffer.from('0000000b 0003 0063 00000001 ffff 00'.replaceAll(' ', ''), 'hex'))

    expect(await client.frame()).toBeUndefined()
    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { code: 'KAFKA_UNSUPPORTED_VERSION', api: 'Metadata' } })
  })

  test.each(['decode', 'answer'] as const)('%s before request.is throws, which closes the connection', async verb => {
    await using served = await serve(request => (request as unknown as Record<typeof verb, () => unknown>)[verb]())
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)

    expect(await client.frame()).toBeUndefined()
    const message = expect.stringContaining(`${verb} was called on a request of API 3 before request.is(api)`)
    expect(await connection.closed).toMatchObject({ reason: 'handler', cause: { code: 'KAFKA_CONFIGURATION', message } })
  })

  test('a request that is answered twice closes the connection', async () => {
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

  test('a client that leaves closes the connection and aborts the signals of waiting handlers', async () => {
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

  test('a reset by the client closes the connection, with the error of the socket', async () => {
    await using served = await serve(answerMetadata)
    const client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.resetAndDestroy()

    expect(await connection.closed).toMatchObject({ reason: 'broken', cause: { code: 'ECONNRESET' } })
  })

  test('close answers requests that have begun, and begins no more', async () => {
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

  test('close ends the connection after timeoutMs if a handler never ends', async () => {
    await using served = await serve(() => new Promise(() => {}))
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.send(Metadata, 8, everything)
    await until(() => connection.inFlight === 1)

    await connection.close({ timeoutMs: 1 })

    expect(await connection.closed).toEqual({ reason: 'shutdown' })
  })

  test('destroy ends the connection at once', async () => {
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
  test('all requests of a client that sends and leaves are handled', async () => {
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

/** A client that sends one request and never reads an answer. */
function deafClient(): Duplex {
  const client = new Duplex({ read: () => {}, write: () => {} })
  client.push(requestFrame(Metadata, 8, 1, everything))
  return client
}

describe('close', () => {
  useOwnClock()

  test('close keeps its deadline for a client that does not read, even if an answer is written meanwhile', async () => {
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
  ])('close called with %i ms and then %i keeps the earlier deadline', async (first, second) => {
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
  ])('close refuses the options %j, and closes nothing', async (options, problem) => {
    const client = deafClient()
    const connection = accept(client, answerMetadata)
    await expect(connection.close(options as never)).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(client.destroyed).toBe(false)
    connection.destroy()
  })
})
