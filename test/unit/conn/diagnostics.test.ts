import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { PendingRequest } from '../../../src/conn/requests/pending-request.ts'
import { endTrace, isTracing, traceStep } from '../../../src/conn/requests/request-trace.ts'
import { type Acks, acks, type ConnectionEvent, connect, errorCodes, type RequestTrace } from '../../../src/index.ts'
import { ApiVersions, Metadata, type MetadataResponse, Produce, SaslAuthenticate } from '../../../src/messages.ts'
import { apiVersionsOf, memoryLink, openLink, rejectionOf } from '../../support/brokers/link.ts'
import { listenForPeers } from '../../support/brokers/peer.ts'
import { turns, until } from '../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ALL = { topics: null }
const SUCCESS = ['start', 'end', 'asyncStart', 'asyncEnd']
const FAILURE = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']
const LATENCIES = ['queueMs', 'writeMs', 'waitMs', 'readMs'] as const

/** What was heard, in order. */
interface Heard {
  readonly name: string
  readonly event: RequestTrace
}

const undo: (() => void)[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const each of undo.splice(0)) each()
})

function listenToRequests(): Heard[] {
  const heard: Heard[] = []
  const hear = (name: string) => (event: unknown) => void heard.push({ name, event: event as RequestTrace })
  const handlers = {
    start: hear('start'),
    end: hear('end'),
    asyncStart: hear('asyncStart'),
    asyncEnd: hear('asyncEnd'),
    error: hear('error')
  }
  const requests = tracingChannel('kafkawire:request')
  requests.subscribe(handlers)
  undo.push(() => requests.unsubscribe(handlers))
  return heard
}

function listenToConnections(): ConnectionEvent[] {
  const heard: ConnectionEvent[] = []
  const listener = (event: unknown): void => void heard.push(event as ConnectionEvent)
  subscribe('kafkawire:connection', listener)
  undo.push(() => void unsubscribe('kafkawire:connection', listener))
  return heard
}

const namesOf = (heard: readonly Heard[]): string[] => heard.map(({ name }) => name)
const produce = (acks: Acks, bytes: number) => ({
  acks,
  timeoutMs: 1_000,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: Buffer.alloc(bytes) }] }]
})

/** A clock that stands still until the test moves it. */
function stillClock(): { nowMs: number } {
  const clock = { nowMs: 1_000_000 }
  vi.spyOn(performance, 'now').mockImplementation(() => clock.nowMs)
  return clock
}

