import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type GssapiOptions, gssapi } from '../../../src/sasl/gssapi/gssapi.ts'
import type { SaslContext, SaslExchange } from '../../../src/sasl/mechanism.ts'
import { FakeKerberos } from '../../support/brokers/fake-kerberos.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { failureOf } from '../../support/process/failure.ts'

const dns = vi.hoisted(() => ({ lookup: vi.fn(), lookupService: vi.fn() }))
vi.mock('node:dns/promises', () => dns)

const begin = (options: Partial<GssapiOptions> = {}, context: Partial<SaslContext> = {}): SaslExchange =>
  gssapi({ kerberos: new FakeKerberos(), ...options }).authenticate(saslContext(context))

async function startedWith(options: Partial<GssapiOptions>, context: Partial<SaslContext> = {}): Promise<unknown> {
  const kerberos = new FakeKerberos()
  await say(begin({ ...options, kerberos }, context))
  return kerberos.started[0]
}

async function finish(exchange: SaslExchange): Promise<{ done: boolean | undefined; last: string | undefined }> {
  const { done, value } = await exchange.next(Buffer.from('sealed:\x07\0\0\0', 'latin1'))
  return { done, last: value === undefined ? undefined : Buffer.from(value).toString() }
}

afterEach(() => {
  vi.resetAllMocks()
  vi.restoreAllMocks()
})

describe('GSSAPI', () => {
  test('GSSAPI makes a context, sends also an empty last token, and asks for no security layer', async () => {
    const exchange = begin()
    expect(await say(exchange)).toBe('AP-REQ')
    expect(await say(exchange, 'AP-REP')).toBe('')
    expect(await finish(exchange)).toEqual({ done: true, last: 'sealed:\x01\0\0\0' })
  })

  test('GSSAPI sends as many tokens as the context needs', async () => {
    const long = begin({ kerberos: new FakeKerberos({ tokens: ['one', 'two', 'three'] }) })
    expect([await say(long), await say(long, 'AP-REP'), await say(long, '2')]).toEqual(['one', 'two', 'three'])
    expect(await finish(long)).toMatchObject({ done: true })
    const short = begin({ kerberos: new FakeKerberos({ tokens: ['only'] }) })
    expect(await say(short)).toBe('only')
    expect(await finish(short)).toMatchObject({ done: true })
  })

  test('GSSAPI sends the authorizationId', async () => {
    const exchange = begin({ authorizationId: async () => 'bøb' })
    await say(exchange)
    await say(exchange, 'AP-REP')
    expect(await finish(exchange)).toEqual({ done: true, last: 'sealed:\x01\0\0\0bøb' })
  })

  test('GSSAPI releases the native context when the exchange has ended or was left', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const kerberos = new FakeKerberos()
    const ended = begin({ kerberos })
    await say(ended)
    await say(ended, 'AP-REP')
    await finish(ended)
    const left = begin({ kerberos })
    await say(left)
    await left.return(undefined)
    const waiting = begin({ kerberos })
    await say(waiting)
    await new Promise(resolve => setImmediate(resolve))
    collect()
    expect(kerberos.clients.map(client => client.deref() === undefined)).toEqual([true, true, false])
    expect([ended, left, waiting]).toHaveLength(3)
  })
})

