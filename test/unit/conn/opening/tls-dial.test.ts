import { getEventListeners, once } from 'node:events'
import { createServer, connect as dialTcp, Socket } from 'node:net'
import { type Duplex, duplexPair } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { openLink, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForTlsPeers, openTls, type TlsPeers } from '../../../support/brokers/tls-peers.ts'
import { makePki } from '../../../support/pki.ts'
import { turns } from '../../../support/process/gate.ts'
import { watchResources } from '../../../support/process/resources.ts'

const pki = makePki()
const tls = { ca: pki.ca }

afterEach(() => vi.restoreAllMocks())

/** A port that gives the test each connection when its TLS hello comes, and does not answer. */
async function listenForHellos(onHello: (socket: Socket) => void = () => undefined) {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket
      .on('error', () => undefined)
      .once('data', () => {
        server.emit('hello', socket)
        onHello(socket)
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    hello: async (): Promise<Socket> => (await once(server, 'hello'))[0],
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

describe('a handshake that gets no answer', () => {
  test('a TLS handshake without an answer ends at the deadline, in phase tls', async () => {
    const leftBehind = watchResources()
    {
      await using silent = await listenForHellos()
      const { host, port } = silent
      const error = await rejectionOf(connect({ host, port, tls, timeouts: { connectMs: 2_000 } }))
      const message = `127.0.0.1:${port}: not open after 2000 ms (connectMs): TCP was there, but the TLS handshake was not finished`
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: true, delivery: 'not-sent', message })
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the signal ends a TLS handshake with its reason, and the socket closes', async () => {
    const leftBehind = watchResources()
    {
      await using silent = await listenForHellos()
      const giveUp = new AbortController()
      const reason = new Error('changed my mind')
      const rejection = rejectionOf(connect({ host: silent.host, port: silent.port, tls, signal: giveUp.signal }))
      const socket = await silent.hello()
      giveUp.abort(reason)
      expect(await rejection).toBe(reason)
      expect(getEventListeners(giveUp.signal, 'abort')).toEqual([])
      await once(socket, 'close')
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the signal ends a TLS handshake at any moment, also over a Duplex of the dial option', async () => {
    const reason = new Error('changed my mind')
    const given = new Map<number, boolean>()
    for (let moment = 0; moment < 40; moment++) {
      const [near] = duplexPair()
      const giveUp = new AbortController()
      const dial = ({ signal }: { signal: AbortSignal }): Duplex => {
        given.set(moment, signal.aborted)
        return near
      }
      const rejection = rejectionOf(connect({ host: 'a', tls: async () => tls, dial, signal: giveUp.signal }))
      for (let i = 0; i < moment; i++) await undefined
      giveUp.abort(reason)
      expect(await rejection).toBe(reason)
      await turns(2) // the TLS stream above the Duplex closes first
      expect(near.destroyed).toBe(given.has(moment))
    }
    expect(given.size).toBeGreaterThan(5)
    expect(given.size).toBeLessThan(40)
    expect([...given.values()]).not.toContain(true) // no dial begins after the abort
  })
})

describe('a handshake that is cut off', () => {
  test.each([
    ['FIN', (socket: Socket) => socket.end()],
    ['RST', (socket: Socket) => socket.resetAndDestroy()]
  ])('a TLS handshake that is cut off by %s is KAFKA_CONNECT of phase tls', async (_, cut) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForHellos(cut)
      const error = await rejectionOf(connect({ host: peers.host, port: peers.port, tls }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: true, cause: { code: 'ECONNRESET' } })
      const message = 'the TLS handshake failed (ECONNRESET): does this listener speak TLS, and does it want a client certificate?'
      expect(error).toHaveProperty('message', `127.0.0.1:${peers.port}: ${message}`)
    }
    expect(await leftBehind()).toEqual([])
  })

  test.each(['FIN', 'destroy'])(
    'a TLS handshake over a Duplex of the dial option that ends by %s is KAFKA_CONNECT, and the Duplex is destroyed',
    async how => {
      const [near, far] = duplexPair()
      far.once('data', () => (how === 'FIN' ? far.end() : near.destroy()))
      const error = await rejectionOf(connect({ host: 'a', tls, dial: () => near }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls' })
      await turns(2)
      expect(near.destroyed).toBe(true)
    }
  )

  test.each([
    [48, 'unknown ca', 'does it want a client certificate, or another one?'],
    [116, 'certificate required', 'does it want a client certificate, or another one?'],
    [40, 'handshake failure', 'does it want a client certificate, or another one?'],
    [70, 'protocol version', 'do both sides share a TLS version and a cipher?']
  ])('a TLS handshake that ends by alert %i is not retriable, and its error says what the alert means', async (alert, name, check) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForHellos(socket => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])))
      const error = await rejectionOf(connect({ host: peers.host, port: peers.port, tls }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false })
      expect(error).toHaveProperty('message', `127.0.0.1:${peers.port}: the broker refused TLS with the alert "${name}": ${check}`)
    }
    expect(await leftBehind()).toEqual([])
  })
})

