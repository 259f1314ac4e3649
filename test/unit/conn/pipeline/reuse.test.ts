import { type Duplex, duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type Acks, acks, type Connection, connect } from '../../../../src/index.ts'
import { ApiVersions, Fetch, Metadata, Produce } from '../../../../src/messages.ts'
import { type BatchBuilder, batchBuilder } from '../../../../src/records/index.ts'
import { accept } from '../../../../src/server/index.ts'
import { apiVersionsOf, memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForTlsPeers, openTls } from '../../../support/brokers/tls-peers.ts'
import { makePki } from '../../../support/pki.ts'
import { gate, turns, until } from '../../../support/process/gate.ts'

const MIB = 1_048_576
const build = (builder: BatchBuilder, bytes: number): Uint8Array => {
  builder.append({ value: Buffer.alloc(bytes, 1), timestamp: 1n })
  return builder.build()
}
const produce = (records: Uint8Array, required: Acks = acks.ALL) => ({
  acks: required,
  timeoutMs: 1_000,
  topicData: [{ name: 't', partitionData: [{ index: 0, records }] }]
})
const send = (connection: Connection, records: Uint8Array, timeoutMs?: number) => connection.send(Produce, produce(records), { timeoutMs })

describe('the memory of a batch', () => {
  test('the memory of a batch is taken back when its request is answered', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const builder = batchBuilder()
    const batch = build(builder, 20_000)
    const sent = send(connection, batch)
    expect(builder.reuse(batch)).toBe(false)
    peer.answer(await peer.next(), Produce, { responses: [] })
    await sent
    expect(builder.reuse(batch)).toBe(true)
    expect(build(builder, 20_000).buffer).toBe(batch.buffer)
  })

  test('the memory of a batch is taken back at once when its request times out in the queue', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const out = connection.send(Metadata, { topics: [] })
    const builder = batchBuilder()
    const batch = build(builder, 20_000)
    const late = rejectionOf(send(connection, batch, 10))
    expect(builder.reuse(batch)).toBe(false)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'queue' })
    expect(builder.reuse(batch)).toBe(true)
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
    await out
    await connection.close()
  })

  test('the memory of a batch is taken back when the queue had no room for its request', async () => {
    const { connection } = memoryLink({ limits: { maxQueuedBytes: 10_000 } })
    const builder = batchBuilder()
    const batch = build(builder, 20_000)
    expect(await rejectionOf(send(connection, batch))).toMatchObject({ code: 'KAFKA_QUEUE_FULL' })
    expect(builder.reuse(batch)).toBe(true)
    await connection.close()
  })

  test('the memory of a batch is not taken back while another request with it is not written', async () => {
    await using link = await openLink({ limits: { maxInFlight: 1 } })
    const { connection, peer } = link
    const builder = batchBuilder()
    const batch = build(builder, 20_000)
    const both = [send(connection, batch), send(connection, batch)]
    peer.answer(await peer.next(), Produce, { responses: [] })
    await both[0]
    // Now the second request is written.
    peer.answer(await peer.next(), Produce, { responses: [] })
    await both[1]
    expect(builder.reuse(batch)).toBe(true)
  })

  test('the memory of a batch is not taken back while another view of it is being sent', async () => {
    await using link = await openLink({ limits: { maxInFlight: 1 } })
    const { connection, peer } = link
    const out = connection.send(Metadata, { topics: [] })
    const builder = batchBuilder()
    const batch = build(builder, 20_000)
    const sent = send(connection, Buffer.from(batch.buffer, batch.byteOffset, batch.length))
    expect(builder.reuse(batch)).toBe(false)
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
    peer.answer(await peer.next(), Produce, { responses: [] })
    await Promise.all([out, sent])
    expect(builder.reuse(batch)).toBe(true)
  })

  test('a second reuse() of a batch does not take back memory that a later batch uses', () => {
    const builder = batchBuilder()
    const first = build(builder, 20_000)
    expect(builder.reuse(first)).toBe(true)
    const second = build(builder, 20_000)
    expect(second.buffer).toBe(first.buffer)
    expect(builder.reuse(first)).toBe(false)
    expect(build(builder, 20_000).buffer).not.toBe(second.buffer)
  })
})

/**
 * Sends batches, which all time out, until the network takes no more. Counts those whose memory was
 * taken back.
 */
async function stall(connection: Connection, builder: BatchBuilder): Promise<{ batches: Uint8Array[]; taken: number }> {
  const batches = Array.from({ length: 40 }, () => build(builder, MIB / 2))
  const errors = await Promise.all(batches.map(batch => rejectionOf(send(connection, batch, 100))))
  const written = batches.filter((_, i) => (errors[i] as { delivery: string }).delivery === 'maybe-sent')
  return { batches: written, taken: written.filter(batch => builder.reuse(batch)).length }
}

