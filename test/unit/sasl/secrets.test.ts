import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { Metadata, SaslHandshake } from '../../../src/messages.ts'
import { oauthBearer, oidc, type SaslMechanism } from '../../../src/sasl/index.ts'
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
import { answer, tokenEndpoint } from '../../support/brokers/token-endpoint.ts'

const CHANNELS = [
  'kafkawire:connection',
  ...['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map(event => `tracing:kafkawire:request:${event}`)
]

/**
 * Collects as text everything that could be printed, or is published on the channels while it
 * listens.
 */
class Ears implements Disposable {
  readonly heard: string[] = []
  readonly #listener = (message: unknown): void => this.show(message)

  constructor() {
    for (const channel of CHANNELS) subscribe(channel, this.#listener)
  }

  /** Adds a value in all printed forms, and the texts of an error and of all its causes. */
  show(what: unknown): void {
    this.heard.push(inspect(what, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null }), toJson(what))
    for (let error = what; error instanceof Error; error = error.cause)
      this.heard.push(String(error), error.stack ?? '', toJson({ ...error }))
  }

  [Symbol.dispose](): void {
    for (const channel of CHANNELS) unsubscribe(channel, this.#listener)
  }
}

/** The forms of bytes in printed text. Of the last form Node prints only the beginning. */
const formsOf = (bytes: Buffer): string[] => [
  bytes.toString('latin1'),
  bytes.toString('base64').replace(/=+$/, ''),
  bytes.toString('hex'),
  bytes.join(','),
  bytes.join(', '),
  bytes
    .subarray(0, 16)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
]

/** The ways in which a broker treats a token. */
const MANNERS: readonly [string, (peer: Peer, request: Arrived, tested: MechanismCase) => Promise<void>][] = [
  ['is refused', async (peer, request) => refuseToken(peer, request, 'no')],
  [
    'gets a nonsense answer',
    async (peer, request, { name }) => {
      answerToken(peer, request, Buffer.from('nonsense'))
      if (name === 'OAUTHBEARER') refuseToken(peer, await peer.next())
    }
  ],
  ['gets no answer', async peer => void peer.socket.destroy()],
  ['is accepted', async () => undefined]
]

const courses = MECHANISMS.flatMap(tested => {
  const { length } = tested.begin()
  return MANNERS.flatMap(([manner, act]) =>
    Array.from({ length: manner === 'is accepted' ? 1 : length }, (_, round) => {
      const rounds = manner === 'is accepted' ? length : round
      return [tested.name, manner, rounds, tested, act] as const
    })
  )
})

describe('a secret', () => {
  test.each(courses)(
    'the secret of %s is not in anything printed or published, if the token %s after %d answers',
    async (_, __, rounds, tested, act) => {
      using ears = new Ears()
      await using peers = await listenForPeers()
      const mechanism = tested.make()
      const connecting = attempt(peers, mechanism)
      const peer = await acceptClient(peers)
      await answerHandshake(peer)
      const request = await playExchange(peer, tested, rounds)
      await act(peer, request, tested)
      const outcome = await connecting
      ears.show([mechanism, outcome])
      ears.show(outcome)
      if (!(outcome instanceof Error)) await converse(outcome as Connection, peer, ears)
      expect(ears.heard.length).toBeGreaterThan(4)
      expect(leaks(ears, [Buffer.from(CANARY), tokenOf(peer, request)])).toEqual([])
    }
  )

  test('a client secret and an assertion are not in anything printed or published', async () => {
    using ears = new Ears()
    await using endpoint = await tokenEndpoint((response, request) => {
      const error_description = `not ${request.form.get('assertion') ?? request.form.get('client_assertion') ?? CANARY}`
      answer(400, { error: 'invalid_client', error_description })(response, request)
    })
    const { url } = endpoint
    const sources = [
      oidc({ tokenEndpoint: url, clientId: 'billing', clientSecret: CANARY }),
      oidc({ tokenEndpoint: url, assertion: `header.${CANARY}.signature` }),
      oidc({ tokenEndpoint: url, clientAssertion: `header.${CANARY}.signature` })
    ]
    for (const token of sources) {
      await using peers = await listenForPeers()
      const mechanism = oauthBearer({ token })
      const connecting = attempt(peers, mechanism)
      const peer = await acceptClient(peers)
      peer.answer(await peer.next(), SaslHandshake, { errorCode: 0, mechanisms: [] })
      ears.show([mechanism, token, await connecting])
      ears.show(await connecting)
    }
    expect(endpoint.requests).toHaveLength(3)
    expect(leaks(ears, [Buffer.from(CANARY)])).toEqual([])
  })

  test('this test would find a secret in any form', () => {
    for (const hidden of [CANARY, Buffer.from(CANARY), { deep: [{ text: `x${CANARY}` }] }, new Error('x', { cause: new Error(CANARY) })]) {
      using ears = new Ears()
      ears.show(hidden)
      expect(leaks(ears, [Buffer.from(CANARY)])).not.toEqual([])
    }
  })
})

/** The connection, or the error of the attempt. */
function attempt({ host, port }: Peers, sasl: SaslMechanism): Promise<unknown> {
  return connect({ host, port, sasl }).catch((error: unknown) => error)
}

/** Sends a request that is traced, and breaks the connection during another. */
async function converse(connection: Connection, peer: Peer, ears: Ears): Promise<void> {
  const asked = connection.send(Metadata, { topics: [] })
  peer.answer(await peer.next(), Metadata, { brokers: [], topics: [] })
  await asked
  const unanswered = connection.send(Metadata, { topics: [] }).catch((error: unknown) => error)
  await peer.next()
  peer.socket.destroy()
  ears.show([connection, connection.broker, await connection.closed])
  ears.show(await unanswered)
}

/** The collected texts that contain one of the secrets. */
function leaks({ heard }: Ears, secrets: readonly Buffer[]): string[] {
  const forms = secrets.filter(({ length }) => length > 4).flatMap(formsOf)
  return heard.filter(text => forms.some(form => text.includes(form)))
}

function toJson(what: unknown): string {
  return JSON.stringify(what, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? ''
}
