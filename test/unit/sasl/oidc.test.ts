import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { BearerToken, TokenRequest } from '../../../src/sasl/oauth-bearer/bearer-token.ts'
import { oauthBearer } from '../../../src/sasl/oauth-bearer/oauth-bearer.ts'
import { oidc } from '../../../src/sasl/oidc/oidc.ts'
import type { OidcOptions } from '../../../src/sasl/oidc/oidc-options.ts'
import { answer, silence, tokenEndpoint } from '../../support/brokers/token-endpoint.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { failureOf } from '../../support/process/failure.ts'

const GRANTED = { access_token: 'canary.token', token_type: 'Bearer', expires_in: 3_600 }
const CLIENT = { clientId: 's6BhdRkqt3', clientSecret: 'gX1fBat3bV' } // of RFC 6749, section 2.3.1

const request = (signal = new AbortController().signal): TokenRequest => ({
  broker: { host: 'broker', port: 9093 },
  reason: 'first',
  signal
})
const ask = (options: OidcOptions): Promise<BearerToken> => oidc(options)(request())

describe('the request for a token', () => {
  test('the token request is that of RFC 6749 for client credentials', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    await ask({ ...CLIENT, tokenEndpoint: endpoint.url, scope: 'kafka.read kafka.write', parameters: { audience: 'a&b' } })
    const [{ method, headers, form } = {}] = endpoint.requests
    expect(method).toBe('POST')
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      authorization: 'Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW'
    })
    expect(Object.fromEntries(form ?? [])).toEqual({ grant_type: 'client_credentials', scope: 'kafka.read kafka.write', audience: 'a&b' })
  })

  test('client id and secret are form-encoded before they are joined', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    await ask({ clientId: 'a:b c', clientSecret: 'ü%+:*', tokenEndpoint: endpoint.url })
    const [, credentials = ''] = endpoint.requests[0]?.headers.authorization?.split(' ') ?? []
    expect(Buffer.from(credentials, 'base64').toString()).toBe('a%3Ab+c:%C3%BC%25%2B%3A*')
  })

  test('client_secret_post sends id and secret in the body, and their functions are called each time', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    let secrets = 0
    const source = oidc({
      clientId: ({ broker }) => `for ${broker.host}`,
      clientSecret: async () => `secret ${++secrets}`,
      authMethod: 'client_secret_post',
      tokenEndpoint: new URL(endpoint.url)
    })
    await source(request())
    await source(request())
    expect(endpoint.requests.map(({ form }) => form.toString())).toEqual([
      'grant_type=client_credentials&client_id=for+broker&client_secret=secret+1',
      'grant_type=client_credentials&client_id=for+broker&client_secret=secret+2'
    ])
    expect(endpoint.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  test('the token request has the assertion of RFC 7523, and client id and secret if they are given', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    const grant = 'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b-c.d_e'
    await ask({ assertion: 'a.b-c.d_e', tokenEndpoint: endpoint.url })
    await ask({ assertion: async () => 'a.b-c.d_e', clientId: 'me', tokenEndpoint: endpoint.url })
    await ask({ assertion: 'a.b-c.d_e', ...CLIENT, tokenEndpoint: endpoint.url })
    expect(endpoint.requests.map(({ form }) => form.toString())).toEqual([grant, `${grant}&client_id=me`, grant])
    expect(endpoint.requests.map(({ headers }) => 'authorization' in headers)).toEqual([false, false, true])
  })

  test('a client assertion proves who the client is, in place of a secret (KIP-1258)', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const claims = { privateKey, algorithm: 'ES256', issuer: 'me', subject: 'me', audience: 'https://idp.example' } as const
    await ask({ clientAssertion: 'a.b-c.d_e', tokenEndpoint: endpoint.url })
    await ask({ clientAssertion: async () => 'a.b-c.d_e', clientId: 'me', scope: 'kafka', tokenEndpoint: endpoint.url })
    await ask({ clientAssertion: claims, tokenEndpoint: endpoint.url })
    const proof = 'client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b-c.d_e'
    const [first, second, third] = endpoint.requests.map(({ form }) => form)
    expect(first?.toString()).toBe(`grant_type=client_credentials&${proof}`)
    expect(second?.toString()).toBe(`grant_type=client_credentials&scope=kafka&${proof}&client_id=me`)
    expect(third?.get('client_assertion')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{86}$/)
    expect(endpoint.requests.map(({ headers }) => 'authorization' in headers)).toEqual([false, false, false])
  })

  test('the token request uses the option fetch', async () => {
    const urls: string[] = []
    const through: typeof fetch = async url => {
      urls.push(String(url))
      return Response.json(GRANTED)
    }
    expect(await ask({ ...CLIENT, tokenEndpoint: 'https://idp.example/token?tenant=7', fetch: through })).toMatchObject({
      value: 'canary.token'
    })
    expect(urls).toEqual(['https://idp.example/token?tenant=7'])
  })

  test('no token request is made if a credential cannot be read', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    const cause = new Error('the vault is sealed')
    const failing = await rejectionOf(ask({ ...CLIENT, clientSecret: () => Promise.reject(cause), tokenEndpoint: endpoint.url }))
    expect(failing).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: true, cause })
    expect(failing.message).toBe('OAUTHBEARER: oidc: the clientSecret function of your options failed: the vault is sealed')
    const empty = await rejectionOf(ask({ ...CLIENT, clientId: () => '', tokenEndpoint: endpoint.url }))
    expect(empty.message).toBe('OAUTHBEARER: oidc: the clientId function of your options did not return text')
    const torn = await rejectionOf(ask({ assertion: () => 'a.b.canary\n', tokenEndpoint: endpoint.url }))
    expect(torn.message).toBe('OAUTHBEARER: oidc: the assertion is not a signed JWT: is a space or a line break in it?')
    const alsoTorn = await rejectionOf(ask({ clientAssertion: () => 'canary', tokenEndpoint: endpoint.url }))
    expect(alsoTorn.message).toBe('OAUTHBEARER: oidc: the clientAssertion is not a signed JWT: is a space or a line break in it?')
    expect(endpoint.requests).toEqual([])
  })
})

