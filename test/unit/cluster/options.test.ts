import { describe, expect, test } from 'vitest'
import { type ClusterOptions, resolveClusterOptions } from '../../../src/cluster/cluster-options.ts'
import type { ClusterBroker } from '../../../src/cluster/metadata/cluster-map.ts'
import { rewrittenAddress } from '../../../src/cluster/server-addresses.ts'
import { isKafkaError } from '../../../src/errors.ts'
import { plain } from '../../../src/sasl/index.ts'

const sasl = plain({ username: 'alice', password: 'secret' })

const problemsOf = (options: unknown): readonly string[] => {
  try {
    resolveClusterOptions(options as ClusterOptions)
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_CONFIGURATION')) return error.problems
    throw error
  }
  return []
}

describe('options of a cluster', () => {
  test('the options of a cluster have defaults', () => {
    expect(resolveClusterOptions({ bootstrapServers: 'a' })).toEqual({
      bootstrapServers: 'a',
      endpointType: 'broker',
      connection: {},
      pool: {},
      retry: { maxAttempts: Number.POSITIVE_INFINITY, totalMs: 60_000, initialMs: 100, maxMs: 1_000 },
      metadata: { maxAgeMs: 300_000, minAgeMs: 100, attemptMs: 5_000, topicIdleMs: 300_000, rebootstrapAfterMs: 300_000 },
      rewriteAddress: undefined,
      pinClusterId: false,
      observe: {},
      onFresh: undefined,
      signal: undefined
    })
  })

  test('the options of a cluster have their defaults if they are undefined', () => {
    const nothing = { connection: undefined, pool: undefined, retry: { totalMs: undefined }, metadata: undefined, observe: undefined }
    const resolved = resolveClusterOptions({ bootstrapServers: 'a', ...nothing, rewriteAddress: undefined, signal: undefined })
    expect(resolved).toEqual(resolveClusterOptions({ bootstrapServers: 'a' }))
  })

  test('wrong options of a cluster are refused with all problems at once', () => {
    const problems = problemsOf({
      bootstrapServers: ['a:0', 'b:c', 'kafka://user:secret@c:9092'],
      endpointType: 'controllers',
      connection: { clientId: 7, timeouts: { connectMs: 0 } },
      pool: { maxConnections: 0 },
      retry: { totalMs: -1 },
      metadata: { maxAge: 1 },
      rewriteAddress: { a: 'b:0', 'c d': 'e' },
      observe: { open: true },
      onFresh: 1,
      signal: {}
    })
    expect(problems).toEqual([
      `endpointType must be 'broker' or 'controller', not "controllers"`,
      expect.stringContaining('retry.totalMs must be a positive number'),
      expect.stringContaining('metadata.maxAge is not an option'),
      expect.stringContaining('observe.open must be a function'),
      expect.stringContaining('onFresh must be a function'),
      expect.stringContaining('signal must be an AbortSignal'),
      expect.stringContaining('connection.clientId must be'),
      expect.stringContaining('connection.timeouts.connectMs must be'),
      'rewriteAddress["a"] is not an address',
      'rewriteAddress has a key that is not an address: write host or host:port',
      expect.stringContaining('pool.maxConnections must be'),
      expect.stringContaining('bootstrapServers[0] has port 0'),
      expect.stringContaining('bootstrapServers[1] is not an address'),
      'bootstrapServers[2] begins with no security protocol of Kafka: write host:port, or a protocol before it, such as SASL_SSL://host:port'
    ])
  })

  test('connectCluster without options is refused', () => {
    expect(problemsOf(undefined)).toEqual([expect.stringContaining('options is required')])
    expect(problemsOf({})).toEqual([expect.stringContaining('bootstrapServers is required')])
    expect(problemsOf({ bootstrapServers: ' , ' })).toEqual(['bootstrapServers has no server address in it'])
    expect(problemsOf({ bootstrapServers: [] })).toEqual(['bootstrapServers has no server address in it'])
    expect(problemsOf({ bootstrapServers: [1] })).toEqual([expect.stringContaining('bootstrapServers must be a string')])
  })

  test.each(['host', 'port', 'expect', 'signal'])('the options of a cluster may not have connection.%s, which the cluster sets', name => {
    expect(problemsOf({ bootstrapServers: 'a', connection: { [name]: 'given' } })).toEqual([
      `connection.${name} is not an option here: the cluster sets it for each connection`
    ])
  })

  test('telemetry is refused for a cluster of controllers, which take no metrics', () => {
    const problem = "telemetry cannot be given with endpointType: 'controller': only brokers take metrics"
    expect(problemsOf({ bootstrapServers: 'a', endpointType: 'controller', telemetry: true })).toEqual([problem])
    expect(problemsOf({ bootstrapServers: 'a', endpointType: 'controller', telemetry: false })).toEqual([])
  })

  test('the errors of the options show no secret that was written in place of an address', () => {
    expect(problemsOf({ bootstrapServers: 'https://user:secret@a:1' }).join()).not.toContain('secret')
  })
})

