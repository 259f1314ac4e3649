import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BearerToken } from '../../../src/sasl/oauth-bearer/bearer-token.ts'
import { oidc } from '../../../src/sasl/oidc/oidc.ts'
import type { OidcOptions } from '../../../src/sasl/oidc/oidc-options.ts'
import { answer, halfAnswer, silence, type TokenEndpoint, tokenEndpoint } from '../../support/brokers/token-endpoint.ts'
import { rejectionOf } from '../../support/process/exchange.ts'
import { turns, until } from '../../support/process/gate.ts'

const granted = answer(200, { access_token: 'good', token_type: 'Bearer' })
const CLIENT = { clientId: 'me', clientSecret: 'canary' }

// The delays of the source. Timers of fetch itself have other lengths.
let waits: number[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: 1_700_000_000_000 })
  vi.spyOn(Math, 'random').mockReturnValue(0.54)
  waits = []
  const standIn = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number, ...given: []) => {
    if (ms % 77 === 0 || [50, 100, 7_000].includes(ms)) waits.push(ms)
    return standIn(run, ms, ...given)
  }) as never)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function ask(
  endpoint: Pick<TokenEndpoint, 'url'>,
  timeoutMs?: number,
  signal = new AbortController().signal,
  over: Partial<OidcOptions> = {}
): Promise<BearerToken> {
  const source = oidc({ ...CLIENT, tokenEndpoint: endpoint.url, timeoutMs, ...over })
  return source({ broker: { host: 'broker', port: 9093 }, reason: 'first', signal })
}

// Advances the clock by each delay as soon as it begins, until the promise has settled.
async function passWaits<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false
  const settle = (): void => void (isSettled = true)
  promise.then(settle, settle)
  for (let passed = 0; ; passed++) {
    await until(() => isSettled || waits.length > passed)
    if (isSettled) return promise
    await vi.advanceTimersByTimeAsync(waits[passed] ?? 0)
  }
}

describe('a request that fails', () => {
  test.each([408, 422, 429, 500, 502, 503, 504, 599])(
    'a token request that fails with status %i is retried after a delay',
    async status => {
      await using endpoint = await tokenEndpoint(answer(status, 'busy'), granted)
      expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
      expect(endpoint.requests).toHaveLength(2)
      expect(waits).toEqual([77])
    }
  )

  test('a token request is retried if the answer breaks off or the connection is refused', async () => {
    await using endpoint = await tokenEndpoint(halfAnswer, granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    const closed = await tokenEndpoint(granted)
    await closed[Symbol.asyncDispose]()
    const error = await passWaits(rejectionOf(ask(closed, 200)))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER', retriable: true, cause: expect.any(TypeError) })
    expect(error.message).toMatch(
      /\/token could not be reached, or the connection broke: .*ECONNREFUSED.*; too little of 200 ms \(timeoutMs\) is left for attempt 3$/
    )
  })

  test('the error of a token request has the cause of the error of fetch', async () => {
    const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
    const failing: typeof fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const error = await rejectionOf(ask({ url: 'https://idp.example' }, 50, undefined, { fetch: failing }))
    expect(error.message).toContain('https://idp.example/ could not be reached, or the connection broke: other side closed UND_ERR_SOCKET;')
  })

  test('the delay before a retry doubles, up to ten seconds', async () => {
    await using endpoint = await tokenEndpoint(answer(500, ''))
    const error = await passWaits(rejectionOf(ask(endpoint, 40_000)))
    expect(waits).toEqual([77, 154, 308, 616, 1_232, 2_464, 4_928, 7_700, 7_700, 7_700])
    expect(error).toMatchObject({ retriable: true })
    expect(error.message).toBe(`OAUTHBEARER: ${endpoint.url} answered 500; too little of 40000 ms (timeoutMs) is left for attempt 12`)
  })

  test.each([
    [0, 50],
    [1, 100]
  ])('the delay before a retry is between half and all of the maximum: random %i gives %i ms', async (random, waitMs) => {
    vi.mocked(Math.random).mockReturnValue(random)
    await using endpoint = await tokenEndpoint(answer(500, ''), granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    expect(waits).toEqual([waitMs])
  })

  test('a token request is not retried after timeoutMs, and the error has the last reason', async () => {
    await using endpoint = await tokenEndpoint(answer(503, { error: 'temporarily_unavailable' }))
    const error = await passWaits(rejectionOf(ask(endpoint, 232)))
    expect(waits).toEqual([77, 154])
    expect(endpoint.requests).toHaveLength(3)
    expect(error.message).toBe(
      `OAUTHBEARER: ${endpoint.url} answered 503: "temporarily_unavailable"; too little of 232 ms (timeoutMs) is left for attempt 4`
    )
  })
})

describe('an endpoint with a retry-after header', () => {
  test.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(1_700_000_007_000).toUTCString(), 7_000],
    ['0 seconds', '0', 77],
    ['a date in the past', new Date(1_600_000_000_000).toUTCString(), 77],
    ['text that is not a time', 'soon', 77]
  ])('a retry-after of %s is respected', async (_, retryAfter, waitMs) => {
    await using endpoint = await tokenEndpoint(answer(429, '', { 'retry-after': retryAfter }), granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    expect(waits).toEqual([waitMs])
  })

  test('an endpoint whose retry-after is longer than the time left is not asked again', async () => {
    await using endpoint = await tokenEndpoint(answer(429, '', { 'retry-after': '8' }), granted)
    const error = await passWaits(rejectionOf(ask(endpoint)))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: true })
    expect(error.message).toBe(
      `OAUTHBEARER: ${endpoint.url} answered 429; its retry-after is 8000 ms; too little of 8000 ms (timeoutMs) is left for attempt 2`
    )
    expect([waits, endpoint.requests.length]).toEqual([[], 1])
  })
})

