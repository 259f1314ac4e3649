import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import {
  CreateDelegationToken,
  type CreateDelegationTokenRequest,
  type CreateDelegationTokenResponse,
  type Decoded,
  DescribeDelegationToken,
  ExpireDelegationToken,
  Metadata,
  RenewDelegationToken,
  SaslAuthenticate
} from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { scramSha256, scramSha512 } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { as, startSecured } from '../security/secured.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const configs = { 'delegation.token.secret.key': 'a secret of the brokers' }
const bob = { principalType: 'User', principalName: 'bob' }
const aliceOwner = { principalType: 'User', principalName: 'alice' }

let kafka: TestingCluster
let alice: RawClient

beforeEach(async () => {
  kafka = await startSecured({ configs })
  alice = await as(kafka, 'alice')
})

afterEach(async () => {
  alice[Symbol.dispose]()
  await kafka.close()
})

type Token = Decoded<CreateDelegationTokenResponse>

const create = (client: RawClient, fields: CreateDelegationTokenRequest = {}, version = 3): Promise<Token> =>
  client.call(CreateDelegationToken, version, fields)

async function renew(client: RawClient, { hmac }: Pick<Token, 'hmac'>, renewPeriodMs = -1n, version = 2): Promise<number> {
  return (await client.call(RenewDelegationToken, version, { hmac, renewPeriodMs })).errorCode
}

async function expire(client: RawClient, { hmac }: Pick<Token, 'hmac'>, expiryTimePeriodMs = -1n, version = 2): Promise<number> {
  return (await client.call(ExpireDelegationToken, version, { hmac, expiryTimePeriodMs })).errorCode
}

async function owners(client: RawClient, wanted: (typeof bob)[] | null = null, version = 3): Promise<string[]> {
  const { tokens } = await client.call(DescribeDelegationToken, version, { owners: wanted })
  return tokens.map(({ principalName, renewers }) => `${principalName} ${renewers.map(each => each.principalName)}`)
}

