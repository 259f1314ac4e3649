import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { KafkaError } from '../../../src/errors.ts'
import { errorCodes } from '../../../src/protocol/codes/index.ts'
import type { SaslContext, SaslMechanism } from '../../../src/sasl/mechanism.ts'
import type { BearerToken, TokenProvider, TokenRequest } from '../../../src/sasl/oauth-bearer/bearer-token.ts'
import { oauthBearer } from '../../../src/sasl/oauth-bearer/oauth-bearer.ts'
import { TokenSource } from '../../../src/sasl/oauth-bearer/token-source.ts'
import { rejectionOf, saslContext, say } from '../../support/process/exchange.ts'
import { turns } from '../../support/process/gate.ts'

const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): void => void unhandled.push(reason)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_700_000_000_000 })
  process.on('unhandledRejection', onUnhandled)
})
afterEach(async () => {
  await turns(2)
  process.off('unhandledRejection', onUnhandled)
  expect(unhandled).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

// A provider that returns token-1, token-2 and so on.
function counting(describeToken: (value: string) => string | BearerToken = value => value) {
  const requests: TokenRequest[] = []
  const token: TokenProvider = request => {
    requests.push(request)
    return describeToken(`token-${requests.length}`)
  }
  return { requests, token }
}

// A provider that settles when the test calls `give` or `fail`.
function pending() {
  const calls: { request: TokenRequest; give: (token: string) => void; fail: (error: unknown) => void }[] = []
  const token: TokenProvider = request => new Promise<string>((give, fail) => void calls.push({ request, give, fail }))
  return { calls, token }
}

async function sent(mechanism: SaslMechanism, over: Partial<SaslContext> = {}): Promise<string | undefined> {
  const message = await say(mechanism.authenticate(saslContext(over)))
  return message?.split('\x01')[1]?.replace('auth=Bearer ', '')
}

const jwt = (claims: object): string =>
  ['{"alg":"none"}', JSON.stringify(claims)].map(each => Buffer.from(each).toString('base64url')).join('.')

describe('a token function', () => {
  test('a token function gets the broker and the reason of the request', async () => {
    const { requests, token } = counting()
    await sent(oauthBearer({ token }), { reason: 're-authentication' })
    expect(requests).toEqual([{ broker: { host: 'broker', port: 9093 }, reason: 're-authentication', signal: expect.any(AbortSignal) }])
    expect(requests[0]?.signal.aborted).toBe(false)
  })

  test('a token function is called once for all connections that need a token at the same time', async () => {
    const { calls, token } = pending()
    const mechanism = oauthBearer({ token })
    const all = Array.from({ length: 50 }, (_, i) => sent(mechanism, { host: `broker-${i}` }))
    await turns(1)
    expect(calls.map(({ request }) => request.broker.host)).toEqual(['broker-0'])
    calls[0]?.give('shared')
    expect(new Set(await Promise.all(all))).toEqual(new Set(['shared']))
  })

  test('a token function is called again if the end of its token is not known', async () => {
    const { token } = counting()
    const mechanism = oauthBearer({ token })
    expect(await sent(mechanism)).toBe('token-1')
    expect(await sent(mechanism)).toBe('token-2')
  })
})

describe('a token', () => {
  test.each([12_500, 3_600_000, 31_536_000_000])('a token of %i ms is used again until 80 %% of its life are over', async lifeMs => {
    const { token } = counting(value => ({ value, expiresAtMs: Date.now() + lifeMs }))
    const mechanism = oauthBearer({ token })
    expect(await sent(mechanism)).toBe('token-1')
    vi.setSystemTime(Date.now() + 0.8 * lifeMs - 1)
    expect(await sent(mechanism, { reason: 're-authentication' })).toBe('token-1')
    vi.setSystemTime(Date.now() + 1)
    expect(await sent(mechanism)).toBe('token-2')
    vi.setSystemTime(Date.now() + 0.8 * lifeMs - 1)
    expect(await sent(mechanism)).toBe('token-2')
  })

  test('a token of 4 s is used again until 2.5 s are left, which a session needs to be renewed', async () => {
    const { token } = counting(value => ({ value, expiresAtMs: Date.now() + 4_000 }))
    const mechanism = oauthBearer({ token })
    expect(await sent(mechanism)).toBe('token-1')
    vi.setSystemTime(Date.now() + 1_499)
    expect(await sent(mechanism)).toBe('token-1')
    vi.setSystemTime(Date.now() + 1)
    expect(await sent(mechanism)).toBe('token-2')
  })

  test('the life of a token counts from when the function returned it', async () => {
    const expiresAtMs = Date.now() + 30_000
    const { token } = counting(value => ({ value, expiresAtMs }))
    vi.setSystemTime(Date.now() + 15_000)
    const mechanism = oauthBearer({ token })
    expect(await sent(mechanism)).toBe('token-1')
    vi.setSystemTime(Date.now() + 11_999)
    expect(await sent(mechanism)).toBe('token-1')
    vi.setSystemTime(Date.now() + 1)
    expect(await sent(mechanism)).toBe('token-2')
  })

  test('a token that is expired when it is returned is not used again', async () => {
    const { token } = counting(value => ({ value, expiresAtMs: Date.now() - 1 }))
    const mechanism = oauthBearer({ token })
    expect([await sent(mechanism), await sent(mechanism)]).toEqual(['token-1', 'token-2'])
  })

  test('a JWT expires at its exp, unless expiresAtMs is given', async () => {
    const exp = Date.now() / 1_000 + 20
    const { requests, token } = counting(signature => `${jwt({ exp })}.${signature}`)
    const mechanism = oauthBearer({ token })
    expect(await sent(mechanism)).toBe(await sent(mechanism))
    vi.setSystemTime(exp * 1_000 - 4_001)
    await sent(mechanism)
    expect(requests).toHaveLength(1)
    vi.setSystemTime(exp * 1_000 - 4_000)
    await sent(mechanism)
    expect(requests).toHaveLength(2)
    const other = counting(signature => ({ value: `${jwt({ exp })}.${signature}`, expiresAtMs: 1 }))
    const shortLived = oauthBearer({ token: other.token })
    expect(await sent(shortLived)).not.toBe(await sent(shortLived))
  })

  test.each([['{}'], ['[]'], ['{"exp":"9999999999"}'], ['{"exp"'], ['null']])('a JWT whose claims are %s is used once', async claims => {
    const { requests, token } = counting(signature => `e30.${Buffer.from(claims).toString('base64url')}.${signature}`)
    const mechanism = oauthBearer({ token })
    await sent(mechanism)
    await sent(mechanism)
    expect(requests).toHaveLength(2)
  })

  test('a token that a broker refuses is not used again, and the error is retriable if the token was used before', async () => {
    const { token } = counting(value => ({ value, expiresAtMs: Date.now() + 60_000 }))
    const mechanism = oauthBearer({ token })
    for (const [retriable, advice] of [
      [false, /still valid\?$/],
      [true, /used before, and the next attempt asks for a new one$/]
    ] as const) {
      if (retriable) await sent(mechanism)
      const exchange = mechanism.authenticate(saslContext())
      await say(exchange)
      await say(exchange, '{"status":"invalid_token"}')
      const error = await rejectionOf(say(exchange, ''))
      expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable })
      expect(error.message).toMatch(advice)
    }
    expect(await sent(mechanism)).toBe('token-3')
    const exchange = mechanism.authenticate(saslContext())
    await say(exchange)
    await rejectionOf(
      exchange.throw(new KafkaError('KAFKA_AUTHENTICATION', 'refused', { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED }))
    )
    expect(await sent(mechanism)).toBe('token-4')
    const broken = mechanism.authenticate(saslContext())
    await say(broken)
    await rejectionOf(broken.throw(new KafkaError('KAFKA_CONNECTION_CLOSED', 'closed', { reason: 'broken' })))
    expect(await sent(mechanism)).toBe('token-4')
  })
})

