import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Connection, connect } from '../../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../../src/messages.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { listenForPeers, type Peers } from '../../../support/brokers/peer.ts'
import { listenForTlsPeers, openTls } from '../../../support/brokers/tls-peers.ts'
import { openBlackHole } from '../../../support/faults/black-hole.ts'
import { makePki } from '../../../support/pki.ts'
import { watchResources } from '../../../support/process/resources.ts'
import { names } from '../../../support/sources/names.ts'

vi.mock('node:dns', async original => (await import('../../../support/sources/names.ts')).dnsOfNames(original))

const hasIPv6 = Object.values(networkInterfaces()).some(addresses => addresses?.some(({ address }) => address === '::1'))
const V4 = '127.0.0.1'
const V6 = '::1'

afterEach(() => names.clear())

/** Connects to `host` at the port of the peers, and sends a request. */
async function converse(peers: Peers, host: string): Promise<Connection> {
  const connecting = connect({ host, port: peers.port })
  const peer = await peers.next()
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  const connection = await connecting
  const answered = connection.send(Metadata, { topics: null })
  peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
  await answered
  return connection
}

async function refusedPort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe.skipIf(!hasIPv6)('a connection over IPv6 (skipped where no interface has the address ::1)', () => {
  test('a connection is opened to an IPv6 address with and without brackets', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForPeers(V6)
      for (const host of [V6, `[${V6}]`]) {
        await using connection = await converse(peers, host)
        expect(connection.broker).toEqual({ host: V6, port: peers.port, address: V6 })
      }
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the error of a refused IPv6 address has the address in brackets before its port', async () => {
    const port = await refusedPort(V6)
    const error = await rejectionOf(connect({ host: V6, port }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', retriable: true, cause: { code: 'ECONNREFUSED' } })
    expect(error).toMatchObject({ broker: { host: V6, port } })
    const message = `[::1]:${port}: no TCP connection (::1 refused: ECONNREFUSED): is a broker listening there?`
    expect(error).toHaveProperty('message', message)
  })

  test.each([
    [V6, V4],
    [V4, V6]
  ])('a name with %s, where no broker listens, and %s is reached at the second address', async (dead, alive) => {
    await using peers = await listenForPeers(alive)
    names.set('both.test', [dead, alive])
    await using connection = await converse(peers, 'both.test')
    expect(connection.broker).toMatchObject({ host: 'both.test', address: alive })
  })

  test.each([
    [V6, V4],
    [V4, V6]
  ])('a name with %s, a black hole, and %s is reached at the second address, and no socket is left', async (hole, alive) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForPeers(alive)
      await using _ = await openBlackHole(hole, peers.port)
      names.set('both.test', [hole, alive])
      await using connection = await converse(peers, 'both.test')
      expect(connection.broker).toMatchObject({ host: 'both.test', address: alive })
    }
    expect(await leftBehind()).toEqual([])
  })

  test('the error of a name lists its refused addresses of both families', async () => {
    names.set('both.test', [V6, V4])
    const port = await refusedPort(V6)
    const error = await rejectionOf(connect({ host: 'both.test', port }))
    const tried = '(::1 refused: ECONNREFUSED, 127.0.0.1 refused: ECONNREFUSED)'
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', message: expect.stringContaining(tried) })
  })

  test('TLS verifies the certificate for an IPv6 address, and sends no SNI', async () => {
    const { ca, server } = makePki()
    await using peers = await listenForTlsPeers(server, V6)
    const { connection, socket } = await openTls(peers, { tls: { ca } })
    expect(connection.broker).toMatchObject({ host: V6, address: V6, tlsAuthorized: true })
    expect(socket).toHaveProperty('servername', false)
    await connection.close()
  })
})
