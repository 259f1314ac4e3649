import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { type Connection, type ConnectionOptions, connect, connectCluster } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { scramSha512 } from '../../../../src/sasl/index.ts'
import {
  startTestingCluster,
  type TestingBroker,
  type TestingCluster,
  type TestingClusterOptions,
  type TestingTls
} from '../../../../src/testing/index.ts'
import { requestFrame } from '../../../support/brokers/raw-client.ts'
import { makePki } from '../../../support/pki.ts'
import { rejectionOf } from '../../../support/process/exchange.ts'
import { until } from '../../../support/process/gate.ts'

const everything = { topics: null }

const open = (kafka: TestingCluster, options: Partial<ConnectionOptions>): Promise<Connection> =>
  connect({ host: kafka.bootstrap, ...options })

/** Sends one request over TLS, and returns the principal that the cluster saw. */
async function principalOf(
  settings: TestingClusterOptions,
  tls: (tls: TestingTls) => ConnectionOptions['tls']
): Promise<string | undefined> {
  await using kafka = await startTestingCluster(settings)
  if (kafka.tls === undefined) throw new Error('no TLS')
  await using connection = await open(kafka, { tls: tls(kafka.tls) })
  await connection.send(Metadata, everything)
  return (await kafka.received(Metadata)).principal
}

