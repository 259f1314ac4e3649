import { createConnection, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { type DoctorDial, type DoctorLookup, diagnose } from '../../../src/doctor/index.ts'
import { apiKeys } from '../../../src/index.ts'
import { ApiVersions } from '../../../src/messages.ts'
import { plain, scramSha256 } from '../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { startForwarder } from '../../support/faults/forwarder.ts'
import { makeExpired, makePki } from '../../support/pki.ts'
import { gate, turns } from '../../support/process/gate.ts'
import { endOf, failed } from './ends.ts'

const TIMEOUT_MS = 400
const { ca, server, stranger } = makePki()

const systemError = (code: string): Error => Object.assign(new Error(code), { code })
/** A resolver that knows only these names. */
const knowing =
  (names: Readonly<Record<string, readonly string[]>>): DoctorLookup =>
  async host => {
    const found = names[host]
    if (found === undefined) throw systemError('ENOTFOUND')
    return found.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
/** TCP to 127.0.0.1 in place of every address but those that fail. */
const dialing =
  (failures: Readonly<Record<string, string | 'silent'>> = {}): DoctorDial =>
  ({ address, port }) => {
    const failure = failures[address]
    if (failure === 'silent') return new Promise(() => undefined)
    if (failure !== undefined) throw systemError(failure)
    return createConnection(port, '127.0.0.1')
  }

describe('the cause of an address that cannot be reached', () => {
  test('a broker that advertises a name that does not resolve here', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, advertisedHost: 'kafka' })
    const { port } = kafka.broker(1)
    const result = await diagnose({ bootstrap: `127.0.0.1:${port}`, lookup: knowing({}) })
    expect(endOf(result)).toEqual(
      failed(
        'advertised',
        `Broker 1 advertises kafka:${port}, but the name kafka does not resolve on this machine (ENOTFOUND).`,
        `On the broker: set advertised.listeners (now kafka:${port})`
      )
    )
    expect(result.brokers.map(({ nodeId, isReachable }) => [nodeId, isReachable])).toEqual([
      [1, false],
      [2, false]
    ])
  })

  test('a broker that advertises an address of a network that is not reached from here', async () => {
    await using kafka = await startTestingCluster({ advertisedHost: '10.0.0.7' })
    const { port } = kafka.broker(1)
    const dial = dialing({ '10.0.0.7': 'silent' })
    const result = await diagnose({ bootstrap: `127.0.0.1:${port}`, dial, timeoutMs: TIMEOUT_MS })
    expect(endOf(result)).toEqual(
      failed(
        'advertised',
        expect.stringMatching(`^Broker 1 advertises 10.0.0.7:${port}, but 10.0.0.7:${port} does not answer within 400 ms`),
        'advertised.listeners'
      )
    )
  })

  test('a broker that advertises localhost to a client on another machine', async () => {
    await using kafka = await startTestingCluster({ advertisedHost: 'localhost' })
    const { port } = kafka.broker(1)
    const lookup = knowing({ 'kafka.example': ['192.0.2.1'], localhost: ['127.0.0.1'] })
    const result = await diagnose({ bootstrap: `kafka.example:${port}`, lookup, dial: dialing() })
    expect(endOf(result)).toEqual(
      failed(
        'advertised',
        `Broker 1 advertises localhost:${port}, which on each client means the machine of the client itself.`,
        'advertised.listeners'
      )
    )
  })

  test('a broker at whose advertised address another broker answers (KIP-1242)', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const [first, second] = kafka.brokers
    const dial: DoctorDial = ({ port }) => createConnection(port === second?.port ? (first?.port ?? 0) : port, '127.0.0.1')
    const result = await diagnose({ bootstrap: `127.0.0.1:${first?.port}`, dial })
    expect(endOf(result)).toEqual(
      failed(
        'advertised',
        expect.stringContaining(`At 127.0.0.1:${second?.port} answers another broker than broker 2`),
        'an address of its own'
      )
    )
  })

  test('two brokers whose names lead to one address', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, profile: 'single-address' })
    const result = await diagnose({ bootstrap: kafka.bootstrap })
    expect(endOf(result)).toMatchObject({
      status: 'warning',
      cause: expect.stringMatching(/^Brokers 1 and 2 advertise addresses that all lead to 127\.0\.0\.1:\d+/)
    })
  })

  test('a port on which nothing listens', async () => {
    const result = await diagnose({ bootstrap: '127.0.0.1:1' })
    expect(endOf(result)).toEqual(failed('tcp', '127.0.0.1:1 refuses connections: nothing listens on that port.', 'a listener has port 1'))
  })

  test('a listener that is slow, with a timeoutMs of more than 24.8 days', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ api: 'ApiVersions', do: { delayMs: 50 }, times: Number.POSITIVE_INFINITY })
    const result = await diagnose({ bootstrap: kafka.bootstrap, timeoutMs: 2 ** 31 })
    expect(result).toMatchObject({ status: 'ok' })
  })

  test('a dial function that gives something that is no stream', async () => {
    const dial = () => ({ destroy: () => undefined }) as never
    const result = await diagnose({ bootstrap: '192.0.2.1:9092', dial })
    expect(result).toMatchObject({ status: 'failed', failedStep: 'tcp' })
  })

  test.each([[undefined], [{ destroy: () => undefined }]])('a dial function that gives %j, which is no stream, too late', async given => {
    const dialled = gate()
    const dial = async () => {
      await dialled.opened
      return given as never
    }
    const result = await diagnose({ bootstrap: '192.0.2.1:9092', dial, timeoutMs: 20 })
    expect(result).toMatchObject({ status: 'failed', failedStep: 'tcp' })
    dialled.open() // an unhandled rejection fails the run of the tests
    await turns(3)
  })

  test('a firewall that drops the packets', async () => {
    const result = await diagnose({ bootstrap: '192.0.2.1:9092', dial: dialing({ '192.0.2.1': 'silent' }), timeoutMs: TIMEOUT_MS })
    expect(endOf(result)).toEqual(
      failed(
        'tcp',
        '192.0.2.1:9092 does not answer within 400 ms: a firewall drops the packets, or the machine is off.',
        'In the network: allow TCP'
      )
    )
  })

  test.each([
    ['ECONNRESET', 'resets the connection before any byte'],
    ['EHOSTUNREACH', 'this machine has no route to 192.0.2.1:9092']
  ])('TCP that fails with %s', async (code, text) => {
    const result = await diagnose({ bootstrap: '192.0.2.1:9092', dial: dialing({ '192.0.2.1': code }) })
    expect(endOf(result)).toEqual(failed('tcp', expect.stringMatching(new RegExp(text, 'i')), 'In the network'))
  })
})

