import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { PendingRequest } from '../../../src/conn/requests/pending-request.ts'
import { Metadata } from '../../../src/messages.ts'
import { AbortListeners } from '../../../src/waiting/abort-listeners.ts'

const nothing = (): void => undefined
const pending = (): PendingRequest => new PendingRequest(Metadata, 0, undefined, nothing, nothing)
const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

describe('the watch over signals', () => {
  test('one listener is set on a signal, however many requests share it', () => {
    const aborts = new AbortListeners(nothing)
    const { signal } = new AbortController()
    const requests = [pending(), pending(), pending()]
    for (const request of requests) aborts.watch(signal, request)
    expect(listenersOf(signal)).toBe(1)
    for (const request of requests.slice(1)) aborts.unwatch(signal, request)
    expect(listenersOf(signal)).toBe(1)
    for (const request of requests) aborts.unwatch(signal, request)
    expect(listenersOf(signal)).toBe(0)
  })

  test('an aborted signal calls back once for each of its requests, with the reason, and for no other', () => {
    const abort = vi.fn<(request: PendingRequest, reason: unknown) => void>()
    const aborts = new AbortListeners(abort)
    const [one, other] = [new AbortController(), new AbortController()]
    const requests = [pending(), pending(), pending()] as const
    aborts.watch(one.signal, requests[0])
    aborts.watch(one.signal, requests[1])
    aborts.watch(other.signal, requests[2])
    one.abort('why')
    expect(abort.mock.calls).toEqual([
      [requests[0], 'why'],
      [requests[1], 'why']
    ])
    expect([listenersOf(one.signal), listenersOf(other.signal)]).toEqual([0, 1])
  })

  test('requests that are unwatched during the callbacks of their signal do no harm', () => {
    const told: PendingRequest[] = []
    const controller = new AbortController()
    const aborts = new AbortListeners<PendingRequest>(request => {
      told.push(request)
      aborts.unwatch(controller.signal, request)
    })
    const requests = [pending(), pending(), pending()]
    for (const request of requests) aborts.watch(controller.signal, request)
    controller.abort()
    expect(told).toEqual(requests)
    expect(listenersOf(controller.signal)).toBe(0)
  })

  test('unwatching a signal that is not watched does nothing', () => {
    const aborts = new AbortListeners(nothing)
    expect(() => aborts.unwatch(new AbortController().signal, pending())).not.toThrow()
  })
})
