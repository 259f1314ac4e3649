import { connect as dialTcp } from 'node:net'
import { PassThrough } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { TlsLayer } from '../../../../src/conn/opening/tls.ts'
import { type ConnectionOptions, connect } from '../../../../src/index.ts'
import { Metadata } from '../../../../src/messages.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { listenForTlsPeers, openTls, type TlsPeers } from '../../../support/brokers/tls-peers.ts'
import { encryptKey, makePki, toPkcs12 } from '../../../support/pki.ts'
import { watchResources } from '../../../support/process/resources.ts'

// Names whose look-up the tests decide. All lead to this machine.
vi.mock('node:dns', async importOriginal => ({
  ...(await importOriginal<typeof import('node:dns')>()),
  lookup: (_name: string, _options: object, done: (error: null, found: { address: string }[]) => void) =>
    setImmediate(() => done(null, [{ address: '127.0.0.1' }]))
}))

const pki = makePki()
const { ca } = pki
const PASSPHRASE = 'canary-passphrase'
const mutual = { ...pki.server, ca, requestCert: true, rejectUnauthorized: true }

afterEach(() => vi.restoreAllMocks())

/** The error with which connecting fails. No part of it may show a secret. */
async function refusal(peers: Pick<TlsPeers, 'host' | 'port'>, options: Partial<ConnectionOptions>): Promise<unknown> {
  const error = await rejectionOf(connect({ host: peers.host, port: peers.port, ...options }))
  expectNoSecrets(error)
  return error
}

function expectNoSecrets(shown: unknown): void {
  const text = inspect(shown, { depth: 20, showHidden: true })
  expect(text).not.toContain(PASSPHRASE)
  for (const { key } of [pki.client, pki.server, pki.stranger]) expect(text).not.toContain(key.split('\n')[5])
}

describe('the certificate of a broker', () => {
  test('a certificate is verified with the ca option, and the connection says so', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers(pki.server)
      const { connection, peer } = await openTls(peers, { host: 'broker.test', tls: { ca } })
      expect(connection.broker).toEqual({ host: 'broker.test', port: peers.port, address: '127.0.0.1', tlsAuthorized: true })
      const answered = connection.send(Metadata, { topics: null })
      peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
      expect(await answered).toMatchObject({ topics: [] })
      await connection.close()
      await peer.ended
    }
    expect(await leftBehind()).toEqual([])
  })

  test.each([
    ['an unknown authority', true as const],
    ['another authority', { ca: pki.stranger.cert }]
  ])('a certificate of %s is refused in phase tls, not retriable, with the reason', async (_, tls) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers(pki.server)
      const error = await refusal(peers, { tls })
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false, delivery: 'not-sent' })
      expect(error).toMatchObject({ broker: { host: '127.0.0.1', port: peers.port }, cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } })
      const message = expect.stringMatching(
        /its certificate is refused \(unable to verify the first certificate.*\): check .* the ca option/
      )
      expect(error).toHaveProperty('message', message)
      expect(peers.dialled).toBe(1)
    }
    expect(await leftBehind()).toEqual([])
  })

  test.each(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'a refused certificate is recognised by the code %s alone, because sockets on Deno have no authorizationError',
    async code => {
      const to = { host: 'broker.test', port: 1 }
      const socket = Object.assign(new PassThrough(), { authorizationError: null }) as unknown as TLSSocket
      const failed = rejectionOf(new TlsLayer(to, {}, undefined).secure(socket, new AbortController().signal))
      socket.emit('error', Object.assign(new Error('the reason'), { code }))
      expect(await failed).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false })
      expect(await failed).toHaveProperty('message', expect.stringContaining('its certificate is refused (the reason)'))
    }
  )

  test('a certificate for another name is refused each time, and the error names what was dialled', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const tls = { ca }
    for (let dial = 0; dial < 2; dial++) {
      const error = await refusal(peers, { host: 'other.test', tls })
      expect(error).toMatchObject({
        code: 'KAFKA_CONNECT',
        phase: 'tls',
        retriable: false,
        cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }
      })
      expect(error).toHaveProperty('message', expect.stringMatching(/^other\.test:\d+: its certificate is refused \(.*Host: other\.test\./))
    }
  })

  test('a certificate for another IP address is refused, and the error names what was dialled', async () => {
    await using peers = await listenForTlsPeers(pki.server, '127.0.0.3')
    const error = await refusal(peers, { tls: { ca } })
    expect(error).toMatchObject({ phase: 'tls', retriable: false, message: expect.stringContaining('IP: 127.0.0.3 is not in') })
  })

  test('a certificate is not verified if the TLS options of Node say so, and the connection says that it was not', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const { connection } = await openTls(peers, { tls: { rejectUnauthorized: false } })
    expect(connection.broker.tlsAuthorized).toBe(false)
    await connection.close()
  })
})

