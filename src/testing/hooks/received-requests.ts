import type { Api } from '../../protocol/api.ts'
import type { ReceivedRequest } from './received-request.ts'

const MAX_KEPT_REQUESTS = 1_000
const MAX_KEPT_BYTES = 16_777_216

type ClusterEvent = 'closed' | 'reset'

interface Inbox {
  kept: { readonly request: ReceivedRequest<unknown>; readonly bytes: number }[]
  keptBytes: number
  waiters: { resolve(request: ReceivedRequest<unknown>): void; reject(event: ClusterEvent): void }[]
}

/**
 * The requests that the brokers received and that `received` has not returned yet: the newest 1,000
 * of each API, and at most 16 MiB of them.
 */
export class ReceivedRequests {
  readonly #inboxes = new Map<number, Inbox>()
  #isClosed = false

  /** Keeps a request, or gives it to the first that waits for one of its API. */
  note(request: ReceivedRequest<unknown>, bytes: number): void {
    const inbox = this.#inbox(request.header.apiKey)
    const waiter = inbox.waiters.shift()
    if (waiter !== undefined) return waiter.resolve(request)
    inbox.kept.push({ request, bytes })
    inbox.keptBytes += bytes
    while (inbox.kept.length > MAX_KEPT_REQUESTS || inbox.keptBytes > MAX_KEPT_BYTES) inbox.keptBytes -= inbox.kept.shift()?.bytes ?? 0
  }

  /**
   * The oldest request of this API that was not taken yet. If there is none, it waits for the next
   * one.
   */
  take<Req, Res>(api: Api<Req, Res>): Promise<ReceivedRequest<Req>> {
    const inbox = this.#inbox(api.key)
    const first = inbox.kept.shift()
    inbox.keptBytes -= first?.bytes ?? 0
    if (first !== undefined) return Promise.resolve(first.request as ReceivedRequest<Req>)
    if (this.#isClosed) return Promise.reject(ended(api.name, 'closed'))
    const next = new Promise<ReceivedRequest<Req>>((resolve, reject) => {
      inbox.waiters.push({ resolve: request => resolve(request as ReceivedRequest<Req>), reject: event => reject(ended(api.name, event)) })
    })
    next.catch(() => {}) // the test may ignore the promise
    return next
  }

  /** Forgets all requests, and rejects all promises that still wait. */
  clear(): void {
    this.#rejectAll('reset')
    this.#inboxes.clear()
  }

  /** Rejects all promises that still wait. */
  close(): void {
    this.#isClosed = true
    this.#rejectAll('closed')
  }

  #rejectAll(event: ClusterEvent): void {
    for (const inbox of this.#inboxes.values()) for (const waiter of inbox.waiters.splice(0)) waiter.reject(event)
  }

  #inbox(apiKey: number): Inbox {
    const inbox = this.#inboxes.get(apiKey) ?? { kept: [], keptBytes: 0, waiters: [] }
    this.#inboxes.set(apiKey, inbox)
    return inbox
  }
}

// A plain Error, because no code of KafkaError fits: no connection failed and no bytes were wrong,
// but an expectation of the test was not met.
function ended(api: string, event: ClusterEvent): Error {
  return new Error(`The testing cluster was ${event} before a ${api} request was received`)
}
