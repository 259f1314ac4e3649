import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { oauthBearer } from '../../../../src/testing/sasl/oauth-bearer-server.ts'
import { plain } from '../../../../src/testing/sasl/plain-server.ts'
import { SaslUsers } from '../../../../src/testing/sasl/sasl-users.ts'
import { newSalt, scramCredential } from '../../../../src/testing/sasl/scram-credential.ts'
import { scram } from '../../../../src/testing/sasl/scram-server.ts'
import type { Challenge, Evaluate, Login, Refused } from '../../../../src/testing/sasl/server-mechanism.ts'
import { unsecuredToken } from './unsecured-token.ts'

const REFUSED = { refused: null } // with the general message of Kafka
const users = new SaslUsers(new Map([['alice', 'secret']]))
const say = (evaluate: Evaluate, message: string): Challenge | Login | Refused => evaluate(Buffer.from(message))

/** Sends the next message after a challenge. Returns the text of the challenge and the outcome. */
function goOn(step: Challenge | Login | Refused, message: (challenge: string) => string): Challenge | Login | Refused {
  if (!('challenge' in step)) throw new Error(`expected a challenge, not ${JSON.stringify(step)}`)
  return say(step.next, message(step.challenge.toString()))
}

describe('PLAIN', () => {
  const wrong = 'Authentication failed: Invalid username or password'
  test.each([
    ['\0alice\0secret', { user: 'alice', authBytes: Buffer.alloc(0) }],
    ['alice\0alice\0secret', { user: 'alice', authBytes: Buffer.alloc(0) }],
    ['bob\0alice\0secret', { refused: 'Authentication failed: Client requested an authorization id that is different from username' }],
    ['\0alice\0Secret', { refused: wrong }],
    ['bob\0alice\0Secret', { refused: wrong }],
    ['\0eve\0secret', { refused: wrong }],
    ['\0constructor\0secret', { refused: wrong }],
    ['\0\0secret', { refused: 'Authentication failed: username not specified' }],
    ['\0alice\0', { refused: 'Authentication failed: password not specified' }],
    ['alice', { refused: 'Invalid SASL/PLAIN response: expected 3 tokens, got 1' }],
    ['', { refused: 'Invalid SASL/PLAIN response: expected 3 tokens, got 1' }],
    ['a\0b\0c\0d\0e', { refused: 'Invalid SASL/PLAIN response: expected 3 tokens, got 4' }]
  ])('PLAIN answers the message %j with %j', (message, outcome) => {
    expect(say(plain(users), message)).toEqual(outcome)
  })
})

interface ScramVector {
  readonly mechanism: string
  readonly user: string
  readonly password: string
  readonly clientNonce: string
  readonly storedKey: string
  readonly clientKey: string
  readonly serverNonce: string
  readonly salt: string
  readonly iterations: number
  readonly extensions?: Readonly<Record<string, string>>
  readonly clientFirst: string
  readonly serverFirst: string
  readonly clientFinal: string
  readonly serverFinal: string
}

const vectors = JSON.parse(readFileSync(new URL('../../../conformance/vectors/scram.json', import.meta.url), 'utf8')) as ScramVector[]