describe('an answer', () => {
  test.each([
    ['Bearer', { token_type: 'bEaReR' }, 3_600_000],
    ['no token_type', { token_type: undefined }, 3_600_000],
    ['a life in quotes', { expires_in: '60' }, 60_000],
    ['a life of 0 s', { expires_in: 0 }, 0],
    ['a life of 1e300 s', { expires_in: 1e300 }, 31_536_000_000]
  ])('an answer with %s is a token whose life begins with the request', async (_, change, lifeMs) => {
    await using endpoint = await tokenEndpoint(answer(200, { ...GRANTED, ...change }))
    const beforeMs = Date.now()
    const { value, expiresAtMs = 0 } = await ask({ ...CLIENT, tokenEndpoint: endpoint.url })
    expect(value).toBe('canary.token')
    expect(expiresAtMs).toBeGreaterThanOrEqual(beforeMs + lifeMs)
    expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + lifeMs)
  })

  test.each([{ expires_in: undefined }, { expires_in: null }])('an answer with %j is a token without an end', async change => {
    await using endpoint = await tokenEndpoint(answer(200, { ...GRANTED, ...change }))
    expect(await ask({ ...CLIENT, tokenEndpoint: endpoint.url })).toEqual({ value: 'canary.token' })
  })

  test.each([
    ['garbage', '<html>canary</html>', 'its 19 characters are not a JSON object: is it a token endpoint?'],
    ['a list', '["canary"]', 'are not a JSON object'],
    ['nothing', '', 'its 0 characters are not a JSON object'],
    ['more than a mebibyte', `"${'canary'.repeat(200_000)}"`, 'with more than 1048576 bytes'],
    ['no token', { ...GRANTED, access_token: undefined }, 'access_token is not text'],
    ['a token with a line break', { ...GRANTED, access_token: 'canary\n' }, 'the token is not made of the characters'],
    ['another type', { ...GRANTED, token_type: 'mac' }, 'token_type is not Bearer'],
    ['a type that is not text', { ...GRANTED, token_type: 7 }, 'token_type is not Bearer'],
    ['a life that is not a number', { ...GRANTED, expires_in: 'soon' }, 'expires_in is not a number of seconds'],
    ['a life below zero', { ...GRANTED, expires_in: -1 }, 'expires_in is not a number of seconds']
  ])('an answer with %s is an error that is not retriable', async (_, body, problem) => {
    await using endpoint = await tokenEndpoint(answer(200, body))
    const error = await rejectionOf(ask({ ...CLIENT, tokenEndpoint: `${endpoint.url}?code=canary` }))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER', retriable: false })
    expect(error.message).toContain(`OAUTHBEARER: ${endpoint.url} answered 200, but `)
    expect(error.message).toContain(problem)
    expect(inspect(error, { depth: 20 })).not.toContain('canary')
    expect(endpoint.requests).toHaveLength(1)
  })

  test.each([400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 501, 505])(
    'a token request that fails with status %i is not retried',
    async status => {
      await using endpoint = await tokenEndpoint(answer(status, { error: 'invalid_client', error_description: 'No such client' }))
      const error = await rejectionOf(ask({ ...CLIENT, tokenEndpoint: endpoint.url }))
      expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER', retriable: false })
      expect(error.message).toBe(`OAUTHBEARER: ${endpoint.url} answered ${status}: "invalid_client": "No such client"`)
      expect(endpoint.requests).toHaveLength(1)
    }
  )

  test('a token request that fails with status 407 is not retried', async () => {
    const refusing: typeof fetch = async () => new Response('', { status: 407 })
    const error = await rejectionOf(ask({ ...CLIENT, tokenEndpoint: 'https://idp.example', fetch: refusing }))
    expect(error).toMatchObject({ retriable: false, message: 'OAUTHBEARER: https://idp.example/ answered 407' })
  })

  test('a redirection of the token endpoint is not followed', async () => {
    await using elsewhere = await tokenEndpoint(answer(200, GRANTED))
    await using endpoint = await tokenEndpoint(answer(307, '', { location: elsewhere.url }))
    const error = await rejectionOf(ask({ ...CLIENT, tokenEndpoint: endpoint.url }))
    expect(error).toMatchObject({ retriable: false })
    expect(error.message).toContain('answered 307, a redirection, which is not followed with secrets')
    expect(elsewhere.requests).toEqual([])
  })

  test('the error of a token endpoint is cut, and secrets are cut out of it', async () => {
    const said = { error: 'e'.repeat(1_000), error_description: 'no gX1f/Bat 3bV, no gX1f%2FBat+3bV, no a.b.c' }
    await using endpoint = await tokenEndpoint(answer(400, said))
    const error = await rejectionOf(ask({ ...CLIENT, clientSecret: 'gX1f/Bat 3bV', assertion: 'a.b.c', tokenEndpoint: endpoint.url }))
    expect(error.message).toMatch(/answered 400: "e{200}…" \(1000 characters\): "no \(secret\), no \(secret\), no \(secret\)"$/)
  })

  test.each([['garbage'], ['"x"'], ['{"error":7}'], ['x'.repeat(2_000_000)]])(
    'a refusal of the token endpoint need not be JSON',
    async body => {
      await using endpoint = await tokenEndpoint(answer(403, body))
      const error = await rejectionOf(ask({ ...CLIENT, tokenEndpoint: endpoint.url }))
      expect(error.message).toBe(`OAUTHBEARER: ${endpoint.url} answered 403`)
    }
  )
})

