import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { connect, errorCodes } from '../../../src/index.ts'
import { ApiVersions, Metadata, type MetadataResponse, SaslAuthenticate } from '../../../src/messages.ts'
import { apiVersionsOf, memoryLink, openLink, rejectionOf } from '../../support/brokers/link.ts'
import { listenForPeers } from '../../support/brokers/peer.ts'
import { afterTest, listenToConnections } from '../../support/process/channels.ts'
import { until } from '../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ALL = { topics: null }

describe('kafkawire:connection', () => {
  test('the channel of connections publishes opening and end, with the same broker object', async () => {
    const heard = listenToConnections()
    const link = await openLink()
    const { connection } = link
    expect(heard).toEqual([{ event: 'open', broker: connection.broker, connectMs: expect.any(Number) }])
    await connection.close()
    expect(heard.slice(1)).toMatchObject([{ event: 'close', reason: 'shutdown' }])
    expect(heard.map(({ broker }) => broker === connection.broker)).toEqual([true, true])
    await link[Symbol.asyncDispose]()
  })

  test('the event of an end has the reason and the cause of closed, and comes before closed resolves', async () => {
    const heard = listenToConnections()
    const { connection, peer } = memoryLink()
    const rejection = rejectionOf(connection.send(Metadata, ALL))
    const request = await peer.next()
    peer.answerBytes({ ...request, header: { ...request.header, correlationId: 77 } }, '')
    const { reason, cause } = await connection.closed
    expect(heard).toMatchObject([{ event: 'close', reason: 'out-of-sync' }])
    expect(heard[0]).toMatchObject({ reason, cause })
    expect(await rejection).toMatchObject({ reason, cause })
  })

  test('a connection whose ApiVersions fails publishes its end only', async () => {
    const heard = listenToConnections()
    await using peers = await listenForPeers()
    const rejection = rejectionOf(connect({ host: peers.host, port: peers.port }))
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, { ...apiVersionsOf(), errorCode: errorCodes.SASL_AUTHENTICATION_FAILED })
    await rejection
    expect(heard.map(({ event }) => event)).toEqual(['close'])
  })
})

describe('the diagnostics channels', () => {
  test('the channels show nothing of what is sent, answered or configured', async () => {
    // Events are inspected when they come, because they change until the request ends.
    const seen: string[] = []
    const look = (event: unknown): void => void seen.push(inspect(event, { depth: 20, showHidden: true, maxArrayLength: null }))
    const handlers = { start: look, end: look, asyncStart: look, asyncEnd: look, error: look }
    const requests = tracingChannel('kafkawire:request')
    requests.subscribe(handlers)
    subscribe('kafkawire:connection', look)
    afterTest(() => {
      requests.unsubscribe(handlers)
      unsubscribe('kafkawire:connection', look)
    })
    const canary = 'canary-5e1c'
    const { connection, peer } = memoryLink({ tls: { passphrase: canary, key: canary } })
    const bytes = Buffer.from(canary)
    const answer = connection.send(SaslAuthenticate, { authBytes: bytes })
    peer.answer(await peer.next(), SaslAuthenticate, { errorCode: 0, errorMessage: canary, authBytes: bytes })
    await answer
    const forwarded = rejectionOf(connection.forward({ key: SaslAuthenticate.key, version: 0, body: bytes }))
    await peer.next()
    const unreadable = rejectionOf(connection.send(SaslAuthenticate, { authBytes: bytes }, { version: 0 }))
    await peer.next()
    peer.socket.end()
    await Promise.all([forwarded, unreadable, connection.closed])
    expect(seen).toHaveLength(15)
    const told = seen.join('\n')
    expect(told).not.toContain(canary)
    expect(told).not.toContain(inspect(bytes).slice('<Buffer '.length, -1))
  })

  test('a subscriber that throws does not break a request: Node raises an uncaught exception', async () => {
    const uncaught: unknown[] = []
    const others = process.listeners('uncaughtException')
    const hear = (error: unknown): void => void uncaught.push(error)
    const fault = new Error('of a listener')
    const fail = (): never => {
      throw fault
    }
    process.removeAllListeners('uncaughtException').on('uncaughtException', hear)
    const handlers = { start: fail, end: fail, asyncStart: fail, asyncEnd: fail, error: fail }
    const requests = tracingChannel('kafkawire:request')
    requests.subscribe(handlers)
    subscribe('kafkawire:connection', fail)
    try {
      const { connection, peer } = memoryLink()
      const answer = connection.send(Metadata, ALL)
      const timedOut = rejectionOf(connection.send(Metadata, ALL, { timeoutMs: 1 }))
      peer.answer(await peer.next(), Metadata, ANSWER)
      await answer
      expect(await timedOut).toMatchObject({ code: 'KAFKA_TIMEOUT' })
      expect(connection.state).toBe('open')
      peer.answer(await peer.next(), Metadata, ANSWER)
      await connection.close()
      await until(() => uncaught.length === 10)
      expect(new Set(uncaught)).toEqual(new Set([fault]))
    } finally {
      requests.unsubscribe(handlers)
      unsubscribe('kafkawire:connection', fail)
      process.off('uncaughtException', hear)
      for (const other of others) process.on('uncaughtException', other)
    }
  })
})
