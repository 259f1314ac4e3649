import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { KafkaError } from '../../../src/errors.ts'
import { errorCodes } from '../../../src/protocol/codes/index.ts'
import type { SaslExchange } from '../../../src/sasl/mechanism.ts'
import { type OAuthBearerOptions, oauthBearer } from '../../../src/sasl/oauth-bearer/oauth-bearer.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { failureOf } from '../../support/process/failure.ts'

const TOKEN = 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==' // of RFC 7628, section 4.1

// The challenge of RFC 7628, section 4.3.
const CHALLENGE = JSON.stringify({
  status: 'invalid_token',
  scope: 'example_scope',
  'openid-configuration': 'https://example.com/.well-known/openid-configuration'
})

const begin = (options: OAuthBearerOptions): SaslExchange => oauthBearer(options).authenticate(saslContext())
const firstOf = (options: OAuthBearerOptions): Promise<string | undefined> => say(begin(options))

describe('the first message of OAUTHBEARER', () => {
  test('the first message of OAUTHBEARER is that of RFC 7628, and an empty answer ends the exchange', async () => {
    const exchange = begin({
      token: TOKEN,
      authorizationId: 'user@example.com',
      extensions: { port: '143', host: 'server.example.com' }
    })
    expect(await say(exchange)).toBe(`n,a=user@example.com,\x01auth=Bearer ${TOKEN}\x01host=server.example.com\x01port=143\x01\x01`)
    expect(await say(exchange, '')).toBe(undefined)
  })

  test('the first message has only the token if there is no other option', async () => {
    expect(await firstOf({ token: TOKEN })).toBe(`n,,\x01auth=Bearer ${TOKEN}\x01\x01`)
    expect(await firstOf({ token: { value: TOKEN } })).toBe(`n,,\x01auth=Bearer ${TOKEN}\x01\x01`)
    expect(await firstOf({ token: async () => TOKEN })).toBe(`n,,\x01auth=Bearer ${TOKEN}\x01\x01`)
    expect(await firstOf({ token: () => ({ value: TOKEN, expiresAtMs: 1 }) })).toBe(`n,,\x01auth=Bearer ${TOKEN}\x01\x01`)
  })

  test('the authorizationId is escaped, and may be a function', async () => {
    expect(await firstOf({ token: TOKEN, authorizationId: async () => 'a=b,c' })).toBe(`n,a=a=3Db=2Cc,\x01auth=Bearer ${TOKEN}\x01\x01`)
    const error = await rejectionOf(firstOf({ token: TOKEN, authorizationId: 'a\x01b' }))
    expect(error.message).toContain('the authorizationId holds a control character')
  })

  test('extensions of options and token are sorted by name, and those of the token have precedence', async () => {
    const token = () => ({ value: TOKEN, extensions: { logicalCluster: 'lkc-2', Zone: 'z' } })
    expect(await firstOf({ token, extensions: { logicalCluster: 'lkc-1', identityPoolId: 'pool-1' } })).toBe(
      `n,,\x01auth=Bearer ${TOKEN}\x01Zone=z\x01identityPoolId=pool-1\x01logicalCluster=lkc-2\x01\x01`
    )
  })

  test('a token is copied, so that later changes of its object do not count', async () => {
    const held = { value: TOKEN, extensions: { a: 'b' } }
    const mechanism = oauthBearer({ token: held })
    held.value = 'other'
    held.extensions.a = '\x01'
    expect(await say(mechanism.authenticate(saslContext()))).toBe(`n,,\x01auth=Bearer ${TOKEN}\x01a=b\x01\x01`)
  })
})

describe('extensions', () => {
  test.each([
    ['auth', 'canary', 'extension "auth" has a name that is reserved for the token itself'],
    ['logical_cluster', 'canary', 'extension "logical_cluster" has a name with characters other than A to Z and a to z'],
    ['', 'canary', 'extension "" has a name'],
    ['a', 'canary\x01b=c', 'extension "a" has a value that is not text of printable ASCII'],
    ['a', 'canarü', 'extension "a" has a value'],
    ['a', '', 'extension "a" has a value'],
    ['a', 7, 'extension "a" has a value']
  ])('an extension cannot be %j: %j', async (name, value, problem) => {
    const extensions = { [name]: value } as never
    const early = failureOf(() => oauthBearer({ token: TOKEN, extensions }))
    expect(early).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    const late = await rejectionOf(firstOf({ token: () => ({ value: TOKEN, extensions }) }))
    expect(late).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER' })
    for (const { message } of [early, late]) {
      expect(message).toContain(problem)
      expect(message).not.toContain('canar')
    }
  })

  test('extensions may hold spaces and line breaks', async () => {
    expect(await firstOf({ token: TOKEN, extensions: { a: '~ \t\r\n!' } })).toContain('\x01a=~ \t\r\n!\x01\x01')
  })
})

