import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { PendingRequest } from '../../../../src/conn/requests/pending-request.ts'
import { endTrace, isTracing, traceStep } from '../../../../src/conn/requests/request-trace.ts'
import { type Acks, acks, connect, type RequestTrace } from '../../../../src/index.ts'
import { ApiVersions, Metadata, type MetadataResponse, Produce } from '../../../../src/messages.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { afterTest, type Heard, listenToRequests, namesOf } from '../../../support/process/channels.ts'
import { turns, until } from '../../../support/process/gate.ts'

const ANSWER: MetadataResponse = { brokers: [], topics: [] }
const ALL = { topics: null }
const SUCCESS = ['start', 'end', 'asyncStart', 'asyncEnd']
const FAILURE = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']
const LATENCIES = ['queueMs', 'writeMs', 'waitMs', 'readMs'] as const

afterEach(() => void vi.restoreAllMocks())

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
  test('the channel of requests publishes an answered request in order, in one object', async () => {
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

  test('the trace of a request has a time each for the queue, the kernel, the broker and the decoder', async () => {
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

  test('the trace of a request has a writeMs of 0 if the answer comes before Node reports the write', async () => {
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

  test('the trace of a post ends when the kernel has its bytes, and that of a forward has the name of its API', async () => {
    const heard = listenToRequests()
    const { connection, peer } = memoryLink()
    await connection.post(Produce, produce(acks.NONE, 10))
    expect(namesOf(heard)).toEqual(SUCCESS)
    expect(heard[0]?.event).toMatchObject({ api: 'Produce', queueMs: expect.any(Number), writeMs: expect.any(Number) })
    expect(heard[0]?.event).not.toHaveProperty('waitMs')
    await peer.next()
    const answer = connection.forward({ key: Metadata.key, version: 0, body: Buffer.alloc(4) })
    peer.answerBytes(await peer.next(), '00000000 00000000')
    await answer
    expect(namesOf(heard.slice(4))).toEqual(SUCCESS)
    expect(heard[4]?.event).toMatchObject({ api: 'Metadata', apiVersion: 0, responseBytes: 12, readMs: expect.any(Number) })
    await connection.close()
  })

  test('a request that is refused before it is queued is not published', async () => {
    const heard = listenToRequests()
    const { connection } = memoryLink({ limits: { maxQueuedBytes: 100 } })
    await rejectionOf(connection.send(Metadata, { topics: [{ name: 1 as never }] }))
    await rejectionOf(connection.send(Metadata, ALL, { signal: AbortSignal.abort() }))
    await rejectionOf(connection.send(Produce, produce(acks.LEADER, 1_000)))
    await connection.close()
    await rejectionOf(connection.send(Metadata, ALL))
    expect(heard).toEqual([])
  })

  test('the channel of requests fills the stores that are bound to it, for the spans of tracers', async () => {
    const spans = new AsyncLocalStorage<string>()
    const inSpan: unknown[] = []
    const requests = tracingChannel('kafkawire:request')
    const hear = (): void => void inSpan.push(spans.getStore())
    for (const channel of [requests.start, requests.asyncStart]) {
      channel.bindStore(spans, event => `span of ${(event as RequestTrace).api}`)
      afterTest(() => channel.unbindStore(spans))
    }
    const handlers = { end: hear, asyncEnd: hear }
    requests.subscribe(handlers as never)
    afterTest(() => requests.unsubscribe(handlers as never))
    const { connection, peer } = memoryLink()
    const answer = connection.send(Metadata, ALL)
    expect(spans.getStore()).toBeUndefined()
    peer.answer(await peer.next(), Metadata, ANSWER)
    await answer
    expect(inSpan).toEqual(['span of Metadata', 'span of Metadata'])
    await connection.close()
  })

  test.each(['start', 'end', 'asyncStart', 'asyncEnd'] as const)('a subscriber of %s alone gets its event', async name => {
    const heard: unknown[] = []
    const handlers = { [name]: (event: unknown) => void heard.push(event) }
    const requests = tracingChannel('kafkawire:request')
    requests.subscribe(handlers as never)
    afterTest(() => requests.unsubscribe(handlers as never))
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

  test('the trace of a request that timed out ends with its error, and the late answer changes nothing', async () => {
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

  test.each([['a reason'], [null]])('the trace of a request that is aborted for %s ends with that reason', async reason => {
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

  test('the trace of a request ends with its own error when its connection ends, in flight or in the queue', async () => {
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

  test('the trace of a request whose answer cannot be decoded ends with its error', async () => {
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

  test('the trace of a post ends with the error of its connection', async () => {
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

describe('tracing', () => {
  test.each(['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const)(
    'a subscriber of %s alone starts tracing, also in Bun, whose tracing channel does not say that it has subscribers',
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

  test('tracing without a subscriber makes no object and does not read the clock', () => {
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

  test('tracing with a subscriber reads the clock five times per request', async () => {
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
})
