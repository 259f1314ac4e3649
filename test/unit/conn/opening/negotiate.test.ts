import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect as dialTcp, type Socket } from 'node:net'
import { duplexPair } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { apiKeys, type Connection, type ConnectionOptions, connect } from '../../../../src/index.ts'
import { ApiVersions, Fetch, Metadata } from '../../../../src/messages.ts'
import { plain } from '../../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { apiVersionsOf, rejectionOf } from '../../../support/brokers/link.ts'
import { type Arrived, listenForPeers, Peer, type Peers } from '../../../support/brokers/peer.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { watchResources } from '../../../support/process/resources.ts'

// The driver remembers the answered version of each address, so each test has its own host name.
let brokers = 0
const nextName = (): string => `ladder-${brokers++}.test`

const connectTo = ({ host, port }: Peers, name: string, options: Partial<ConnectionOptions> = {}): Promise<Connection> =>
  connect({ host: name, dial: () => dialTcp(port, host), timeouts: { connectMs: 5_000 }, ...options })

const answered = (peer: Peer, request: Arrived): void => peer.answer(request, ApiVersions, apiVersionsOf())

/** The next request of a peer, which is ApiVersions, and its version. */
async function asked(peer: Peer): Promise<{ request: Arrived; version: number }> {
  const request = await peer.next()
  expect(request.header.apiKey).toBe(ApiVersions.key)
  return { request, version: request.header.apiVersion }
}

// Ways not to answer. Silence ends when the fake clock has passed the third of 600 ms that one
// version gets.
const SILENCES: [string, (socket: Socket) => unknown][] = [
  ['a reset', socket => socket.resetAndDestroy()],
  ['an end', socket => socket.end()],
  ['silence', () => pass(250)]
]

describe('a broker that knows the newest ApiVersions', () => {
  test('a broker that knows the newest ApiVersions is asked once, with the name and version of the client', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, nextName(), { clientId: 'billing' })
    const peer = await peers.next()
    const { request, version } = await asked(peer)
    expect(version).toBe(5)
    expect(request.header).toEqual({ apiKey: apiKeys.ApiVersions, apiVersion: 5, correlationId: 0, clientId: 'billing' })
    expect(peer.read(ApiVersions, request)).toMatchObject({ clientSoftwareName: 'kafkawire', clusterId: null, nodeId: -1 })
    peer.answer(request, ApiVersions, apiVersionsOf({ versions: { Fetch: [4, 13], Metadata: null }, features: { 'metadata.version': 29 } }))
    await using connection = await connecting
    expect(connection.versions.of(Fetch)).toEqual({ min: 4, max: 13 })
    expect(connection.versions.of(Metadata)).toBeUndefined()
    expect([...connection.features]).toEqual([['metadata.version', { min: 29, max: 29 }]])
    expect(peers.total).toBe(1)
  })
})

describe('a broker that throttles its answer to ApiVersions (KIP-219)', () => {
  useOwnClock()

  test('throttleTimeMs gives the first request as much more time, because the broker reads it only then', async () => {
    const [near, far] = duplexPair()
    const peer = new Peer(far)
    const connecting = connect({ host: nextName(), dial: () => near, timeouts: { requestMs: 1_000 } })
    peer.answer(await peer.next(), ApiVersions, { ...apiVersionsOf(), throttleTimeMs: 5_000 })
    const connection = await connecting
    const late = rejectionOf(connection.send(Metadata, { topics: [] }))
    await pass(5_900)
    expect(connection.state).toBe('open')
    await pass(102)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 6_000 })
  })
})

describe('the software that is built on the driver', () => {
  test('brokers are told its name and version in place of those of the driver', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, nextName(), { software: { name: 'acme-streams', version: '1.2.3-rc.1' } })
    const peer = await peers.next()
    const { request } = await asked(peer)
    expect(peer.read(ApiVersions, request)).toMatchObject({ clientSoftwareName: 'acme-streams', clientSoftwareVersion: '1.2.3-rc.1' })
    peer.answer(request, ApiVersions, apiVersionsOf())
    await (await connecting).close()
  })

  test.each([
    [{ name: '-acme', version: '1' }, 'software.name'],
    [{ name: 'acme streams', version: '1' }, 'software.name'],
    [{ name: 'acme', version: '' }, 'software.version'],
    [{ name: 'acme', version: `1${'0'.repeat(0x7fff)}` }, 'software.version']
  ])('a name or version that brokers would refuse is refused at once: %j', async (software, path) => {
    const refused = connect({ host: 'nowhere.test', software })
    await expect(refused).rejects.toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      message: expect.stringContaining(`${path} must be text of letters`)
    })
  })
})