describe('SCRAM', () => {
  const isAscii = ({ user }: ScramVector): boolean => /^\p{ASCII}+$/u.test(user)
  const ofUsers = vectors.filter(({ extensions }) => extensions?.['tokenauth'] !== 'true')

  test.each(ofUsers.filter(isAscii).map((vector, i) => [`${i}: ${vector.mechanism} ${vector.user}`, vector] as const))(
    'SCRAM has the same messages as the classes of Kafka and RFC 7677: %s',
    (_, vector) => {
      const digest = vector.mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512'
      const credential = scramCredential(digest, vector.password, Buffer.from(vector.salt, 'base64'), vector.iterations)
      const credentialOf = (user: string) => (user === vector.user ? credential : undefined)
      const first = say(scram({ digest, serverNonce: vector.serverNonce, credentialOf }), vector.clientFirst)
      expect(first).toMatchObject({ challenge: Buffer.from(vector.serverFirst) })
      expect(goOn(first, () => vector.clientFinal)).toEqual({ user: vector.user, authBytes: Buffer.from(vector.serverFinal) })
    }
  )

  const rfc = vectors[0] as ScramVector
  const server = (): Evaluate => {
    const credential = scramCredential('sha256', 'pencil', Buffer.from(rfc.salt, 'base64'))
    return scram({ digest: 'sha256', serverNonce: rfc.serverNonce, credentialOf: user => (user === 'user' ? credential : undefined) })
  }

  const proven = (withoutProof: string): string => {
    const authMessage = `${rfc.clientFirst.slice('n,,'.length)},${rfc.serverFirst},${withoutProof}`
    const signature = createHmac('sha256', Buffer.from(rfc.storedKey, 'base64')).update(authMessage).digest()
    const proof = Buffer.from(rfc.clientKey, 'base64').map((byte, i) => byte ^ (signature[i] ?? 0))
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`
  }

  test('SCRAM accepts a client with the right proof', () => {
    const final = proven(`c=biws,r=${rfc.clientNonce}${rfc.serverNonce}`)
    expect(goOn(say(server(), rfc.clientFirst), () => final)).toMatchObject({ user: 'user' })
    expect(final).toBe(rfc.clientFinal)
  })

  test('SCRAM has a salt that is text in ASCII, as in Kafka, for clients that decode it as text', () => {
    for (let turn = 0; turn < 20; turn++) expect(newSalt().toString()).toMatch(/^[0-9a-z]{26}$/)
    expect(newSalt().equals(newSalt())).toBe(false)
  })

  test('SCRAM has one salt for all exchanges of a user with the same hash', () => {
    const credential = users.scramCredentialOf('alice', 'sha256')
    expect(users.scramCredentialOf('alice', 'sha256')).toBe(credential)
    expect(users.scramCredentialOf('alice', 'sha512')?.salt).not.toEqual(credential?.salt)
    expect(users.scramCredentialOf('eve', 'sha256')).toBeUndefined()
  })

  test('SCRAM refuses names beyond ASCII, as Kafka does', () => {
    const others = ofUsers.filter(vector => !isAscii(vector))
    expect(others).not.toEqual([])
    const credential = scramCredential('sha256', 'secret', Buffer.from('salt'))
    const anyone = scram({ digest: 'sha256', serverNonce: 'abc', credentialOf: () => credential })
    for (const { clientFirst } of others) expect(say(anyone, clientFirst), clientFirst).toEqual(REFUSED)
  })

  test.each([
    ['an unknown user', 'n,,n=eve,r=abc'],
    ['a delegation token, of which there are none', 'n,,n=user,r=abc,tokenauth=true'],
    ['an extension that must be understood', 'n,,m=x,n=user,r=abc'],
    ['channel binding', 'y,,n=user,r=abc'],
    ['no nonce', 'n,,n=user,r='],
    ['a comma that is not escaped', 'n,,n=us,er,r=abc'],
    ['nothing', '']
  ])('SCRAM refuses a first message with %s', (_, message) => {
    expect(say(server(), message)).toEqual(REFUSED)
  })

  test('SCRAM refuses a user that wants to act for another', () => {
    const text = 'Authentication failed: Client requested an authorization id that is different from username'
    expect(say(server(), 'n,a=root,n=user,r=abc')).toEqual({ refused: text })
    expect(say(server(), 'n,a=user,n=user,r=abc')).toHaveProperty('challenge')
  })

  test.each<[string, (final: string) => string]>([
    ['a wrong proof', final => final.replace('p=dH', 'p=dI')],
    ['a short proof', final => final.replace(/p=.+/, 'p=dHzb')],
    ['the nonce of the client alone', final => final.replace(rfc.serverNonce, '')],
    ['another channel binding', final => final.replace('c=biws', 'c=eSws')],
    ['another nonce, though the proof is for that', () => proven(`c=biws,r=${rfc.clientNonce}${rfc.serverNonce}0`)],
    ['another channel binding, though the proof is for that', () => proven(`c=eSws,r=${rfc.clientNonce}${rfc.serverNonce}`)],
    ['no proof', final => final.replace(/,p=.+/, '')]
  ])('SCRAM refuses a final message with %s', (_, change) => {
    expect(goOn(say(server(), rfc.clientFirst), () => change(rfc.clientFinal))).toEqual(REFUSED)
  })
})

describe('OAUTHBEARER', () => {
  const token = unsecuredToken({ sub: 'alice', exp: 4_000_000_000.5 })
  const alice = { user: 'alice', authBytes: Buffer.alloc(0), expiresAtMs: 4_000_000_000_500 }
  const otherIdentity =
    "Authentication failed: Client requested an authorization id (bob) that is different from the token's principal name (alice)"

  test.each([
    [`n,,\x01auth=Bearer ${token}\x01\x01`, alice],
    [`n,a=alice,\x01auth=bearer   ${token}\x01traceId=1 2\x01\x01`, alice],
    [`n,a=bob,\x01auth=Bearer ${token}\x01\x01`, { refused: otherIdentity }],
    [`n,,\x01auth=Bearer ${token}\x01`, REFUSED],
    [`n,,\x01auth=Bearer ${token}\x01\x01more`, REFUSED],
    [`n,,\x01auth=Basic ${token}\x01\x01`, REFUSED],
    [`n,,\x01auth=Bearer\x01\x01`, REFUSED],
    [`n,,\x01trace=1\x01\x01`, REFUSED],
    [`n,,\x01auth=Bearer ${token}\x01trace_id=1\x01\x01`, REFUSED],
    [`y,,\x01auth=Bearer ${token}\x01\x01`, REFUSED],
    ['', REFUSED],
    ['\x01', REFUSED]
  ])('OAUTHBEARER answers the message %j with %j', (message, outcome) => {
    expect(say(oauthBearer, message)).toEqual(outcome)
  })

  const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
  const in60s = Date.now() / 1_000 + 60
  test.each([
    ['that has expired', unsecuredToken({ sub: 'alice' }, -1)],
    ['that was issued in the future', unsecuredToken({ sub: 'alice', iat: in60s - 30 })],
    ['of nobody', unsecuredToken({})],
    ['of a blank', unsecuredToken({ sub: ' ' })],
    ['that never ends', unsecuredToken({ sub: 'alice', exp: undefined })],
    ['that ends at a text', unsecuredToken({ sub: 'alice', exp: '4000000000' })],
    ['that is signed', `${part({ alg: 'RS256' })}.${part({ sub: 'alice', exp: in60s })}.c2ln`],
    ['that says it is signed', `${part({ alg: 'RS256' })}.${part({ sub: 'alice', exp: in60s })}.`],
    ['with a signature all the same', `${unsecuredToken({ sub: 'alice' })}c2ln`],
    ['of four parts', `${unsecuredToken({ sub: 'alice' })}.`],
    ['that is none', 'opaque']
  ])('OAUTHBEARER challenges a token %s, and then refuses it', (_, value) => {
    const json = '{"status":"invalid_token"}'
    const challenge = say(oauthBearer, `n,,\x01auth=Bearer ${value}\x01\x01`)
    expect(challenge).toMatchObject({ challenge: Buffer.from(json) })
    expect(goOn(challenge, () => '\x01')).toEqual({ refused: json })
  })

  test('OAUTHBEARER accepts another token after a challenge', () => {
    const challenge = say(oauthBearer, 'n,,\x01auth=Bearer opaque\x01\x01')
    expect(goOn(challenge, () => `n,,\x01auth=Bearer ${token}\x01\x01`)).toEqual(alice)
    expect(goOn(challenge, () => 'nonsense')).toEqual(REFUSED)
  })
})
