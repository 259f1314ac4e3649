import { once } from 'node:events'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { type Connection, type ConnectionOptions, connect } from '../../../src/index.ts'
import { ApiVersions } from '../../../src/messages.ts'
import { apiVersionsOf } from './link.ts'
import { Peer } from './peer.ts'

/** A client that has completed the TLS handshake. */
export interface TlsPeer {
  readonly peer: Peer
  readonly socket: TLSSocket
}

/** A TLS port on loopback. The test plays the broker for its clients. */
export interface TlsPeers extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** How many clients have dialled, also those whose handshakes failed. */
  readonly dialled: number
  /** The next client that completes the handshake. */
  next(): Promise<TlsPeer>
}

export async function listenForTlsPeers(options: TlsOptions, host = '127.0.0.1'): Promise<TlsPeers> {
  const server = createServer({ noDelay: true, ...options })
  const sockets = new Set<{ destroy(): unknown }>()
  const coming: TlsPeer[] = []
  let dialled = 0
  server.on('connection', socket => {
    dialled++
    sockets.add(socket)
  })
  server.on('secureConnection', socket => {
    coming.push({ peer: new Peer(socket), socket })
    server.emit('peer')
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get dialled() {
      return dialled
    },
    async next() {
      while (coming.length === 0) await once(server, 'peer')
      return coming.shift() as TlsPeer
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

/** Connects to a TLS port and answers ApiVersions. */
export async function openTls(
  peers: Pick<TlsPeers, 'host' | 'port' | 'next'>,
  options: Partial<ConnectionOptions>
): Promise<TlsPeer & { readonly connection: Connection }> {
  const connecting = connect({ host: peers.host, port: peers.port, ...options })
  const [connection, tlsPeer] = await Promise.all([connecting, answerNext(peers)])
  return { connection, ...tlsPeer }
}

async function answerNext(peers: Pick<TlsPeers, 'next'>): Promise<TlsPeer> {
  const { peer, socket } = await peers.next()
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  return { peer, socket }
}