describe('oidc as the token function of oauthBearer', () => {
  test('oidc gives one token to many connections of oauthBearer, and keeps it', async () => {
    await using endpoint = await tokenEndpoint(answer(200, GRANTED))
    const mechanism = oauthBearer({ token: oidc({ ...CLIENT, tokenEndpoint: endpoint.url }) })
    const all = await Promise.all(Array.from({ length: 50 }, () => say(mechanism.authenticate(saslContext()))))
    all.push(await say(mechanism.authenticate(saslContext({ reason: 're-authentication' }))))
    expect(new Set(all)).toEqual(new Set(['n,,\x01auth=Bearer canary.token\x01\x01']))
    expect(endpoint.requests).toHaveLength(1)
  })

  test('oauthBearer throws the errors of oidc as they are, and aborts it when no caller waits', async () => {
    await using endpoint = await tokenEndpoint(answer(401, { error: 'invalid_client' }), silence)
    const mechanism = oauthBearer({ token: oidc({ ...CLIENT, tokenEndpoint: endpoint.url }) })
    const error = await rejectionOf(say(mechanism.authenticate(saslContext())))
    expect(error).toMatchObject({ retriable: false, message: `OAUTHBEARER: ${endpoint.url} answered 401: "invalid_client"` })
    const giveUp = new AbortController()
    const given = say(mechanism.authenticate(saslContext({ signal: giveUp.signal })))
    giveUp.abort(new Error('no time'))
    await expect(given).rejects.toThrow('no time')
  })
})

