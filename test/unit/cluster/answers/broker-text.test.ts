import { describe, expect, test } from 'vitest'
import { connect, connectCluster, errorCodes, type KafkaError, throwIfError } from '../../../../src/index.ts'
import { Metadata, SaslAuthenticate, SaslHandshake } from '../../../../src/messages.ts'
import { oauthBearer, plain, scramSha256 } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

const FORGED = 'x\n2026-11-28 ERROR forged line \u001b[31mred\u001b[0m \u202ereversed \u2028 \u0085'
const LONG = `${FORGED}${'M'.repeat(30_000)}`
const BYTES = Buffer.alloc(0)
const USER = { username: 'u', password: 'p' }

/** Checks a message that quotes such text: it is one line, and short enough to read. */
function expectReadable(error: KafkaError, quoting = 'forged'): void {
  expect(error.code).toMatch(/^KAFKA_/)
  expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(error.message).toContain(quoting)
  expect(error.message.length).toBeLessThan(4_000)
}

const failing = (kafka: TestingCluster, sasl: ReturnType<typeof plain>): Promise<KafkaError> =>
  rejectionOf(connect({ host: kafka.bootstrap, sasl })) as Promise<KafkaError>

describe('an error that quotes a broker', () => {
  test('an error shows the first few mechanisms that the broker offers', async () => {
    await using kafka = await startTestingCluster({ sasl: { u: 'p' } })
    kafka.on(SaslHandshake, () => ({
      errorCode: errorCodes.UNSUPPORTED_SASL_MECHANISM,
      mechanisms: [FORGED, ...Array.from({ length: 1_000 }, () => LONG)]
    }))
    const error = await failing(kafka, plain(USER))
    expectReadable(error)
    expect(error.message).toContain('and 991 more')
    expect((error as KafkaError<'KAFKA_AUTHENTICATION'>).offered?.join('').length).toBeLessThanOrEqual(10_000)
  })

  test.each([
    [
      'the reason why the broker refuses a login',
      plain(USER),
      { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: LONG, authBytes: BYTES }
    ],
    ['the error of SCRAM', scramSha256(USER), { errorCode: 0, errorMessage: null, authBytes: Buffer.from(`e=${LONG}`) }],
    ['a challenge of OAUTHBEARER', oauthBearer({ token: 't' }), { errorCode: 0, errorMessage: null, authBytes: Buffer.from(LONG) }],
    [
      'the status of OAUTHBEARER',
      oauthBearer({ token: 't' }),
      { errorCode: 0, errorMessage: null, authBytes: Buffer.from(JSON.stringify({ status: LONG, scope: LONG })) }
    ]
  ])('an error escapes and cuts %s', async (_, sasl, answer) => {
    await using kafka = await startTestingCluster({ sasl: { u: 'p' } })
    kafka.on(SaslAuthenticate, () => answer)
    expectReadable(await failing(kafka, sasl))
  })

  test('an error escapes and cuts the number of iterations of SCRAM', async () => {
    await using kafka = await startTestingCluster({ sasl: { u: 'p' } })
    kafka.on(SaslAuthenticate, async (_, next) => {
      const answer = await next()
      const first = Buffer.from(answer.authBytes)
        .toString()
        .replace(/i=\d+/, `i=${FORGED}${'9'.repeat(30_000)}`)
      return { ...answer, authBytes: Buffer.from(first) }
    })
    expectReadable(await failing(kafka, scramSha256(USER)), 'iterations')
  })

  test('an error escapes and cuts the message beside an error code, and the names on the way to it', () => {
    const partitions = [{ partitionIndex: 1, memberId: LONG, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: LONG }]
    const topics = [{ name: LONG, topicId: LONG, groupId: LONG, partitions }]
    const context = { api: 'Metadata', broker: { host: LONG, port: 9092 } }
    expect(() => throwIfError({ topics }, context)).toThrow()
    try {
      throwIfError({ topics }, context)
    } catch (error) {
      expectReadable(error as KafkaError)
    }
  })

  test('an error escapes and cuts the ids of clusters', async () => {
    await using kafka = await startTestingCluster()
    const servers = [kafka.bootstrap]
    await using cluster = await connectCluster({
      bootstrapServers: () => servers.splice(0, 1)[0] ?? '127.0.0.1:1',
      metadata: { minAgeMs: 1 }
    })
    kafka.on(Metadata, async (_, next) => ({ ...(await next()), clusterId: LONG }))
    const error = (await rejectionOf(cluster.refresh({ timeoutMs: 2_000 }))) as KafkaError
    expectReadable(error)
  })

  test('an error escapes and cuts the hosts that brokers advertise', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return { ...answer, brokers: [...answer.brokers, { nodeId: 77, host: LONG, port: 9092, rack: null }] }
    })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { totalMs: 500 } })
    expect(cluster.map.brokers.get(77)?.host).toBe(LONG) // data is not changed
    expectReadable((await rejectionOf(cluster.pool.acquire(77, 'other'))) as KafkaError)
    expectReadable((await rejectionOf(cluster.send(Metadata, { topics: [] }, { to: { nodeId: 77 } }))) as KafkaError)
  })
})
