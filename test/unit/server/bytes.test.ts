import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { accept, type IncomingRequest, requestMemory, type ServerConnection } from '../../../src/server/index.ts'
import { type MemoryUser, SharedMemory } from '../../../src/server/request-memory.ts'
import { connectRaw, requestFrame } from '../../support/brokers/raw-client.ts'
import { serve } from '../../support/brokers/serve.ts'
import { failureOf } from '../../support/process/failure.ts'
import { gate, turns, until } from '../../support/process/gate.ts'

/**
 * A request whose frame has about this many bytes after its length; `bytesOf` returns the exact
 * number.
 */
const frameOf = (bytes: number): Buffer => requestFrame(Metadata, 8, 1, { topics: [{ name: 'x'.repeat(bytes) }] })
const KIB = frameOf(1_000)
const bytesOf = (frame: Buffer): number => frame.length - 4
const empty = { brokers: [], topics: [] }
const answer = (request: IncomingRequest): void => void (request.is(Metadata) && request.answer(empty))

/** The size of a large request. Several of them fit into one chunk of a socket. */
const LARGE = frameOf(30_000)
const times = (frame: Buffer, count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => frame))

/** Handlers that wait until the test releases them. */
function waiting(): { handle(request: IncomingRequest): Promise<void>; begun: number; most: number; open(): void } {
  const { opened, open } = gate()
  let running = 0
  const state = {
    begun: 0,
    most: 0,
    open,
    async handle(request: IncomingRequest) {
      state.begun++
      state.most = Math.max(state.most, ++running)
      await opened
      await turns(1)
      running--
      answer(request)
    }
  }
  return state
}

describe('the bytes that a connection holds', () => {
  test('heldBytes counts the bytes of requests until their handlers are done', async () => {
    const handlers = waiting()
    await using served = await serve(request => handlers.handle(request))
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.write(times(KIB, 3))
    await until(() => handlers.begun === 3)
    expect(connection.heldBytes).toBe(3 * bytesOf(KIB))
    handlers.open()
    for (let i = 0; i < 3; i++) await client.frame()
    await until(() => connection.heldBytes === 0)
  })

  test('requests above maxBytesInFlight wait, in order, and none is lost', async () => {
    const handlers = waiting()
    await using served = await serve(request => handlers.handle(request), { maxBytesInFlight: 2.5 * bytesOf(KIB) })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.write(times(KIB, 50))
    await until(() => handlers.begun === 2)
    await turns(50)
    expect([handlers.begun, connection.heldBytes]).toEqual([2, 2 * bytesOf(KIB)])
    handlers.open()
    for (let i = 0; i < 50; i++) expect(await client.frame()).toBeDefined()
    expect(handlers.most).toBe(2)
  })

  test('at maxBytesInFlight the socket is not read, so that the client cannot send more', async () => {
    const handlers = waiting()
    await using served = await serve(request => handlers.handle(request), { maxBytesInFlight: 50_000 })
    using client = await connectRaw(served.port)
    client.socket.write(times(LARGE, 1_000))
    await until(() => handlers.begun === 1)
    await turns(200)
    expect(handlers.begun).toBe(1)
    expect(client.socket.writableLength).toBeGreaterThan(0)
    handlers.open()
    for (let i = 0; i < 1_000; i++) await client.frame()
  })

  test('one request may be larger than maxBytesInFlight, and is handled alone', async () => {
    const handlers = waiting()
    await using served = await serve(request => handlers.handle(request), { maxBytesInFlight: 100 })
    using client = await connectRaw(served.port)
    client.socket.write(times(KIB, 3))
    await until(() => handlers.begun === 1)
    handlers.open()
    for (let i = 0; i < 3; i++) expect(await client.frame()).toBeDefined()
    expect(handlers.most).toBe(1)
  })

  test('held bytes are released when the client leaves during a request, a header is malformed, or a handler throws', async () => {
    const memory = requestMemory({ maxBytes: 1_000_000 })
    await using served = await serve(
      () => {
        throw new Error('refused')
      },
      { memory }
    )
    const broken = Buffer.from('0000000a00030008000000017530', 'hex') // a client id of 30,000 bytes in a frame of ten
    for (const bytes of [LARGE.subarray(0, 5_000), broken, KIB]) {
      using client = await connectRaw(served.port)
      const connection = await served.connection()
      client.socket.write(bytes)
      if (bytes.length === 5_000) {
        await until(() => connection.heldBytes > 0)
        expect(memory.usedBytes).toBe(bytesOf(LARGE))
        client.socket.destroy()
      }
      await connection.closed
      await until(() => connection.heldBytes === 0 && memory.usedBytes === 0)
    }
  })

  test.each([1, 3, 4, 7, 100])('held bytes are counted correctly when requests arrive in pieces of %i bytes', async size => {
    const memory = requestMemory({ maxBytes: 10 })
    let count = 0
    const handle = (request: IncomingRequest): void => {
      count++
      answer(request)
    }
    const [client, socket] = duplexPair()
    const connection = accept(socket, handle, { memory, maxBytesInFlight: 10 })
    client.resume()
    const bytes = times(frameOf(50), 5)
    for (let at = 0; at < bytes.length; at += size) {
      client.write(bytes.subarray(at, at + size))
      await turns(1)
    }
    await until(() => count === 5 && connection.heldBytes === 0)
    expect(memory.usedBytes).toBe(0)
    connection.destroy()
  })
})