describe('a broker that refuses the token', () => {
  const refusal = new KafkaError('KAFKA_AUTHENTICATION', 'refused', { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED })

  async function refuseWith(challenge: string, token: OAuthBearerOptions['token'] = TOKEN): Promise<SaslExchange> {
    const exchange = begin({ token })
    await say(exchange)
    expect(await say(exchange, challenge)).toBe('\x01')
    return exchange
  }

  test('a refusing broker is answered with one byte, and its reason and error code are in the error', async () => {
    const error = await rejectionOf((await refuseWith(CHALLENGE)).throw(refusal))
    expect(error).toMatchObject({
      code: 'KAFKA_AUTHENTICATION',
      mechanism: 'OAUTHBEARER',
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      retriable: false,
      cause: refusal
    })
    expect(error.message).toBe(
      'OAUTHBEARER: the broker refuses the token: status "invalid_token", scope "example_scope", ' +
        'openid-configuration "https://example.com/.well-known/openid-configuration"; was it issued for this cluster, and is it still valid?'
    )
  })

  test('the error of a refused token says how long ago it expired', async () => {
    const token = { value: TOKEN, expiresAtMs: Date.now() - 90_100 }
    const error = await rejectionOf(say(await refuseWith('{"status":"invalid_token"}', token), ''))
    expect(error.message).toMatch(/: status "invalid_token"; by the clock of this machine it expired 9\d s ago$/)
  })

  test('a broker that refuses the token and then closes or accepts is an error all the same', async () => {
    const closed = new KafkaError('KAFKA_CONNECTION_CLOSED', 'closed', { reason: 'broken' })
    expect(await rejectionOf((await refuseWith(CHALLENGE)).throw(closed))).toMatchObject({
      code: 'KAFKA_AUTHENTICATION',
      retriable: false,
      cause: closed
    })
    const error = await rejectionOf(say(await refuseWith(CHALLENGE), ''))
    expect(error.message).toContain('status "invalid_token"')
    expect(error).not.toHaveProperty('errorCode')
  })

  test('a challenge may have any form and length, and the token in it is not shown', async () => {
    const error = await rejectionOf(say(await refuseWith('x'.repeat(1_048_576)), ''))
    expect(error.message).toContain('1048576 characters that begin with "xxxx')
    expect(error.message.length).toBeLessThan(400)
    const long = await rejectionOf(say(await refuseWith(JSON.stringify({ status: 's'.repeat(1_000), scope: 7 })), ''))
    expect(long.message).toMatch(/: status "s{200}…" \(1000 characters\); was it/)
    const telling = await rejectionOf(say(await refuseWith(JSON.stringify({ status: `no ${TOKEN}` })), ''))
    expect(telling.message).toContain('status "no (the token)"')
    expect((await rejectionOf(say(await refuseWith(`no ${TOKEN}`), ''))).message).not.toContain(TOKEN)
  })

  test('a refusal without a challenge, and the end of the connection, are thrown as they are', async () => {
    const closed = new KafkaError('KAFKA_CONNECTION_CLOSED', 'closed', { reason: 'broken' })
    for (const given of [refusal, closed]) {
      const exchange = begin({ token: TOKEN })
      await say(exchange)
      expect(await rejectionOf(exchange.throw(given))).toBe(given)
    }
  })
})

describe('the options of oauthBearer', () => {
  test('oauthBearer names all wrong options in one error, without their values', () => {
    const error = failureOf(() => oauthBearer({ token: 7, timeoutMs: 0, extensions: [], tokn: 'canary' } as never))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(error.message).toContain(
      'oauthBearer: tokn is not an option: there are token, timeoutMs, authorizationId, extensions; token must be text'
    )
    expect(error.message).toContain('or a function that returns either, not a number; ')
    expect(error.message).toContain(
      'timeoutMs must be a whole number of milliseconds from 1 to 2147483647, not 0; extensions must be an object'
    )
    expect(error.message).not.toContain('canary')
    expect(() => oauthBearer(undefined as never)).toThrow('oauthBearer: options is required: it must be an object')
    expect(() => oauthBearer({ token: TOKEN, timeoutMs: 2_147_483_648 })).toThrow('timeoutMs must be')
    expect(() => oauthBearer({} as never)).toThrow('oauthBearer: token is required: it must be text')
    expect(() => oauthBearer({ token: TOKEN, authorizationId: 7 as never })).toThrow('authorizationId must be text')
  })

  test('oauthBearer refuses a token with characters that RFC 6750 does not allow', async () => {
    const message = 'the token is not made of the characters that RFC 6750 allows: is a space or a line break in it?'
    for (const value of ['canary\n', 'a b', '', 'a=b', 'ü', 'a\x01']) {
      expect(() => oauthBearer({ token: value })).toThrow(`oauthBearer: ${message}`)
      const error = await rejectionOf(firstOf({ token: () => value }))
      expect(error.message).toBe(`OAUTHBEARER: the token function of your options: ${message}`)
    }
    expect(() => oauthBearer({ token: { value: 7 } as never })).toThrow('the token must be text, or an object with a value that is text')
    expect(() => oauthBearer({ token: { value: TOKEN, expiresAtMs: Number.NaN } })).toThrow('expiresAtMs must be a number')
    expect((await rejectionOf(firstOf({ token: (() => undefined) as never }))).message).toContain('the token must be text')
  })

  test('tokens and extensions do not show when the mechanism is printed, before and after use', async () => {
    for (const token of ['canary', { value: 'canary' }, () => ({ value: 'canary', expiresAtMs: Date.now() + 60_000 })]) {
      const mechanism = oauthBearer({ token, extensions: { a: 'canary' } })
      const exchange = mechanism.authenticate(saslContext())
      expect(await say(exchange)).toContain('canary')
      const error = await say(exchange, CHALLENGE).then(() => rejectionOf(say(exchange, '')))
      const shown = [mechanism, exchange, error].map(each => inspect(each, { depth: 20, showHidden: true }) + JSON.stringify(each))
      expect(shown.join()).not.toContain('canary')
    }
  })
})
