import { describe, expect, test, vi } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { ApiVersions, Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { apiKeys } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { until } from '../../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }
const PING = { timeouts: { pingMs: 1_000, pongTimeoutMs: 200, idleMs: Infinity } }
const API_VERSIONS_V2 = '0000'.repeat(5)

async function openQuiet(options = PING): Promise<ReturnType<typeof memoryLink>> {
  const link = memoryLink(options)
  const answer = link.connection.send(Metadata, ANY)
  link.peer.answer(await link.peer.next(), Metadata, ANSWER)
  await answer
  return link
}

describe('a connection with pingMs', () => {
  useOwnClock()

  test('a connection that was quiet for pingMs is sent ApiVersions v2, and lives on with each answer', async () => {
    const { connection, peer } = await openQuiet()
    for (let round = 1; round <= 3; round++) {
      await pass(999)
      expect(peer.received).toBe(round)
      await pass(2)
      const { header, body } = await peer.next()
      expect(header).toMatchObject({ apiKey: apiKeys.ApiVersions, apiVersion: 2, correlationId: round })
      expect(body).toHaveLength(0)
      await pass(150)
      peer.answerBytes({ header, body, frame: body }, API_VERSIONS_V2)
      await pass(0)
      expect(connection.state).toBe('open')
    }
    await connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a broker that throttles says so in the answer to a ping, and the next ping is given the time', async () => {
    const { connection, peer } = await openQuiet()
    await pass(1_001)
    const { header, body } = await peer.next()
    const throttledFor3s = `0000 00000000 ${(3_000).toString(16).padStart(8, '0')}`.replaceAll(' ', '')
    peer.answerBytes({ header, body, frame: body }, throttledFor3s)
    await pass(1_001)
    const late = await peer.next()
    await pass(1_900)
    expect(connection.state, 'the broker reads nothing for 3 s').toBe('open')
    peer.answerBytes({ header: late.header, body, frame: body }, API_VERSIONS_V2)
    await pass(0)
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('a broker that offers only version 0 of ApiVersions is sent that', async () => {
    const { connection, peer } = memoryLink(PING, 0, { versions: { ApiVersions: [0, 0] } })
    const answer = connection.send(Metadata, ANY)
    peer.answer(await peer.next(), Metadata, ANSWER)
    await answer
    await pass(1_001)
    const { header, body } = await peer.next()
    expect(header).toMatchObject({ apiKey: apiKeys.ApiVersions, apiVersion: 0 })
    peer.answerBytes({ header, body, frame: body }, '0000'.repeat(3))
    await pass(0)
    expect(connection.state).toBe('open')
    await connection.close()
  })

  test('a connection closes as timeout when a ping is not answered for pongTimeoutMs', async () => {
    const { connection, peer } = await openQuiet()
    await pass(1_001)
    await peer.next()
    await pass(198)
    expect(connection.state).toBe('open')
    await pass(4)
    expect(connection.state).toBe('closed')
    const closed = await connection.closed
    expect(closed).toMatchObject({ reason: 'timeout', cause: { code: 'KAFKA_TIMEOUT', api: 'ApiVersions', timeoutMs: 200 } })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a request behind a ping that is not answered rejects with the connection', async () => {
    const { connection, peer } = await openQuiet()
    await pass(1_001)
    await peer.next()
    const lost = rejectionOf(connection.send(Metadata, ANY))
    await pass(202)
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'maybe-sent', retriable: true })
  })

  test('no ping is sent while a request is in flight', async () => {
    const { connection, peer } = await openQuiet()
    const answer = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(5_000)
    expect(peer.received).toBe(2)
    peer.answer(request, Metadata, ANSWER)
    await answer
    await connection.close()
  })

  test('a connection may be closed while a ping is in flight, and nothing fails', async () => {
    const { connection, peer } = await openQuiet()
    await pass(1_001)
    const closing = connection.close()
    const { header, body } = await peer.next()
    peer.answerBytes({ header, body, frame: body }, API_VERSIONS_V2)
    await closing
    expect(await connection.closed).toEqual({ reason: 'shutdown', cause: undefined })
  })

  test('a connection whose idleMs is shorter than pingMs closes as idle without a ping', async () => {
    const { connection, peer } = await openQuiet({ timeouts: { pingMs: 1_000, pongTimeoutMs: 200, idleMs: 500 } })
    await pass(501)
    expect(await connection.closed).toMatchObject({ reason: 'idle' })
    expect(peer.received).toBe(1)
  })
})

describe('a connection without pingMs', () => {
  useOwnClock()

  test('a connection without pingMs is never sent a ping', async () => {
    const { connection, peer } = await openQuiet({ timeouts: { pingMs: Infinity, pongTimeoutMs: 200, idleMs: Infinity } })
    await pass(24 * 3_600_000)
    expect(peer.received).toBe(1)
    await connection.close()
  })
})

test.each([
  ['the newest that has no fields', {}, 2],
  ['the newest that the broker offers', { versions: { ApiVersions: [0, 1] } }, 1],
  ['version 0 if the broker cannot be asked', { assumed: { Metadata: [0, 5] } }, 0]
] as const)('the pings of an opened connection have %s', async (_, { versions, assumed }: Offer, version) => {
  await using kafka = await startTestingCluster({ versions })
  const opening = connect({ host: kafka.bootstrap, apiVersions: assumed, timeouts: { pingMs: 20, idleMs: Infinity } })
  await using _connection = await opening
  const asked: number[] = []
  kafka.on(ApiVersions, ({ header }, next) => {
    asked.push(header.apiVersion)
    return next()
  })
  await until(() => asked.length > 1)
  expect(asked).toEqual(asked.map(() => version))
})

interface Offer {
  readonly versions?: Record<string, readonly [number, number]>
  readonly assumed?: Record<string, readonly [number, number]>
}