describe('a broker that answers UNSUPPORTED_VERSION', () => {
  test.each([
    ['naming key 18 alone, as Kafka does, is asked for what it offers', '0023 00000001 0012 0000 0004', 4],
    ['with an empty list is asked for v3', '0023 00000000', 3],
    ['with nothing but the code is asked for v3', '0023', 3],
    ['in a body of its own version is asked for v3', '0023 01 00000000 00', 3],
    ['with a list that lacks key 18 is asked for v3', '0023 00000001 0003 0000 000d', 3],
    ['and offers more than was asked is asked for less all the same', '0023 00000001 0012 0000 0009', 3],
    ['and offers v0 is asked for v0', '0023 00000001 0012 0000 0000', 0]
  ])('a broker that answers UNSUPPORTED_VERSION %s, on the same connection', async (_, body, next) => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, nextName())
    const peer = await peers.next()
    peer.answerBytes((await asked(peer)).request, body)
    const { request, version } = await asked(peer)
    expect(version).toBe(next)
    expect(request.header.correlationId).toBe(1)
    answered(peer, request)
    await using connection = await connecting
    expect(connection.state).toBe('open')
    expect(peers.total).toBe(1)
  })

  test('a broker that answers UNSUPPORTED_VERSION even to v0 is given up with one sentence', async () => {
    await using peers = await listenForPeers()
    const rejection = rejectionOf(connectTo(peers, nextName()))
    const peer = await peers.next()
    for (const version of [5, 3, 0]) {
      const { request, version: at } = await asked(peer)
      expect(at).toBe(version)
      peer.answerBytes(request, '0023 00000000')
    }
    const message = expect.stringContaining('its answer to ApiVersions v0 is not a valid answer of any version of ApiVersions')
    expect(await rejection).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false, message })
    expect(peers.total).toBe(1)
  })

  test('after UNSUPPORTED_VERSION the next connection asks for the version that was answered', async () => {
    await using peers = await listenForPeers()
    const name = nextName()
    const connecting = connectTo(peers, name)
    const first = await peers.next()
    first.answerBytes((await asked(first)).request, '0023 00000001 0012 0000 0004')
    answered(first, (await asked(first)).request)
    await using _ = await connecting
    const again = connectTo(peers, name)
    const second = await peers.next()
    const { request, version } = await asked(second)
    expect(version).toBe(4)
    answered(second, request)
    await using __ = await again
  })
})