describe('the service', () => {
  test('the service is kafka at the dialled host name in lower case, by Kerberos 5', async () => {
    expect(await startedWith({}, { host: 'Broker-1.Example.com.' })).toEqual(['kafka@broker-1.example.com', { mechOID: 9 }])
  })

  test('serviceName, hostName and principal set the service and the ticket', async () => {
    const options = { serviceName: 'events', hostName: ({ host }: SaslContext) => `${host}.Internal`, principal: 'alice@EXAMPLE.COM' }
    expect(await startedWith(options)).toEqual(['events@broker.Internal', { mechOID: 9, principal: 'alice@EXAMPLE.COM' }])
  })

  test('the service is a principal on Windows', async () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32')
    expect(await startedWith({})).toEqual(['kafka/broker', { mechOID: 9 }])
  })

  test('canonicalHostName uses the name that DNS has for the address', async () => {
    dns.lookup.mockResolvedValue({ address: '192.0.2.7', family: 4 })
    dns.lookupService.mockResolvedValue({ hostname: 'Broker-7.Example.com', service: '' })
    expect(await startedWith({ canonicalHostName: true })).toMatchObject(['kafka@broker-7.example.com', {}])
    expect(dns.lookup).toHaveBeenCalledWith('broker')
    expect(dns.lookupService).toHaveBeenCalledWith('192.0.2.7', 9093)
  })

  test('a canonical name that DNS cannot find now is a retriable KAFKA_CONNECT', async () => {
    const cause = new Error('queryA ETIMEOUT broker')
    dns.lookup.mockRejectedValue(cause)
    const error = await rejectionOf(say(begin({ canonicalHostName: true })))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true, broker: { host: 'broker', port: 9093 }, cause })
    expect(error.message).toBe('GSSAPI: no canonical name for broker: queryA ETIMEOUT broker')
  })
})

describe('a broker', () => {
  const offers: [string, string, string][] = [
    ['offers integrity and privacy only', 'sealed:\x06\0\0\0', 'the broker insists on a security layer (6), which Kafka does not have'],
    ['offers no layer at all', 'sealed:\0\0\0\0', 'the broker insists on a security layer (0)'],
    ['offers nothing', 'sealed:', 'the broker offers security layers in 0 bytes, not 4'],
    ['offers three bytes', 'sealed:\x01\0\0', 'the broker offers security layers in 3 bytes, not 4'],
    ['offers five bytes', 'sealed:\x01\0\0\0\0', 'the broker offers security layers in 5 bytes, not 4'],
    ['does not wrap its offer', '\x01\0\0\0', 'no security context for kafka@broker: A token was invalid: Success'],
    ['sends an empty offer', '', 'no security context for kafka@broker: A token was invalid: Success'],
    ['sends a mebibyte', `sealed:${'x'.repeat(1_048_569)}`, 'the broker sent a token of 1048576 bytes; the maximum is 65536']
  ]
  test.each(offers)('GSSAPI refuses a broker that %s', async (_, offer, problem) => {
    const exchange = begin()
    await say(exchange)
    await say(exchange, 'AP-REP')
    const error = await rejectionOf(say(exchange, offer))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'GSSAPI', retriable: false })
    expect(error.message).toContain(`GSSAPI: ${problem}`)
  })

  test('GSSAPI refuses a broker that the ticket is not for', async () => {
    for (const answer of ['nonsense', 'x'.repeat(1_048_576)]) {
      const exchange = begin()
      await say(exchange)
      expect(await rejectionOf(say(exchange, answer))).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: false })
    }
  })

  test('a broker cannot continue a GSSAPI exchange after its last message', async () => {
    const exchange = begin()
    await say(exchange)
    await say(exchange, 'AP-REP')
    await finish(exchange)
    expect(await say(exchange, 'more')).toBe(undefined)
  })
})

