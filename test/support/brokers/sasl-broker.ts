import { type Connection, type ConnectionOptions, connect } from '../../../src/index.ts'
import { ApiVersions, SaslAuthenticate, SaslHandshake } from '../../../src/messages.ts'
import { errorCodes } from '../../../src/protocol/codes/index.ts'
import { awsMskIam, gssapi, oauthBearer, plain, type SaslMechanism, scramSha256, scramSha512 } from '../../../src/sasl/index.ts'
import { FakeKerberos } from './fake-kerberos.ts'
import { apiVersionsOf, type Offers } from './link.ts'
import type { Arrived, Peer, Peers } from './peer.ts'
import { ScramServer } from './scram-server.ts'

const NOTHING = Buffer.alloc(0)

/** The secret of every mechanism, which no output may show. */
export const CANARY = 'canary-3f9a'

/** A SASL mechanism of the driver, and what an honest broker answers to each of its messages. */
export interface MechanismCase {
  readonly name: string
  /** Makes the mechanism with the canary as its secret. */
  make(): SaslMechanism
  /** The broker's answers in one exchange, in order. */
  begin(): readonly ((message: Buffer) => string)[]
}

/** Every mechanism of the driver. */
export const MECHANISMS: readonly MechanismCase[] = [
  { name: 'PLAIN', make: () => plain({ username: 'alice', password: CANARY }), begin: () => [() => ''] },
  { name: 'SCRAM-SHA-256', make: () => scramSha256({ username: 'alice', password: CANARY }), begin: () => scram('sha256') },
  { name: 'SCRAM-SHA-512', make: () => scramSha512({ username: 'alice', password: CANARY }), begin: () => scram('sha512') },
  { name: 'OAUTHBEARER', make: () => oauthBearer({ token: () => ({ value: CANARY }) }), begin: () => [() => ''] },
  {
    name: 'AWS_MSK_IAM',
    make: () => awsMskIam({ region: 'us-east-1', credentials: { accessKeyId: 'AKID', secretAccessKey: CANARY, sessionToken: CANARY } }),
    begin: () => [() => JSON.stringify({ version: '2020_10_22', 'request-id': 'a1b2' })]
  },
  {
    name: 'GSSAPI',
    make: () => gssapi({ kerberos: new FakeKerberos({ tokens: [CANARY, null] }), principal: 'alice' }),
    begin: () => [() => 'AP-REP', () => 'sealed:\x07\0\0\0', () => '']
  }
]

function scram(digest: 'sha256' | 'sha512'): readonly ((message: Buffer) => string)[] {
  const server = new ScramServer(digest, CANARY)
  return [message => server.first(String(message)), message => server.final(String(message))]
}

/** Accepts the next client and answers its ApiVersions request with these offers. */
export async function acceptClient(peers: Peers, offers: Offers = {}): Promise<Peer> {
  const peer = await peers.next()
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf(offers))
  return peer
}

/** Answers the SaslHandshake, so that the client sends its first token. */
export async function answerHandshake(peer: Peer): Promise<void> {
  peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
}

/** The token in a request. */
export function tokenOf(peer: Peer, request: Arrived): Buffer {
  return Buffer.from((peer.read(SaslAuthenticate, request) as { authBytes: Uint8Array }).authBytes)
}

/** Answers a token with the broker's token. */
export function answerToken(peer: Peer, request: Arrived, token: Uint8Array = NOTHING, sessionLifetimeMs = 0n): void {
  peer.answer(request, SaslAuthenticate, { errorCode: 0, errorMessage: null, authBytes: token, sessionLifetimeMs })
}

/** Refuses a token with SASL_AUTHENTICATION_FAILED. */
export function refuseToken(peer: Peer, request: Arrived, errorMessage: string | null = null): void {
  peer.answer(request, SaslAuthenticate, { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage, authBytes: NOTHING })
}

/**
 * Plays an honest broker to the end of an exchange, or for `rounds` rounds; the test does the next
 * round. Resolves with the last request that arrived.
 */
export async function playExchange(peer: Peer, { begin }: MechanismCase, rounds: number = Number.POSITIVE_INFINITY): Promise<Arrived> {
  let request = await peer.next()
  for (const [round, answer] of begin().entries()) {
    if (round > 0) request = await peer.next()
    if (round === rounds) break
    answerToken(peer, request, Buffer.from(answer(tokenOf(peer, request)), 'latin1'))
  }
  return request
}

/** Connects to the broker that the test plays, with SASL. */
export const connectTo = (
  { host, port }: Peers,
  sasl: ConnectionOptions['sasl'],
  more: Partial<ConnectionOptions> = {}
): Promise<Connection> => connect({ host, port, sasl, ...more })

/** A mechanism that the test writes. */
export const mechanism = (authenticate: SaslMechanism['authenticate'], name = 'TEST'): SaslMechanism => ({ name, authenticate })