describe('the name that is checked', () => {
  // The certificate of the broker is for localhost, but it is dialled by another name.
  const UNSAID: [string, object][] = [
    ['undefined', { servername: undefined }],
    ['null', { servername: null }],
    ['empty', { servername: '' }],
    [
      'undefined, like the check itself and whether to refuse',
      {
        servername: undefined,
        checkServerIdentity: undefined,
        rejectUnauthorized: undefined,
        session: undefined
      }
    ],
    ['undefined, beside a host of Node’s', { servername: undefined, host: 'localhost' }]
  ]
  const WAYS: [string, (peers: TlsPeers) => Partial<ConnectionOptions>][] = [
    ['Node’s dial', ({ port }) => ({ port })],
    ['the dial option', peers => ({ dial: () => dialTcp(peers.port, peers.host) })]
  ]
  const cases = WAYS.flatMap(([way, options]) => UNSAID.map(([what, servername]) => [way, what, options, servername] as const))

  test.each(cases)('the name that is checked with %s is the dialled one if servername is %s', async (_way, _what, options, servername) => {
    await using peers = await listenForTlsPeers(pki.server)
    const other = await refusal(peers, { host: 'other.test', ...options(peers), tls: { ca, ...servername } as never })
    expect(other).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
    expect(other).toHaveProperty('message', expect.stringContaining('Host: other.test.'))
    const another = await refusal(peers, {
      host: '127.0.0.3',
      ...options(peers),
      dial: () => dialTcp(peers.port, peers.host),
      tls: { ca, ...servername } as never
    })
    expect(another).toHaveProperty('message', expect.stringContaining('IP: 127.0.0.3 is not in'))
    const { connection } = await openTls(peers, { host: 'broker.test', ...options(peers), tls: { ca, ...servername } as never })
    expect(connection.broker.tlsAuthorized).toBe(true)
    await connection.close()
  })

  test('the name that is checked is the dialled one if a function returns the options', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const tls = () => ({ ca, servername: undefined }) as never
    const error = await refusal(peers, { host: 'other.test', dial: () => dialTcp(peers.port, peers.host), tls })
    expect(error).toHaveProperty('message', expect.stringContaining('Host: other.test.'))
  })

  test('the name that is checked is servername, also with the dial option', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const dial = () => dialTcp(peers.port, peers.host)
    const { connection } = await openTls(peers, { host: 'other.test', dial, tls: { ca, servername: 'broker.test' } })
    await connection.close()
    const error = await refusal(peers, { host: 'broker.test', dial, tls: { ca, servername: 'other.test' } })
    expect(error).toHaveProperty('message', expect.stringContaining('Host: other.test.'))
  })

  test('checkServerIdentity of the options is given the name, and its error refuses the certificate', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const checkServerIdentity = vi.fn(() => new Error('not this one'))
    const dial = () => dialTcp(peers.port, peers.host)
    const error = await refusal(peers, { host: 'broker.test', dial, tls: { ca, checkServerIdentity } })
    expect(error).toHaveProperty('message', expect.stringContaining('not this one'))
    expect(checkServerIdentity).toHaveBeenCalledWith('broker.test', expect.objectContaining({ subject: expect.anything() }))
  })

  test('options of Node that name another host do not change the name that is checked', async () => {
    await using peers = await listenForTlsPeers(pki.server)
    const elsewhere = { path: '/nowhere.sock', host: '127.0.0.9', port: 1, socket: undefined }
    const { connection } = await openTls(peers, { host: 'broker.test', tls: { ca, ...elsewhere } as never })
    expect(connection.broker.address).toBe('127.0.0.1')
    await connection.close()
  })
})