describe('what Kerberos says', () => {
  const minor = 'Unspecified GSS failure.  Minor code may provide more information: '
  const none = 'No credentials were supplied, or the credentials were unavailable or inaccessible: '
  const passing: [string, string, RegExp][] = [
    [minor, "Cannot contact any KDC for realm 'EXAMPLE.COM'", /Is the KDC of krb5.conf up/],
    [minor, 'Cannot resolve servers for KDC in realm "EXAMPLE.COM"', /Is the KDC of krb5.conf up/],
    ['', 'unable to reach any KDC in realm EXAMPLE.COM', /Is the KDC of krb5.conf up/],
    ['', 'InitializeSecurityContext: No authority could be contacted for authentication', /Is the KDC of krb5.conf up/],
    [minor, 'A service is not available that is required to process the request', /Is the KDC of krb5.conf up/],
    [minor, 'Client not yet valid - try again later', /clocks/],
    [minor, 'Ticket not yet valid', /clocks/],
    [minor, 'Request is a replay', /false alarm/],
    [minor, 'Ticket expired', /kinit/],
    ['', `${none}No Kerberos credentials available (default cache: FILE:/tmp/krb5cc_0)`, /kinit/]
  ]
  test.each(passing)('a Kerberos error that may pass is a retriable KAFKA_CONNECT: %s%s', async (prefix, words, advice) => {
    const kerberos = new FakeKerberos({ failing: 'step', message: prefix + words })
    const error = await rejectionOf(say(begin({ kerberos })))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', retriable: true, delivery: 'not-sent' })
    expect(error).toMatchObject({ broker: { host: 'broker', port: 9093 }, cause: { message: prefix + words } })
    expect(error.message).toContain(`GSSAPI: no security context for kafka@broker now: ${words}. `)
    expect(error.message).toMatch(advice)
  })

  const lasting: [string, string][] = [
    [
      'Server kafka/broker@EXAMPLE.COM not found in Kerberos database',
      ' Check serviceName, and whether the KDC knows the broker by another'
    ],
    ['Clock skew too great', ' Set the clocks of this machine, the KDC and the broker.'],
    ["Client's credentials have been revoked", '']
  ]
  test.each(lasting)('a lasting Kerberos error is KAFKA_AUTHENTICATION: %s', async (words, advice) => {
    const error = await rejectionOf(say(begin({ kerberos: new FakeKerberos({ failing: 'step', message: minor + words }) })))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: false, cause: { message: minor + words } })
    expect(error.message).toContain(`GSSAPI: no security context for kafka@broker: ${words}.${advice}`)
  })

  test.each(['initialize', 'step', 'unwrap', 'wrap'] as const)('an error of the kerberos module at %s is explained', async failing => {
    const exchange = begin({ kerberos: new FakeKerberos({ failing }) })
    const run = async (): Promise<void> => {
      await say(exchange)
      await say(exchange, 'AP-REP')
      await finish(exchange)
    }
    expect((await rejectionOf(run())).message).toBe('GSSAPI: no security context for kafka@broker: it failed.')
  })
})

describe('options', () => {
  test('gssapi names all wrong options in one error', () => {
    const given = { kerberos: {}, serviceName: 'kafka/broker', principal: 7, hostName: '', canonicalHostName: 'yes', handshake: 0 } as never
    expect(failureOf(() => gssapi(given)).message).toBe(
      "gssapi: kerberos must be the npm module kerberos: npm install kerberos, import kerberos from 'kerberos', not an object; " +
        'serviceName must be text without @ and /, such as kafka, not a string; ' +
        'principal must be text that is not empty, or a function that returns it, not a number; ' +
        'hostName must be text that is not empty, or a function that returns it, not a string; ' +
        'canonicalHostName must be a boolean, not a string; handshake must be a boolean, not 0'
    )
    expect(() => gssapi({ kerberos: new FakeKerberos(), service: 'x' } as never)).toThrow('gssapi: service is not an option: there are')
    expect(() => gssapi({} as never)).toThrow('kerberos is required: it must be the npm module')
    expect(() => gssapi(null as never)).toThrow('gssapi: options must be an object, not null')
  })

  test('gssapi asks for a handshake unless the option handshake is false', () => {
    const kerberos = new FakeKerberos()
    expect([gssapi({ kerberos }), gssapi({ kerberos, handshake: false })].map(({ handshake }) => handshake)).toEqual([true, false])
  })

  test('gssapi refuses an authorizationId that the kerberos module would cut', async () => {
    expect((await rejectionOf(say(begin({ authorizationId: 'a\0b' })))).message).toBe('GSSAPI: the authorizationId holds a NUL character')
    const error = await rejectionOf(say(begin({ authorizationId: 'ü'.repeat(2_046) })))
    expect(error.message).toBe('GSSAPI: the authorizationId has 4092 bytes; the maximum is 4091')
    expect(await say(begin({ authorizationId: 'a'.repeat(4_091) }))).toBe('AP-REQ')
  })

  test('the options of gssapi do not show when the mechanism is printed', () => {
    const mechanism = gssapi({ kerberos: new FakeKerberos(), principal: 'canary', authorizationId: 'canary' })
    expect(inspect(mechanism, { depth: 20, showHidden: true }) + JSON.stringify(mechanism)).not.toContain('canary')
  })
})
