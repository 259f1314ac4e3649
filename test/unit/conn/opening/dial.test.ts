import { getEventListeners, once } from 'node:events'
import { createServer, connect as dialTcp, Socket } from 'node:net'
import { Duplex, duplexPair, Writable } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { connect, KafkaError } from '../../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../../src/messages.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers, Peer } from '../../../support/brokers/peer.ts'
import { watchResources } from '../../../support/process/resources.ts'
import { names } from '../../../support/sources/names.ts'

vi.mock('node:dns', async original => (await import('../../../support/sources/names.ts')).dnsOfNames(original))

const NO_ONE = 'label-longer-than-the-63-characters-that-dns-allows-so-no-one-need-be-asked.test'

afterEach(() => names.clear())

async function refusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('a dial that fails', () => {
  test('the error of a port without a listener names the address and what to check', async () => {
    const leftBehind = watchResources()
    const port = await refusedPort()
    const error = await rejectionOf(connect({ host: '127.0.0.1', port }))
    expect(error).toBeInstanceOf(KafkaError)
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', retriable: true, delivery: 'not-sent' })
    expect(error).toMatchObject({ broker: { host: '127.0.0.1', port }, cause: { code: 'ECONNREFUSED' } })
    const message = `127.0.0.1:${port}: no TCP connection (127.0.0.1 refused: ECONNREFUSED): is a broker listening there?`
    expect(error).toHaveProperty('message', message)
    expect(await leftBehind()).toEqual([])
  })

  test('the error of a name that does not resolve has the phase dns', async () => {
    const error = await rejectionOf(connect({ host: NO_ONE }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'dns', message: expect.stringContaining('does not resolve') })
  })

  test('the error of a name without a listener at any address lists all addresses', async () => {
    names.set('two.test', ['127.0.0.1', '127.0.0.2'])
    const error = await rejectionOf(connect({ host: 'two.test', port: await refusedPort() }))
    const message = expect.stringContaining('(127.0.0.1 refused: ECONNREFUSED, 127.0.0.2 refused: ECONNREFUSED)')
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message })
  })

  test('a deadline during the look-up of a name has the phase dns', async () => {
    names.set('stuck.test', 'stuck')
    const leftBehind = watchResources()
    const error = await rejectionOf(connect({ host: 'stuck.test', timeouts: { connectMs: 20 } }))
    expect(error).toMatchObject({
      code: 'KAFKA_CONNECT',
      phase: 'dns',
      message: 'stuck.test:9092: not open after 20 ms (connectMs): the name was not resolved'
    })
    expect(await leftBehind()).toEqual([])
  })

  test('a deadline while the broker does not answer has the phase api-versions, after three dials at most', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForPeers()
      const { host, port } = peers
      const error = await rejectionOf(connect({ host, port, timeouts: { connectMs: 1_000 } }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true, delivery: 'not-sent' })
      expect(peers.total).toBeLessThanOrEqual(3)
    }
    expect(await leftBehind()).toEqual([])
  })
})

