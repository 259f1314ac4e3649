import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BearerToken } from '../../../src/sasl/oauth-bearer/bearer-token.ts'
import { oidc } from '../../../src/sasl/oidc/oidc.ts'
import type { OidcOptions } from '../../../src/sasl/oidc/oidc-options.ts'
import { answer, brokenOff, silence, type TokenEndpoint, tokenEndpoint } from '../../support/brokers/token-endpoint.ts'
import { rejectionOf } from '../../support/process/exchange.ts'
import { turns, until } from '../../support/process/gate.ts'

const granted = answer(200, { access_token: 'good', token_type: 'Bearer' })
const CLIENT = { clientId: 'me', clientSecret: 'canary' }

// What the source waits for. Timers of fetch itself have other lengths.
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

// Lets each wait pass as soon as it begins, until the promise has settled.
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
  test.each([408, 422, 429, 500, 502, 503, 504, 599])('with %i is made again after a while', async status => {
    await using endpoint = await tokenEndpoint(answer(status, 'busy'), granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    expect(endpoint.requests).toHaveLength(2)
    expect(waits).toEqual([77])
  })

  test('because the answer breaks off, or nobody listens, is made again', async () => {
    await using endpoint = await tokenEndpoint(brokenOff, granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    const closed = await tokenEndpoint(granted)
    await closed[Symbol.asyncDispose]()
    const error = await passWaits(rejectionOf(ask(closed, 200)))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER', retriable: true, cause: expect.any(TypeError) })
    expect(error.message).toMatch(
      /\/token could not be reached, or the connection broke: .*ECONNREFUSED.*; too little of 200 ms \(timeoutMs\) is left for attempt 3$/
    )
  })

  test('says what fetch hides in its causes', async () => {
    const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
    const failing: typeof fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const error = await rejectionOf(ask({ url: 'https://idp.example' }, 50, undefined, { fetch: failing }))
    expect(error.message).toContain('https://idp.example/ could not be reached, or the connection broke: other side closed UND_ERR_SOCKET;')
  })

  test('waits twice as long each time, but never longer than ten seconds', async () => {
    await using endpoint = await tokenEndpoint(answer(500, ''))
    const error = await passWaits(rejectionOf(ask(endpoint, 40_000)))
    expect(waits).toEqual([77, 154, 308, 616, 1_232, 2_464, 4_928, 7_700, 7_700, 7_700])
    expect(error).toMatchObject({ retriable: true })
    expect(error.message).toBe(`OAUTHBEARER: ${endpoint.url} answered 500; too little of 40000 ms (timeoutMs) is left for attempt 12`)
  })

  test.each([
    [0, 50],
    [1, 100]
  ])('waits for between half and all of it: with %i for %i ms', async (random, waitMs) => {
    vi.mocked(Math.random).mockReturnValue(random)
    await using endpoint = await tokenEndpoint(answer(500, ''), granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    expect(waits).toEqual([waitMs])
  })

  test('is not made again after the time is over, with the last reason', async () => {
    await using endpoint = await tokenEndpoint(answer(503, { error: 'temporarily_unavailable' }))
    const error = await passWaits(rejectionOf(ask(endpoint, 232)))
    expect(waits).toEqual([77, 154])
    expect(endpoint.requests).toHaveLength(3)
    expect(error.message).toBe(
      `OAUTHBEARER: ${endpoint.url} answered 503: "temporarily_unavailable"; too little of 232 ms (timeoutMs) is left for attempt 4`
    )
  })
})

describe('an endpoint that wants to be left alone', () => {
  test.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(1_700_000_007_000).toUTCString(), 7_000],
    ['no time at all', '0', 77],
    ['a time that is over', new Date(1_600_000_000_000).toUTCString(), 77],
    ['what nobody understands', 'soon', 77]
  ])('for %s is', async (_, retryAfter, waitMs) => {
    await using endpoint = await tokenEndpoint(answer(429, '', { 'retry-after': retryAfter }), granted)
    expect(await passWaits(ask(endpoint))).toEqual({ value: 'good' })
    expect(waits).toEqual([waitMs])
  })

  test('for longer than there is time is not asked again', async () => {
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
  test('fails the request when the time is over', async () => {
    await using endpoint = await tokenEndpoint(silence)
    const failure = rejectionOf(ask(endpoint, 5_000))
    await until(() => endpoint.requests.length === 1)
    await vi.advanceTimersByTimeAsync(5_000)
    const error = await failure
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION', mechanism: 'OAUTHBEARER', retriable: true })
    expect(error.message).toBe(`OAUTHBEARER: no token from ${endpoint.url} in 5000 ms (timeoutMs)`)
  })

  test('is not forgiven for what it said before', async () => {
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

  test('is left when the caller gives up, in the middle of a request or of a wait', async () => {
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

  test('does not make a credential that never comes wait longer, nor a caller that has given up before', async () => {
    const never = { clientSecret: () => new Promise<string>(() => undefined) }
    const failure = rejectionOf(ask({ url: 'https://idp.example' }, undefined, undefined, never))
    await vi.advanceTimersByTimeAsync(8_000)
    expect((await failure).message).toBe('OAUTHBEARER: no token from https://idp.example/ in 8000 ms (timeoutMs)')
    const gone = AbortSignal.abort(new Error('no time'))
    await expect(ask({ url: 'https://idp.example' }, undefined, gone, never)).rejects.toBe(gone.reason)
  })

  test('leaves no timer behind once it has spoken', async () => {
    const through: typeof fetch = async () => Response.json({ access_token: 'good' })
    expect(await ask({ url: 'https://idp.example' }, undefined, undefined, { fetch: through })).toEqual({ value: 'good' })
    expect(vi.getTimerCount()).toBe(0)
  })
})
