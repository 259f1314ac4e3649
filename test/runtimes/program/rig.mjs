import { connect, createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { connectCluster } from 'kafkawire'
import { scramSha512 } from 'kafkawire/sasl'
import { startTestingCluster } from 'kafkawire/testing'

const USER = 'alice'
const PASSWORD = 'a secret of alice'

/**
 * Starts a testing cluster of one broker with TLS and SCRAM, a listener that demands client
 * certificates, and a listener that never answers.
 */
export async function startRig(pki) {
  const kafka = await startTestingCluster({ topics: { records: 1, large: 1 }, sasl: { [USER]: PASSWORD } })
  const { cert, key } = pki.server
  const tls = await listen(createTlsServer({ cert, key }, socket => forward(socket, kafka.brokers[0].port)))
  const mutual = await listen(
    createTlsServer({ cert, key, ca: pki.ca, requestCert: true, minVersion: 'TLSv1.3' }, socket => socket.on('error', () => {}))
  )
  const silent = await listen(createServer(socket => socket.on('error', () => {})))
  const closed = await listen(createServer())
  await closed.close()
  const bootstrapServers = `localhost:${tls.port}`
  const sasl = scramSha512({ username: USER, password: PASSWORD })
  const options = { bootstrapServers, rewriteAddress: () => bootstrapServers, connection: { tls: { ca: pki.ca }, sasl } }
  return {
    kafka,
    tlsPort: tls.port,
    mutualPort: mutual.port,
    silentPort: silent.port,
    closedPort: closed.port,
    openCluster: () => connectCluster(options),
    openPlaintext: () => connectCluster({ bootstrapServers: kafka.bootstrap, connection: { sasl } }),
    stop: async () => {
      await Promise.all([tls.close(), mutual.close(), silent.close()])
      await kafka.close()
    }
  }
}

function forward(socket, port) {
  const broker = connect({ host: '127.0.0.1', port })
  socket.on('error', () => broker.destroy()).on('close', () => broker.destroy())
  broker.on('error', () => socket.destroy()).on('close', () => socket.destroy())
  socket.pipe(broker).pipe(socket)
}

async function listen(server) {
  const sockets = new Set()
  // For a TLS server, `connection` gives the TCP socket below TLS. It also ends if the handshake
  // fails.
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  await new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address()
  const close = () =>
    new Promise(resolve => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  return { port, close }
}
