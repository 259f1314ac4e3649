import { connect } from 'node:net'
import { apiKeys } from '../../../../src/protocol/codes/index.ts'

/**
 * What Metadata says of a cluster: the ids of the brokers that are up, and the id of the controller
 * (-1 while there is none).
 */
export interface ClusterView {
  readonly brokerIds: readonly number[]
  readonly controllerId: number
}

/**
 * Sends one request and resolves with the frame that answers it. Neither includes the size prefix.
 */
export function exchange(host: string, port: number, request: Uint8Array, timeoutMs = 5_000): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const fail = (why: string) => socket.destroy(new Error(`${host}:${port} ${why}`))
    let received: Buffer = Buffer.alloc(0)
    socket.on('connect', () => socket.write(Buffer.concat([int32(request.length), request])))
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return
      resolve(received.subarray(4, 4 + received.readInt32BE(0)))
      socket.destroy()
    })
    socket.on('timeout', () => fail(`did not answer within ${timeoutMs} ms`))
    socket.on('end', () => fail(`closed the connection after ${received.length} bytes, before its answer was complete`))
    socket.on('error', reject)
  })
}

/**
 * Builds a request with header v1, the oldest header with a client id. The result has no size
 * prefix.
 */
export function request(apiKey: number, apiVersion: number, correlationId: number, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const clientId = Buffer.from('harness')
  return Buffer.concat([int16(apiKey), int16(apiVersion), int32(correlationId), int16(clientId.length), clientId, body])
}

/**
 * Asks the broker at a loopback port what it knows of its cluster, by Metadata v1 without topics.
 */
export async function clusterView(port: number): Promise<ClusterView> {
  const answer = await exchange('127.0.0.1', port, request(apiKeys.Metadata, 1, 1, int32(0)), 1_500)
  const brokerIds: number[] = []
  let at = 8
  for (let left = answer.readInt32BE(4); left > 0; left--) {
    brokerIds.push(answer.readInt32BE(at))
    at = afterString(answer, at + 4) + 4 // host, then port
    at = afterString(answer, at) // rack
  }
  return { brokerIds, controllerId: answer.readInt32BE(at) }
}

/** Whether a server accepts connections at a loopback port. */
export function isReachable(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

function afterString(bytes: Buffer, at: number): number {
  // A length of -1 means null.
  return at + 2 + Math.max(bytes.readInt16BE(at), 0)
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
