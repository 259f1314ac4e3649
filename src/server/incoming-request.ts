import { KafkaError } from '../errors.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import { type RequestHeader, responseHeaderVersion, writeResponseHeader } from '../protocol/header.ts'
import { decodeReceivedRequest, explain } from '../protocol/message-codec.ts'
import { infoByKey } from '../protocol/messages/infos.ts'
import { type FrameBytes, Writer } from '../protocol/primitives/writer.ts'

/**
 * A request of a client: its header, and its body, which is decoded only when `decode` is called.
 */
export interface IncomingRequest {
  /** API key, version, correlation id and client id, and unknown tagged fields if there are any. */
  readonly header: RequestHeader
  /**
   * The API of the key in the header. Undefined for an unknown key: then the header is read only up
   * to the client id, which is the part that all versions have in common.
   */
  readonly api: ApiInfo | undefined
  /** The undecoded body. Nothing else writes to this memory: you may keep and forward it. */
  readonly body: Uint8Array
  /**
   * A signal of this request that is aborted when the connection has ended, for handlers that wait.
   */
  readonly signal: AbortSignal
  /** Whether this is a request of this API. If it is, `decode` and `answer` have its types. */
  is<Req, Res>(api: Api<Req, Res>): this is IncomingRequestOf<Req, Res>
  /**
   * Answers with a body that is already encoded, without its header. Throws `KAFKA_CONFIGURATION`
   * if the request was answered, or its handler has returned.
   */
  answerBytes(body: Uint8Array): void
}

/** A request of one API, as `request.is(api)` makes it known. */
export interface IncomingRequestOf<Req, Res> extends IncomingRequest {
  /**
   * Decodes the body in the version of the header. Throws `KAFKA_PROTOCOL` if the body is
   * malformed, and `KAFKA_UNSUPPORTED_VERSION` if this package does not know the version.
   */
  decode(): Decoded<Req>
  /**
   * Answers in the version of the request. Throws `KAFKA_ENCODE` if the response cannot be encoded,
   * `KAFKA_UNSUPPORTED_VERSION` if this package does not know the version, and
   * `KAFKA_CONFIGURATION` if the request was answered, or its handler has returned.
   */
  answer(response: Res): void
}

/** Takes the frame of an answer. Returns false if the request was answered or given up before. */
export type AnswerSink = (frame: readonly Uint8Array[]) => boolean

/** The request that `accept` gives to its handler. */
export class ReceivedRequest implements IncomingRequestOf<unknown, unknown> {
  readonly header: RequestHeader
  readonly body: Uint8Array
  readonly #makeAbort: () => AbortController
  readonly #answered: AnswerSink
  #abort: AbortController | undefined // made when a handler first reads the signal; most never do
  #api: Api<unknown, unknown> | undefined

  constructor(header: RequestHeader, body: Uint8Array, makeAbort: () => AbortController, answered: AnswerSink) {
    this.header = header
    this.body = body
    this.#makeAbort = makeAbort
    this.#answered = answered
  }

  get signal(): AbortSignal {
    this.#abort ??= this.#makeAbort()
    return this.#abort.signal
  }

  /** The controller of the signal; undefined if the handler has not read the signal. */
  get abort(): AbortController | undefined {
    return this.#abort
  }

  get api(): ApiInfo | undefined {
    return infoByKey.get(this.header.apiKey)
  }

  is<Req, Res>(api: Api<Req, Res>): this is IncomingRequestOf<Req, Res> {
    if (api.key !== this.header.apiKey) return false
    this.#api = api as Api<unknown, unknown>
    return true
  }

  decode(): Decoded<unknown> {
    return decodeReceivedRequest(this.#known('decode'), this.header.apiVersion, this.body)
  }

  answer(response: unknown): void {
    const api = this.#known('answer')
    const { apiVersion } = this.header
    if (apiVersion < api.minVersion || apiVersion > api.maxVersion) throw unsupported(api, apiVersion)
    this.#send(api, writer => {
      try {
        api.encodeResponse(writer, response, apiVersion)
      } catch (error) {
        throw explain(error, api, apiVersion, 'response')
      }
    })
  }

  answerBytes(body: Uint8Array): void {
    this.#send(this.api, writer => writer.raw(body))
  }

  #send(api: ApiInfo | undefined, writeBody: (writer: Writer) => void): void {
    const { apiKey, apiVersion, correlationId } = this.header
    const chunks = responseFrame(api, apiVersion, correlationId, writeBody)
    if (this.#answered(chunks)) return
    const name = api?.name ?? `API ${apiKey}`
    const problem = `Request ${correlationId} (${name} v${apiVersion}) was answered before, or its handler had returned without an answer`
    throw new KafkaError('KAFKA_CONFIGURATION', `${problem}: answer once, and await the work that the answer needs`, {
      problems: [problem]
    })
  }

  #known(verb: string): Api<unknown, unknown> {
    if (this.#api !== undefined) return this.#api
    const problem = `${verb} was called on a request of API ${this.header.apiKey} before request.is(api) returned true`
    throw new KafkaError('KAFKA_CONFIGURATION', problem, { problems: [problem] })
  }
}

/**
 * The whole frame of an answer: length, header and the body that `writeBody` writes. The header of
 * an unknown API (`undefined`) has the oldest version.
 */
export function responseFrame(
  api: ApiInfo | undefined,
  version: number,
  correlationId: number,
  writeBody: (writer: Writer) => void
): readonly Uint8Array[] {
  const writer = new Writer()
  writer.beginFrame()
  writeResponseHeader(writer, api === undefined ? 0 : responseHeaderVersion(api, version), { correlationId })
  writeBody(writer)
  const frame: FrameBytes = { slab: undefined, start: 0, end: 0, chunks: undefined }
  writer.endFrame(frame)
  return frame.chunks ?? (frame.slab === undefined ? [] : [frame.slab.subarray(frame.start, frame.end)])
}

function unsupported({ name, minVersion, maxVersion }: ApiInfo, version: number): KafkaError {
  const text = `${name} v${version} cannot be answered: this package knows versions ${minVersion} to ${maxVersion}; answerBytes takes a body of any version`
  return new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client: { min: minVersion, max: maxVersion }, api: name, apiVersion: version })
}