describe('the cause of a name', () => {
  test('a name that does not resolve', async () => {
    const result = await diagnose({ bootstrap: 'kafak:9092', lookup: knowing({}) })
    expect(endOf(result)).toEqual(
      failed('dns', 'The name kafak does not resolve on this machine (ENOTFOUND).', 'check the spelling of kafak')
    )
  })

  test('a resolver that does not answer', async () => {
    const lookup: DoctorLookup = () => new Promise(() => undefined)
    const result = await diagnose({ bootstrap: 'kafka:9092', lookup, timeoutMs: 100 })
    expect(endOf(result)).toEqual(failed('dns', expect.stringContaining('the resolver did not answer in time'), 'DNS'))
  })

  test('a name whose first address is IPv6, where nothing listens', async () => {
    await using kafka = await startTestingCluster()
    const { port } = kafka.broker(1)
    const lookup = knowing({ localhost: ['::1', '127.0.0.1'] })
    const result = await diagnose({ bootstrap: `localhost:${port}`, lookup, dial: dialing({ '::1': 'ECONNREFUSED' }) })
    expect(endOf(result)).toEqual({
      status: 'warning',
      failedStep: undefined,
      cause: 'localhost resolves to the IPv6 address ::1 first, which refuses connections, and to 127.0.0.1, where the broker answers.',
      remedy: expect.stringContaining(`On this machine: write 127.0.0.1:${port} as the server`)
    })
    expect(result.servers[0]?.addresses).toMatchObject([
      { address: '::1', family: 6, tcp: 'refused' },
      { address: '127.0.0.1', family: 4, tcp: 'connected' }
    ])
  })
})