describe('a broker that gives no answer', () => {
  useOwnClock()

  test.each(SILENCES)(
    'a broker that answers ApiVersions with %s is dialled again for v3, and the next connection begins with the newest',
    async (_, act) => {
      await using peers = await listenForPeers()
      const name = nextName()
      const options = { timeouts: { connectMs: 600 } }
      const connecting = connectTo(peers, name, options)
      const first = await peers.next()
      expect(await asked(first)).toMatchObject({ version: 5 })
      await act(first.socket as Socket)
      const second = await peers.next()
      const { request, version } = await asked(second)
      expect(version).toBe(3)
      answered(second, request)
      await using connection = await connecting
      await first.ended
      const again = connectTo(peers, name, options)
      const third = await peers.next()
      const next = await asked(third)
      expect(next.version).toBe(5)
      answered(third, next.request)
      await using _again = await again
      expect(connection.state).toBe('open')
    }
  )

  test.each(SILENCES)(
    'a broker that answers ApiVersions twice with %s is asked for v0 on the third dial, and then for the newest version that it lists',
    async (_, act) => {
      await using peers = await listenForPeers()
      const connecting = connectTo(peers, nextName(), { timeouts: { connectMs: 600 } })
      for (const expected of [5, 3]) {
        const peer = await peers.next()
        expect((await asked(peer)).version).toBe(expected)
        await act(peer.socket as Socket)
      }
      const last = await peers.next()
      const { request } = await asked(last)
      expect(request.header).toMatchObject({ apiVersion: 0, correlationId: 0 })
      expect(request.body).toHaveLength(0)
      answered(last, request)
      const again = await asked(last)
      expect(again.request.header).toMatchObject({ apiVersion: 5, correlationId: 1 })
      last.answer(again.request, ApiVersions, apiVersionsOf({ features: { 'transaction.version': 2 } }))
      await using connection = await connecting
      expect(connection.versions.of(Metadata)).toEqual({ min: 0, max: 13 })
      expect(connection.features.get('transaction.version')).toEqual({ min: 2, max: 2 })
      expect(peers.total).toBe(3)
    }
  )

  test.each(SILENCES)(
    'a broker that answers ApiVersions each time with %s is given up after three dials, and no socket is left',
    async (what, act) => {
      const leftBehind = watchResources()
      {
        await using peers = await listenForPeers()
        const rejection = rejectionOf(connectTo(peers, nextName(), { timeouts: { connectMs: 600 } }))
        for (const expected of [5, 3, 0]) {
          const peer = await peers.next()
          expect((await asked(peer)).version).toBe(expected)
          await act(peer.socket as Socket)
        }
        if (what !== 'silence') (await peers.next()).socket.destroy() // a broker that closes gets a TLS hello
        const message = expect.stringMatching(
          /^ladder-\d+\.test:9092: the other side .+ ApiVersions \(asked v5, v3, v0\): .*does the listener want TLS\?$/
        )
        expect(await rejection).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true, message })
        expect(peers.total).toBe(what === 'silence' ? 3 : 4)
      }
      expect(await leftBehind()).toEqual([])
    }
  )

  test.each(SILENCES)(
    'a broker that answers ApiVersions with %s is not asked for less if its address has answered v3 or newer before',
    async (what, act) => {
      await using peers = await listenForPeers()
      const name = nextName()
      const connecting = connectTo(peers, name)
      const first = await peers.next()
      answered(first, (await asked(first)).request)
      await using _ = await connecting
      const rejection = rejectionOf(connectTo(peers, name, { timeouts: { connectMs: 300 } }))
      const second = await peers.next()
      expect((await asked(second)).version).toBe(5)
      await act(second.socket as Socket)
      if (what !== 'silence') (await peers.next()).socket.destroy() // a broker that closes gets a TLS hello
      const message = expect.stringMatching(/\(asked v5\): it has answered before, so it may be overloaded, frozen or about to stop$/)
      expect(await rejection).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true, message })
      expect(peers.total).toBe(what === 'silence' ? 2 : 3)
      const again = connectTo(peers, name)
      const last = await peers.next()
      const { request, version } = await asked(last)
      expect(version).toBe(5)
      answered(last, request)
      await using __ = await again
    }
  )

  test('a broker that has answered before is given most of connectMs to answer, because it may be frozen', async () => {
    await using peers = await listenForPeers()
    const name = nextName()
    const connecting = connectTo(peers, name)
    const first = await peers.next()
    answered(first, (await asked(first)).request)
    await using _ = await connecting
    const again = connectTo(peers, name, { timeouts: { connectMs: 2_000 } })
    const second = await peers.next()
    const { request } = await asked(second)
    await pass(1_000) // more than the third of connectMs that a version gets if an older one may follow
    answered(second, request)
    await using connection = await again
    expect(connection.state).toBe('open')
    expect(peers.total).toBe(2)
  })

  test('a broker that answers v0 but not the newer version that it lists is dialled once more and stays at v0', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, nextName())
    for (const version of [5, 3]) {
      const peer = await peers.next()
      expect((await asked(peer)).version).toBe(version)
      ;(peer.socket as Socket).resetAndDestroy()
    }
    const third = await peers.next()
    answered(third, (await asked(third)).request)
    expect((await asked(third)).version).toBe(5)
    ;(third.socket as Socket).resetAndDestroy()
    const last = await peers.next()
    const { request, version } = await asked(last)
    expect(version).toBe(0)
    answered(last, request)
    await using connection = await connecting
    expect(connection.versions.of(Metadata)).toEqual({ min: 0, max: 13 })
    expect(last.received).toBe(1)
  })

  test('a broker that refuses the newer version that it lists keeps v0', async () => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, nextName())
    for (let dial = 0; dial < 2; dial++) {
      const peer = await peers.next()
      await asked(peer)
      ;(peer.socket as Socket).resetAndDestroy()
    }
    const last = await peers.next()
    answered(last, (await asked(last)).request)
    last.answerBytes((await asked(last)).request, '0023 00000000')
    await using connection = await connecting
    expect(connection.versions.of(Metadata)).toEqual({ min: 0, max: 13 })
    expect(peers.total).toBe(3)
  })

  test('the next connection to a broker that resets, and lists nothing newer than v0, asks for v0 first', async () => {
    await using peers = await listenForPeers()
    const name = nextName()
    const connecting = connectTo(peers, name)
    for (let dial = 0; dial < 2; dial++) {
      const peer = await peers.next()
      await asked(peer)
      ;(peer.socket as Socket).resetAndDestroy()
    }
    const old = apiVersionsOf({ versions: { ApiVersions: [0, 0] } })
    const third = await peers.next()
    third.answer((await asked(third)).request, ApiVersions, old)
    await using _ = await connecting
    const again = connectTo(peers, name)
    const last = await peers.next()
    const { request, version } = await asked(last)
    expect(version).toBe(0)
    // Its list shows that the broker was upgraded.
    answered(last, request)
    const newer = await asked(last)
    expect(newer.version).toBe(5)
    answered(last, newer.request)
    await using __ = await again
    expect(peers.total).toBe(4)
  })
})