describe('the options of oidc', () => {
  const problemsOf = (options: object): string => failureOf(() => oidc(options as never)).message
  const endpoint = { tokenEndpoint: 'https://idp.example/token' }

  test('oidc names all wrong options in one error, without their values', () => {
    const error = failureOf(() =>
      oidc({ tokenEndpoint: 'canary', clientId: 7, secret: 'canary', scope: '', parameters: { a: 1 } } as never)
    )
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(error.message).toContain('oidc: secret is not an option: there are tokenEndpoint, clientId, clientSecret, authMethod')
    expect(error.message).toContain(
      'tokenEndpoint must be an absolute URL, not a string; clientId must be text that is not empty, or a function that returns it, not a number'
    )
    expect(error.message).toContain('scope must be text that is not empty, not a string')
    expect(error.message).toContain('parameters must be an object of names and text')
    expect(error.message).not.toContain('canary')
    expect(problemsOf({ ...endpoint, ...CLIENT, authMethod: 'none', timeoutMs: 1.5, allowHttp: 1, fetch: 1, assertion: 1 })).toContain(
      'authMethod must be client_secret_basic or client_secret_post, not a string; assertion must be a JWT, a function that returns one, or ' +
        'an object with a privateKey, not a number; timeoutMs must be a whole number of milliseconds from 1 to 2147483647, not 1.5; ' +
        'allowHttp must be a boolean, not 1; fetch must be a function, not 1'
    )
  })

  test.each([
    [{}, 'either clientId and clientSecret, or a clientAssertion, or an assertion is required'],
    [{ clientId: 'a' }, 'either clientId and clientSecret, or a clientAssertion, or an assertion is required'],
    [{ ...CLIENT, clientAssertion: 'canary.b.c' }, 'clientAssertion is in place of a clientSecret: leave one out'],
    [{ clientAssertion: { privateKey: 'canary' } }, 'clientAssertion.algorithm is required'],
    [{ ...CLIENT, parameters: { client_assertion: 'canary' } }, 'parameters must not hold client_assertion'],
    [{ clientSecret: 'canary' }, 'clientSecret needs a clientId'],
    [{ ...CLIENT, parameters: { scope: 'canary' } }, 'parameters must not hold scope, which other options set'],
    [{ ...CLIENT, parameters: { grant_type: 'canary' } }, 'parameters must not hold grant_type'],
    [{ ...CLIENT, tokenEndpoint: 'ftp://idp.example' }, 'tokenEndpoint must be an https URL, not ftp:'],
    [{ ...CLIENT, tokenEndpoint: 'https://canary@idp.example' }, 'tokenEndpoint must hold no user name and no password'],
    [{ ...CLIENT, tokenEndpoint: 'https://:canary@idp.example' }, 'tokenEndpoint must hold no user name and no password'],
    [
      { ...CLIENT, tokenEndpoint: 'http://idp.example' },
      'tokenEndpoint must be an https URL, because secrets are sent there; allowHttp sends them to idp.example unprotected'
    ],
    [{ ...CLIENT, tokenEndpoint: 'http://127.0.0.1.idp.example' }, 'tokenEndpoint must be an https URL'],
    [{ ...CLIENT, tokenEndpoint: 'http://notlocalhost' }, 'tokenEndpoint must be an https URL']
  ])('oidc refuses options that do not fit together: %j', (change, problem) => {
    const message = problemsOf({ ...endpoint, ...change })
    expect(message).toContain(`oidc: ${problem}`)
    expect(message).not.toContain('canary')
  })

  test('oidc allows http to this machine, and to others with allowHttp', () => {
    for (const host of ['localhost:8080', 'idp.localhost', '127.0.0.1', '127.1.2.3', '[::1]:80']) {
      expect(() => oidc({ ...CLIENT, tokenEndpoint: `http://${host}/` })).not.toThrow()
    }
    expect(() => oidc({ ...CLIENT, tokenEndpoint: 'http://idp.example', allowHttp: true })).not.toThrow()
  })

  test('the options of oidc do not show when the token function is printed', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const assertion = { privateKey, algorithm: 'ES256', issuer: 'canary', subject: 'canary', audience: 'canary' } as const
    for (const options of [
      { clientId: 'canary', clientSecret: 'canary' },
      { assertion: 'canary.b.c' },
      { assertion },
      { clientAssertion: assertion }
    ]) {
      const source = oidc({ ...endpoint, ...options })
      expect(inspect(source, { depth: 20, showHidden: true }) + JSON.stringify(source)).not.toContain('canary')
    }
  })
})