describe('a token function that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('the vault is sealed')
      }
    ],
    ['rejects', () => Promise.reject(new Error('the vault is sealed'))]
  ])('a token function that %s gives all callers a retriable error, and is called again', async (_, fail) => {
    let calls = 0
    const token: TokenProvider = () => (++calls === 1 ? fail() : 'good')
    const mechanism = oauthBearer({ token })
    for (const error of await Promise.all([rejectionOf(sent(mechanism)), rejectionOf(sent(mechanism))])) {
      expect(error).toMatchObject({
        code: 'KAFKA_AUTHENTICATION',
        mechanism: 'OAUTHBEARER',
        retriable: true,
        cause: new Error('the vault is sealed')
      })
      expect(error.message).toBe('OAUTHBEARER: the token function of your options failed: the vault is sealed')
    }
    expect(await sent(mechanism)).toBe('good')
    expect(calls).toBe(2)
  })

  test('a KAFKA_AUTHENTICATION of a token function keeps its own retriable', async () => {
    const refused = new KafkaError('KAFKA_AUTHENTICATION', 'the client is not known', { retriable: false })
    expect(await rejectionOf(sent(oauthBearer({ token: () => Promise.reject(refused) })))).toBe(refused)
  })

  test('a token function that does not settle in timeoutMs is aborted, fails its callers, and is called again', async () => {
    const { calls, token } = pending()
    const mechanism = oauthBearer({ token, timeoutMs: 500 })
    const failures = Promise.all([rejectionOf(sent(mechanism)), rejectionOf(sent(mechanism))])
    await vi.advanceTimersByTimeAsync(499)
    expect(calls[0]?.request.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    for (const error of await failures) {
      expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: true, cause: { name: 'TimeoutError' } })
      expect(error.message).toBe('OAUTHBEARER: the token function of your options failed: no token within 500 ms (timeoutMs)')
    }
    expect(calls[0]?.request.signal.aborted).toBe(true)
    const next = sent(mechanism)
    await turns(1)
    calls[0]?.give('late')
    calls[1]?.give('good')
    expect(await next).toBe('good')
  })

  test('a token function may take ten seconds by default', async () => {
    const failure = rejectionOf(sent(oauthBearer({ token: pending().token })))
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await failure).message).toContain('in 10000 ms')
  })
})

