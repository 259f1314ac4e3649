import type { Duplex } from 'node:stream'
import { clearTimeout, setTimeout } from '../../clock.ts'
import { decodeResponse, encodeRequest } from '../../protocol/message-codec.ts'
import { ApiVersions, type ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import { isError } from '../../type-checks.ts'
import { timerDelay } from '../../waiting/timer-delay.ts'
import type { Speaker } from '../report.ts'

/** What a server sent in answer to a request of Kafka. */
export interface FirstBytes {
  readonly speaker: Speaker
  /** The answer to ApiVersions v0, if the server speaks Kafka. */
  readonly versions: ApiVersionsResponse | undefined
  /** The first bytes as text, if they are text. */
  readonly text: string | undefined
  /** The error with which the stream ended, if it did. */
  readonly error: Error | undefined
}

const CORRELATION_ID = 0x6b77_6472
const HEADER_BYTES = 8
const MAX_ANSWER_BYTES = 65_536
const SHOWN_CHARS = 40
const TLS_ALERT = 0x15
const TLS_HANDSHAKE = 0x16

/**
 * Sends ApiVersions v0, which every broker from 0.10 on answers, and reads what comes. Destroys the
 * stream.
 */
export async function readFirstBytes(socket: Duplex, clientId: string, timeoutMs: number, signal: AbortSignal): Promise<FirstBytes> {
  const { bytes, error, isTimeout } = await exchange(socket, requestOf(clientId), timeoutMs, signal)
  signal.throwIfAborted()
  const versions = answerIn(bytes)
  if (versions !== undefined) return { speaker: 'kafka', versions, text: undefined, error: undefined }
  const text = /^[\x20-\x7e\r\n\t]{4,}/
    .exec(bytes.toString('latin1'))?.[0]
    .split(/[\r\n]/)[0]
    ?.slice(0, SHOWN_CHARS)
  return { speaker: speakerOf(bytes, text, isTimeout), versions: undefined, text, error }
}

function speakerOf(bytes: Buffer, text: string | undefined, isTimeout: boolean): Speaker {
  if ((bytes[0] === TLS_ALERT || bytes[0] === TLS_HANDSHAKE) && bytes[1] === 3) return 'tls'
  if (text?.startsWith('HTTP/')) return 'http'
  if (text?.startsWith('SSH-')) return 'ssh'
  if (bytes.length > 0) return 'unknown'
  return isTimeout ? 'silent' : 'closed'
}

function requestOf(clientId: string): Buffer {
  const body = encodeRequest(ApiVersions, 0, {})
  const id = Buffer.from(clientId)
  const head = Buffer.alloc(14)
  head.writeInt32BE(10 + id.length + body.length, 0)
  head.writeInt16BE(ApiVersions.key, 4)
  head.writeInt32BE(CORRELATION_ID, 8)
  head.writeInt16BE(id.length, 12)
  return Buffer.concat([head, id, body])
}

function answerIn(bytes: Buffer): ApiVersionsResponse | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readInt32BE(4) !== CORRELATION_ID) return undefined
  const size = bytes.readInt32BE(0)
  if (bytes.length < size + 4) return undefined
  try {
    return decodeResponse(ApiVersions, 0, bytes.subarray(HEADER_BYTES, size + 4))
  } catch {
    return undefined
  }
}

interface Exchange {
  readonly bytes: Buffer
  readonly error: Error | undefined
  readonly isTimeout: boolean
}

function exchange(socket: Duplex, request: Uint8Array, timeoutMs: number, signal: AbortSignal): Promise<Exchange> {
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let failure: Error | undefined
    const end = (isTimeout: boolean): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve({ bytes: Buffer.concat(chunks), error: failure, isTimeout })
    }
    const onAbort = (): void => end(false)
    const timer = setTimeout(() => end(true), timerDelay(timeoutMs))
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', error => {
      failure = isError(error) ? error : undefined
    })
    socket.once('close', () => end(false)).once('end', () => end(false))
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      const isKafka = bytes.length >= HEADER_BYTES && bytes.readInt32BE(4) === CORRELATION_ID
      if (isKafka ? bytes.length >= bytes.readInt32BE(0) + 4 : bytes.length >= 4) end(false)
      else if (bytes.length > MAX_ANSWER_BYTES) end(false)
    })
    if (socket.destroyed) {
      failure = socket.errored ?? undefined
      return end(false)
    }
    socket.write(request)
  })
}