describe('the security protocol of a bootstrap server', () => {
  test('the security protocol of a bootstrap server switches TLS on if connection.tls is not given', () => {
    expect(resolveClusterOptions({ bootstrapServers: 'SSL://a:1,ssl://b' }).connection.tls).toBe(true)
    expect(resolveClusterOptions({ bootstrapServers: 'SASL_SSL://a:1', connection: { sasl } }).connection.tls).toBe(true)
    expect(resolveClusterOptions({ bootstrapServers: 'PLAINTEXT://a:1' }).connection.tls).toBeUndefined()
    expect(resolveClusterOptions({ bootstrapServers: 'SSL://a', connection: { tls: { ca: 'mine' } } }).connection.tls).toEqual({
      ca: 'mine'
    })
  })

  test.each([
    ['SSL://a', { tls: false }, 'bootstrapServers says SSL, but connection.tls is false'],
    ['PLAINTEXT://a', { tls: true }, 'bootstrapServers says PLAINTEXT, but connection.tls is set'],
    ['SASL_SSL://a', {}, 'bootstrapServers says SASL_SSL, but connection.sasl is not set'],
    ['SASL_PLAINTEXT://a', { sasl, tls: true }, 'bootstrapServers says SASL_PLAINTEXT, but connection.tls is set'],
    ['SSL://a', { sasl }, 'bootstrapServers says SSL, but connection.sasl is set'],
    ['SSL://a,PLAINTEXT://b', {}, 'bootstrapServers mixes SSL and PLAINTEXT: all connections of a cluster use TLS, or none does']
  ])('a security protocol that contradicts connection is refused: %s with %o', (bootstrapServers, connection, problem) => {
    expect(problemsOf({ bootstrapServers, connection })).toEqual([problem])
  })
})

describe('rewriteAddress', () => {
  const broker: ClusterBroker = { nodeId: 3, host: 'inner', port: 9092, rack: 'r' }

  test.each([
    [undefined, { host: 'inner', port: 9092 }],
    [{}, { host: 'inner', port: 9092 }],
    [{ inner: 'outer' }, { host: 'outer', port: 9092 }],
    [{ 'inner:9092': 'outer:1' }, { host: 'outer', port: 1 }],
    [
      { inner: 'no', 'inner:9092': '[::1]:1' },
      { host: '::1', port: 1 }
    ],
    [{ 'inner:9093': 'outer:1' }, { host: 'inner', port: 9092 }],
    [() => 'outer', { host: 'outer', port: 9092 }],
    [({ nodeId }: ClusterBroker) => ({ host: 'outer', port: 9000 + nodeId }), { host: 'outer', port: 9003 }],
    [() => ({ host: '::1', port: 7 }), { host: '::1', port: 7 }]
  ])('rewriteAddress replaces an address, given as %o', (rewrite, place) => {
    expect(rewrittenAddress(broker, rewrite)).toEqual(place)
  })

  test('rewriteAddress replaces an IPv6 address in any notation', () => {
    for (const key of ['::1', '[::1]', '[::1]:9092'])
      expect(rewrittenAddress({ ...broker, host: '::1' }, { [key]: 'a' })).toEqual({ host: 'a', port: 9092 })
  })

  test.each([() => 'a:b', () => undefined, () => ({ host: 'a' }), () => ({ host: 'a', port: 0 })])(
    'rewriteAddress throws if the function returns no address: %s',
    rewrite => {
      expect(rewrittenAddress(broker, rewrite as never)).toBeTypeOf('string')
    }
  )
})
