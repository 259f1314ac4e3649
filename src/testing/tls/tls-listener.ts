import type { Socket } from 'node:net'
import type { SecureContextOptions, Server, TLSSocket } from 'node:tls'
import type { AcceptedClient, Transport } from '../listeners/listener.ts'
import type { TlsSettings } from './testing-tls-options.ts'

// Loaded only if TLS is wanted, because Node's module takes long to load.
const nodeTls = (): typeof import('node:tls') => process.getBuiltinModule('node:tls')

/**
 * Makes a server that secures each TCP connection and then passes it on. As in Kafka, a client
 * whose certificate is not accepted is disconnected, also where a certificate is only requested.
 * `transports` has all connections, also those whose handshake has not ended.
 */
export function tlsServer(settings: TlsSettings, transports: Set<Transport>, serve: (client: AcceptedClient) => void): Server {
  const byClientAddress = new Map<string, Transport>()
  const server = makeServer(settings)
  settings.certificate.onChange(() => server.setSecureContext(secureContext(settings)))
  server.prependListener('connection', (transport: Socket) => {
    const address = addressOf(transport)
    transports.add(transport)
    byClientAddress.set(address, transport)
    transport.on('close', () => {
      transports.delete(transport)
      byClientAddress.delete(address)
    })
  })
  server.on('secureConnection', socket => {
    const transport = byClientAddress.get(addressOf(socket))
    if (transport === undefined) return void socket.destroy()
    serveAccepted({ socket, transport }, settings, serve)
  })
  return server
}

/**
 * Makes a function that secures connections of any kind in the same way. Streams that are no TCP
 * sockets have no address that tells which of them was secured. So each handshake has a server of
 * its own, which later ones use again: a server takes two milliseconds to make.
 */
export function tlsOver(settings: TlsSettings, serve: (client: AcceptedClient) => void): (transport: Transport) => void {
  let idle: Server[] = []
  settings.certificate.onChange(() => {
    idle = []
  })
  return transport => {
    const own = idle
    const server = own.pop() ?? makeServer(settings)
    const end = (): void => {
      transport.off('close', end)
      server.removeAllListeners('secureConnection')
      own.push(server)
    }
    transport.on('close', end)
    server.on('secureConnection', socket => {
      end()
      serveAccepted({ socket, transport }, settings, serve)
    })
    server.emit('connection', transport)
  }
}

function secureContext({ certificate, clientAuthorities }: TlsSettings): Pick<SecureContextOptions, 'key' | 'cert' | 'ca'> {
  return { ...certificate.current, ca: [...clientAuthorities] }
}

function makeServer(settings: TlsSettings): Server {
  const { clientAuth } = settings
  const server = nodeTls().createServer({
    ...secureContext(settings),
    noDelay: true,
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'required'
  })
  return server.on('tlsClientError', (_, socket) => socket.destroy())
}

function serveAccepted(
  client: { readonly socket: TLSSocket; readonly transport: Transport },
  { clientAuth }: TlsSettings,
  serve: (client: AcceptedClient) => void
): void {
  const { socket } = client
  const certificate = socket.getPeerX509Certificate()
  const isRefused = certificate !== undefined && clientAuth !== 'none' && !socket.authorized
  if (isRefused) return void socket.destroy()
  serve({ ...client, distinguishedName: certificate && distinguishedName(certificate.subject) })
}

const addressOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

/**
 * The distinguished name in the form of RFC 2253, as Kafka uses it for principals: the last part
 * comes first. Node has one part on a line.
 */
export function distinguishedName(subject: string): string {
  return subject.split('\n').reverse().join(',')
}