describe('SNI', () => {
  test.each([
    ['is sent for a name', { host: 'broker.test' }, 'broker.test'],
    ['is sent without the dot at the end of a name', { host: 'broker.test.' }, 'broker.test'],
    ['is not sent for an IP address', { host: '127.0.0.1' }, false],
    ['is what servername says', { host: 'elsewhere.test', tls: { ca, servername: 'localhost' } }, 'localhost']
  ])('SNI %s', async (_, options, expected) => {
    await using peers = await listenForTlsPeers(pki.server)
    const { connection, socket } = await openTls(peers, { tls: { ca }, ...options })
    expect(socket).toHaveProperty('servername', expected)
    expect(connection.broker.tlsAuthorized).toBe(true)
    await connection.close()
  })
})

describe('a client certificate', () => {
  test.each([
    ['in PEM', { cert: pki.client.cert, key: pki.client.key }],
    ['in PEM with an encrypted key', { cert: pki.client.cert, key: encryptKey(pki.client, PASSPHRASE), passphrase: PASSPHRASE }],
    ['in PKCS#12', { pfx: toPkcs12(pki.client, PASSPHRASE), passphrase: PASSPHRASE }]
  ])('a client certificate (%s) is shown to a broker that wants one, and its key is not shown', async (_, credential) => {
    await using peers = await listenForTlsPeers(mutual)
    const { connection, socket } = await openTls(peers, { tls: { ca, ...credential } })
    expect(socket.authorized).toBe(true)
    expect(socket.getPeerCertificate().subject.CN).toBe('alice')
    expectNoSecrets(connection)
    await connection.close()
  })

  test.each(['TLSv1.3', 'TLSv1.2'] as const)('with %s the error says that the broker requires a client certificate', async version => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers({ ...mutual, maxVersion: version })
      const error = await refusal(peers, { tls: { ca } })
      expect(error).toMatchObject({
        code: 'KAFKA_CONNECT',
        phase: 'tls',
        retriable: false,
        cause: { code: expect.stringContaining('ALERT') }
      })
      expect(peers.dialled).toBe(1)
      expect(error).toHaveProperty('message', expect.stringContaining('does it want a client certificate'))
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a broker that closes without an alert leads to an error that asks about the client certificate', async () => {
    await using peers = await listenForTlsPeers({ ...mutual, maxVersion: 'TLSv1.2' })
    const error = await refusal(peers, { tls: { ca, cert: pki.stranger.cert, key: pki.stranger.key } })
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', message: expect.stringContaining('does it want a client certificate') })
  })
})

describe('the tls option as a function', () => {
  test('a function in the tls option is called for each dial, so that certificates can be rotated', async () => {
    await using peers = await listenForTlsPeers(mutual)
    const given = [{ ca: pki.stranger.cert }, { ca, ...pki.client }]
    const tls = vi.fn(async () => given.shift() ?? {})
    expect(await refusal(peers, { tls })).toMatchObject({ phase: 'tls', retriable: false })
    const { connection, socket } = await openTls(peers, { tls })
    expect(tls).toHaveBeenCalledTimes(2)
    expect(socket.authorized).toBe(true)
    await connection.close()
  })

  test.each([
    ['throws', () => unreadable(), 'no such file'],
    ['rejects', async () => unreadable(), 'no such file'],
    ['gives nothing', () => undefined as never, 'it gave undefined, not TLS options'],
    ['gives text', async () => PASSPHRASE as never, 'it gave a string, not TLS options']
  ])('a function in the tls option that %s is KAFKA_CONNECT, and nothing is dialled', async (_, tls, why) => {
    await using peers = await listenForTlsPeers(pki.server)
    const error = await refusal(peers, { tls })
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false, cause: expect.any(Error) })
    expect(error).toHaveProperty('message', `127.0.0.1:${peers.port}: the tls option gave no settings (${why})`)
    expect(peers.dialled).toBe(0)
  })

  test('a function in the tls option that never resolves ends at the deadline, in phase tls', async () => {
    const error = await rejectionOf(connect({ host: 'a', tls: () => new Promise(() => undefined), timeouts: { connectMs: 20 } }))
    expect(error).toMatchObject({
      code: 'KAFKA_CONNECT',
      phase: 'tls',
      message: 'a:9092: not open after 20 ms (connectMs): the tls option did not give its settings'
    })
  })
})

