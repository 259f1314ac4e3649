import { pbkdf2Sync } from 'node:crypto'
import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { apiKeys, errorCodes, KafkaError, type KafkaErrorDetails } from '../../../src/index.ts'
import { Bounds } from '../../campaign/checks/bounds.ts'
import { ErrorCheck } from '../../campaign/checks/errors/errors.ts'
import { leaksOf, secretsOf } from '../../campaign/checks/errors/secrets.ts'
import { History } from '../../campaign/checks/history.ts'
import { leftOver, processListeners } from '../../campaign/checks/left-over.ts'
import type { Settings } from '../../campaign/schedule/schedule.ts'

const LIMITS = { totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 }

function problemsOf(error: unknown): readonly string[] {
  const check = new ErrorCheck()
  check.look(error)
  return check.problems
}

const timeout = (text: string, timeoutMs: number, details: KafkaErrorDetails = {}): KafkaError =>
  new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, ...details })

describe('the check of errors', () => {
  test('accepts an error whose fields are in the table and whose text repeats its numbers', () => {
    expect(problemsOf(timeout('Fetch waited for its answer for 700 ms; its timeoutMs is 650 ms', 650, { elapsedMs: 700 }))).toEqual([])
    expect(problemsOf(timeout('it waited; requestMs is 500 ms, the request itself asks for 150 ms', 650))).toEqual([])
  })

  test('reports a text whose numbers differ from the fields', () => {
    expect(problemsOf(timeout('its timeoutMs is 650 ms', 651))).toEqual([expect.stringContaining('does not have timeoutMs 651')])
    const late = timeout('Fetch waited for its answer for 700 ms; its timeoutMs is 650 ms', 650, { elapsedMs: 701 })
    expect(problemsOf(late)).toEqual([expect.stringContaining('its text says 700 ms, and elapsedMs is 701')])
    const { NOT_COORDINATOR } = errorCodes
    const broker = new KafkaError('KAFKA_BROKER', 'NOT_COORDINATOR', { errorCode: NOT_COORDINATOR, errorName: 'NOT_COORDINATOR', path: '' })
    expect(problemsOf(broker)).toEqual([expect.stringContaining(`does not have errorCode ${NOT_COORDINATOR}`)])
  })

  test('reports a phase, a reason and a field that the documentation does not have', () => {
    expect(problemsOf(new KafkaError('KAFKA_CONNECT', 'no', { phase: 'udp' as 'tcp' }))).toEqual([expect.stringContaining('phase udp')])
    const closed = new KafkaError('KAFKA_CONNECTION_CLOSED', 'no', { reason: 'bored' as 'idle' })
    expect(problemsOf(closed)).toEqual([expect.stringContaining('reason bored')])
    expect(problemsOf(Object.assign(new KafkaError('KAFKA_POOL_CLOSED', 'no', {}), { mood: 1 }))).toEqual([
      expect.stringContaining('field mood')
    ])
  })

  test('looks at causes and at the parts of a split request', () => {
    const wrong = new KafkaError('KAFKA_CONNECT', 'no', { phase: 'udp' as 'tcp' })
    const outer = new KafkaError('KAFKA_POOL_CLOSED', 'no', { cause: new Error('x', { cause: wrong }) })
    expect(problemsOf(outer)).toHaveLength(1)
    expect(
      problemsOf(Object.assign(new KafkaError('KAFKA_POOL_CLOSED', 'no', {}), { shards: [{ nodeId: 1, error: wrong }] }))
    ).toHaveLength(1)
  })
})

describe('the check for secrets', () => {
  test('finds a password, and the salted password of SCRAM, in texts and in fields', () => {
    const salt = Buffer.from('salt')
    const authBytes = Buffer.from(`r=nonce,s=${salt.toString('base64')},i=16`)
    const request = {
      nodeId: 1,
      header: { apiKey: apiKeys.SaslAuthenticate, apiVersion: 1, correlationId: 1, clientId: null },
      message: {}
    }
    const traffic = {
      receipts: [{ atMs: 0, api: 'SaslAuthenticate', request }],
      answerTo: () => ({ atMs: 0, response: { authBytes } })
    }
    const secrets = secretsOf('hush-hush', traffic)
    const salted = pbkdf2Sync('hush-hush', salt, 16, 32, 'sha256')
    expect(leaksOf(secrets, [{ a: [{ b: 'it is hush-hush' }] }])).toHaveLength(1)
    expect(leaksOf(secrets, [`key ${salted.toString('base64')}`, new Error(salted.toString('hex'))])).toHaveLength(2)
    expect(leaksOf(secrets, ['nothing', { salt, authBytes }])).toEqual([])
  })
})