describe('an endpoint that says nothing', () => {
  test('a silent endpoint fails the token request after timeoutMs', async () => {
    await using endpoint = await tokenEndpoint(silence)
    const failure = rejectionOf(ask(endpoint, 5_000))
    await until(() => endpoint.requests.length === 1)
    await vi.advanceTimersByTimeAsync(5_000)
    const error = await failure
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER', retriable: true })
    expect(error.message).toBe(`OAUTHBEARER: no token from ${endpoint.url} in 5000 ms (timeoutMs)`)
  })

  test('the timeout of a silent endpoint names its failure before', async () => {
    await using endpoint = await tokenEndpoint(answer(500, ''), silence)
    const failure = rejectionOf(ask(endpoint))
    await until(() => waits.length === 1)
    await vi.advanceTimersByTimeAsync(77)
    await until(() => endpoint.requests.length === 2)
    await vi.advanceTimersByTimeAsync(7_922)
    await turns(5)
    await vi.advanceTimersByTimeAsync(1)
    expect((await failure).message).toBe(
      `OAUTHBEARER: no token from ${endpoint.url} in 8000 ms (timeoutMs): attempt 2 takes too long; before it, the endpoint answered 500`
    )
  })

  test('a caller can give up during a token request and during a delay', async () => {
    await using endpoint = await tokenEndpoint(answer(500, ''), silence)
    for (const waitsBefore of [1, 0]) {
      const giveUp = new AbortController()
      const given = ask(endpoint, undefined, giveUp.signal)
      const asked = endpoint.requests.length + 1
      await until(() => (waitsBefore === 1 ? waits.length === 1 : endpoint.requests.length === asked))
      giveUp.abort(new Error('no time'))
      await expect(given).rejects.toBe(giveUp.signal.reason)
    }
    expect(endpoint.requests).toHaveLength(2)
  })

  test('timeoutMs limits a fetch that ignores its signal, and an aborted caller does not wait for it', async () => {
    const deaf = { fetch: () => new Promise<Response>(() => undefined) }
    const failure = rejectionOf(ask({ url: 'https://idp.example' }, 5_000, undefined, deaf))
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await failure).message).toBe('OAUTHBEARER: no token from https://idp.example/ in 5000 ms (timeoutMs)')
    const giveUp = new AbortController()
    const given = ask({ url: 'https://idp.example' }, undefined, giveUp.signal, deaf)
    await turns(2)
    giveUp.abort(new Error('no time'))
    await expect(given).rejects.toBe(giveUp.signal.reason)
  })

  test('timeoutMs limits a credential function that never settles, and an aborted caller fails at once', async () => {
    const never = { clientSecret: () => new Promise<string>(() => undefined) }
    const failure = rejectionOf(ask({ url: 'https://idp.example' }, undefined, undefined, never))
    await vi.advanceTimersByTimeAsync(8_000)
    expect((await failure).message).toBe('OAUTHBEARER: no token from https://idp.example/ in 8000 ms (timeoutMs)')
    const gone = AbortSignal.abort(new Error('no time'))
    await expect(ask({ url: 'https://idp.example' }, undefined, gone, never)).rejects.toBe(gone.reason)
  })

  test('a token request that succeeded leaves no timer', async () => {
    const through: typeof fetch = async () => Response.json({ access_token: 'good' })
    expect(await ask({ url: 'https://idp.example' }, undefined, undefined, { fetch: through })).toEqual({ value: 'good' })
    expect(vi.getTimerCount()).toBe(0)
  })
})