describe('the memory of a batch whose request times out in the socket', () => {
  test('the memory of a timed-out batch over TCP is taken back only when the network has it', async () => {
    await using link = await openLink()
    link.peer.socket.pause()
    const builder = batchBuilder({ maxBytes: MIB })
    const { batches, taken } = await stall(link.connection, builder)
    expect(batches.length).toBeGreaterThan(2)
    expect(taken).toBeLessThan(batches.length) // the kernel still holds some
    const last = batches.at(-1) as Uint8Array
    expect(builder.reuse(last)).toBe(false)
    link.peer.socket.resume()
    await until(() => builder.reuse(last))
  })

  test('the memory of a timed-out batch over TCP is taken back when the connection has ended', async () => {
    await using link = await openLink()
    link.peer.socket.pause()
    const builder = batchBuilder({ maxBytes: MIB })
    const { batches } = await stall(link.connection, builder)
    const last = batches.at(-1) as Uint8Array
    const closing = link.connection.close({ timeoutMs: 1 })
    expect(builder.reuse(last)).toBe(false)
    await closing
    await until(() => builder.reuse(last))
  })

  test('the memory of a timed-out batch over TLS is taken back when the network has it or the connection has ended', async () => {
    const pki = makePki()
    await using peers = await listenForTlsPeers(pki.server)
    const { connection, socket } = await openTls(peers, { tls: { ca: pki.ca } } as never)
    ;(socket as Duplex).pause()
    const builder = batchBuilder({ maxBytes: MIB })
    const { batches } = await stall(connection, builder)
    const last = batches.at(-1) as Uint8Array
    expect(builder.reuse(last)).toBe(false)
    await connection.close({ timeoutMs: 1 })
    await until(() => builder.reuse(last))
  })

  // A stream that is no socket hands the bytes on by reference.
  test('the memory of a batch over a stream of the dial option is not taken back, also when the stream has called back', async () => {
    const { connection, peer } = memoryLink()
    const builder = batchBuilder()
    const batch = build(builder, 20_000)
    const sent = send(connection, batch)
    peer.answer(await peer.next(), Produce, { responses: [] })
    await sent
    await connection.close()
    expect(builder.reuse(batch)).toBe(false)
  })
})

const fetchAnswer = (records: Uint8Array) => {
  const partitions = [{ partitionIndex: 0, errorCode: 0, highWatermark: 1n, abortedTransactions: null, records }]
  return { responses: [{ topic: 't', partitions }] } as never
}

test('the memory of a batch that a server answered with over a stream that is no socket is not taken back', async () => {
  const [near, far] = duplexPair()
  const builder = batchBuilder()
  const batch = build(builder, 20_000)
  const served = accept(far, request => {
    if (request.is(ApiVersions)) request.answer(apiVersionsOf())
    if (request.is(Fetch)) request.answer(fetchAnswer(batch))
  })
  const connection = await connect({ host: 'in.memory', dial: () => near })
  await connection.send(Fetch, { maxWaitMs: 1, minBytes: 1, topics: [] })
  await connection.close()
  served.destroy()
  expect(builder.reuse(batch)).toBe(false)
})

test('the memory of answers that wait behind another one is taken back when the server has destroyed the connection', async () => {
  await using link = await openLink()
  const builder = batchBuilder()
  const batches = [build(builder, 20_000), build(builder, 20_000), build(builder, 20_000)]
  const gates = batches.map(gate)
  const { socket } = link.peer
  socket.removeAllListeners('data')
  let begun = 0
  const served = accept(socket, async request => {
    const at = begun++
    await gates[at]?.opened
    if (request.is(Fetch)) request.answer(fetchAnswer(batches[at] as Uint8Array))
    await gates[0]?.opened
    throw new Error('after its answer')
  })
  const lost = batches.map(() => rejectionOf(link.connection.send(Fetch, { maxWaitMs: 1, minBytes: 1, topics: [] })))
  await until(() => begun === 3)
  gates[1]?.open()
  await turns(3)
  expect(builder.reuse(batches[1] as Uint8Array)).toBe(false)
  served.destroy()
  gates[2]?.open() // its handler answers after the end
  await Promise.all(lost)
  gates[0]?.open() // now all handlers fail
  await turns(3)
  expect(batches.map(batch => builder.reuse(batch))).toEqual([true, true, true])
  expect(served.inFlight).toBe(0)
})

test('the memory of a batch that a server answered with is not taken back before the answer is written', async () => {
  await using link = await openLink()
  const builder = batchBuilder({ maxBytes: 16 * MIB })
  const batch = build(builder, 12 * MIB)
  const { socket } = link.peer
  socket.removeAllListeners('data')
  await using served = accept(socket, request => {
    if (!request.is(Fetch)) return
    request.answer(fetchAnswer(batch))
  })
  const fetched = link.connection.send(Fetch, { maxWaitMs: 1, minBytes: 1, topics: [] })
  await until(() => served.inFlight === 0 && socket.writableLength > 0)
  expect(builder.reuse(batch)).toBe(false)
  await fetched
  await until(() => builder.reuse(batch))
})