describe('TLS of a testing cluster', () => {
  test.each(['127.0.0.1', 'localhost'])('a client that trusts the authority is served at %s', async host => {
    await using kafka = await startTestingCluster({ tls: true, brokers: 2 })
    await using cluster = await connectCluster({
      bootstrapServers: `${host}:${kafka.broker(2).port}`,
      connection: { tls: kafka.tls?.options ?? false }
    })

    expect((await cluster.send(Metadata, everything)).brokers).toHaveLength(2)
  })

  test('a client that does not trust the authority refuses the certificate', async () => {
    await using kafka = await startTestingCluster({ tls: true })

    expect(await rejectionOf(open(kafka, { tls: true }))).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls' })
  })

  test('a client that dials another name refuses the certificate, unless the option hosts has it', async () => {
    await using kafka = await startTestingCluster({ tls: { hosts: ['broker.test'] } })
    const tls = { ca: kafka.tls?.ca ?? '' }
    await using connection = await open(kafka, { tls: { ...tls, servername: 'broker.test' } })

    await connection.send(Metadata, everything)
    const failure = await rejectionOf(open(kafka, { tls: { ...tls, servername: 'other.test' } }))
    expect(String(failure)).toContain('other.test')
  })

  test('all clusters of a process have one authority, and each has its own key', async () => {
    await using first = await startTestingCluster({ tls: true })
    await using second = await startTestingCluster({ tls: true })
    await using connection = await open(second, { tls: first.tls?.options ?? false })

    await connection.send(Metadata, everything)
    expect(first.tls?.ca).toBe(second.tls?.ca)
  })

  test('the brokers take their own key and certificate from the options', async () => {
    const pki = makePki()
    await using kafka = await startTestingCluster({ tls: { ...pki.server, ca: pki.ca } })
    await using connection = await open(kafka, { tls: { ca: pki.ca } })

    await connection.send(Metadata, everything)
    expect(kafka.tls?.ca).toBe(pki.ca)
  })

  test('a client without TLS is disconnected, and the broker serves others', async () => {
    await using kafka = await startTestingCluster({ tls: true })
    const socket = connectTcp(kafka.broker(1).port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('\0\0\0\x10 this is no TLS at all')
    await once(socket, 'close')
    await using connection = await open(kafka, { tls: kafka.tls?.options ?? false })

    expect((await connection.send(Metadata, everything)).brokers).toHaveLength(1)
  })

  test('close ends connections whose handshake has not ended', async () => {
    const kafka = await startTestingCluster({ tls: true })
    const socket = connectTcp(kafka.broker(1).port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    await kafka.close()

    await closed
  })
})

describe('client certificates of a testing cluster', () => {
  test.each(['requested', 'required'] as const)('with clientAuth %s, the principal is the name in the certificate', async clientAuth => {
    expect(await principalOf({ tls: { clientAuth } }, tls => tls.options)).toBe('User:CN=kafkawire-client')
    expect(await principalOf({ tls: { clientAuth } }, tls => ({ ca: tls.ca, ...tls.clientCertificate('alice') }))).toBe('User:CN=alice')
  })

  test('without clientAuth, the certificate of a client counts for nothing', async () => {
    expect(await principalOf({ tls: true }, tls => tls.options)).toBeUndefined()
  })

  test('with SASL, the principal is the user of SASL', async () => {
    const options = { tls: { clientAuth: 'required' }, sasl: { bob: 'secret' } } as const
    await using kafka = await startTestingCluster(options)
    const sasl = scramSha512({ username: 'bob', password: 'secret' })
    await using connection = await open(kafka, { tls: kafka.tls?.options ?? false, sasl })

    await connection.send(Metadata, everything)
    expect((await kafka.received(Metadata)).principal).toBe('User:bob')
  })

  test('a client without a certificate is served where it is requested, and refused where it is required', async () => {
    expect(await principalOf({ tls: { clientAuth: 'requested' } }, ({ ca }) => ({ ca }))).toBeUndefined()

    await using kafka = await startTestingCluster({ tls: { clientAuth: 'required' } })
    const failure = await rejectionOf(open(kafka, { tls: { ca: kafka.tls?.ca ?? '' } }))
    expect(failure).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls' })
    expect(kafka.broker(1).connections).toBe(0)
  })

  test.each(['requested', 'required'] as const)('with clientAuth %s, a certificate of a stranger is refused', async clientAuth => {
    await using kafka = await startTestingCluster({ tls: { clientAuth } })
    const tls = { ca: kafka.tls?.ca ?? '', ...makePki().stranger }
    const failure = await rejectionOf(
      open(kafka, { tls }).then(async connection => {
        await using open = connection
        await open.send(Metadata, everything)
      })
    )

    expect(failure).toMatchObject({ code: expect.stringMatching(/^KAFKA_CONNE/) })
  })

  test('a client with a certificate of the option ca is accepted', async () => {
    const pki = makePki()
    const principal = await principalOf({ tls: { clientAuth: 'required', ca: pki.ca, ...pki.server } }, () => ({
      ca: pki.ca,
      ...pki.client
    }))

    expect(principal).toBe('User:CN=alice')
  })
})

describe('a fault on a TLS connection', () => {
  /** Sends one request, and returns the bytes that came decrypted, and whether the connection was reset. */
  async function brokenConnection(broker: TestingBroker, tls: object): Promise<{ bytes: number; isReset: boolean }> {
    const socket = connectTls({ port: broker.port, host: '127.0.0.1', ...tls })
    let bytes = 0
    let isReset = false
    socket.on('data', chunk => {
      bytes += chunk.length
    })
    socket.on('error', () => {
      isReset = true
    })
    const closed = new Promise(resolve => socket.on('close', resolve))
    socket.write(requestFrame(Metadata, 8, 1, everything))
    await closed
    return { bytes, isReset }
  }

  test.each([
    ['close', false],
    ['reset', true]
  ] as const)('%s ends the connection in the middle of an answer', async (action, isReset) => {
    await using kafka = await startTestingCluster({ tls: true })
    kafka.broker(1).fault({ after: { bytes: 5 }, do: action })

    expect(await brokenConnection(kafka.broker(1), { ca: kafka.tls?.ca })).toEqual({ bytes: 5, isReset })
  })

  test('silence keeps the connection open, and close of the cluster ends it', async () => {
    const kafka = await startTestingCluster({ tls: true })
    kafka.broker(1).fault({ after: { receivedBytes: 1 }, do: 'silence' })
    const broken = brokenConnection(kafka.broker(1), { ca: kafka.tls?.ca })
    await until(() => kafka.broker(1).connections === 1)
    await kafka.close()

    expect((await broken).bytes).toBe(0)
  })
})

describe('the option tls', () => {
  test.each([
    [{ tls: 'yes' }, 'tls must be true, false, or an object of options, not a string'],
    [{ tls: { clientAuth: 'maybe' } }, 'tls.clientAuth must be one of none, requested, required, not "maybe"'],
    [{ tls: { key: '-----BEGIN PRIVATE KEY-----' } }, 'tls.key and tls.cert must be given together, or neither'],
    [{ tls: { hosts: ['a b'] } }, 'tls.hosts must be a list of names and addresses, not an array'],
    [{ tls: { cipher: 'x' } }, 'tls.cipher is not an option: there are tls.clientAuth, tls.key, tls.cert, tls.ca, tls.hosts']
  ])('the options %j are refused', async (options, problem) => {
    const failure = await rejectionOf(startTestingCluster(options as TestingClusterOptions))

    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
  })

  test('a key that Node cannot read is refused, and the error does not show it', async () => {
    const broken = '-----BEGIN PRIVATE KEY-----\nsecretsecret\n-----END PRIVATE KEY-----'
    const failure = await rejectionOf(startTestingCluster({ tls: { key: broken, cert: broken } }))

    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(String(failure)).not.toContain('secretsecret')
  })

  test('a name that no certificate of a client may have is refused', async () => {
    await using kafka = await startTestingCluster({ tls: true })

    expect(() => kafka.tls?.clientCertificate('CN=a,O=b')).toThrow('clientCertificate: commonName must be')
  })
})