describe('the signal of connect', () => {
  const reason = new Error('changed my mind')

  test('connect with an aborted signal rejects with its reason and dials nothing', async () => {
    const dial = vi.fn<() => Duplex>()
    expect(await rejectionOf(connect({ host: 'a', signal: AbortSignal.abort(reason), dial }))).toBe(reason)
    expect(dial).not.toHaveBeenCalled()
  })

  test('the signal ends connect during the look-up of a name', async () => {
    names.set('stuck.test', 'stuck')
    const giveUp = new AbortController()
    const rejection = rejectionOf(connect({ host: 'stuck.test', signal: giveUp.signal }))
    giveUp.abort(reason)
    expect(await rejection).toBe(reason)
    expect(getEventListeners(giveUp.signal, 'abort')).toEqual([])
  })

  test('the signal ends connect while TCP connects', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForPeers()
      const giveUp = new AbortController()
      let rejectedWith: unknown
      void rejectionOf(connect({ host: peers.host, port: peers.port, signal: giveUp.signal })).then(error => {
        rejectedWith = error
      })
      giveUp.abort(reason)
      for (let i = 0; i < 20; i++) await undefined // before the event loop has polled the network
      expect(rejectedWith).toBe(reason)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the signal ends connect while versions are negotiated, and the socket closes', async () => {
    await using peers = await listenForPeers()
    const giveUp = new AbortController()
    const rejection = rejectionOf(connect({ host: peers.host, port: peers.port, signal: giveUp.signal }))
    const peer = await peers.next()
    await peer.next()
    giveUp.abort(reason)
    expect(await rejection).toBe(reason)
    await peer.ended
    expect(peers.total).toBe(1)
  })

  test('the signal ends connect at any moment, also between two phases', async () => {
    for (let moment = 0; moment < 24; moment++) {
      const [near] = duplexPair()
      const giveUp = new AbortController()
      const rejection = rejectionOf(connect({ host: 'a', dial: async () => near, signal: giveUp.signal }))
      for (let i = 0; i < moment; i++) await undefined
      giveUp.abort(reason)
      expect(await rejection).toBe(reason)
      expect(near.destroyed).toBe(true)
    }
  })

  test('the signal of connect has no effect on an open connection', async () => {
    await using peers = await listenForPeers()
    const giveUp = new AbortController()
    const connecting = connect({ host: peers.host, port: peers.port, signal: giveUp.signal })
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
    const connection = await connecting
    expect(getEventListeners(giveUp.signal, 'abort')).toEqual([])
    giveUp.abort(reason)
    expect(connection.state).toBe('open')
    await connection.close()
  })
})

describe('a dial that succeeds', () => {
  test('connect takes the next address of a name when one refuses, and the connection says which one it took', async () => {
    await using peers = await listenForPeers()
    names.set('two.test', ['127.0.0.2', '127.0.0.1'])
    const connecting = connect({ host: 'two.test', port: peers.port })
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
    await using connection = await connecting
    expect(connection.broker).toEqual({ host: 'two.test', port: peers.port, address: '127.0.0.1' })
  })
})

