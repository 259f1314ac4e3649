import { once } from 'node:events'
import type { Server } from 'node:net'

const MAX_TRIES = 50

const used = new Set<number>()

/**
 * Listens on a port that the system chooses and that no earlier call in this process has returned,
 * so that a client that a test did not close does not reach the brokers of a later test. After 50
 * tries any port will do. Resolves with the port.
 */
export async function listenOnUnusedPort(server: Server, host: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    server.listen(0, host)
    await once(server, 'listening')
    const port = portOf(server)
    if (!used.has(port) || tries === MAX_TRIES) {
      used.add(port)
      return port
    }
    await new Promise(resolve => server.close(resolve))
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
