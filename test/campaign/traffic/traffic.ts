import { tracingChannel } from 'node:diagnostics_channel'
import type { BrokerAddress, RequestTrace } from 'kafkawire'
import type { Api } from 'kafkawire/messages'
import * as messages from 'kafkawire/messages'
import { Fetch } from 'kafkawire/messages'
import type { ReceivedRequest, TestingCluster } from 'kafkawire/testing'
import { type CallEntry, callNow } from '../checks/history.ts'
import { DriverEvents } from './events.ts'
import { momentNow } from './moment.ts'

/** One request on a connection of the driver, as the driver sees it. */
export interface Attempt {
  readonly trace: RequestTrace
  readonly atMs: number
  /** The broker that it was for; undefined if no broker had this address. */
  readonly nodeId: number | undefined
  /** The call that it was made for, if it was made by a call of the history. */
  readonly call: CallEntry | undefined
  endedMs?: number
  /** The first error code of an answer to Fetch, as faults have changed it. */
  errorCode?: number | undefined
}

/** One request as a broker saw it. */
export interface Receipt {
  readonly atMs: number
  readonly api: string
  readonly request: ReceivedRequest<unknown>
}

/** What a broker itself answered, before faults changed it. */
export interface Answer {
  readonly atMs: number
  readonly response: unknown
}

/** What the recorder needs to know. */
export interface Watched {
  readonly kafka: TestingCluster
  /** The client id of the driver under test. Requests of other clients are left out. */
  readonly clientId: string
  /**
   * The broker that the driver under test reaches at an address; undefined for an address of another
   * driver.
   */
  nodeAt(broker: BrokerAddress): number | undefined
}

const requests = tracingChannel<RequestTrace>('kafkawire:request')

/** Records what passes between the driver under test and the brokers, as both sides see it. */
export class Traffic implements Disposable {
  readonly attempts: Attempt[] = []
  readonly receipts: Receipt[] = []
  readonly events: DriverEvents
  readonly #watched: Watched
  readonly #attemptOf = new WeakMap<RequestTrace, Attempt>()
  readonly #answerTo = new WeakMap<object, Answer>()
  readonly #unsubscribe: () => void

  // A cluster tells at once, in the same turn of the event loop, what it had received before. The
  // attempts of these requests were not recorded.
  #hasBegun = false

  constructor(watched: Watched) {
    this.#watched = watched
    setImmediate(() => {
      this.#hasBegun = true
    })
    this.events = new DriverEvents(broker => watched.nodeAt(broker) !== undefined)
    for (const api of Object.values<unknown>(messages).filter(isApi)) this.#watch(api)
    const onStart = (trace: RequestTrace): void => this.#begin(trace)
    const onEnd = (trace: RequestTrace): void => this.#end(trace)
    requests.start.subscribe(onStart as (message: unknown) => void)
    requests.asyncEnd.subscribe(onEnd as (message: unknown) => void)
    this.#unsubscribe = () => {
      requests.start.unsubscribe(onStart as (message: unknown) => void)
      requests.asyncEnd.unsubscribe(onEnd as (message: unknown) => void)
      this.events[Symbol.dispose]()
    }
  }

  /** What the broker answered to a request; undefined if it did not answer, or a fault did. */
  answerTo({ request }: Receipt): Answer | undefined {
    return this.#answerTo.get(request.header)
  }

  [Symbol.dispose](): void {
    this.#unsubscribe()
  }

  #begin(trace: RequestTrace): void {
    const nodeId = this.#watched.nodeAt(trace.broker)
    if (nodeId === undefined) return
    const attempt: Attempt = { trace, atMs: momentNow(), nodeId, call: callNow() }
    this.attempts.push(attempt)
    this.#attemptOf.set(trace, attempt)
  }

  #end(trace: RequestTrace): void {
    const attempt = this.#attemptOf.get(trace)
    if (attempt === undefined) return
    attempt.endedMs = momentNow()
    if (trace.api === Fetch.name) attempt.errorCode = trace.errorCode
  }

  // A request is noted before any fault or hook sees it. Its answer is that of the broker itself,
  // because hooks that are set later come before this one.
  #watch(api: Api<unknown, unknown>): void {
    void this.#receive(api)
    this.#watched.kafka.on(api, async ({ header }, next) => {
      const response = await next()
      this.#answerTo.set(header, { atMs: momentNow(), response })
      return response
    })
  }

  async #receive(api: Api<unknown, unknown>): Promise<void> {
    try {
      for (;;) {
        const request = await this.#watched.kafka.received(api)
        if (!this.#hasBegun || request.header.clientId !== this.#watched.clientId) continue
        this.receipts.push({ atMs: momentNow(), api: api.name, request })
      }
    } catch {
      // The brokers were closed.
    }
  }
}

const isApi = (value: unknown): value is Api<unknown, unknown> =>
  typeof value === 'object' && value !== null && 'decodeRequest' in value && 'encodeResponse' in value && 'name' in value
