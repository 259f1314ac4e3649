import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { promisify } from 'node:util'
import { type CloseReason, type Connection, connect, isKafkaError } from '../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { apiVersionsOf } from '../brokers/link.ts'
import { Peer } from '../brokers/peer.ts'
import { makePki, type Pki } from '../pki.ts'
import { mapAtMost } from '../process/at-most.ts'
import { turns } from '../process/gate.ts'
import { Random } from '../vectors/random.ts'

/**
 * What a hostile peer does, once, before it becomes silent. With TLS, `socket` is the TLS socket
 * and `tcp` the socket below it.
 */
export const MISDEEDS: Readonly<Record<string, (socket: Socket, tcp: Socket) => void>> = {
  FIN: socket => void socket.end(),
  RST: (_, tcp) => void tcp.resetAndDestroy(),
  silence: () => undefined,
  'a length of 2³¹−1': socket => void socket.write(Buffer.from('7fffffff7fffffff', 'hex')),
  'a length of −1': socket => void socket.write(Buffer.from('ffffffff', 'hex')),
  'a length of 0': socket => void socket.write(Buffer.alloc(4)),
  'a length of 3': socket => void socket.write(Buffer.from('00000003000000', 'hex')),
  'HTTP/1.1 400': socket => void socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  'a TLS alert': socket => void socket.write(Buffer.from('15030300020228', 'hex')),
  garbage: socket => void socket.write(Buffer.from('9e3779b97f4a7c15f39cc0605cedc834'.repeat(8), 'hex')),
  noise: socket => void socket.write(new Random(4).bytes(256)),
  'an unknown id': socket => void socket.write(Buffer.from('00000008000003e700000000', 'hex'))
}

/**
 * When the peer does its misdeed. In the phases `request` and `half an answer` the connection is
 * open.
 */
export type Phase = 'hello' | 'api-versions' | 'request' | 'half an answer'
export const PHASES: readonly Phase[] = ['hello', 'api-versions', 'request', 'half an answer']

/** How a promise ended: `value`, or the error's code with its phase or reason. */
export type Outcome = string

// A connection that is to end by a timeout has short timeouts. All others have timeouts so long
// that a busy machine makes no difference.
const SHORT = { connectMs: 6_000, requestMs: 1_000 }
const LONG = { connectMs: 30_000, requestMs: 30_000 }
const NEVER_MS = 40_000
const MAX_CLOSING_MS = 20_000
const MAX_PARALLEL = 16 // more meetings at a time would slow each other down, on a busy machine until timeouts pass

/** One connection to a hostile peer, and its result. */
export interface Meeting {
  readonly misdeed: string
  readonly phase: Phase
  readonly encryption: Encryption
  readonly outcomes: readonly Outcome[]
  /** How many of its sockets the client has not closed. */
  readonly left: number
}
export type Encryption = 'plaintext' | 'TLS'

/** Runs all meetings, many at a time, because most of the time is spent waiting. */
export function meetAll(): Promise<Meeting[]> {
  const pki = makePki()
  const all = (['plaintext', 'TLS'] as const).flatMap(encryption =>
    PHASES.flatMap(phase => Object.keys(MISDEEDS).map(misdeed => ({ misdeed, phase, encryption })))
  )
  return mapAtMost(MAX_PARALLEL, all, async meeting => {
    const { misdeed, phase, encryption } = meeting
    return { ...meeting, ...(await meet(misdeed, phase, encryption === 'TLS' ? pki : undefined)) }
  })
}

// Opens a connection, with TLS if there are certificates, sends three requests, and closes it.
// Resolves with how each promise ended.
async function meet(misdeed: string, phase: Phase, pki?: Pki): Promise<Pick<Meeting, 'outcomes' | 'left'>> {
  const misbehave = MISDEEDS[misdeed] ?? (() => undefined)
  await using server = await listen(phase === 'hello' ? undefined : pki?.server, (socket, tcp) => {
    if (phase !== 'hello') void serve(socket, phase, () => misbehave(socket, tcp))
    else if (pki === undefined) misbehave(socket.resume(), tcp)
    else socket.once('data', () => misbehave(socket, tcp)) // the first bytes of TLS
  })
  const tls = pki === undefined ? {} : { tls: { ca: pki.ca } }
  const outcomes = await talk(
    connect({ host: '127.0.0.1', port: server.port, timeouts: mayEndByDeadline(misdeed, phase, pki !== undefined) ? SHORT : LONG, ...tls })
  )
  // An RST can arrive before the system has reported that TCP is connected.
  const isEarly = misdeed === 'RST' && phase === 'hello'
  return { outcomes: isEarly ? outcomes.map(outcome => outcome.replace(' tcp', ' api-versions')) : outcomes, left: await server.left() }
}