describe('Delegation tokens', () => {
  test.each([scramSha256, scramSha512])('A client logs in with a token as its owner, and gets no tokens itself', async mechanism => {
    const { tokenId, hmac } = await create(alice)
    const { host, port } = kafka.broker(1)
    const sasl = mechanism({ username: tokenId, password: Buffer.from(hmac).toString('base64'), delegationToken: true })
    await using connection = await connect({ host, port, sasl })

    await connection.send(Metadata, { topics: null })

    const seen = await kafka.received(Metadata)
    expect(seen.principal).toBe('User:alice')
    expect((await connection.send(CreateDelegationToken, {})).errorCode).toBe(errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED)
  })

  test('All logins with a token get one salt, so that clients compute its keys once', async () => {
    const { tokenId, hmac } = await create(alice)
    const { host, port } = kafka.broker(1)
    const salts = new Set<string | undefined>()
    kafka.on(SaslAuthenticate, async (_, next) => {
      const answer = await next()
      const [, salt] = /,s=([^,]+),/.exec(Buffer.from(answer.authBytes).toString()) ?? []
      if (salt !== undefined) salts.add(salt)
      return answer
    })
    for (let i = 0; i < 2; i++) {
      const sasl = scramSha256({ username: tokenId, password: Buffer.from(hmac).toString('base64'), delegationToken: true })
      await using _ = await connect({ host, port, sasl })
    }

    expect(salts.size).toBe(1)
  })

  test('A client cannot log in with a token that is unknown, expired at once, or used as a password', async () => {
    const token = await create(alice)
    const { host, port } = kafka.broker(1)
    const password = Buffer.from(token.hmac).toString('base64')
    const login = (username: string, delegationToken: boolean): Promise<unknown> =>
      connect({ host, port, sasl: scramSha256({ username, password, delegationToken }) })

    await expect(login(token.tokenId, false)).rejects.toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    await expect(login('unknown', true)).rejects.toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    await expire(alice, token)
    await expect(login(token.tokenId, true)).rejects.toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
  })

  test.each([1, 2, 3])('CreateDelegationToken v%i makes a token for a day, which lives for a week at most', async version => {
    const token = await create(alice, {}, version)

    const { issueTimestampMs: issued } = token
    expect(token).toMatchObject({ errorCode: errorCodes.NONE, ...aliceOwner, expiryTimestampMs: issued + BigInt(DAY_MS) })
    expect(token.maxTimestampMs).toBe(issued + BigInt(7 * DAY_MS))
    expect(token.hmac).toHaveLength(64)
    const short = await create(alice, { maxLifetimeMs: 1_000n }, version)
    expect(short.expiryTimestampMs).toBe(short.issueTimestampMs + 1_000n)
  })

  test('The owner and the renewers renew a token, and let it expire', async () => {
    using renewer = await as(kafka, 'bob')
    using admin = await as(kafka, 'admin')
    const token = await create(alice, { renewers: [bob] })
    expect(await renew(admin, token, -1n, 1)).toBe(errorCodes.DELEGATION_TOKEN_OWNER_MISMATCH)
    kafka.advance(DAY_MS - 1_000)
    expect(await renew(renewer, token)).toBe(errorCodes.NONE)
    kafka.advance(2_000)
    expect(await renew(alice, token, 5_000n)).toBe(errorCodes.NONE)
    kafka.advance(5_001)

    expect(await renew(alice, token)).toBe(errorCodes.DELEGATION_TOKEN_EXPIRED)
    expect(await expire(alice, token, 5n)).toBe(errorCodes.DELEGATION_TOKEN_EXPIRED)
    kafka.advance(HOUR_MS)
    expect(await renew(alice, token)).toBe(errorCodes.DELEGATION_TOKEN_NOT_FOUND)
    const next = await create(alice)
    expect(await expire(renewer, next)).toBe(errorCodes.DELEGATION_TOKEN_OWNER_MISMATCH)
    expect(await expire(alice, next, -1n, 1)).toBe(errorCodes.NONE)
    expect(await expire(alice, next)).toBe(errorCodes.DELEGATION_TOKEN_NOT_FOUND)
  })

  test('DescribeDelegationToken shows tokens of the client, and others to those who may see them', async () => {
    using other = await as(kafka, 'bob')
    using admin = await as(kafka, 'admin')
    await create(alice, { renewers: [bob] })
    await create(alice)

    expect(await owners(alice, null, 1)).toEqual(['alice bob', 'alice '])
    expect(await owners(other)).toEqual(['alice bob'])
    expect(await owners(admin, [bob])).toEqual(['alice bob'])
    expect(await owners(admin)).toHaveLength(2)
    expect(await owners(alice, [])).toEqual([])
  })

  test('A token for another user needs the right to it, and renewers are users', async () => {
    using admin = await as(kafka, 'admin')
    const forBob = { ownerPrincipalType: 'User', ownerPrincipalName: 'bob' }

    expect((await create(alice, forBob)).errorCode).toBe(errorCodes.DELEGATION_TOKEN_AUTHORIZATION_FAILED)
    const token = await create(admin, forBob)
    expect(token).toMatchObject({ errorCode: errorCodes.NONE, principalName: 'bob', tokenRequesterPrincipalName: 'admin' })
    const group = { principalType: 'Group', principalName: 'g' }
    expect((await create(alice, { renewers: [group] })).errorCode).toBe(errorCodes.INVALID_PRINCIPAL_TYPE)
  })

  test('Without a secret of the brokers there are no tokens, and anonymous clients may not ask', async () => {
    await using plain = await startTestingCluster({ sasl: { alice: 'secret' } })
    await using open = await startTestingCluster({ configs })
    using client = await as(plain, 'alice')
    using anonymous = await connectRaw(open.broker(1).port)
    const nothing = { hmac: Buffer.alloc(0) }

    expect(await create(client)).toMatchObject({ errorCode: errorCodes.DELEGATION_TOKEN_AUTH_DISABLED, issueTimestampMs: 0n })
    expect(await renew(client, nothing)).toBe(errorCodes.DELEGATION_TOKEN_AUTH_DISABLED)
    expect(await expire(client, nothing)).toBe(errorCodes.DELEGATION_TOKEN_AUTH_DISABLED)
    expect((await client.call(DescribeDelegationToken, 3, { owners: null })).errorCode).toBe(errorCodes.DELEGATION_TOKEN_AUTH_DISABLED)
    const refused = errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
    expect(await create(anonymous)).toMatchObject({ errorCode: refused, issueTimestampMs: -1n, principalName: 'ANONYMOUS' })
    expect(await renew(anonymous, nothing)).toBe(refused)
  })
})