describe('TLS over a Duplex of the dial option', () => {
  test.each([
    ['a socket', (peers: TlsPeers): Duplex => dialTcp(peers.port, peers.host)],
    ['a stream that is no socket', (peers: TlsPeers): Duplex => bridged(dialTcp(peers.port, peers.host))]
  ])('TLS over a Duplex of the dial option carries the connection: %s', async (_, dialTo) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers(pki.server)
      const given = dialTo(peers)
      const { connection, peer, socket } = await openTls(peers, { host: 'broker.test', tls, dial: () => given })
      expect(connection.broker).toMatchObject({ host: 'broker.test', address: undefined, tlsAuthorized: true })
      expect(socket).toHaveProperty('servername', 'broker.test')
      const answered = connection.send(Metadata, { topics: null })
      peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
      expect(await answered).toMatchObject({ topics: [] })
      await connection.close()
      await peer.ended
      expect(given.destroyed).toBe(true)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a Duplex of the dial option is destroyed when the certificate is refused', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const given = dialTcp(peers.port, peers.host)
    const error = await rejectionOf(connect({ host: 'other.test', tls, dial: () => given }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false })
    await turns(2)
    expect(given.destroyed).toBe(true)
  })

  test('a Duplex of the dial option is destroyed when the TLS options are refused', async () => {
    const [near] = duplexPair()
    const error = await rejectionOf(connect({ host: 'a', tls: { ...tls, key: 'none', cert: pki.client.cert }, dial: () => near }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false })
    expect(near.destroyed).toBe(true)
  })
})

describe('a socket that Node dialled', () => {
  const spies = () => [vi.spyOn(Socket.prototype, 'setNoDelay'), vi.spyOn(Socket.prototype, 'setKeepAlive')] as const

  test('a dialled TCP socket has NODELAY and a keepalive after 15 s', async () => {
    const [noDelay, keepAlive] = spies()
    await using _ = await openLink()
    expect(keepAlive).toHaveBeenCalledExactlyOnceWith(true, 15_000)
    expect(noDelay).toHaveBeenCalledWith(true)
    expect(noDelay.mock.contexts).toContain(keepAlive.mock.contexts[0])
  })

  test('a dialled TLS socket has NODELAY and a keepalive, set when TCP is connected', async () => {
    const [noDelay, keepAlive] = spies()
    const isConnecting: boolean[] = []
    keepAlive.mockImplementation(function (this: Socket) {
      isConnecting.push(this.connecting)
      return this
    })
    await using peers = await listenForTlsPeers(pki.server)
    const { connection } = await openTls(peers, { tls })
    expect(keepAlive).toHaveBeenCalledExactlyOnceWith(true, 15_000)
    expect(isConnecting).toEqual([false])
    const [socket] = keepAlive.mock.contexts
    expect(socket).toBeInstanceOf(TLSSocket)
    expect(noDelay.mock.calls[noDelay.mock.contexts.indexOf(socket as Socket)]).toEqual([true])
    await connection.close()
  })
})

/** A stream in memory that leads to a socket. */
function bridged(socket: Socket): Duplex {
  const [near, far] = duplexPair()
  far.pipe(socket).pipe(far)
  near.on('close', () => socket.destroy())
  return near
}
