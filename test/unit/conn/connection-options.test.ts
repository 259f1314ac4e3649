import { describe, expect, test } from 'vitest'
import { formatAddress, parseAddress } from '../../../src/conn/address.ts'
import { type ConnectionOptions, resolveOptions } from '../../../src/conn/connection-options.ts'
import { connect, KafkaError, VERSION } from '../../../src/index.ts'

const problemsOf = (options: unknown): readonly string[] => {
  try {
    resolveOptions(options as ConnectionOptions)
  } catch (error) {
    if (error instanceof KafkaError && error.code === 'KAFKA_CONFIGURATION') return error.problems
    throw error
  }
  return []
}

describe('an address', () => {
  test.each([
    ['broker-1', { host: 'broker-1', port: 9092 }],
    ['broker-1.example:19092', { host: 'broker-1.example', port: 19092 }],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65535 }],
    ['[::1]', { host: '::1', port: 9092 }],
    ['::1', { host: '::1', port: 9092 }],
    ['2001:db8::9092', { host: '2001:db8::9092', port: 9092 }]
  ])('an address is read from %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address)
  })

  test.each(['', ':9092', 'a:b', 'a:0', 'a:65536', 'a:9092:1', '[a]:1', '[::1', '::1]:1', 'a b', 'http://a:1', 'a:-1', 'a:1 '])(
    'an address is not read from "%s"',
    text => {
      expect(parseAddress(text)).toBeTypeOf('string')
    }
  )

  test('an address is written with brackets only if it is IPv6', () => {
    expect(formatAddress({ host: '::1', port: 1 })).toBe('[::1]:1')
    expect(formatAddress({ host: 'a', port: 1 })).toBe('a:1')
  })
})

