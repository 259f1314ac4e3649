import { describe, expect, test } from 'vitest'
import { Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns } from '../../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ANY = { topics: null }

describe('traffic', () => {
  test('traffic counts requests, bytes, and requests in flight', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    expect(connection.traffic).toEqual({ inFlight: 0, queuedBytes: 0, requests: 0, sentBytes: 0, receivedBytes: 0 })
    const answers = [connection.send(Metadata, ANY), connection.send(Metadata, ANY)]
    const first = await peer.next()
    expect(connection.traffic).toEqual({
      ...{ inFlight: 1, queuedBytes: first.frame.length, requests: 2, sentBytes: first.frame.length, receivedBytes: 0 }
    })
    peer.answer(first, Metadata, ANSWER)
    const second = await peer.next()
    peer.answer(second, Metadata, ANSWER)
    await Promise.all(answers)
    const { sentBytes, receivedBytes, ...rest } = connection.traffic
    expect(rest).toEqual({ inFlight: 0, queuedBytes: 0, requests: 2 })
    expect(sentBytes).toBe(first.frame.length + second.frame.length)
    expect(receivedBytes).toBeGreaterThan(2 * 8)
    await connection.close()
  })
})

describe('emptied', () => {
  test('emptied resolves when the connection has no request', async () => {
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    await connection.emptied()
    const answers = [connection.send(Metadata, ANY), connection.send(Metadata, ANY)]
    let isEmpty = false
    const emptied = connection.emptied().then(() => {
      isEmpty = true
    })
    peer.answer(await peer.next(), Metadata, ANSWER)
    const second = await peer.next()
    await turns(2)
    expect(isEmpty).toBe(false)
    peer.answer(second, Metadata, ANSWER)
    await emptied
    await Promise.all(answers)
    await connection.close()
  })

  test('emptied rejects when the connection ends first or has ended', async () => {
    const { connection, peer } = memoryLink()
    const answer = rejectionOf(connection.send(Metadata, ANY))
    const emptied = rejectionOf(connection.emptied())
    await peer.next()
    peer.socket.end()
    expect(await emptied).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
    await answer
    expect(await rejectionOf(connection.emptied())).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
  })
})

describe('isQuietFor', () => {
  useOwnClock()

  test('isQuietFor counts from the last byte sent or received, and is false while a request is in flight', async () => {
    const { connection, peer } = memoryLink({ timeouts: { requestMs: 60_000 } })
    await pass(1_000)
    expect(connection.isQuietFor(1_000)).toBe(true)
    expect(connection.isQuietFor(1_001)).toBe(false)
    const answer = connection.send(Metadata, ANY)
    const request = await peer.next()
    await pass(5_000)
    expect(connection.isQuietFor(1_000)).toBe(false)
    peer.answer(request, Metadata, ANSWER)
    await answer
    expect(connection.isQuietFor(1)).toBe(false)
    await pass(10)
    expect(connection.isQuietFor(10)).toBe(true)
    await connection.close()
  })

  test('isQuietFor is true after idleMs if that is shorter', async () => {
    const { connection } = memoryLink({ timeouts: { idleMs: 5_000 } })
    await pass(4_000)
    expect(connection.isQuietFor(60_000)).toBe(false)
    await pass(999)
    expect(connection.isQuietFor(60_000)).toBe(false)
    await pass(1)
    expect(connection.isQuietFor(60_000)).toBe(true)
    await connection.close()
  })
})

describe('close', () => {
  test('close with the reason superseded or evicted is what closed resolves with', async () => {
    for (const reason of ['superseded', 'evicted', 'shutdown'] as const) {
      const { connection } = memoryLink()
      await connection.close({ reason })
      expect(await connection.closed).toMatchObject({ reason })
    }
    const { connection } = memoryLink()
    const refused = await rejectionOf(connection.close({ reason: 'broken' as 'shutdown' }))
    expect(refused).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringContaining("'superseded'")] })
    await connection.close()
  })
})