describe('a broker that wants SASL and answered v0', () => {
  test('a broker with SASL that answered v0 is asked for a newer version after authentication', async () => {
    await using kafka = await startTestingCluster({ sasl: { alice: 'secret' } })
    const { host, port } = kafka.broker(1)
    kafka.on(ApiVersions, { times: 2 }, () => {
      throw new Error('reset')
    })
    const sasl = plain({ username: 'alice', password: 'secret' })
    await using connection = await connect({ host: nextName(), dial: () => dialTcp(port, host), sasl })
    const asked = [await kafka.received(ApiVersions), await kafka.received(ApiVersions), await kafka.received(ApiVersions)]
    expect(asked.map(({ header }) => header.apiVersion)).toEqual([5, 3, 0])
    const { header, principal } = await kafka.received(ApiVersions)
    expect({ version: header.apiVersion, principal }).toEqual({ version: 5, principal: 'User:alice' })
    expect(connection.features.get('transaction.version')).toEqual({ min: 2, max: 2 })
  })
})

describe('an answer to ApiVersions that is not valid', () => {
  test.each([
    ['garbage with the length of a frame', '00000006 7fffffff 0000', /An answer has correlation id 2147483647, but 0 \(ApiVersions v5\)/],
    ['a negative length', 'ffffffff', /Frame of -1 bytes is outside 4 to 104857600/],
    ['a length above the limit', '7fffffff 7fffffff', /Frame of 2147483647 bytes is larger than maxFrameBytes, which is 104857600/],
    ['a TLS alert', '15030300020246', /answered with a TLS alert: this listener speaks TLS/]
  ])('an invalid answer to ApiVersions such as %s is KAFKA_CONNECT without another dial', async (_, bytes, message) => {
    await using peers = await listenForPeers()
    const rejection = rejectionOf(connectTo(peers, nextName()))
    const peer = await peers.next()
    await asked(peer)
    peer.socket.write(Buffer.from(bytes.replaceAll(' ', ''), 'hex'))
    const error = await rejection
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false, cause: { code: 'KAFKA_PROTOCOL' } })
    expect(error).toHaveProperty('message', expect.stringMatching(message))
    await peer.ended
    expect(peers.total).toBe(1)
  })

  test('an error code other than UNSUPPORTED_VERSION in the answer to ApiVersions is named', async () => {
    await using peers = await listenForPeers()
    const rejection = rejectionOf(connectTo(peers, nextName()))
    const peer = await peers.next()
    peer.answerBytes((await asked(peer)).request, '002a 01 00000000 00')
    const message = expect.stringContaining('it answered ApiVersions v5 with error 42 INVALID_REQUEST')
    expect(await rejection).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false, message })
    await peer.ended
    expect(peers.total).toBe(1)
  })

  test('connecting to a web server fails with one clear sentence', async () => {
    const leftBehind = watchResources()
    const web = createHttpServer().listen(0, '127.0.0.1')
    await once(web, 'listening')
    const address = web.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const error = await rejectionOf(connect({ host: '127.0.0.1', port }))
    const message = `127.0.0.1:${port}: The other side answered in HTTP: this port belongs to a web server, not to a Kafka broker`
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: false, message })
    web.close()
    await once(web, 'close')
    expect(await leftBehind()).toEqual([])
  })
})