describe('an attempt that is given up', () => {
  test('an attempt that is given up leaves the call of the token function to the others', async () => {
    const { calls, token } = pending()
    const mechanism = oauthBearer({ token })
    const giveUp = new AbortController()
    const given = sent(mechanism, { signal: giveUp.signal })
    const other = sent(mechanism)
    await turns(1)
    giveUp.abort(new Error('no time'))
    await expect(given).rejects.toBe(giveUp.signal.reason)
    expect(calls[0]?.request.signal.aborted).toBe(false)
    calls[0]?.give('good')
    expect(await other).toBe('good')
    expect(calls[0]?.request.signal.aborted).toBe(false)
  })

  test('the last attempt that is given up aborts the token function, and the next attempt calls it again', async () => {
    const { calls, token } = pending()
    const mechanism = oauthBearer({ token })
    const giveUps = [new AbortController(), new AbortController()]
    const all = giveUps.map(({ signal }) => sent(mechanism, { signal }).catch((error: unknown) => error))
    await turns(1)
    for (const giveUp of giveUps) giveUp.abort(new Error('no time'))
    expect(await Promise.all(all)).toEqual([new Error('no time'), new Error('no time')])
    expect(calls[0]?.request.signal.aborted).toBe(true)
    const next = sent(mechanism)
    await turns(1)
    calls[0]?.fail(new Error('aborted'))
    calls[1]?.give('good')
    expect(await next).toBe('good')
  })

  test('the end of an aborted token call does not change the next call', async () => {
    const { calls, token } = pending()
    const source = new TokenSource(token, 1_000)
    const giveUp = new AbortController()
    const next = source.read(saslContext({ signal: giveUp.signal })).catch(() => source.read(saslContext()))
    giveUp.abort()
    await turns(1)
    const other = source.read(saslContext())
    calls[1]?.give('good')
    expect(await Promise.all([next, other])).toEqual([expect.anything(), { token: { value: 'good' }, isReused: false }])
    expect(calls).toHaveLength(2)
  })

  test('an attempt that is aborted before it begins does not call the token function', async () => {
    const { requests, token } = counting()
    await expect(sent(oauthBearer({ token }), { signal: AbortSignal.abort(new Error('no time')) })).rejects.toThrow('no time')
    expect(requests).toEqual([])
  })
})
