import { describe, expect, test } from 'vitest'
import { type ConnectionOptions, connect, errorCodes, isKafkaError, type KafkaError } from '../../../src/index.ts'
import { SaslHandshake } from '../../../src/messages.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { type Arrived, listenForPeers, type Peer, type Peers } from '../../support/brokers/peer.ts'
import {
  acceptClient,
  answerHandshake,
  answerToken,
  CANARY,
  MECHANISMS,
  type MechanismCase,
  playExchange,
  refuseToken,
  tokenOf
} from '../../support/brokers/sasl-broker.ts'
import { ScramServer } from '../../support/brokers/scram-server.ts'

const MEBIBYTE = 1_048_576
const LONGEST_MESSAGE = 1_000

// No deadline, so that only the broker's behaviour ends an attempt.
const TIMEOUTS: ConnectionOptions['timeouts'] = { connectMs: Number.POSITIVE_INFINITY, requestMs: Number.POSITIVE_INFINITY }

const connectTo = ({ host, port }: Peers, { make }: MechanismCase): ReturnType<typeof connect> =>
  connect({ host, port, sasl: make(), timeouts: TIMEOUTS })

/**
 * The error of an attempt whose broker is honest until this round, in which `misdeed` answers. The
 * client then closes the connection.
 */
async function meet(
  tested: MechanismCase,
  round: number,
  misdeed: (peer: Peer, request: Arrived) => void | Promise<void>
): Promise<KafkaError> {
  await using peers = await listenForPeers()
  const rejected = rejectionOf(connectTo(peers, tested))
  const peer = await acceptClient(peers)
  await answerHandshake(peer)
  const request = await playExchange(peer, tested, round)
  await misdeed(peer, request)
  const error = await rejected
  await peer.ended
  expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: tested.name, retriable: false, broker: { port: peers.port } })
  if (!isKafkaError(error)) throw error
  expect(error.message.length).toBeLessThan(LONGEST_MESSAGE)
  expect(error.message).not.toContain(CANARY)
  return error
}

// For OAUTHBEARER every challenge is the reason of a refusal. The client acknowledges it, and the
// error code follows.
const challenge =
  (token: string) =>
  async (peer: Peer, request: Arrived): Promise<void> => {
    const isBearer = tokenOf(peer, request).includes('auth=Bearer')
    answerToken(peer, request, Buffer.from(token))
    if (isBearer) refuseToken(peer, await peer.next())
  }

const rounds = MECHANISMS.flatMap(tested => tested.begin().map((_, round) => [tested.name, round, tested] as const))

