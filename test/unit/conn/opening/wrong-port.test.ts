import { once } from 'node:events'
import { createServer, connect as dialTcp, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { listenForTlsPeers } from '../../../support/brokers/tls-peers.ts'
import { makePki } from '../../../support/pki.ts'
import { until } from '../../../support/process/gate.ts'
import { watchResources } from '../../../support/process/resources.ts'

const pki = makePki()
const tls = { ca: pki.ca }

/** A port that treats all connections alike, and counts them. */
async function listen(onData: (socket: Socket, chunk: Buffer) => void) {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('data', chunk => onData(socket, chunk))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get dialled() {
      return sockets.size
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

const HTTP = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'
const KAFKA = Buffer.from('0000000a000000000023000000000000', 'hex')

describe('TLS that meets plaintext', () => {
  test.each([
    ['of an HTTP server', HTTP],
    ['of a Kafka listener', KAFKA],
    ['of a server that greets with a line', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['that is zeros', Buffer.alloc(64)]
  ])('TLS that meets plaintext (%s) fails with: this listener does not speak TLS', async (_, answer) => {
    const leftBehind = watchResources()
    {
      await using server = await listen(socket => socket.write(answer))
      const error = await rejectionOf(connect({ host: server.host, port: server.port, tls }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false, delivery: 'not-sent' })
      const message = `127.0.0.1:${server.port}: the other side answered TLS with plaintext: this listener does not speak TLS`
      expect(error).toHaveProperty('message', message)
      expect(server.dialled).toBe(1)
    }
    expect(await leftBehind()).toEqual([])
  })
})

describe('plaintext to a listener that may speak TLS or HTTP', () => {
  test.each([
    ['that wants no client certificate', {}],
    ['that requires a client certificate', { ca: pki.ca, requestCert: true, rejectUnauthorized: true }],
    ['that refuses the hello', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const]
  ])('plaintext to a TLS listener %s fails with: this listener speaks TLS', async (_, more) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers({ ...pki.server, ...more })
      const error = await rejectionOf(connect({ host: peers.host, port: peers.port }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false, delivery: 'not-sent' })
      expect(error).toHaveProperty('message', `127.0.0.1:${peers.port}: this listener speaks TLS: set the tls option`)
      expect(peers.dialled).toBe(4) // three versions of ApiVersions, and the hello
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a TLS listener behind the dial option is recognised by a second call of dial', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const dial = vi.fn(() => dialTcp(peers.port, peers.host))
    const error = await rejectionOf(connect({ host: 'inner.invalid', dial }))
    expect(error).toHaveProperty('message', 'inner.invalid:9092: this listener speaks TLS: set the tls option')
    expect(dial).toHaveBeenCalledTimes(4)
    await until(() => dial.mock.results.every(({ value }) => value.destroyed))
  })

  test('a stream of the dial option that ends at the TLS hello is not said to speak TLS', async () => {
    const dial = vi.fn(() => {
      const [near, far] = duplexPair()
      far.once('data', chunk => (chunk[0] === 22 ? near.destroy() : far.end()))
      return near
    })
    const error = await rejectionOf(connect({ host: 'a', dial }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', message: expect.stringContaining('closed the connection without answering') })
    expect(dial).toHaveBeenCalledTimes(4)
  })

  test.each([
    ['closes on everything', (socket: Socket) => socket.end()],
    ['resets on everything', (socket: Socket) => socket.resetAndDestroy()],
    ['answers a hello with plaintext', (socket: Socket, chunk: Buffer) => (chunk[0] === 22 ? socket.end(HTTP) : socket.end())]
  ])('a listener that %s is not said to speak TLS', async (_, onData) => {
    const leftBehind = watchResources()
    {
      await using server = await listen(onData)
      const error = await rejectionOf(connect({ host: server.host, port: server.port }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true })
      const message = expect.stringMatching(
        /closed the connection without answering ApiVersions \(asked v\d, v3, v0\): is this the port of/
      )
      expect(error).toHaveProperty('message', message)
      expect(error).not.toHaveProperty('message', expect.stringContaining('speaks TLS'))
      expect(server.dialled).toBe(4)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a listener that does not answer the TLS hello is waited for one second at most', async () => {
    const leftBehind = watchResources()
    {
      await using server = await listen((socket, chunk) => chunk[0] !== 22 && socket.end())
      const error = await rejectionOf(connect({ host: server.host, port: server.port }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true })
      expect(error).toHaveProperty('message', expect.stringContaining('closed the connection without answering'))
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the signal ends the wait for an answer to the TLS hello', async () => {
    const leftBehind = watchResources()
    {
      const giveUp = new AbortController()
      await using server = await listen((socket, chunk) => (chunk[0] === 22 ? giveUp.abort(new Error('enough')) : socket.end()))
      expect(await rejectionOf(connect({ host: server.host, port: server.port, signal: giveUp.signal }))).toBe(giveUp.signal.reason)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the error of plaintext to an HTTP server names HTTP', async () => {
    const leftBehind = watchResources()
    {
      await using server = await listen(socket => socket.end(HTTP))
      const error = await rejectionOf(connect({ host: server.host, port: server.port }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false })
      expect(error).toHaveProperty('message', expect.stringContaining('The other side answered in HTTP'))
      expect(server.dialled).toBe(1)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the error of plaintext that gets a TLS alert names TLS', async () => {
    await using server = await listen(socket => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 10])))
    const error = await rejectionOf(connect({ host: server.host, port: server.port }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false })
    expect(error).toHaveProperty('message', expect.stringContaining('answered with a TLS alert: this listener speaks TLS'))
    expect(server.dialled).toBe(1)
  })
})