describe('options', () => {
  test('the options of connect have defaults', () => {
    expect(resolveOptions({ host: 'a' })).toEqual({
      host: 'a',
      port: 9092,
      clientId: 'kafkawire',
      software: { name: 'kafkawire', version: VERSION },
      connectMs: 10_000,
      requestMs: 30_000,
      idleMs: 540_000,
      pingMs: Number.POSITIVE_INFINITY,
      pongTimeoutMs: 10_000,
      maxThrottleMs: 300_000,
      maxFrameBytes: 104_857_600,
      maxInFlight: 100,
      maxQueuedBytes: 67_108_864,
      tls: undefined,
      apiVersions: undefined,
      sasl: [],
      expect: {},
      dial: undefined,
      signal: undefined,
      opened: expect.any(Error)
    })
  })

  test('an option of connect that is undefined has its default', () => {
    const nothing = { port: undefined, clientId: undefined, dial: undefined, signal: undefined }
    const resolved = resolveOptions({ host: 'a', ...nothing, timeouts: { connectMs: undefined }, limits: undefined })
    expect(resolved).toEqual(resolveOptions({ host: 'a' }))
  })

  test('a port in the host option counts more than the port option', () => {
    expect(resolveOptions({ host: 'a:1', port: 2 }).port).toBe(1)
    expect(resolveOptions({ host: '[::1]:1', port: 2 })).toMatchObject({ host: '::1', port: 1 })
    expect(resolveOptions({ host: '::1', port: 2 })).toMatchObject({ host: '::1', port: 2 })
    expect(resolveOptions({ host: 'a', port: 2 }).port).toBe(2)
  })

  test('Infinity switches any limit of connect off', () => {
    const limits = { maxFrameBytes: Infinity, maxInFlight: Infinity, maxQueuedBytes: Infinity }
    expect(problemsOf({ host: 'a', timeouts: { connectMs: Infinity, requestMs: Infinity }, limits })).toEqual([])
  })

  test.each([0, -1, Number.NaN, -Infinity, '5', null, 5n, true])('connect refuses %s as a limit', value => {
    const keys = { timeouts: ['connectMs', 'requestMs'], limits: ['maxFrameBytes', 'maxInFlight', 'maxQueuedBytes'] }
    for (const [group, names] of Object.entries(keys)) {
      for (const name of names) {
        const [problem, ...others] = problemsOf({ host: 'a', [group]: { [name]: value } })
        expect(problem).toMatch(new RegExp(`^${group}\\.${name} must be a positive number, or Infinity for no limit, not `))
        expect(others).toEqual([])
      }
    }
  })

  test('unknown options of connect are named at any depth, with a list of the known options', () => {
    const problems = problemsOf({ host: 'a', hosts: 1, timeouts: { connect: 1 }, limits: { idleMs: 1 } })
    expect(problems).toEqual([
      'hosts is not an option: there are host, port, clientId, software, tls, timeouts, limits, apiVersions, sasl, expect, dial, signal',
      'timeouts.connect is not an option: there are timeouts.connectMs, timeouts.requestMs, timeouts.idleMs, timeouts.pingMs, timeouts.pongTimeoutMs, timeouts.maxThrottleMs',
      'limits.idleMs is not an option: there are limits.maxFrameBytes, limits.maxInFlight, limits.maxQueuedBytes'
    ])
  })

  test.each([
    [undefined, 'options is required: it must be an object'],
    [null, 'options must be an object, not null'],
    ['a:9092', 'options must be an object, not a string'],
    [[], 'options must be an object, not an array'],
    [{}, 'host is required: it must be a string: host, host:port, or [ipv6]:port'],
    [{ host: '' }, 'host is not an address: write host, host:port, or [ipv6]:port'],
    [{ host: 7 }, 'host must be a string: host, host:port, or [ipv6]:port, not 7'],
    [{ host: 'a', port: '9092' }, 'port must be an integer from 1 to 65535, not a string'],
    [{ host: 'a', port: 0 }, 'port must be an integer from 1 to 65535, not 0'],
    [{ host: 'a', port: 1.5 }, 'port must be an integer from 1 to 65535, not 1.5'],
    [{ host: 'a:70000' }, 'host has port 70000, which is outside 1 to 65535'],
    [{ host: 'a', clientId: null }, 'clientId must be well-formed text of at most 32,767 bytes, not null'],
    [{ host: 'a', clientId: 'x'.repeat(32_768) }, 'clientId must be well-formed text of at most 32,767 bytes, not a string'],
    [{ host: 'a', clientId: '\ud800' }, 'clientId must be well-formed text of at most 32,767 bytes, not a string'],
    [{ host: 'a', timeouts: 5 }, 'timeouts must be an object, not 5'],
    [{ host: 'a', limits: [] }, 'limits must be an object, not an array'],
    [{ host: 'a', dial: {} }, 'dial must be a function, not an object'],
    [{ host: 'a', signal: {} }, 'signal must be an AbortSignal, not an object']
  ])('connect refuses the options %j', (options, problem) => {
    expect(problemsOf(options)).toEqual([problem])
  })

  test('connect refuses options with many problems in one error that names all of them', async () => {
    const options = { host: 'a:0', port: 'x', clientId: 1, timeouts: { connectMs: 0 }, limits: { b: 1 }, dial: 1, signal: 1, c: 1 }
    const error = await connect(options as never).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', retriable: false, delivery: 'not-sent' })
    expect(error).toHaveProperty('problems.length', 8)
    for (const name of ['host', 'port', 'clientId', 'timeouts.connectMs', 'limits.b', 'dial', 'signal', 'c '])
      expect(error).toHaveProperty('message', expect.stringContaining(name))
  })

  test('the error of wrong options never shows a text that was given, because it may be a secret', async () => {
    const secret = 's3cret'
    const options = { host: `kafka://user:${secret}@a`, port: secret, clientId: { secret }, timeouts: { connectMs: secret }, dial: secret }
    const error = await connect({ ...options, limits: [secret], signal: secret } as never).catch((thrown: unknown) => thrown)
    expect(error).toHaveProperty('problems.length', 7)
    expect(JSON.stringify(error) + String(error)).not.toContain(secret)
  })
})