describe('options that TLS cannot use', () => {
  test.each([
    ['a key that is none', { key: PASSPHRASE, cert: pki.client.cert }],
    ['a key whose passphrase is another', { ...pki.client, key: encryptKey(pki.client, PASSPHRASE), passphrase: 'wrong' }],
    ['a PKCS#12 store whose passphrase is another', { pfx: toPkcs12(pki.client, PASSPHRASE), passphrase: 'wrong' }],
    ['a key of another certificate', { cert: pki.client.cert, key: pki.stranger.key }],
    ['a passphrase of another type', { ...pki.client, key: encryptKey(pki.client, PASSPHRASE), passphrase: [PASSPHRASE] as never }]
  ])('TLS options such as %s are KAFKA_CONNECT of phase tls, not retriable', async (_, tls) => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers(pki.server)
      const error = await refusal(peers, { tls: { ca, ...tls } })
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false })
      expect(error).toHaveProperty('message', expect.stringContaining('the tls option is refused'))
      expect(peers.dialled).toBe(0)
    }
    expect(await leftBehind()).toEqual([])
  })

  test('TLS options with an empty range of versions are KAFKA_CONNECT', async () => {
    const leftBehind = watchResources()
    {
      await using peers = await listenForTlsPeers(pki.server)
      const error = await refusal(peers, { tls: { ca, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } })
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', cause: { code: 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' } })
    }
    expect(await leftBehind()).toEqual([])
  })

  test('a TLS version that the broker does not have is named by its alert', async () => {
    await using peers = await listenForTlsPeers({ ...pki.server, minVersion: 'TLSv1.3' })
    const error = await refusal(peers, { tls: { ca, maxVersion: 'TLSv1.2' } })
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tls', retriable: false })
    expect(error).toHaveProperty('message', expect.stringContaining('the alert "protocol version": do both sides share a TLS version'))
  })
})

describe('a session ticket', () => {
  /** Whether the second of two connections resumed the session of the first. */
  async function isResumed(first: Partial<ConnectionOptions>, second: Partial<ConnectionOptions>, maxVersion: 'TLSv1.2' | 'TLSv1.3') {
    await using peers = await listenForTlsPeers({ ...pki.server, maxVersion })
    const resumed: boolean[] = []
    for (const options of [first, second]) {
      const { connection, peer, socket } = await openTls(peers, options)
      expect(connection.broker.tlsAuthorized).toBe(true)
      resumed.push(socket.isSessionReused())
      await connection.close()
      await peer.ended
    }
    expect(resumed[0]).toBe(false)
    return resumed[1]
  }

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a session ticket is used again for the same options and address, with %s', async version => {
    const tls = { ca }
    expect(await isResumed({ tls }, { tls }, version)).toBe(true)
  })

  test('a session ticket is not used for another options object, even if it is equal', async () => {
    expect(await isResumed({ tls: { ca } }, { tls: { ca } }, 'TLSv1.3')).toBe(false)
  })

  test('a session ticket is not used for another name', async () => {
    const tls = { ca }
    expect(await isResumed({ host: 'broker.test', tls }, { host: 'localhost', tls }, 'TLSv1.3')).toBe(false)
  })

  test('a session ticket is not used if a function returns the options, even the same object', async () => {
    const given = { ca }
    const tls = (): { ca: string } => given
    expect(await isResumed({ tls }, { tls }, 'TLSv1.3')).toBe(false)
    expect(await isResumed({ tls: given }, { tls }, 'TLSv1.3')).toBe(false)
  })
})

function unreadable(): never {
  throw new Error('no such file')
}