describe('kafkawire:request', () => {
  test('tells of an answered request in order, in one object', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ALL)
    expect(namesOf(heard)).toEqual(['start', 'end'])
    const request = await peer.next()
    peer.answer(request, Metadata, ANSWER)
    await answer
    expect(namesOf(heard)).toEqual(SUCCESS)
    const event = heard[0]?.event
    expect(new Set(heard.map(each => each.event))).toEqual(new Set([event]))
    expect(event).toMatchObject({ api: 'Metadata', apiVersion: request.header.apiVersion, correlationId: request.header.correlationId })
    expect(event?.broker).toBe(connection.broker)
    expect(event?.requestBytes).toBe(request.frame.length)
    expect(event?.responseBytes).toBeGreaterThan(0)
    for (const latency of LATENCIES) expect(event?.[latency], latency).toBeGreaterThanOrEqual(0)
    await connection.close()
  })

  test('tells each of the four latencies apart: the queue, the kernel, the broker, the decoder', async () => {
    const clock = stillClock()
    const heard = listenToRequests()
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const first = connection.send(Metadata, ALL)
    const slowToRead = {
      ...Produce,
      decodeResponse: (...given: Parameters<typeof Produce.decodeResponse>) => {
        clock.nowMs += 7_000
        return Produce.decodeResponse(...given)
      }
    }
    const second = connection.send(slowToRead, produce(acks.LEADER, 200_000))
    const ahead = await peer.next()
    peer.socket.pause()
    clock.nowMs += 40
    peer.answer(ahead, Metadata, ANSWER)
    await first
    await turns(5)
    clock.nowMs += 300
    peer.socket.resume()
    const request = await peer.next()
    const event = heard.find(({ event: { api } }) => api === 'Produce')?.event
    await until(() => event?.writeMs !== undefined)
    clock.nowMs += 2_000
    peer.answer(request, Produce, { responses: [] })
    await second
    expect(event).toMatchObject({ queueMs: 40, writeMs: 300, waitMs: 2_000, readMs: 7_000 })
    await connection.close()
  })

  test('counts the write as done when the answer comes before Node has said so', async () => {
    const heard = listenToRequests()
    const taken: (() => void)[] = []
    const socket: Duplex = new Duplex({ read: () => undefined, write: (_chunk, _encoding, callback) => void taken.push(callback) })
    const connection = await connect({ host: 'a', dial: () => socket, apiVersions: { Metadata: [0, 0] } })
    const answer = connection.send(Metadata, { topics: [] })
    await until(() => taken.length === 1)
    socket.push(Buffer.from('0000000c000000000000000000000000', 'hex'))
    await answer
    expect(heard[0]?.event.writeMs).toBe(0)
    const told = inspect(heard[0]?.event)
    for (const callback of taken) callback()
    await turns(2)
    expect(inspect(heard[0]?.event)).toBe(told)
    await connection.close()
  })

  test('tells of a post until the kernel has it, and of a forward by the name of its API', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    await connection.post(Produce, produce(acks.NONE, 10))
    expect(namesOf(heard)).toEqual(SUCCESS)
    expect(heard[0]?.event).toMatchObject({ api: 'Produce', queueMs: expect.any(Number), writeMs: expect.any(Number) })
    expect(heard[0]?.event).not.toHaveProperty('waitMs')
    await peer.next()
    const answer = connection.forward({ key: 3, version: 0, body: Buffer.alloc(4) })
    peer.answerBytes(await peer.next(), '00000000 00000000')
    await answer
    expect(namesOf(heard.slice(4))).toEqual(SUCCESS)
    expect(heard[4]?.event).toMatchObject({ api: 'Metadata', apiVersion: 0, responseBytes: 12, readMs: expect.any(Number) })
    await connection.close()
  })

  test('is silent of a request that is refused before it is taken', async () => {
    const heard = listenToRequests()
    const { connection } = memoryLink({ limits: { maxQueuedBytes: 100 } })
    await rejectionOf(connection.send(Metadata, { topics: [{ name: 1 as never }] }))
    await rejectionOf(connection.send(Metadata, ALL, { signal: AbortSignal.abort() }))
    await rejectionOf(connection.send(Produce, produce(acks.LEADER, 1_000)))
    await connection.close()
    await rejectionOf(connection.send(Metadata, ALL))
    expect(heard).toEqual([])
  })

  test('fills the stores that are bound to it, as tracers open their spans', async () => {
    const spans = new AsyncLocalStorage<string>()
    const inSpan: unknown[] = []
    const requests = tracingChannel('kafkawire:request')
    const hear = (): void => void inSpan.push(spans.getStore())
    for (const channel of [requests.start, requests.asyncStart]) {
      channel.bindStore(spans, event => `span of ${(event as RequestTrace).api}`)
      undo.push(() => channel.unbindStore(spans))
    }
    const handlers = { end: hear, asyncEnd: hear }
    requests.subscribe(handlers as never)
    undo.push(() => requests.unsubscribe(handlers as never))
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ALL)
    expect(spans.getStore()).toBeUndefined()
    peer.answer(await peer.next(), Metadata, ANSWER)
    await answer
    expect(inSpan).toEqual(['span of Metadata', 'span of Metadata'])
    await connection.close()
  })

  test.each(['start', 'end', 'asyncStart', 'asyncEnd'] as const)('is told to one who listens to %s alone', async name => {
    const heard: unknown[] = []
    const handlers = { [name]: (event: unknown) => void heard.push(event) }
    const requests = tracingChannel('kafkawire:request')
    requests.subscribe(handlers as never)
    undo.push(() => requests.unsubscribe(handlers as never))
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ALL)
    peer.answer(await peer.next(), Metadata, ANSWER)
    await answer
    expect(heard).toHaveLength(1)
    await connection.close()
  })
})

describe('a failed request', () => {
  const lastOf = (heard: readonly Heard[]): RequestTrace | undefined => heard.at(-1)?.event

  test('of a caller whose wait is over ends with the very error, and its late answer changes nothing', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    const error = await rejectionOf(connection.send(Metadata, ALL, { timeoutMs: 1 }))
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT' })
    expect(namesOf(heard)).toEqual(FAILURE)
    expect(lastOf(heard)?.error).toBe(error)
    const told = inspect(lastOf(heard))
    peer.answer(await peer.next(), Metadata, ANSWER)
    await turns(3)
    expect(inspect(lastOf(heard))).toBe(told)
    expect(heard).toHaveLength(5)
    await connection.close()
  })

  test.each([['a reason'], [null]])('that is aborted for %s ends with that', async reason => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    const giveUp = new AbortController()
    const aborted = rejectionOf(connection.send(Metadata, ALL, { signal: giveUp.signal }))
    await peer.next()
    giveUp.abort(reason)
    expect(await aborted).toBe(reason)
    expect(namesOf(heard)).toEqual(FAILURE)
    expect(lastOf(heard)).toMatchObject({ error: reason, queueMs: expect.any(Number) })
    await connection.close({ timeoutMs: 1 })
  })

  test('that the end of its connection settles, sent or queued, ends with an error of its own', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink({ limits: { maxInFlight: 1 } })
    const rejections = [rejectionOf(connection.send(Metadata, ALL)), rejectionOf(connection.send(ApiVersions, {}))]
    await peer.next()
    peer.socket.end()
    const errors = await Promise.all(rejections)
    for (const [i, api] of ['Metadata', 'ApiVersions'].entries()) {
      const own = heard.filter(({ event }) => event.api === api)
      expect(namesOf(own)).toEqual(FAILURE)
      expect(lastOf(own)?.error).toBe(errors[i])
    }
    expect(heard.find(({ event }) => event.api === 'ApiVersions')?.event).not.toHaveProperty('queueMs')
  })

  test('whose answer cannot be read ends with the very error', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    const rejection = rejectionOf(connection.send(Metadata, { topics: [] }, { version: 0 }))
    peer.answerBytes(await peer.next(), '7fffffff')
    const error = await rejection
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL' })
    expect(namesOf(heard)).toEqual(FAILURE)
    expect(lastOf(heard)).toMatchObject({ error, responseBytes: 8, waitMs: expect.any(Number) })
    expect(lastOf(heard)).not.toHaveProperty('readMs')
    await connection.close()
  })

  test('that was posted ends with the error of its connection', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    peer.socket.pause()
    const rejection = rejectionOf(connection.post(Produce, produce(acks.NONE, 200_000)))
    await turns(2)
    await connection.close({ timeoutMs: 1 })
    expect(lastOf(heard)?.error).toBe(await rejection)
    expect(namesOf(heard)).toEqual(FAILURE)
  })
})

