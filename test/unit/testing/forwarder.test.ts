import { describe, expect, test } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { connectRaw, requestFrame } from '../../support/brokers/raw-client.ts'
import { type Forwarder, startForwarder } from '../../support/faults/forwarder.ts'
import { heldResources, turns, until } from '../../support/process/gate.ts'
import { countOwnTimers } from '../../support/process/own-timers.ts'

const everything = { topics: null }
const forwarderTo = (kafka: TestingCluster): Promise<Forwarder> => startForwarder({ to: kafka.broker(1) })

describe('a forwarder', () => {
  test('a forwarder forwards in both directions, and counts the bytes', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    using client = await connectRaw(forwarder.port)

    expect((await client.call(Metadata, 8, everything)).clusterId).toBe(kafka.clusterId)
    expect(forwarder.connections).toEqual({ open: 1, total: 1 })
    expect(forwarder.bytes).toEqual({ up: client.socket.bytesWritten, down: client.socket.bytesRead })
    client.socket.end()
    await until(() => forwarder.connections.open === 0)
    expect(kafka.broker(1).connections).toBe(0)
  })

  test('a forwarder delays one direction or both, and keeps the order', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    using client = await connectRaw(forwarder.port)
    forwarder.delay(30, { direction: 'down' })
    const began = performance.now()
    client.send(Metadata, 8, everything)
    client.send(Metadata, 8, everything)
    expect((await client.frame())?.readInt32BE(0)).toBe(1)
    expect(performance.now() - began).toBeGreaterThan(29)
    forwarder.delay(0)
    expect((await client.frame())?.readInt32BE(0)).toBe(2)
  })

  test.each([1, 7])('a forwarder splits everything into pieces of %i bytes', async bytes => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    using client = await connectRaw(forwarder.port)
    forwarder.splitEvery(bytes)
    const pieces: number[] = []
    client.socket.on('data', chunk => pieces.push(chunk.length))

    expect((await client.call(Metadata, 8, everything)).clusterId).toBe(kafka.clusterId)
    expect(pieces.length).toBeGreaterThan(5)
  })

  test.each([
    ['down', 10, 10],
    ['up', 5, 0]
  ] as const)('a forwarder cuts the connection after the given number of bytes in the direction %s', async (direction, bytes, read) => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    forwarder.cutAfter({ bytes, direction })
    using client = await connectRaw(forwarder.port)
    client.send(Metadata, 8, everything)

    expect(await client.closed).toBe(true)
    expect(client.socket.bytesRead).toBe(read)
    expect(forwarder.bytes[direction]).toBe(bytes)
  })

  test('a forwarder can cut by FIN, which both sides see without an error', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    forwarder.cutAfter({ bytes: 10, direction: 'down', by: 'FIN' })
    using client = await connectRaw(forwarder.port)
    client.send(Metadata, 8, everything)

    expect(await client.closed).toBe(false)
    expect(client.socket.bytesRead).toBe(10)
    await until(() => forwarder.connections.open === 0 && kafka.broker(1).connections === 0)
  })

  test('a forwarder cuts a connection at once that has already passed the number of bytes', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    using client = await connectRaw(forwarder.port)
    await client.call(Metadata, 8, everything)
    forwarder.cutAfter({ bytes: 10 })

    expect(await client.closed).toBe(true)
  })

  test('a forwarder drops all bytes and the end of the connection in a black hole', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    using client = await connectRaw(forwarder.port)
    await client.call(Metadata, 8, everything)
    forwarder.blackHole({ afterBytes: client.socket.bytesRead + 3, direction: 'down' })
    const before = client.socket.bytesRead
    client.send(Metadata, 8, everything)
    await until(() => client.socket.bytesRead === before + 3)
    await kafka.close()
    await turns(100)

    expect(client.socket.bytesRead).toBe(before + 3)
    expect(client.socket.readableEnded || client.socket.destroyed).toBe(false)
  })

  test('a forwarder resets all connections on command', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    using client = await connectRaw(forwarder.port)
    await client.call(Metadata, 8, everything)
    forwarder.reset()

    expect(await client.closed).toBe(true)
    await until(() => kafka.broker(1).connections === 0)
  })

  test('a forwarder refuses connections until it is told to accept them again on the same port', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await forwarderTo(kafka)
    const { port } = forwarder
    forwarder.refuse()
    await expect(connectRaw(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await forwarder.behave()
    using client = await connectRaw(port)

    expect((await client.call(Metadata, 8, everything)).clusterId).toBe(kafka.clusterId)
  })

  test('a forwarder resets its client when the server refuses', async () => {
    const kafka = await startTestingCluster()
    const to = { host: '127.0.0.1', port: kafka.broker(1).port }
    await kafka.close()
    await using forwarder = await startForwarder({ to })
    using client = await connectRaw(forwarder.port)

    expect(await client.closed).toBe(true)
  })

  test('a forwarder leaves nothing behind when it is closed during a delay or a black hole', async () => {
    await until(() => heldResources().length === 0)
    using timers = countOwnTimers()
    const kafka = await startTestingCluster()
    const forwarder = await forwarderTo(kafka)
    const requestBytes = requestFrame(Metadata, 8, 1, everything).length
    forwarder.delay(100_000, { direction: 'down' })
    forwarder.blackHole({ afterBytes: requestBytes + 5, direction: 'up' })
    const client = await connectRaw(forwarder.port)
    const heldByCluster = timers.held
    client.send(Metadata, 8, everything)
    client.send(Metadata, 8, everything)
    await until(() => forwarder.bytes.up === requestBytes + 5 && timers.held > heldByCluster)
    await forwarder[Symbol.asyncDispose]()
    await client.closed
    await kafka.close()

    await until(() => heldResources().length === 0)
    expect(timers.held).toBe(0)
  })
})