describe('limits that change', () => {
  test('setLimits lets a client send larger requests once it has authenticated', async () => {
    const connections: ServerConnection[] = []
    await using served = await serve(
      request => {
        connections[0]?.setLimits({ maxFrameBytes: 100_000 })
        answer(request)
      },
      { maxFrameBytes: 2_000, maxInFlight: 1 }
    )
    using client = await connectRaw(served.port)
    connections.push(await served.connection())
    client.socket.write(times(KIB, 1))
    expect(await client.frame()).toBeDefined()
    client.socket.write(LARGE)
    expect(await client.frame()).toBeDefined()
    using stranger = await connectRaw(served.port)
    const refused = await served.connection()
    stranger.socket.write(LARGE)
    expect(await refused.closed).toMatchObject({ reason: 'protocol' })
  })

  test('setLimits lets requests begin that waited for the old limits', async () => {
    const handlers = waiting()
    await using served = await serve(request => handlers.handle(request), { maxInFlight: 1 })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.write(times(KIB, 5))
    await until(() => handlers.begun === 1)
    connection.setLimits({ maxInFlight: 3, maxBytesInFlight: undefined })
    await until(() => handlers.begun === 3)
    expect(failureOf(() => connection.setLimits({ maxInFlight: 0, memory: 1 } as never))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    handlers.open()
    for (let i = 0; i < 5; i++) await client.frame()
  })
})

describe('the memory that connections share', () => {
  const BIG = frameOf(32_000) // less than what is always admitted

  test('shared memory limits the bytes of all connections, serves those that wait in order, and lets small requests pass', async () => {
    const handlers = waiting()
    const memory = requestMemory({ maxBytes: 3 * bytesOf(BIG) })
    const pairs = Array.from({ length: 6 }, () => duplexPair())
    const served = pairs.map(([, socket]) => accept(socket, request => handlers.handle(request), { memory }))
    for (const [client] of pairs) client.resume().write(times(BIG, 4))
    await until(() => handlers.begun >= 8)
    await turns(50)
    // The first connection holds three requests. Each other holds one: it held nothing, and a
    // request of this size is small.
    expect(handlers.begun).toBe(8)
    expect(memory.usedBytes).toBe(8 * bytesOf(BIG))
    handlers.open()
    await until(() => handlers.begun === 24)
    await until(() => memory.usedBytes === 0)
    for (const connection of served) connection.destroy()
  })

  test('full shared memory admits one large request after the other', async () => {
    const done = [gate(), gate(), gate()]
    const order: number[] = []
    const memory = requestMemory({ maxBytes: 100_000 })
    const large = requestFrame(Metadata, 8, 1, { topics: Array.from({ length: 4 }, () => ({ name: 'x'.repeat(20_000) })) })
    const pairs = done.map(() => duplexPair())
    const served = pairs.map(([, socket], i) =>
      accept(
        socket,
        async request => {
          order.push(i)
          await done[i]?.opened
          answer(request)
        },
        { memory }
      )
    )
    for (const [client] of pairs) {
      client.resume().write(large)
      await turns(5)
    }
    await until(() => order.length === 1)
    await turns(20)
    expect([order, memory.usedBytes]).toEqual([[0], bytesOf(large)])
    // A connection that waits and is destroyed makes room for the next.
    served[1]?.destroy()
    done[0]?.open()
    await until(() => order.length === 2)
    expect(order).toEqual([0, 2])
    done[2]?.open()
    await until(() => memory.usedBytes === 0)
    for (const connection of served) connection.destroy()
  })

  test('a connection that waits for its own limits does not block the shared memory', async () => {
    const slow = gate()
    const memory = requestMemory({ maxBytes: 200_000 })
    const large = requestFrame(Metadata, 8, 1, { topics: Array.from({ length: 4 }, () => ({ name: 'x'.repeat(20_000) })) })
    const [a, b] = [duplexPair(), duplexPair()]
    let quick = 0
    const handleSlowly = async (request: IncomingRequest): Promise<void> => {
      await slow.opened
      answer(request)
    }
    const handleQuickly = (request: IncomingRequest): void => {
      quick++
      answer(request)
    }
    const first = accept(a[1], handleSlowly, { memory, maxInFlight: 1 })
    const second = accept(b[1], handleQuickly, { memory })
    a[0].resume().write(times(large, 3))
    await until(() => first.inFlight === 1)
    b[0].resume().write(times(large, 5))
    await until(() => quick === 5)
    slow.open()
    await until(() => first.inFlight === 0 && memory.usedBytes === 0)
    first.destroy()
    second.destroy()
  })

  test('a smaller request does not overtake a connection that waits for shared memory', async () => {
    const memory = new SharedMemory(200_000)
    const retried: string[] = []
    const [first, second, third] = ['first', 'second', 'third'].map(name => ({ retry: () => void retried.push(name) })) as [
      MemoryUser,
      MemoryUser,
      MemoryUser
    ]
    expect(memory.take(first, 100_000, 0)).toBe(true)
    expect(memory.take(second, 150_000, 0)).toBe(false)
    expect(memory.take(third, 80_000, 0)).toBe(false)
    expect(memory.take(third, 5_000, 0)).toBe(true) // a small request does not wait
    memory.give(100_000)
    await turns(1)
    expect(retried).toEqual(['second'])
    expect(memory.take(second, 150_000, 0)).toBe(true)
    memory.give(150_000)
    expect(memory.take(third, 80_000, 5_000)).toBe(true)
    expect(memory.usedBytes).toBe(85_000)
  })

  test.each([{}, { maxBytes: 0 }, { maxBytes: '5' }, { maxBytes: 1, more: 1 }, null])('requestMemory refuses %j', options => {
    expect(failureOf(() => requestMemory(options as never))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })

  test('the option memory must be made by requestMemory', () => {
    const [, socket] = duplexPair()
    const failure = failureOf(() => accept(socket, answer, { memory: { maxBytes: 5, usedBytes: 0 } }))
    expect(failure).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: ['memory must be a memory made by requestMemory, not an object']
    })
  })
})

