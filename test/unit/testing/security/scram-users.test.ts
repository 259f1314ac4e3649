import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { AlterUserScramCredentials, DescribeUserScramCredentials } from '../../../../src/messages.ts'
import { errorCodes, scramMechanisms } from '../../../../src/protocol/codes/index.ts'
import { scramSha256, scramSha512 } from '../../../../src/sasl/index.ts'
import type { TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/process/exchange.ts'
import { as, startSecured } from './secured.ts'

const { SCRAM_SHA_256, SCRAM_SHA_512 } = scramMechanisms
const salt = Buffer.from('some salt of a test')

const credential = (name: string, password = 'new', iterations = 4_096) => ({
  ...{ name, mechanism: SCRAM_SHA_256, iterations, salt },
  saltedPassword: pbkdf2Sync(password, salt, iterations, 32, 'sha256')
})

async function canLogIn(kafka: TestingCluster, username: string, password: string, make = scramSha256): Promise<boolean> {
  const opened = connect({ host: kafka.bootstrap, sasl: make({ username, password }) })
  return opened.then(
    async connection => {
      await connection.close()
      return true
    },
    () => false
  )
}

describe('SCRAM users of a testing cluster', () => {
  test('the users of the option sasl have both mechanisms', async () => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    const { results, errorCode } = await admin.call(DescribeUserScramCredentials, 0, { users: null })

    expect(errorCode).toBe(0)
    expect(results.map(({ user }) => user)).toEqual(['admin', 'alice', 'bob'])
    expect(results[0]).toMatchObject({
      errorCode: 0,
      credentialInfos: [
        { mechanism: SCRAM_SHA_256, iterations: 4_096 },
        { mechanism: SCRAM_SHA_512, iterations: 4_096 }
      ]
    })
  })

  test('a user that is added can log in, and after its deletion it cannot', async () => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    const added = await admin.call(AlterUserScramCredentials, 0, { deletions: [], upsertions: [credential('carol', 'new', 8_192)] })
    const described = await admin.call(DescribeUserScramCredentials, 0, { users: [{ name: 'carol' }] })

    expect(added.results).toMatchObject([{ user: 'carol', errorCode: 0, errorMessage: null }])
    expect(described).toMatchObject({ errorMessage: '', results: [{ errorMessage: '' }] })
    expect(described.results[0]?.credentialInfos).toMatchObject([{ mechanism: SCRAM_SHA_256, iterations: 8_192 }])
    expect(await canLogIn(kafka, 'carol', 'new')).toBe(true)
    expect(await canLogIn(kafka, 'carol', 'new', scramSha512)).toBe(false)

    await admin.call(AlterUserScramCredentials, 0, { deletions: [{ name: 'carol', mechanism: SCRAM_SHA_256 }], upsertions: [] })
    expect(await canLogIn(kafka, 'carol', 'new')).toBe(false)
    expect((await admin.call(DescribeUserScramCredentials, 0, { users: [] })).results.map(({ user }) => user)).not.toContain('carol')
  })

  test('a new credential takes the place of the password, for its mechanism alone', async () => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    await admin.call(AlterUserScramCredentials, 0, { deletions: [], upsertions: [credential('alice')] })

    expect(await canLogIn(kafka, 'alice', 'secret')).toBe(false)
    expect(await canLogIn(kafka, 'alice', 'new')).toBe(true)
    expect(await canLogIn(kafka, 'alice', 'secret', scramSha512)).toBe(true)
    await admin.call(AlterUserScramCredentials, 0, { deletions: [{ name: 'alice', mechanism: SCRAM_SHA_256 }], upsertions: [] })
    expect(await canLogIn(kafka, 'alice', 'secret')).toBe(false)
  })

  test('users that are unknown or named twice have errors of their own', async () => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    const users = ['alice', 'nobody', 'bob', 'bob'].map(name => ({ name }))
    const { errorCode, results } = await admin.call(DescribeUserScramCredentials, 0, { users })

    expect(errorCode).toBe(0)
    expect(results.map(result => [result.user, result.errorCode])).toEqual([
      ['alice', 0],
      ['nobody', errorCodes.RESOURCE_NOT_FOUND],
      ['bob', errorCodes.DUPLICATE_RESOURCE]
    ])
  })

  test('a change that is wrong is refused, and the others of the request are made', async () => {
    await using kafka = await startSecured()
    using admin = await as(kafka, 'admin')
    const { results } = await admin.call(AlterUserScramCredentials, 0, {
      deletions: [{ name: 'nobody', mechanism: SCRAM_SHA_256 }],
      upsertions: [
        ...[credential(''), credential('few', 'new', 4_095), credential('many', 'new', 16_385), credential('twice'), credential('twice')],
        ...[{ ...credential('odd'), mechanism: 9 as 1 }, credential('good')]
      ]
    })

    expect(results.map(({ user, errorCode }) => [user, errorCode])).toEqual([
      ['nobody', errorCodes.RESOURCE_NOT_FOUND],
      ['', errorCodes.UNACCEPTABLE_CREDENTIAL],
      ['few', errorCodes.UNACCEPTABLE_CREDENTIAL],
      ['many', errorCodes.UNACCEPTABLE_CREDENTIAL],
      ['twice', errorCodes.DUPLICATE_RESOURCE],
      ['odd', errorCodes.UNSUPPORTED_SASL_MECHANISM],
      ['good', 0]
    ])
    expect(await canLogIn(kafka, 'good', 'new')).toBe(true)
    expect(await canLogIn(kafka, 'twice', 'new')).toBe(false)
  })

  test('a user without rights on the cluster may neither see nor change credentials', async () => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    const { CLUSTER_AUTHORIZATION_FAILED: errorCode } = errorCodes

    expect(await alice.call(DescribeUserScramCredentials, 0, { users: null })).toMatchObject({ errorCode, results: [] })
    const altered = await alice.call(AlterUserScramCredentials, 0, { deletions: [], upsertions: [credential('alice')] })
    expect(altered.results).toMatchObject([{ user: 'alice', errorCode }])
    expect(await rejectionOf(connect({ host: kafka.bootstrap, sasl: scramSha256({ username: 'alice', password: 'new' }) }))).toMatchObject({
      code: 'KAFKA_AUTHENTICATION'
    })
  })
})