describe('the dial option', () => {
  test('the dial option is given the address, and its Duplex carries the connection', async () => {
    const [near, far] = duplexPair()
    const dial = vi.fn(async () => near)
    const connecting = connect({ host: 'inner', port: 7, dial })
    const peer = new Peer(far)
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
    const connection = await connecting
    expect(dial).toHaveBeenCalledExactlyOnceWith({ host: 'inner', port: 7, signal: expect.any(AbortSignal) })
    const answered = connection.send(Metadata, { topics: null })
    peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
    expect(await answered).toMatchObject({ brokers: [] })
    await connection.close()
    expect(near.destroyed).toBe(true)
  })

  test('the dial option may return its Duplex without a promise', async () => {
    await using peers = await listenForPeers()
    const connecting = connect({ host: 'inner', dial: () => dialTcp(peers.port, peers.host) })
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
    await using connection = await connecting
    expect(connection.broker).toEqual({ host: 'inner', port: 9092, address: undefined })
  })

  test('a dial option that throws or rejects is the cause of KAFKA_CONNECT', async () => {
    const cause = new Error('proxy says no')
    for (const dial of [() => Promise.reject(cause), () => void thrown(cause) as never]) {
      const error = await rejectionOf(connect({ host: 'a', dial }))
      const message = 'a:9092: the dial option gave no connection (proxy says no)'
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', cause, message, broker: { host: 'a', port: 9092 } })
    }
  })

  test.each([undefined, null, 7, {}, new Map(), new Writable()])(
    'a dial option that returns %o, which is no Duplex, is KAFKA_CONNECT',
    async gift => {
      const error = await rejectionOf(connect({ host: 'a', dial: () => gift as never }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message: expect.stringContaining('not a stream of bytes') })
    }
  )

  test('a dial option that returns a destroyed Duplex is KAFKA_CONNECT', async () => {
    const [near] = duplexPair()
    near.destroy()
    const error = await rejectionOf(connect({ host: 'a', dial: () => near }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message: expect.stringContaining('destroyed') })
  })

  test('a dial option that returns a Duplex with an error is KAFKA_CONNECT, and the error ends nothing else', async () => {
    const cause = new Error('broke early')
    const [near] = duplexPair()
    near.destroy(cause)
    expect(await rejectionOf(connect({ host: 'a', dial: () => near }))).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', cause })
    await new Promise(resolve => near.on('close', resolve)) // without a listener the error has ended the process by now
  })

  test.each<[string, () => Promise<Duplex>]>([
    ['that has ended already', endedByPeer],
    ['that has ended already', endedByItself],
    ['of objects, not of bytes', async () => new Duplex({ objectMode: true, read() {} })],
    ['of text, not of bytes', async () => new Duplex({ read() {} }).setEncoding('utf8')]
  ])('a dial option that returns a stream %s is KAFKA_CONNECT at once, and the stream is destroyed', async (problem, make) => {
    for (const tls of [false, true]) {
      const stream = await make()
      const error = await rejectionOf(connect({ host: 'a', dial: () => stream, tls }))
      const message = expect.stringContaining(`a:9092: the dial option gave a stream ${problem}`)
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message })
      expect(stream.destroyed).toBe(true)
    }
  })

  test('a socket of the dial option that is not connected is waited for, and its error is the cause of KAFKA_CONNECT', async () => {
    const leftBehind = watchResources()
    const port = await refusedPort()
    for (const tls of [false, true]) {
      const error = await rejectionOf(connect({ host: 'a', dial: () => dialTcp(port, '127.0.0.1'), tls }))
      const message = 'a:9092: the dial option gave no connection (refused: ECONNREFUSED)'
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message, cause: { code: 'ECONNREFUSED' } })
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a socket of the dial option that never connects is destroyed at the deadline', async () => {
    const leftBehind = watchResources()
    const socket = new Socket()
    Object.defineProperty(socket, 'connecting', { value: true })
    const error = await rejectionOf(connect({ host: 'a', dial: () => socket, timeouts: { connectMs: 20 } }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message: expect.stringContaining('not open after 20 ms') })
    expect(socket.destroyed).toBe(true)
    expect(await leftBehind()).toEqual([])
  })

  test('a dial option that never returns ends at the deadline, and its signal is aborted', async () => {
    let heard: AbortSignal | undefined
    const dial = ({ signal }: { signal: AbortSignal }): Promise<Duplex> => {
      heard = signal
      return new Promise(() => undefined)
    }
    const error = await rejectionOf(connect({ host: 'a', dial, timeouts: { connectMs: 20 } }))
    expect(error).toMatchObject({
      code: 'KAFKA_CONNECT',
      phase: 'tcp',
      message: 'a:9092: not open after 20 ms (connectMs): the dial option gave no connection'
    })
    expect(heard).toMatchObject({ aborted: true, reason: error })
  })

  test('a Duplex that the dial option returns too late is destroyed', async () => {
    await using peers = await listenForPeers()
    let give: (socket: Socket) => void = () => undefined
    const dial = (): Promise<Socket> =>
      new Promise(resolve => {
        give = resolve
      })
    const giveUp = new AbortController()
    const rejection = rejectionOf(connect({ host: 'a', dial, signal: giveUp.signal }))
    giveUp.abort()
    await rejection
    const socket = dialTcp(peers.port, peers.host)
    give(socket)
    await once(socket, 'close')
  })
})

async function endedByPeer(): Promise<Duplex> {
  const [near, far] = duplexPair()
  far.end()
  await once(near.resume(), 'end')
  return near
}

async function endedByItself(): Promise<Duplex> {
  const [near] = duplexPair()
  near.end()
  return near
}

function thrown(error: Error): never {
  throw error
}