describe('the signal of a request', () => {
  test('the signal of a request is aborted when the connection ends before its handler is done', async () => {
    const signals: AbortSignal[] = []
    const never = gate()
    await using served = await serve(async request => {
      signals.push(request.signal)
      expect(request.signal).toBe(request.signal)
      if (signals.length > 1) await never.opened
      else answer(request)
    })
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.write(times(KIB, 3))
    await client.frame()
    await until(() => signals.length === 3)
    expect(new Set(signals).size).toBe(3)
    client.socket.destroy()
    await connection.closed
    // The handler of the first request was done before the client left.
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true])
    never.open()
  })

  test('the signal of a request is aborted from the start if the client had left before', async () => {
    const first = gate()
    const aborted: boolean[] = []
    await using served = await serve(
      async request => {
        aborted.push(request.signal.aborted)
        await first.opened
      },
      { maxInFlight: 1 }
    )
    using client = await connectRaw(served.port)
    const connection = await served.connection()
    client.socket.end(times(KIB, 2))
    await until(() => aborted.length === 1)
    await connection.closed.then(() => undefined, undefined)
    first.open()
    await until(() => aborted.length === 2)
    expect(aborted).toEqual([false, true])
  })

  test('many handlers that listen to the signals of one connection cause no warning of Node', async () => {
    const warnings: Error[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning)
    process.on('warning', onWarning)
    const never = gate()
    let begun = 0
    await using served = await serve(async request => {
      request.signal.addEventListener('abort', () => undefined)
      begun++
      await never.opened
    })
    using client = await connectRaw(served.port)
    client.socket.write(times(KIB, 50))
    await until(() => begun === 50)
    await turns(5)
    process.off('warning', onWarning)
    expect(warnings).toEqual([])
    never.open()
  })
})

test('handlers of one connection run concurrently, and begin in the order of their requests', async () => {
  const handlers = waiting()
  await using served = await serve(request => handlers.handle(request))
  using client = await connectRaw(served.port)
  client.socket.write(times(KIB, 10))
  await until(() => handlers.begun === 10)
  expect(handlers.most).toBe(10)
  handlers.open()
  for (let i = 0; i < 10; i++) await client.frame()
})
