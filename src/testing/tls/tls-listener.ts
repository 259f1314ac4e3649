import type { Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { TlsSettings } from './testing-tls-options.ts'

/** A client whose connection is secured. */
export interface SecuredClient {
  /** The decrypted bytes of the client. */
  readonly socket: TLSSocket
  /** Its TCP connection, for faults. */
  readonly transport: Socket
  /** The distinguished name of its certificate; undefined if it has none. */
  readonly distinguishedName: string | undefined
}

// Loaded only if TLS is wanted, because Node's module takes long to load.
const nodeTls = (): typeof import('node:tls') => process.getBuiltinModule('node:tls')

/**
 * Makes a server that secures each connection and then passes it on. As in Kafka, a client whose
 * certificate is not accepted is disconnected, also where a certificate is only requested.
 * `transports` has all connections, also those whose handshake has not ended.
 */
export function tlsServer(
  { key, cert, clientAuth, clientAuthorities }: TlsSettings,
  transports: Set<Socket>,
  serve: (client: SecuredClient) => void
): Server {
  const byClientAddress = new Map<string, Socket>()
  const server = nodeTls().createServer({
    ...{ key, cert, ca: [...clientAuthorities], noDelay: true },
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'required'
  })
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
    const certificate = socket.getPeerX509Certificate()
    const isRefused = certificate !== undefined && clientAuth !== 'none' && !socket.authorized
    if (transport === undefined || isRefused) return void socket.destroy()
    serve({ socket, transport, distinguishedName: certificate && distinguishedName(certificate.subject) })
  })
  server.on('tlsClientError', (_, socket) => socket.destroy())
  return server
}

const addressOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

/**
 * The distinguished name in the form of RFC 2253, as Kafka uses it for principals: the last part
 * comes first. Node has one part on a line.
 */
export function distinguishedName(subject: string): string {
  return subject.split('\n').reverse().join(',')
}
