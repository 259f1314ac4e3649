import { describe, expect, test, vi } from 'vitest'
import { errorCodes } from '../../../../src/index.ts'
import { Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { scramSha512 } from '../../../../src/sasl/index.ts'
import type { TestingClusterOptions } from '../../../../src/testing/index.ts'
import type { RawClient } from '../../../support/brokers/raw-client.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { ALICE, ALL, alicePlain, bobPlain, clientOf, login, NOTHING, open, sasl, start } from './logins.ts'
import { unsecuredToken } from './unsecured-token.ts'

describe('a SASL session', () => {
  useOwnClock()
  const lasting = (sessionLifetimeMs: number): TestingClusterOptions => ({ sasl: { users: sasl, sessionLifetimeMs } })
  const metadata = (client: RawClient): Promise<unknown> => client.call(Metadata, 12, ALL)

  test('a SASL session without a lifetime does not end, and cannot be renewed', async () => {
    await using kafka = await start()
    using client = await clientOf(kafka)
    expect(await login(client)).toMatchObject({ errorCode: 0, errorMessage: null, authBytes: NOTHING, sessionLifetimeMs: 0n })
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toEqual({
      errorCode: errorCodes.ILLEGAL_SASL_STATE,
      mechanisms: []
    })
    expect(await client.call(SaslAuthenticate, 2, { authBytes: alicePlain })).toMatchObject({ errorCode: errorCodes.ILLEGAL_SASL_STATE })
    vi.advanceTimersByTime(0x7fff_ffff)
    await metadata(client)
  })

  test.each([0, 1, 2])('a SASL session tells its lifetime, and ends at the first request after it: SaslAuthenticate v%i', async version => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    expect(await login(client, alicePlain, 'PLAIN', version)).toMatchObject({ sessionLifetimeMs: version === 0 ? 0n : 10_000n })
    vi.advanceTimersByTime(10_000)
    await metadata(client)
    vi.advanceTimersByTime(1)
    client.send(Metadata, 12, ALL)
    expect(await client.frame()).toBeUndefined()
  })

  test.each([9_000, 20_000])('a SASL session of 10,000 ms can be renewed after %i ms, but not twice in a second', async afterMs => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    vi.advanceTimersByTime(afterMs)
    expect(await login(client)).toMatchObject({ errorCode: 0, sessionLifetimeMs: 10_000n })
    vi.advanceTimersByTime(999)
    expect(await client.call(SaslHandshake, 1, { mechanism: 'PLAIN' })).toEqual({
      errorCode: errorCodes.ILLEGAL_SASL_STATE,
      mechanisms: []
    })
    vi.advanceTimersByTime(1)
    expect(await login(client)).toMatchObject({ errorCode: 0 })
    vi.advanceTimersByTime(10_000)
    await metadata(client)
    expect(await kafka.received(SaslHandshake)).not.toHaveProperty('principal')
    expect(await kafka.received(SaslHandshake)).toMatchObject({ principal: 'User:alice' })
  })

  test('a SASL session can be renewed immediately after the first authentication', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    expect(await login(client)).toMatchObject({ errorCode: 0 })
  })

  test('a SASL session that has ended cannot be renewed within a second of the last renewal', async () => {
    await using kafka = await start(lasting(500))
    using client = await clientOf(kafka)
    await login(client)
    await login(client)
    vi.advanceTimersByTime(501)
    client.send(SaslHandshake, 1, { mechanism: 'PLAIN' })
    expect(await client.frame()).toBeUndefined()
  })

  test('a SASL session is not renewed for another user', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    const errorMessage = 'Cannot change principals during re-authentication from User.alice: User.bob'
    expect(await login(client, bobPlain)).toMatchObject({ errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage })
    expect(await client.frame()).toBeUndefined()
  })

  test('a SASL session is not renewed by another mechanism', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client)
    await client.call(SaslHandshake, 1, { mechanism: 'SCRAM-SHA-256' })
    client.send(SaslAuthenticate, 2, { authBytes: Buffer.from('n,,n=alice,r=abc') })
    expect(await client.frame()).toBeUndefined()
  })

  test('a SASL session is not renewed with wrong credentials', async () => {
    await using kafka = await start(lasting(10_000))
    using client = await clientOf(kafka)
    await login(client, Buffer.from(`n,,\x01auth=Bearer ${unsecuredToken({ sub: 'alice' })}\x01\x01`), 'OAUTHBEARER')
    const text = 'Authentication failed during re-authentication due to invalid credentials with SASL mechanism OAUTHBEARER'
    expect(await login(client, Buffer.from('nonsense'), 'OAUTHBEARER')).toMatchObject({
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      errorMessage: text
    })
    expect(await client.frame()).toBeUndefined()
  })

  test.each<[string, number, boolean]>([
    ['the token', 3_600_000, true],
    ['the token, where the listener says nothing', Number.POSITIVE_INFINITY, true],
    ['the listener', 10_000, false]
  ])('a SASL session of OAUTHBEARER ends at the time of %s', async (_, sessionLifetimeMs, isOfToken) => {
    await using kafka = await start(lasting(sessionLifetimeMs))
    using client = await clientOf(kafka)
    const exp = Math.round(Date.now() / 1_000) + 600
    const leftMs = (): bigint => (isOfToken ? BigInt(exp * 1_000 - Date.now()) : 10_000n)
    const mostMs = leftMs()
    const token = Buffer.from(`n,,\x01auth=Bearer ${unsecuredToken({ sub: 'alice', exp })}\x01\x01`)
    const { sessionLifetimeMs: lifeMs } = await login(client, token, 'OAUTHBEARER')
    expect(lifeMs).toBeGreaterThanOrEqual(leftMs())
    expect(lifeMs).toBeLessThanOrEqual(mostMs)
    vi.advanceTimersByTime(Number(lifeMs) + 1)
    client.send(Metadata, 12, ALL)
    expect(await client.frame()).toBeUndefined()
  })

  test('a SASL session of the driver is renewed in time, on the same connection', async () => {
    await using kafka = await start(lasting(10_000))
    await using connection = await open(kafka, { sasl: scramSha512(ALICE) })
    for (let renewals = 0; renewals < 3; renewals++) {
      await kafka.received(SaslHandshake)
      await pass(9_600)
      await connection.send(Metadata, ALL)
    }
    expect([connection.state, kafka.broker(1).connections]).toEqual(['open', 1])
  })
})