describe('the check of what is left at the end', () => {
  const nothing = { brokers: [{ nodeId: 1, connections: 0 }] } as never
  const remains = { kafka: nothing, links: [], timers: 0, history: new History(LIMITS), listenersBefore: processListeners() }
  const open = { address: 'a:1', client: new Duplex() }

  test('reports open connections, of the driver and of a broker, and timers', () => {
    expect(leftOver(remains)).toEqual([])
    expect(leftOver({ ...remains, links: [open], timers: 2 })).toEqual([
      'after everything was closed, 1 connections of the driver are open: a:1',
      'after everything was closed, 2 timers are left'
    ])
    expect(leftOver({ ...remains, kafka: { brokers: [{ nodeId: 1, connections: 3 }] } as never })).toHaveLength(1)
  })

  test('reports listeners on the signal of a call and on the process', async () => {
    const history = new History(LIMITS)
    const { signal } = new AbortController()
    const cluster = { send: async () => signal.addEventListener('abort', () => undefined) }
    await history
      .of('actor')
      .observe(cluster as never)
      .send({ name: 'Fetch' } as never, {}, { signal })
    expect(leftOver({ ...remains, history })).toEqual([expect.stringContaining('1 signals of callers have listeners')])
    const listener = (): void => undefined
    process.on('SIGUSR2', listener)
    expect(leftOver(remains)).toEqual([expect.stringContaining('1 listeners of SIGUSR2, and had 0')])
    process.off('SIGUSR2', listener)
  })
})

describe('the check of limits', () => {
  const settings: Settings = { brokers: 1, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 1_000 }
  const idle = { nodeId: 1, lane: 'produce', state: 'open', inFlight: 0, queuedBytes: 0, waiting: 0 }
  const totals = { opened: 1, requests: 1, sentBytes: 1, receivedBytes: 1, retries: 0, reconnections: 0 }

  function problemsOf(
    connections: readonly object[],
    options: Readonly<Record<string, number>> = {},
    history = new History(LIMITS)
  ): readonly string[] {
    const cluster = { pool: { snapshot: () => ({ connections, brokers: [{}], totals }) } }
    const bounds = new Bounds(cluster as never, history, { ...settings, options })
    bounds.look()
    return bounds.problems
  }

  test('accepts a pool within its limits', () => {
    expect(problemsOf([idle, { ...idle, lane: 'fetch', inFlight: 100 }], { 'pool.maxConnections': 2 })).toEqual([])
  })

  test('accepts a caller for each coordinator that calls which have ended were looking for', () => {
    const history = new History(LIMITS)
    const requests = [{ groupId: 'a' }, { groups: [{ groupId: 'a' }, { groupId: 'b' }] }, { groups: ['b', 'c'] }, { transactionalId: 't' }]
    for (const request of requests)
      history.began({ actor: 'a', api: 'OffsetFetch', request, beganMs: 0, endedMs: 1, limitMs: 1, isDirect: true })
    expect(problemsOf([{ ...idle, waiting: 24 }], {}, history)).toEqual([])
    expect(problemsOf([{ ...idle, waiting: 25 }], {}, history)).toHaveLength(1)
  })

  test('reports too many requests in flight, bytes, callers and connections', () => {
    expect(problemsOf([{ ...idle, inFlight: 8 }], { 'connection.limits.maxInFlight': 5 })).toHaveLength(1)
    expect(problemsOf([{ ...idle, queuedBytes: 101 }], { 'connection.limits.maxQueuedBytes': 100 })).toHaveLength(1)
    expect(problemsOf([{ ...idle, waiting: 1_000 }])).toHaveLength(1)
    expect(problemsOf([idle, idle])).toEqual(['a limit was passed: 2 connections are open for 1 lanes'])
    expect(problemsOf([idle, { ...idle, lane: 'fetch' }], { 'pool.maxConnections': 1 })).toHaveLength(1)
  })
})
