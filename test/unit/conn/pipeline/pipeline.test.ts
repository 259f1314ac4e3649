import { once } from 'node:events'
import { connect as dialTcp, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { acks, apiKeys, connect, replicaIds } from '../../../../src/index.ts'
import { ApiVersions, ListOffsets, Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { apiVersionsOf, memoryLink, openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { type Arrived, listenForPeers, type Peer } from '../../../support/brokers/peer.ts'
import { startForwarder } from '../../../support/faults/forwarder.ts'

const named = (clusterId: string): MetadataResponse => ({ brokers: [], topics: [], clusterId })

const nameOf = (peer: Peer, request: Arrived): string =>
  (peer.read(Metadata, request) as { topics: { name: string }[] }).topics[0]?.name ?? ''

/** Answers each request with the name of its topic. */
const echo = (peer: Peer, requests: readonly Arrived[]): void => {
  for (const request of requests) peer.answer(request, Metadata, named(nameOf(peer, request)))
}

const topic = (name: string | number) => ({ topics: [{ name: String(name) }] })
const produce = (records: Uint8Array) => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: 't', partitionData: [{ index: 0, records }] }]
})

describe('pipelined requests', () => {
  test('1,000 requests of one turn leave in one write, and each gets its own answer', async () => {
    const writes: string[] = []
    const dial = async ({ host, port }: { host: string; port: number }): Promise<Socket> => {
      const socket = dialTcp(port, host)
      await once(socket, 'connect')
      const { _write, _writev } = socket
      socket._write = (...given) => {
        writes.push('one')
        _write.apply(socket, given)
      }
      socket._writev = (...given) => {
        writes.push('many')
        _writev?.apply(socket, given)
      }
      return socket
    }
    await using link = await openLink({ dial, limits: { maxInFlight: 1_000 } })
    const { connection, peer } = link
    writes.length = 0
    const answers = Array.from({ length: 1_000 }, (_, i) => connection.send(Metadata, topic(i)))
    const requests = await peer.take(1_000)
    expect(writes).toHaveLength(1)
    expect(requests.map(({ header }) => header.correlationId)).toEqual(requests.map((_, i) => i + 1))
    echo(peer, requests)
    expect((await Promise.all(answers)).map(({ clusterId }) => clusterId)).toEqual(requests.map((_, i) => String(i)))
  })

  test('requests of two turns leave in two writes', async () => {
    const { connection, peer } = memoryLink()
    const sizes: number[] = []
    peer.socket.on('data', (chunk: Buffer) => sizes.push(chunk.length))
    const first = [connection.send(Metadata, topic('a')), connection.send(Metadata, topic('b'))]
    const requests = await peer.take(2)
    first.push(connection.send(Metadata, topic('c')))
    requests.push(...(await peer.take(1)))
    expect(sizes).toHaveLength(2)
    echo(peer, requests)
    await Promise.all(first)
    await connection.close()
  })

  test('pipelined requests are answered in the order in which they were sent, whatever their APIs', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const order: string[] = []
    const sent = [
      connection.send(Metadata, topic('a')).then(() => order.push('Metadata')),
      connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [] }).then(() => order.push('ListOffsets')),
      connection.send(Metadata, topic('b'), { version: 0 }).then(() => order.push('Metadata v0'))
    ]
    const [first, second, third] = await peer.take(3)
    if (first !== undefined) peer.answer(first, Metadata, named('a'))
    if (second !== undefined) peer.answer(second, ListOffsets, { topics: [] })
    if (third !== undefined) peer.answer(third, Metadata, { brokers: [], topics: [] })
    await Promise.all(sent)
    expect(order).toEqual(['Metadata', 'ListOffsets', 'Metadata v0'])
  })

  test('pipelined requests are answered when answers come one byte at a time', async () => {
    await using peers = await listenForPeers()
    await using forwarder = await startForwarder({ to: peers })
    forwarder.splitEvery(1, { direction: 'down' })
    const connecting = connect({ host: forwarder.host, port: forwarder.port })
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, {
      ...apiVersionsOf(),
      apiKeys: [{ apiKey: apiKeys.Metadata, minVersion: 0, maxVersion: 13 }]
    })
    await using connection = await connecting
    const answers = ['a', 'b', 'c'].map(name => connection.send(Metadata, topic(name)))
    echo(peer, await peer.take(3))
    expect((await Promise.all(answers)).map(({ clusterId }) => clusterId)).toEqual(['a', 'b', 'c'])
  })

  test('pipelined requests are answered when two answers are cut at any byte', async () => {
    const { connection, peer } = memoryLink()
    const written: Buffer[] = []
    const { write } = peer.socket
    for (let cut = 1; ; cut++) {
      const answers = ['a', 'b'].map(name => connection.send(Metadata, topic(name)))
      const requests = await peer.take(2)
      written.length = 0
      peer.socket.write = ((chunk: Buffer) => written.push(chunk) > 0) as typeof write
      echo(peer, requests)
      peer.socket.write = write
      const bytes = Buffer.concat(written)
      peer.socket.write(bytes.subarray(0, cut))
      if (cut < bytes.length) peer.socket.write(bytes.subarray(cut))
      expect((await Promise.all(answers)).map(({ clusterId }) => clusterId)).toEqual(['a', 'b'])
      if (cut >= bytes.length) break
    }
    await connection.close()
  })

  test('pipelined requests go on when correlation ids wrap from 2³¹−1 to 0', async () => {
    const { connection, peer } = memoryLink({}, 0x7fff_fffe)
    const answers = ['a', 'b', 'c', 'd'].map(name => connection.send(Metadata, topic(name)))
    const requests = await peer.take(4)
    expect(requests.map(({ header }) => header.correlationId)).toEqual([0x7fff_fffe, 0x7fff_ffff, 0, 1])
    echo(peer, requests)
    expect((await Promise.all(answers)).map(({ clusterId }) => clusterId)).toEqual(['a', 'b', 'c', 'd'])
    await connection.close()
  })
})