describe('the cause of what speaks at an address', () => {
  test('TLS to the port of a listener without TLS', async () => {
    await using kafka = await startTestingCluster()
    expect(endOf(await diagnose({ bootstrap: kafka.bootstrap, tls: { ca } }))).toEqual(
      failed('first-bytes', `${kafka.bootstrap} speaks Kafka without TLS, and this client uses TLS.`, 'leave out TLS')
    )
  })

  test('plaintext to the port of a listener with TLS', async () => {
    await using kafka = await startTestingCluster({ tls: true })
    expect(endOf(await diagnose({ bootstrap: kafka.bootstrap }))).toEqual(
      failed('first-bytes', `${kafka.bootstrap} speaks TLS, and this client speaks plaintext.`, 'On this machine: use TLS')
    )
  })

  test.each<readonly [what: string, serve: (socket: Socket) => unknown, cause: string]>([
    [
      'an HTTP server',
      socket => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'is an HTTP server ("HTTP/1.1 400 Bad Request"), not a Kafka broker.'
    ],
    ['an SSH server', socket => socket.write('SSH-2.0-OpenSSH_9.6\r\n'), 'is an SSH server, not a Kafka broker.'],
    ['a server that says nothing', () => undefined, 'accepts the connection and then sends nothing for 400 ms.'],
    ['a server that closes', socket => socket.end(), 'closes the connection without an answer'],
    ['a server of another protocol', socket => socket.write(Buffer.from([1, 2, 3, 4, 5])), "sends bytes that are not Kafka's protocol."]
  ])('%s', async (_, serve, cause) => {
    await using listening = await listen(serve)
    const result = await diagnose({ bootstrap: listening.address, timeoutMs: TIMEOUT_MS })
    expect(endOf(result)).toEqual(failed('first-bytes', expect.stringContaining(`${listening.address} ${cause}`), ''))
  })
})

describe('the cause of a certificate', () => {
  test('a certificate that has expired', async () => {
    const { ca: authority, server: expired } = makeExpired()
    await using kafka = await startTestingCluster({ tls: { cert: expired.cert, key: expired.key } })
    const result = await diagnose({ bootstrap: kafka.bootstrap, tls: { ca: authority } })
    expect(endOf(result)).toEqual(
      failed(
        'tls',
        expect.stringMatching(/^The certificate of 127\.0\.0\.1:\d+ expired on \d{4}-\d\d-\d\d, \d days ago\.$/),
        'renew the certificate'
      )
    )
  })

  test('a certificate for another name', async () => {
    await using kafka = await startTestingCluster({ host: '127.0.0.2', tls: { cert: server.cert, key: server.key, ca } })
    const result = await diagnose({ bootstrap: kafka.bootstrap, tls: { ca } })
    const cause = `The certificate of ${kafka.bootstrap} is not for the name 127.0.0.2: it is for DNS:localhost, DNS:broker.test, IP Address:127.0.0.1`
    expect(endOf(result)).toEqual(failed('tls', expect.stringContaining(cause), 'subject alternative names'))
  })

  test('a certificate of an authority that the client does not trust', async () => {
    await using kafka = await startTestingCluster({ tls: { cert: server.cert, key: server.key, ca } })
    const result = await diagnose({ bootstrap: kafka.bootstrap, tls: { ca: stranger.cert } })
    expect(endOf(result)).toEqual(
      failed(
        'tls',
        expect.stringContaining('is not from an authority that this client trusts'),
        'give the certificate of that authority (--ca'
      )
    )
  })

  test('a broker that wants a client certificate', async () => {
    await using kafka = await startTestingCluster({ tls: { clientAuth: 'required' } })
    const result = await diagnose({ bootstrap: kafka.bootstrap, tls: { ca: kafka.tls?.ca } as never })
    expect(endOf(result)).toEqual(failed('tls', expect.stringContaining('wants a client certificate'), '--cert, --key'))
    expect(result.servers[0]?.tls).toMatchObject({ asksForCertificate: true, refusal: undefined })
  })
})

