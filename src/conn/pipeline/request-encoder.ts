import type { Api } from '../../protocol/api.ts'
import { encodeClientId, writeRequestHeaderFor } from '../../protocol/header.ts'
import { explain } from '../../protocol/message-codec.ts'
import { Writer } from '../../protocol/primitives/writer.ts'
import type { PendingRequest } from './pending-request.ts'

const LAST_CORRELATION_ID = 0x7fff_ffff
const REMEMBERED_POSTS = 1_024
const FIRST_SLAB_BYTES = 256 // it doubles with use; most connections of a large cluster never need more

/** Writes requests as frames into slabs that they share, and numbers them: 0 to 2³¹−1, then from 0 again. */
export class RequestEncoder {
  readonly #writer = new Writer(FIRST_SLAB_BYTES)
  readonly #clientId: Uint8Array
  #posted: Set<number> | undefined // most connections post nothing
  #nextCorrelationId: number
  /** How many requests there have been. */
  requests = 0

  constructor(clientId: string, firstCorrelationId = 0) {
    this.#clientId = encodeClientId(clientId)
    this.#nextCorrelationId = firstCorrelationId
  }

  /** Gives the request its bytes. Throws `KAFKA_ENCODE`; nothing has happened then. */
  encode<Req, Res>(pending: PendingRequest, api: Api<Req, Res>, request: Req): void {
    this.#begin(pending)
    try {
      api.encodeRequest(this.#writer, request, pending.version)
    } catch (error) {
      throw explain(error, api, pending.version, 'request')
    }
    this.#end(pending)
  }

  /** Whether this is the id of a recent request that the broker was not to answer. */
  wasPosted(correlationId: number): boolean {
    return this.#posted?.delete(correlationId) ?? false
  }

  /** The same for a body that is encoded already. */
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
    this.requests++
    pending.correlationId = this.#nextCorrelationId
    if (pending.readAnswer === undefined) this.#remember(pending.correlationId)
    this.#nextCorrelationId = pending.correlationId === LAST_CORRELATION_ID ? 0 : pending.correlationId + 1
  }

  #remember(correlationId: number): void {
    const posted = (this.#posted ??= new Set())
    for (const oldest of posted) {
      if (posted.size < REMEMBERED_POSTS) break
      posted.delete(oldest)
    }
    posted.add(correlationId)
  }
}