describe('large byte fields', () => {
  test('large byte fields arrive intact and uncopied between small requests', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    const large = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) & 0xff))
    const sent = [
      connection.send(Metadata, topic('a')),
      connection.send(Produce, produce(large.subarray(0, 4_096))),
      connection.send(Metadata, topic('b')),
      connection.send(Produce, produce(large)),
      connection.send(Produce, produce(large.subarray(0, 4_095))),
      connection.send(Metadata, topic('c'))
    ]
    const requests = await peer.take(6)
    const records = requests.map(request =>
      request.header.apiKey === Produce.key
        ? (peer.read(Produce, request) as { topicData: { partitionData: { records: Buffer }[] }[] }).topicData[0]?.partitionData[0]?.records
        : nameOf(peer, request)
    )
    for (const [i, bytes] of [
      [1, 4_096],
      [3, large.length],
      [4, 4_095]
    ] as const)
      expect(large.subarray(0, bytes).equals(records[i] as Buffer)).toBe(true)
    expect([records[0], records[2], records[5]]).toEqual(['a', 'b', 'c'])
    for (const request of requests) {
      if (request.header.apiKey === Produce.key) peer.answer(request, Produce, { responses: [] })
      else echo(peer, [request])
    }
    await Promise.all(sent)
  })
})

describe('an answer with a wrong correlation id', () => {
  test('an answer with a wrong correlation id closes the connection as out-of-sync, and each request rejects once', async () => {
    await using link = await openLink()
    const { connection, peer } = link
    let heard = 0
    const rejections = ['a', 'b', 'c'].map(name => rejectionOf(connection.send(Metadata, topic(name)).finally(() => heard++)))
    const [first, second] = await peer.take(3)
    if (first !== undefined) peer.answer(first, Metadata, named('a'))
    if (first !== undefined) peer.answer(first, Metadata, named('a')) // a second answer to the same request
    if (second !== undefined) peer.answer(second, Metadata, named('b'))
    const closed = await connection.closed
    expect(closed).toMatchObject({ reason: 'out-of-sync', cause: { code: 'KAFKA_PROTOCOL' } })
    expect(closed.cause).toHaveProperty('message', 'An answer has correlation id 1, but 2 (Metadata v13) is the oldest awaited')
    const [answered, ...errors] = await Promise.all(rejections.map(each => each.catch(() => 'answered')))
    expect(answered).toBe('answered')
    expect(heard).toBe(3)
    for (const error of errors)
      expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'out-of-sync', delivery: 'maybe-sent', cause: closed.cause })
    expect(errors[0]).not.toBe(errors[1])
    await peer.ended
  })

  test('an answer that no request waits for closes the connection as out-of-sync', async () => {
    await using link = await openLink()
    link.peer.socket.write(Buffer.from('0000000400000001', 'hex'))
    const { reason, cause } = await link.connection.closed
    expect(reason).toBe('out-of-sync')
    expect(cause).toHaveProperty('message', 'An answer has correlation id 1, but none is awaited')
  })
})