describe('the cause of an authentication', () => {
  const users = { alice: 'secret' }

  test('a client without SASL at a listener with SASL', async () => {
    await using kafka = await startTestingCluster({ sasl: users })
    expect(endOf(await diagnose({ bootstrap: kafka.bootstrap }))).toEqual(
      failed(
        'sasl',
        expect.stringMatching(/wants clients to authenticate with SASL \(PLAIN, SCRAM-SHA-256, .*\), and this client does not\.$/),
        '--sasl'
      )
    )
  })

  test('a client with SASL at a listener without SASL', async () => {
    await using kafka = await startTestingCluster()
    const result = await diagnose({ bootstrap: kafka.bootstrap, sasl: plain({ username: 'alice', password: 'secret' }) })
    expect(endOf(result)).toEqual(
      failed('sasl', expect.stringContaining('does not use SASL, and this client wants to authenticate with PLAIN'), 'leave out SASL')
    )
  })

  test('a mechanism that the broker does not offer', async () => {
    await using kafka = await startTestingCluster({ sasl: { users, mechanisms: ['SCRAM-SHA-512'] } })
    const result = await diagnose({ bootstrap: kafka.bootstrap, sasl: scramSha256({ username: 'alice', password: 'secret' }) })
    expect(endOf(result)).toEqual(
      failed('sasl', `${kafka.bootstrap} does not offer SCRAM-SHA-256: it offers SCRAM-SHA-512.`, 'sasl.enabled.mechanisms')
    )
  })

  test.each([plain, scramSha256])('a wrong password, which is not shown', async mechanism => {
    await using kafka = await startTestingCluster({ sasl: users })
    const result = await diagnose({ bootstrap: kafka.bootstrap, sasl: mechanism({ username: 'alice', password: 'wr0ng' }) })
    expect(endOf(result)).toEqual(failed('sasl', expect.stringContaining('refuses the credentials'), 'check user and password'))
    expect(JSON.stringify(result)).not.toContain('wr0ng')
  })
})

describe('the cause of versions', () => {
  test.each([
    ['too old', 0, 3, 'is too old: it has Fetch up to version 3', 'upgrade Kafka'],
    ['too new', 40, 44, 'is too new: it has Fetch from version 40 on', 'upgrade kafkawire']
  ])('a broker that is %s', async (_, minVersion, maxVersion, cause, remedy) => {
    await using kafka = await startTestingCluster()
    kafka.on(ApiVersions, async (_, next) => {
      const answer = await next()
      return {
        ...answer,
        apiKeys: answer.apiKeys.map(each => (each.apiKey === apiKeys.Fetch ? { ...each, minVersion, maxVersion } : each))
      }
    })
    expect(endOf(await diagnose({ bootstrap: kafka.bootstrap }))).toEqual(failed('api-versions', expect.stringContaining(cause), remedy))
  })
})

describe('the cause of an idle connection that ends', () => {
  test.each([
    [
      'a NAT that forgets it',
      'blackHole',
      /^After 0\.3 s without traffic a connection gets no answer any more, .*a NAT or a firewall has dropped it\.$/
    ],
    ['a peer that closes it', 'reset', /^A connection without traffic was closed from the other side after 0(?:\.\d)? s\.$/]
  ] as const)('%s', async (_, fault, cause) => {
    await using kafka = await startTestingCluster()
    await using forwarder = await startForwarder({ to: { host: '127.0.0.1', port: kafka.broker(1).port } })
    const result = await diagnose({
      bootstrap: `127.0.0.1:${forwarder.port}`,
      idleMs: 300,
      timeoutMs: TIMEOUT_MS,
      onFinding: ({ step }) => step === 'advertised' && setTimeout(() => forwarder[fault](), 200)
    })
    expect(endOf(result)).toEqual(failed('idle', expect.stringMatching(cause), 'timeouts.idleMs'))
  })
})

interface Listening extends AsyncDisposable {
  readonly address: string
}

async function listen(serve: (socket: Socket) => unknown): Promise<Listening> {
  const sockets = new Set<Duplex>()
  const listener: Server = createServer(socket => {
    sockets.add(socket.on('error', () => undefined))
    serve(socket)
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => listener.once('listening', resolve))
  const { port } = listener.address() as { port: number }
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => listener.close(resolve))
    }
  }
}
