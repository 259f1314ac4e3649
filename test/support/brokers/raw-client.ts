import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Api, type Decoded, decodeResponse, decodeResponseHeader, encodeRequest, encodeRequestHeader } from '../../../src/messages.ts'
import { FrameReader } from '../../../src/protocol/frame-reader.ts'

/**
 * A client of bytes alone. It does not use the connections of the driver, so that a fault in the
 * driver cannot hide a fault in a server.
 */
export interface RawClient extends Disposable {
  readonly socket: Socket
  /**
   * Sends a request and resolves with its decoded response, which must have the same correlation
   * id.
   */
  call<Req, Res>(api: Api<Req, Res>, version: number, request: Req): Promise<Decoded<Res>>
  /** Sends a request without waiting, and returns its correlation id. */
  send<Req, Res>(api: Api<Req, Res>, version: number, request: Req): number
  /** The next response as it arrived, without its length; undefined after the broker has closed. */
  frame(): Promise<Buffer | undefined>
  /** Resolves when the connection has ended: true if it ended by an error, such as a reset. */
  readonly closed: Promise<boolean>
}

/** Connects to a port, by default on loopback. */
export async function connectRaw(port: number, host = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host, noDelay: true })
  const closed = new Promise<boolean>(resolve => socket.on('close', resolve))
  await once(socket, 'connect')
  socket.on('error', () => {}) // `closed` reports it
  return rawClient(socket, closed)
}

/** A whole frame: length, header and body. */
export function requestFrame<Req, Res>(api: Api<Req, Res>, apiVersion: number, correlationId: number, request: Req): Buffer {
  const header = encodeRequestHeader({ apiKey: api.key, apiVersion, correlationId, clientId: 'raw' })
  return lengthPrefixed(Buffer.concat([header, encodeRequest(api, apiVersion, request)]))
}

/** Puts the length of the bytes in front of them. */
export function lengthPrefixed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function rawClient(socket: Socket, closed: Promise<boolean>): RawClient {
  const frames: Buffer[] = []
  const waiters: ((frame: Buffer | undefined) => void)[] = []
  let nextCorrelationId = 1
  const reader = new FrameReader({ minFrameBytes: 4, maxFrameBytes: 1 << 30 }, (bytes, start, end) => {
    const frame = Buffer.from(bytes.subarray(start, end))
    const waiter = waiters.shift()
    if (waiter === undefined) frames.push(frame)
    else waiter(frame)
  })
  socket.on('data', chunk => reader.push(chunk))
  socket.on('close', () => {
    for (const waiter of waiters.splice(0)) waiter(undefined)
  })
  const client: RawClient = {
    socket,
    closed,
    send(api, version, request) {
      const correlationId = nextCorrelationId++
      socket.write(requestFrame(api, version, correlationId, request))
      return correlationId
    },
    async frame() {
      return frames.shift() ?? (socket.destroyed ? undefined : new Promise(resolve => waiters.push(resolve)))
    },
    async call(api, version, request) {
      const correlationId = client.send(api, version, request)
      const frame = await client.frame()
      if (frame === undefined) throw new Error(`Connection closed before the answer to ${api.name} v${version}`)
      const header = decodeResponseHeader(api, version, frame)
      if (header.correlationId !== correlationId) throw new Error(`Answer ${header.correlationId} came, expected ${correlationId}`)
      return decodeResponse(api, version, frame.subarray(header.byteLength))
    },
    [Symbol.dispose]() {
      socket.destroy()
    }
  }
  return client
}
