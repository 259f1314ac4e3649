import { KafkaError } from '../errors.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import { type RequestHeader, responseHeaderVersion, writeResponseHeader } from '../protocol/header.ts'
import { decodeRequest, explain } from '../protocol/message-codec.ts'
import { apiInfos } from '../protocol/messages/infos.ts'
import { type FrameBytes, Writer } from '../protocol/primitives/writer.ts'

/** A request as it came: its header, and a body that is decoded only where someone asks what is in it. */
export interface IncomingRequest {
  readonly header: RequestHeader
  /** What the API key stands for; undefined for a key that we do not know, whose header is read as far as all versions agree. */
  readonly api: ApiInfo | undefined
  /** The undecoded body. Nobody else writes to this memory: it may be kept, and forwarded as it is. */
  readonly body: Uint8Array
  /** This request's own, aborted once the connection has ended, for handlers that wait. */
  readonly signal: AbortSignal
  /** Whether this is a request of the API; if so, `decode` and `answer` have its types. */
  is<Req, Res>(api: Api<Req, Res>): this is IncomingRequestOf<Req, Res>
  /** Answers with an encoded body; the header is ours. */
  answerBytes(body: Uint8Array): void
}

/** A request of a known API. */
export interface IncomingRequestOf<Req, Res> extends IncomingRequest {
  /** The body in the version that the header names. Throws `KAFKA_PROTOCOL`, or `KAFKA_UNSUPPORTED_VERSION` for a version that we lack. */
  decode(): Decoded<Req>
  /** Answers in the version of the request. Throws `KAFKA_ENCODE`; after an answer, or once the handler has returned, `KAFKA_CONFIGURATION`. */
  answer(response: Res): void
}

/** Where an answer goes; returns false if there is no place for it any more. */
export type AnswerSink = (frame: readonly Uint8Array[]) => boolean

const infoByKey = new Map(apiInfos.map(info => [info.key, info]))

export class RequestFrame implements IncomingRequestOf<unknown, unknown> {
  readonly header: RequestHeader
  readonly body: Uint8Array
  readonly #makeAbort: () => AbortController
  readonly #answered: AnswerSink
  #abort: AbortController | undefined // most handlers never ask for the signal
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

  /** What aborts the signal, if anyone has asked for it. */
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
    return decodeRequest(this.#known('decode'), this.header.apiVersion, this.body)
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
    const problem = `Request ${correlationId} (${name} v${apiVersion}) was answered already, or its handler had returned without an answer`
    throw new KafkaError('KAFKA_CONFIGURATION', `${problem}: answer once, and await what you answer with`, { problems: [problem] })
  }

  #known(verb: string): Api<unknown, unknown> {
    if (this.#api !== undefined) return this.#api
    const problem = `${verb} was called on a request of API ${this.header.apiKey} before request.is(api) said which API that is`
    throw new KafkaError('KAFKA_CONFIGURATION', problem, { problems: [problem] })
  }
}

/** The whole frame of an answer, with the body that is written. To an API that nobody knows the header is the oldest. */
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
  const text = `${name} v${version} cannot be answered: we speak ${minVersion} to ${maxVersion}; answerBytes takes a body in any version`
  return new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client: { min: minVersion, max: maxVersion }, api: name, apiVersion: version })
}
