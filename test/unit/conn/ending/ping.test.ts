import { describe, expect, test, vi } from 'vitest'
import { Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { apiKeys } from '../../../../src/protocol/codes/index.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }
const PING = { timeouts: { pingMs: 1_000, pongTimeoutMs: 200, idleMs: Infinity } }
const API_VERSIONS_V0 = '0000'.repeat(3)

async function openQuiet(options = PING): Promise<ReturnType<typeof memoryLink>> {
  const link = memoryLink(options)
  const answer = link.connection.send(Metadata, ANY)
  link.peer.answer(await link.peer.next(), Metadata, ANSWER)
  await answer
  return link
}

describe('a connection with pingMs', () => {
  useOwnClock()

  test('is asked for ApiVersions v0 once it was quiet for so long, and lives on as often as it answers', async () => {
    const { connection, peer } = await openQuiet()
    for (let round = 1; round <= 3; round++) {
      await pass(999)
      expect(peer.received).toBe(round)
      await pass(2)
      const { header, body } = await peer.next()
      expect(header).toMatchObject({ apiKey: apiKeys.ApiVersions, apiVersion: 0, correlationId: round })
      expect(body).toHaveLength(0)
      await pass(150)
      peer.answerBytes({ header, body, frame: body }, API_VERSIONS_V0)
      await pass(0)
      expect(connection.state).toBe('open')
    }
    await connection.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('closes as timeout when no answer has come after pongTimeoutMs', async () => {
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

  test('that is silent takes what was sent behind the question with it', async () => {
    const { connection, peer } = await openQuiet()
    await pass(1_001)
    await peer.next()
    const lost = rejectionOf(connection.send(Metadata, ANY))
    await pass(202)
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'maybe-sent', retriable: true })
  })

  test('is not asked while a request is in flight', async () => {
    const { connection, peer } = await openQuiet()
    const answer = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(5_000)
    expect(peer.received).toBe(2)
    peer.answer(request, Metadata, ANSWER)
    await answer
    await connection.close()
  })

  test('may be closed while its answer is out: that is no failure', async () => {
    const { connection, peer } = await openQuiet()
    await pass(1_001)
    const closing = connection.close()
    const { header, body } = await peer.next()
    peer.answerBytes({ header, body, frame: body }, API_VERSIONS_V0)
    await closing
    expect(await connection.closed).toEqual({ reason: 'shutdown', cause: undefined })
  })

  test('closes as idle and asks nothing where idleMs is the shorter', async () => {
    const { connection, peer } = await openQuiet({ timeouts: { pingMs: 1_000, pongTimeoutMs: 200, idleMs: 500 } })
    await pass(501)
    expect(await connection.closed).toMatchObject({ reason: 'idle' })
    expect(peer.received).toBe(1)
  })
})

describe('a connection without pingMs', () => {
  useOwnClock()

  test('is never asked', async () => {
    const { connection, peer } = await openQuiet({ timeouts: { pingMs: Infinity, pongTimeoutMs: 200, idleMs: Infinity } })
    await pass(24 * 3_600_000)
    expect(peer.received).toBe(1)
    await connection.close()
  })
})
