import { duplexPair } from 'node:stream'
import { type Connection, type ConnectionOptions, connect } from '../../../src/index.ts'
import { ApiVersions, Metadata, SaslAuthenticate, SaslHandshake } from '../../../src/messages.ts'
import type { SaslContext, SaslMechanism } from '../../../src/sasl/index.ts'
import { apiVersionsOf } from './link.ts'
import { Peer } from './peer.ts'

const NOTHING = Buffer.alloc(0)

/** A connection whose session a test renews, the broker's end of it, and why the mechanism was asked. */
export interface Authenticated {
  readonly connection: Connection
  readonly peer: Peer
  readonly reasons: SaslContext['reason'][]
}

/** A mechanism of one message, which notes the reason of each authentication. */
function noting(reasons: SaslContext['reason'][], prepare: (context: SaslContext) => Promise<void> = async () => undefined): SaslMechanism {
  return {
    name: 'TEST',
    async *authenticate(context) {
      reasons.push(context.reason)
      await prepare(context)
      yield Buffer.from(`token ${reasons.length}`)
    }
  }
}

/** Answers an authentication of the connection with a session of this life. */
export async function authenticate(peer: Peer, lifetimeMs: number, errorCode = 0): Promise<void> {
  peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
  const sessionLifetimeMs = BigInt(lifetimeMs)
  peer.answer(await peer.next(), SaslAuthenticate, { errorCode, errorMessage: null, authBytes: NOTHING, sessionLifetimeMs })
}

/** Opens a connection in memory whose session has this life. */
export async function openSession(
  lifetimeMs: number,
  prepare?: (context: SaslContext) => Promise<void>,
  options: Partial<ConnectionOptions> = {}
): Promise<Authenticated> {
  const { connecting, peer, reasons } = await beginSession(prepare, options)
  await authenticate(peer, lifetimeMs)
  return { connection: await connecting, peer, reasons }
}

/** Begins to open a connection in memory, up to its SaslHandshake. */
export async function beginSession(
  prepare?: (context: SaslContext) => Promise<void>,
  options: Partial<ConnectionOptions> = {}
): Promise<Omit<Authenticated, 'connection'> & { readonly connecting: Promise<Connection> }> {
  const [near, far] = duplexPair()
  const peer = new Peer(far)
  const reasons: SaslContext['reason'][] = []
  const connecting = connect({ host: 'in.memory', dial: () => near, sasl: noting(reasons, prepare), ...options })
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf())
  return { connecting, peer, reasons }
}

/** Answers the next request, which is a Metadata. */
export const answerMetadata = async (peer: Peer): Promise<void> => peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