describe('kafkawire:connection', () => {
  test('tells of the opening and of the end, with the same broker', async () => {
    const heard = listenToConnections()
    const link = await openLink()
    const { connection } = link
    expect(heard).toEqual([{ event: 'open', broker: connection.broker, connectMs: expect.any(Number) }])
    await connection.close()
    expect(heard.slice(1)).toMatchObject([{ event: 'close', reason: 'shutdown' }])
    expect(heard.map(({ broker }) => broker === connection.broker)).toEqual([true, true])
    await link[Symbol.asyncDispose]()
  })

  test('tells the reason and the cause that `closed` tells, before anyone who waits for it hears', async () => {
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

  test('tells only of the end where ApiVersions fails', async () => {
    const heard = listenToConnections()
    await using peers = await listenForPeers()
    const rejection = rejectionOf(connect({ host: peers.host, port: peers.port }))
    const peer = await peers.next()
    peer.answer(await peer.next(), ApiVersions, { ...apiVersionsOf(), errorCode: errorCodes.SASL_AUTHENTICATION_FAILED })
    await rejection
    expect(heard.map(({ event }) => event)).toEqual(['close'])
  })
})

describe('the channels', () => {
  test.each(['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const)(
    'are heard by one who listens to %s alone, also where the tracing channel does not say whether it has subscribers, as in Bun',
    name => {
      const requests = tracingChannel('kafkawire:request')
      vi.spyOn(Object.getPrototypeOf(requests), 'hasSubscribers', 'get').mockReturnValue(undefined)
      const listener = (): void => undefined
      expect(isTracing()).toBe(false)
      requests[name].subscribe(listener)
      expect(isTracing()).toBe(true)
      requests[name].unsubscribe(listener)
      expect(isTracing()).toBe(false)
    }
  )

  test('cost a request nothing while nobody listens: no object, and not one look at the clock', () => {
    const now = vi.spyOn(performance, 'now')
    const pending = new PendingRequest(
      Metadata,
      0,
      undefined,
      () => undefined,
      () => undefined
    )
    expect(isTracing()).toBe(false)
    for (const step of LATENCIES) traceStep(pending, step)
    endTrace(pending)
    expect(pending.trace).toBeUndefined()
    expect(now).not.toHaveBeenCalled()
  })

  test('cost one who listens five looks at the clock', async () => {
    const looks: number[] = []
    const now = vi.spyOn(performance, 'now')
    for (const listens of [false, true]) {
      if (listens) listenToRequests()
      const { connection, peer } = memoryLink()
      now.mockClear()
      const answer = connection.send(Metadata, ALL)
      peer.answer(await peer.next(), Metadata, ANSWER)
      await answer
      looks.push(now.mock.calls.length)
      await connection.close()
    }
    expect(looks[1]).toBe((looks[0] ?? 0) + 5)
  })

  test('carry nothing of what is sent, answered or configured', async () => {
    // Looked at as they come: what leaked might be gone by the end.
    const seen: string[] = []
    const look = (event: unknown): void => void seen.push(inspect(event, { depth: 20, showHidden: true, maxArrayLength: null }))
    const handlers = { start: look, end: look, asyncStart: look, asyncEnd: look, error: look }
    const requests = tracingChannel('kafkawire:request')
    requests.subscribe(handlers)
    subscribe('kafkawire:connection', look)
    undo.push(() => {
      requests.unsubscribe(handlers)
      unsubscribe('kafkawire:connection', look)
    })
    const canary = 'canary-5e1c'
    const { connection, peer } = memoryLink({ tls: { passphrase: canary, key: canary } })
    const bytes = Buffer.from(canary)
    const answer = connection.send(SaslAuthenticate, { authBytes: bytes })
    peer.answer(await peer.next(), SaslAuthenticate, { errorCode: 0, errorMessage: canary, authBytes: bytes })
    await answer
    const forwarded = rejectionOf(connection.forward({ key: 36, version: 0, body: bytes }))
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

  test('keep a listener that throws from breaking a request: Node raises it as an uncaught exception', async () => {
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
