import { describe, expect, test } from 'vitest'
import { Pool } from '../../../src/pool/pool.ts'
import { type PoolSettings, resolvePoolOptions } from '../../../src/pool/pool-options.ts'
import { failureOf } from '../../support/process/failure.ts'

describe('the options of a pool', () => {
  test('the options of a pool have defaults', () => {
    expect(resolvePoolOptions({ connection: {} })).toMatchObject({
      backoff: { initialMs: 100, maxMs: 1_000 },
      breaker: { failures: 5, openMs: 0 },
      maxConnections: Infinity,
      maxDialsPerSecond: 20,
      validateMs: 60_000,
      pongMs: 3_000
    })
    expect(Object.keys(resolvePoolOptions({ connection: {} }).lanes)).toEqual(['produce', 'fetch', 'coordination'])
  })

  test.each<[unknown, string]>([
    [{}, 'connection is required'],
    [undefined, 'options is required'],
    [{ connection: 1 }, 'connection must be an object'],
    [{ connection: {}, pools: {} }, 'pools is not an option'],
    [{ connection: {}, pool: { backoff: { maxMs: 60_001 } } }, 'pool.backoff.maxMs must be a positive number up to 60,000'],
    [
      { connection: {}, pool: { backoff: { initialMs: 500, maxMs: 400 } } },
      'pool.backoff.initialMs, 500, is above pool.backoff.maxMs, 400'
    ],
    [{ connection: {}, pool: { backoff: null } }, 'pool.backoff must be an object'],
    [{ connection: {}, pool: { breaker: { failures: 0 } } }, 'pool.breaker.failures must be a number from 1 on'],
    [{ connection: {}, pool: { breaker: { openMs: -1 } } }, 'pool.breaker.openMs must be a positive number'],
    [{ connection: {}, pool: { maxConnections: 0.5 } }, 'pool.maxConnections must be a number from 1 on'],
    [{ connection: {}, pool: { maxDialsPerSecond: NaN } }, 'pool.maxDialsPerSecond must be a positive number'],
    [{ connection: {}, pool: { validateMs: 0, pongMs: '1' } }, 'pool.validateMs must be a positive number'],
    [{ connection: {}, pool: { lanes: { a: ['Produce', 'Prodduce'] } } }, 'lanes.a has Prodduce, which is not an API'],
    [{ connection: {}, pool: { lanes: { a: ['Fetch'], b: ['Fetch'] } } }, 'lanes.b has Fetch, which lanes.a has too'],
    [{ connection: {}, pool: { lanes: { a: 'Fetch' } } }, 'lanes.a must be a list of API names'],
    [{ connection: {}, pool: { lanes: { '': [] } } }, 'lanes has a lane whose name is empty'],
    [{ connection: {}, observe: { open: 1 } }, 'observe.open must be a function'],
    [{ connection: {}, onFresh: true }, 'onFresh must be a function'],
    [{ connection: { host: 'a' } }, 'connection.host is not an option: the pool sets it for each connection'],
    [{ connection: { timeouts: { connectMs: 0 } } }, 'timeouts.connectMs must be a positive number']
  ])('new Pool refuses the settings %j', (settings, problem) => {
    const error = failureOf(() => new Pool(settings as PoolSettings))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', message: expect.stringContaining(problem) })
  })
})
