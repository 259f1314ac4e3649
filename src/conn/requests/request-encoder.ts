import type { Api } from '../../protocol/api.ts'
import { encodeClientId, writeRequestHeaderFor } from '../../protocol/header.ts'
import { explain } from '../../protocol/message-codec.ts'
import { Writer } from '../../protocol/primitives/writer.ts'
import type { PendingRequest } from './pending-request.ts'

const LAST_CORRELATION_ID = 0x7fff_ffff
const MAX_POSTED_IDS = 1_024
const FIRST_SLAB_BYTES = 256 // a slab doubles with use
// Requests of a connection before it has a writer of its own. A writer takes 0.5 KB, which idle
// connections do without. Sharing is safe, because nothing interrupts the encoding of a request.
const SHARED_REQUESTS = 8
const shared = new Writer()

/**
 * Writes requests as frames into slabs that they share, and gives each a correlation id: 0 to
 * 2³¹−1, then from 0 again.
 */
export class RequestEncoder {
  #writer = shared
  readonly #clientId: Uint8Array
  #postedIds: Set<number> | undefined // most connections post nothing
  #nextCorrelationId: number
  /** How many requests were encoded. */
  requests = 0

  constructor(clientId: string, firstCorrelationId = 0) {
    this.#clientId = encodeClientId(clientId)
    this.#nextCorrelationId = firstCorrelationId
  }

  /** Encodes a request. Throws `KAFKA_ENCODE`, and then uses no correlation id. */
  encode<Req, Res>(pending: PendingRequest, api: Api<Req, Res>, request: Req): void {
    this.#begin(pending)
    try {
      api.encodeRequest(this.#writer, request, pending.version)
    } catch (error) {
      throw explain(error, api, pending.version, 'request')
    }
    this.#end(pending)
  }

  /**
   * Forgets the correlation id of a recent posted request. Returns false if it is of no such
   * request.
   */
  takePosted(correlationId: number): boolean {
    return this.#postedIds?.delete(correlationId) ?? false
  }

  /** Makes the frame of a request whose body is encoded already. */
  wrap(pending: PendingRequest, body: Uint8Array): void {
    this.#begin(pending)
    this.#writer.raw(body)
    this.#end(pending)
  }

  #begin({ api, version }: PendingRequest): void {
    this.#writer.beginFrame()
    writeRequestHeaderFor(this.#writer, api, version, this.#nextCorrelationId, this.#clientId)
  }

  #end(pending: PendingRequest): void {
    this.#writer.endFrame(pending)
    if (++this.requests === SHARED_REQUESTS) this.#writer = new Writer(FIRST_SLAB_BYTES)
    pending.correlationId = this.#nextCorrelationId
    if (pending.readAnswer === undefined) this.#rememberPosted(pending.correlationId)
    this.#nextCorrelationId = pending.correlationId === LAST_CORRELATION_ID ? 0 : pending.correlationId + 1
  }

  #rememberPosted(correlationId: number): void {
    const ids = (this.#postedIds ??= new Set())
    for (const oldest of ids) {
      if (ids.size < MAX_POSTED_IDS) break
      ids.delete(oldest)
    }
    ids.add(correlationId)
  }
}