async function listen(
  credential: Pki['server'] | undefined,
  onClient: (socket: Socket, tcp: Socket) => void
): Promise<AsyncDisposable & { readonly port: number; left(): Promise<number> }> {
  const sockets = new Map<number | undefined, Socket>()
  const keep = (socket: Socket): void =>
    void sockets.set(
      socket.remotePort,
      socket.on('error', () => undefined)
    )
  const client = (socket: Socket): void =>
    onClient(
      socket.on('error', () => undefined),
      sockets.get(socket.remotePort) ?? socket
    )
  const server = credential === undefined ? createServer() : createTlsServer(credential)
  server.on('connection', keep).on(credential === undefined ? 'connection' : 'secureConnection', client)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async left() {
      const deadlineMs = performance.now() + MAX_CLOSING_MS
      for (;;) {
        const open = await promisify(server.getConnections).call(server)
        if (open === 0 || performance.now() > deadlineMs) return open
        await turns(1)
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.values()) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function serve(socket: Socket, phase: Phase, misbehave: (socket: Socket) => void): Promise<void> {
  const peer = new Peer(socket)
  try {
    const hello = await peer.next()
    if (phase === 'api-versions') return misbehave(socket)
    peer.answer(hello, ApiVersions, apiVersionsOf())
    const { header } = await peer.next()
    if (phase === 'half an answer') {
      const half = Buffer.alloc(10)
      half.writeInt32BE(1_000)
      half.writeInt32BE(header.correlationId, 4)
      socket.write(half)
    }
    misbehave(socket)
  } catch {
    // The client has closed.
  }
}

async function talk(connecting: Promise<Connection>): Promise<Outcome[]> {
  const opened = await outcomeOf(connecting)
  if (opened !== 'value') return [opened]
  const connection = await connecting
  const outcomes = await Promise.all([1, 2, 3].map(() => outcomeOf(connection.send(Metadata, { topics: null }))))
  outcomes.push(await outcomeOf(connection.close({ timeoutMs: 100 })), (await connection.closed).reason)
  return outcomes
}

/** How each promise should end. */
export function expectedOutcomes(misdeed: string, phase: Phase, encryption: Encryption): Outcome[] {
  if (phase === 'hello') return [`KAFKA_CONNECT ${encryption === 'TLS' ? 'tls' : 'api-versions'}`]
  if (phase === 'api-versions') return ['KAFKA_CONNECT api-versions']
  const reason = reasonOf(misdeed, phase)
  const closed = `KAFKA_CONNECTION_CLOSED ${reason}`
  return [reason === 'timeout' ? 'KAFKA_TIMEOUT' : closed, closed, closed, 'value', reason]
}

// OpenSSL waits for more bytes before it judges some of these.
const mayEndByDeadline = (misdeed: string, phase: Phase, isTls: boolean): boolean =>
  reasonOf(misdeed, phase) === 'timeout' || (isTls && phase === 'hello')

function reasonOf(misdeed: string, phase: Phase): CloseReason {
  if (misdeed === 'FIN' || misdeed === 'RST') return 'broken'
  // After half an answer, the client takes every byte for the rest of the answer.
  if (misdeed === 'silence' || phase === 'half an answer') return 'timeout'
  return misdeed === 'an unknown id' ? 'out-of-sync' : 'protocol'
}

/** How a promise ended; `never` if it had not ended long after all timeouts. */
export async function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  const never = new Promise<Outcome>(resolve => {
    timer = setTimeout(resolve, NEVER_MS, 'never')
  })
  const ended = promise.then(() => 'value', describeError)
  try {
    return await Promise.race([ended, never])
  } finally {
    clearTimeout(timer)
  }
}

function describeError(error: unknown): Outcome {
  if (isKafkaError(error, 'KAFKA_CONNECT')) return `${error.code} ${error.phase}`
  if (isKafkaError(error, 'KAFKA_CONNECTION_CLOSED')) return `${error.code} ${error.reason}`
  return isKafkaError(error) ? error.code : `untyped: ${String(error)}`
}
