import type { Api } from '../../protocol/api.ts'
import type { ReceivedRequest } from './received-request.ts'

const KEPT_REQUESTS = 1_000
const KEPT_BYTES = 16_777_216

interface Inbox {
  kept: { readonly request: ReceivedRequest<unknown>; readonly bytes: number }[]
  keptBytes: number
  waiters: { resolve(request: ReceivedRequest<unknown>): void; reject(): void }[]
}

/** What the brokers received and nobody has asked about yet: of each API the newest 1,000 requests, and 16 MiB of them at most. */
export class ReceivedRequests {
  readonly #inboxes = new Map<number, Inbox>()
  #isClosed = false

  note(request: ReceivedRequest<unknown>, bytes: number): void {
    const inbox = this.#inbox(request.header.apiKey)
    const waiter = inbox.waiters.shift()
    if (waiter !== undefined) return waiter.resolve(request)
    inbox.kept.push({ request, bytes })
    inbox.keptBytes += bytes
    while (inbox.kept.length > KEPT_REQUESTS || inbox.keptBytes > KEPT_BYTES) inbox.keptBytes -= inbox.kept.shift()?.bytes ?? 0
  }

  /** The oldest request of this API that was not taken yet, or else the next to come. */
  take<Req, Res>(api: Api<Req, Res>): Promise<ReceivedRequest<Req>> {
    const inbox = this.#inbox(api.key)
    const first = inbox.kept.shift()
    inbox.keptBytes -= first?.bytes ?? 0
    if (first !== undefined) return Promise.resolve(first.request as ReceivedRequest<Req>)
    if (this.#isClosed) return Promise.reject(closed(api.name))
    const next = new Promise<ReceivedRequest<Req>>((resolve, reject) => {
      inbox.waiters.push({ resolve: request => resolve(request as ReceivedRequest<Req>), reject: () => reject(closed(api.name)) })
    })
    next.catch(() => {}) // nobody has to wait for it
    return next
  }

  /** Ends all waiting. */
  close(): void {
    this.#isClosed = true
    for (const inbox of this.#inboxes.values()) for (const waiter of inbox.waiters.splice(0)) waiter.reject()
  }

  #inbox(apiKey: number): Inbox {
    const inbox = this.#inboxes.get(apiKey) ?? { kept: [], keptBytes: 0, waiters: [] }
    this.#inboxes.set(apiKey, inbox)
    return inbox
  }
}

// An expectation of the test that was not met: none of the codes says that, for no connection failed and no bytes were wrong.
function closed(api: string): Error {
  return new Error(`The testing cluster was closed before a ${api} request came`)
}
