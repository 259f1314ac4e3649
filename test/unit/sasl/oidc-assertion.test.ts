import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { oidc } from '../../../src/sasl/oidc/oidc.ts'
import type { AssertionOptions } from '../../../src/sasl/oidc/oidc-assertion.ts'
import { answer, tokenEndpoint } from '../../support/brokers/token-endpoint.ts'
import { failureOf } from '../../support/process/failure.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

const CLAIMS = { issuer: 'me', subject: 'myself', audience: 'https://idp.example' }

async function assertionsOf(assertion: AssertionOptions, count = 1): Promise<string[]> {
  await using endpoint = await tokenEndpoint(answer(200, { access_token: 'a', token_type: 'Bearer' }))
  const source = oidc({ tokenEndpoint: endpoint.url, assertion })
  const request = { broker: { host: 'broker', port: 9093 }, reason: 'first', signal: new AbortController().signal } as const
  for (let i = 0; i < count; i++) await source(request)
  return endpoint.requests.map(({ form }) => form.get('assertion') ?? '')
}

const read = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

describe('an assertion that we sign', () => {
  test.each([
    ['RS256', rsa.privateKey, rsa.publicKey],
    ['RS256', pem(rsa.privateKey), rsa.publicKey],
    ['ES256', ec.privateKey, ec.publicKey],
    ['ES256', pem(ec.privateKey), ec.publicKey]
  ] as const)('an assertion signed by %s is a JWT that the public key verifies', async (algorithm, privateKey, publicKey) => {
    const beforeS = Math.floor(Date.now() / 1_000)
    const [jwt = ''] = await assertionsOf({ ...CLAIMS, privateKey, algorithm, keyId: 'key-1' })
    const [header, claims, signature = ''] = jwt.split('.')
    expect(read(header)).toEqual({ alg: algorithm, typ: 'JWT', kid: 'key-1' })
    const { iss, sub, aud, iat, exp, jti } = read(claims)
    expect({ iss, sub, aud }).toEqual({ iss: 'me', sub: 'myself', aud: 'https://idp.example' })
    expect(jti).toMatch(/^[0-9a-f-]{36}$/)
    expect(Number(iat) - beforeS).toBeLessThanOrEqual(2)
    expect(Number(exp) - Number(iat)).toBeGreaterThanOrEqual(300)
    expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(301)
    const key = { key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  })

  test('each request has another assertion', async () => {
    const [first, second] = await assertionsOf({ ...CLAIMS, privateKey: ec.privateKey, algorithm: 'ES256', lifetimeMs: 1_000 }, 2)
    expect(read(first?.split('.')[1])['jti']).not.toBe(read(second?.split('.')[1])['jti'])
  })

  test('an assertion may have several audiences, a lifetimeMs, and a key without an id', async () => {
    const audience = ['a', 'b']
    const [jwt = ''] = await assertionsOf({ ...CLAIMS, audience, privateKey: ec.privateKey, algorithm: 'ES256', lifetimeMs: 60_000 })
    const [header, claims] = jwt.split('.')
    expect(read(header)).toEqual({ alg: 'ES256', typ: 'JWT' })
    const { aud, iat, exp } = read(claims)
    expect(aud).toEqual(['a', 'b'])
    expect([60, 61]).toContain(Number(exp) - Number(iat))
  })
})

describe('the options of an assertion', () => {
  const problemsOf = (assertion: object): string =>
    failureOf(() => oidc({ tokenEndpoint: 'https://idp.example', assertion: assertion as never })).message
  const sound = { ...CLAIMS, privateKey: ec.privateKey, algorithm: 'ES256' }

  test('oidc names all wrong options of an assertion in one error, without their values', () => {
    expect(problemsOf({ key: 'canary', issuer: '', audience: [], keyId: 7, lifetimeMs: -1 })).toBe(
      'oidc: assertion.key is not an option: there are assertion.privateKey, assertion.algorithm, assertion.keyId, assertion.issuer, ' +
        'assertion.subject, assertion.audience, assertion.lifetimeMs; assertion.privateKey is required: it must be PEM text, or a KeyObject; ' +
        'assertion.algorithm is required: it must be RS256 or ES256; assertion.keyId must be text that is not empty, not 7; ' +
        'assertion.issuer must be text that is not empty, not a string; assertion.subject is required: it must be text that is not empty; ' +
        'assertion.audience must be text that is not empty, or a list of such texts, not an array; ' +
        'assertion.lifetimeMs must be a whole number of milliseconds from 1 to 2147483647, not -1'
    )
    expect(problemsOf({ ...sound, audience: ['a', 7] })).toContain('audience must be')
  })

  test.each([
    ['not PEM', { privateKey: 'canary' }, 'privateKey is PEM text that node:crypto cannot read'],
    ['a public key', { privateKey: ec.publicKey }, 'privateKey is not a private key'],
    ['RSA for ES256', { privateKey: rsa.privateKey }, 'ES256 needs a privateKey on the curve P-256'],
    ['another curve', { privateKey: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey }, 'ES256 needs'],
    ['EC for RS256', { algorithm: 'RS256' }, 'RS256 needs an RSA privateKey of at least 2048 bits'],
    [
      'RSA for another padding',
      { algorithm: 'RS256', privateKey: generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).privateKey },
      'RS256 needs an RSA privateKey'
    ],
    [
      'a short RSA key',
      { algorithm: 'RS256', privateKey: generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey },
      'RS256 needs an RSA privateKey of at least 2048 bits'
    ]
  ])('oidc refuses the key of an assertion that is %s', (_, change, problem) => {
    const message = problemsOf({ ...sound, ...change })
    expect(message).toContain(`oidc: assertion: ${problem}`)
    expect(message).not.toContain('canary')
  })
})