describe('a broker', () => {
  test.each(MECHANISMS.map(tested => [tested.name, tested] as const))('an honest broker is accepted by %s', async (_, tested) => {
    await using peers = await listenForPeers()
    const connecting = connectTo(peers, tested)
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
    await playExchange(peer, tested)
    expect((await connecting).state).toBe('open')
  })

  test.each(rounds)('a broker that answers %s with a mebibyte in round %d is refused', async (_, round, tested) => {
    await meet(tested, round, challenge('x'.repeat(MEBIBYTE)))
  })

  test.each(rounds)('a broker that answers %s with other text in round %d is refused', async (_, round, tested) => {
    await meet(tested, round, challenge('more'))
  })

  // For the other mechanisms an empty answer is a success, as it is at the end of GSSAPI.
  const speaking = rounds.filter(([name, round]) => !['PLAIN', 'OAUTHBEARER'].includes(name) && !(name === 'GSSAPI' && round === 2))
  test.each(speaking)('a broker that answers %s with nothing in round %d is refused', async (_, round, tested) => {
    await meet(tested, round, challenge(''))
  })

  test.each(rounds)('a long refusal of %s in round %d is cut in the error', async (_, round, tested) => {
    const error = await meet(tested, round, (peer, request) => refuseToken(peer, request, 'n'.repeat(32_000)))
    expect(error).toMatchObject({ errorCode: errorCodes.SASL_AUTHENTICATION_FAILED })
    expect(error.message).toContain('nnnn')
  })

  test.each(rounds)('an answer to %s in round %d that cannot be decoded is KAFKA_CONNECT', async (_, round, tested) => {
    await using peers = await listenForPeers()
    const rejected = rejectionOf(connectTo(peers, tested))
    const peer = await acceptClient(peers)
    await answerHandshake(peer)
    const request = await playExchange(peer, tested, round)
    peer.answerBytes(request, '00 ff') // a header without tags, and half of an error code
    expect(await rejected).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'sasl', cause: { code: 'KAFKA_PROTOCOL' } })
    await peer.ended
  })

  test.each(MECHANISMS.map(tested => [tested.name, tested] as const))(
    'a broker that answers %s after its end is out of sync',
    async (_, tested) => {
      await using peers = await listenForPeers()
      const connecting = connectTo(peers, tested)
      const peer = await acceptClient(peers)
      await answerHandshake(peer)
      answerToken(peer, await playExchange(peer, tested), Buffer.from('more'))
      const { reason, cause } = await (await connecting).closed
      expect(reason).toBe('out-of-sync')
      expect(cause).toMatchObject({ code: 'KAFKA_PROTOCOL', message: expect.stringContaining('correlation id') })
      await peer.ended
    }
  )

  test.each(MECHANISMS.map(tested => [tested.name, tested] as const))(
    'a broker without mechanisms does not offer %s',
    async (name, tested) => {
      await using peers = await listenForPeers()
      const rejected = rejectionOf(connectTo(peers, tested))
      const peer = await acceptClient(peers)
      peer.answer(await peer.next(), SaslHandshake, { errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM, mechanisms: [] })
      const error = await rejected
      expect(error).toMatchObject({
        code: 'KAFKA_AUTHENTICATION',
        errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM,
        offered: [],
        retriable: false
      })
      expect(String(error)).toContain(`the broker does not offer ${name}; it offers nothing`)
      await peer.ended
      expect(peers.total).toBe(1)
    }
  )
})

describe.each(['SCRAM-SHA-256', 'SCRAM-SHA-512'])('a broker that does not keep to %s', name => {
  const [tested] = MECHANISMS.filter(each => each.name === name) as [MechanismCase]
  const digest = name === 'SCRAM-SHA-256' ? 'sha256' : 'sha512'
  const rest = ',s=c2FsdHk=,i=4096'

  test.each<[string, (nonce: string) => string, string]>([
    ['sends another nonce', () => `r=other${rest}`, 'does not begin with the nonce of this client'],
    ['sends only the nonce of the client', nonce => `r=${nonce}${rest}`, 'does not begin with the nonce of this client'],
    ['asks for 1 iteration', nonce => `r=${nonce}more,s=c2FsdHk=,i=1`, 'fewer than 4096 are not safe'],
    ['asks for 4,095 iterations', nonce => `r=${nonce}more,s=c2FsdHk=,i=4095`, 'fewer than 4096 are not safe'],
    ['asks for a billion iterations', nonce => `r=${nonce}more,s=c2FsdHk=,i=1000000000`, 'maxIterations is 1000000'],
    ['sends the error unknown-user', () => 'e=unknown-user', 'the broker says: unknown-user'],
    ['demands an extension', nonce => `m=x,r=${nonce}more${rest}`, 'demands an extension']
  ])('a broker that %s is refused before the proof is sent', async (_, lie, problem) => {
    const error = await meet(tested, 0, (peer, request) => {
      answerToken(peer, request, Buffer.from(new ScramServer(digest, CANARY).first(String(tokenOf(peer, request)), lie)))
    })
    expect(error.message).toContain(`${name}: `)
    expect(error.message).toContain(problem)
  })

  test.each([
    ['sends a wrong signature', `v=${Buffer.alloc(32).toString('base64')}`, 'the signature of the broker is wrong'],
    ['sends a short signature', 'v=AAAA', 'the signature of the broker is wrong'],
    ['sends no signature', 'x=y', 'does not have v= as attribute 1'],
    ['sends the error invalid-proof', 'e=invalid-proof', 'the broker says: invalid-proof'],
    ['demands an extension', 'm=x', 'demands an extension']
  ])('a broker that %s in its final message is refused', async (_, final, problem) => {
    const error = await meet(tested, 1, challenge(final))
    expect(error.message).toContain(problem)
  })
})
