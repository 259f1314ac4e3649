import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { type AcceptOptions, accept, type RequestHandler, type ServerConnection } from '../../../src/server/index.ts'

/** A loopback port. One handler serves all its connections. */
export interface ServedPort extends AsyncDisposable {
  readonly port: number
  /** The oldest connection that no test has taken yet, or else the next that opens. */
  connection(): Promise<ServerConnection>
}

/** Listens and accepts connections, with TLS if `tls` is given. */
export async function serve(handle: RequestHandler, options: AcceptOptions = {}, tls?: TlsOptions): Promise<ServedPort> {
  const all: ServerConnection[] = []
  const unclaimed: ServerConnection[] = []
  const onClient = (socket: Socket): void => {
    const connection = accept(socket, handle, options)
    all.push(connection)
    unclaimed.push(connection)
    server.emit('served')
  }
  const server = tls === undefined ? createServer({ noDelay: true }, onClient) : createTlsServer({ noDelay: true, ...tls }, onClient)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async connection() {
      for (;;) {
        const next = unclaimed.shift()
        if (next !== undefined) return next
        await once(server, 'served')
      }
    },
    async [Symbol.asyncDispose]() {
      for (const connection of all) connection.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}
