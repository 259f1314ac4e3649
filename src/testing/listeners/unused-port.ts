import { once } from 'node:events'
import type { Server } from 'node:net'

const MAX_TRIES = 50

const used = new Set<number>()

/**
 * Listens on a port; 0 lets the system choose one. That one is no port of an earlier call in this
 * process, so that a client that a test did not close does not reach the brokers of a later test.
 * After 50 tries any port will do. Resolves with the port.
 */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  for (let tries = 1; ; tries++) {
    server.listen(port, host)
    await once(server, 'listening')
    const given = portOf(server)
    if (port !== 0 || !used.has(given) || tries === MAX_TRIES) {
      used.add(given)
      return given
    }
    await new Promise(resolve => server.close(resolve))
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
