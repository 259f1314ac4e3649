import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type { KafkaError } from '../../errors.ts'
import { describeValue } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import type { Address } from '../address.ts'
import type { Dial } from '../connection-options.ts'
import { connectError, reasonOf } from './connect-error.ts'

const USED_METHODS = ['on', 'once', 'read', 'pause', 'write', 'cork', 'destroy']

/**
 * Connects with the `dial` option, and checks what it gives. Rejects with `KAFKA_CONNECT`, or with
 * the reason of the signal. A stream that is not used is destroyed.
 */
export async function ownDial(to: Address, dialer: Dial, signal: AbortSignal): Promise<Duplex> {
  const call = async (): Promise<unknown> => dialer({ host: to.host, port: to.port, signal })
  const given = call()
  // A function that goes on after its signal is aborted is not waited for.
  given.then(
    late => signal.aborted && discard(late),
    () => undefined
  )
  let socket: unknown
  try {
    socket = await abortable(given, signal)
    if (isDuplex(socket) && isConnecting(socket)) await once(socket, 'connect', { signal })
  } catch (error) {
    discard(socket)
    signal.throwIfAborted()
    throw connectError(to, 'tcp', `the dial option gave no connection (${reasonOf(error)})`, error)
  }
  if (!isDuplex(socket)) throw wrongGift(to, `${describeValue(socket)}, which is not a stream of bytes (Duplex)`)
  const problem = problemOf(socket)
  if (problem === undefined) return socket
  discard(socket)
  throw wrongGift(to, problem, socket.errored)
}

function wrongGift(to: Address, problem: string, cause?: unknown): KafkaError {
  return connectError(to, 'tcp', `the dial option gave ${problem}`, cause)
}

// Without these checks a stream that cannot work would only show at the deadline.
function problemOf(socket: Duplex): string | undefined {
  if (socket.destroyed) return 'a stream that is destroyed already'
  if (socket.readable === false || socket.writable === false) return 'a stream that has ended already'
  if (socket.readableObjectMode || socket.writableObjectMode) return 'a stream of objects, not of bytes'
  return socket.readableEncoding ? 'a stream of text, not of bytes: leave out setEncoding' : undefined
}

// An error of the stream that is still to come must not end the process.
function discard(socket: unknown): void {
  if (isDuplex(socket)) socket.on('error', () => undefined).destroy()
}

function isDuplex(value: unknown): value is Duplex {
  return typeof value === 'object' && value !== null && USED_METHODS.every(name => name in value)
}

// A socket of Node that was not waited for. Its errors say why there is no connection.
function isConnecting(socket: Duplex): boolean {
  return 'connecting' in socket && socket.connecting === true
}
