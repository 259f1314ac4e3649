import { describe, expect, test } from 'vitest'
import { acks, type Connection, type ConnectionOptions, connect, replicaIds, throwIfError } from '../../../src/index.ts'
import { Fetch, ListOffsets, Produce } from '../../../src/messages.ts'
import { readBatches } from '../../../src/records/index.ts'
import { oauthBearer, type SaslMechanism, scramSha512 } from '../../../src/sasl/index.ts'
import { makeToken } from '../harness/security/oauth.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { batchOf, endOffset, fetchFrom } from '../support/records/records.ts'
import { createTopic, type Topic } from '../support/topics.ts'

const { REAUTH_MS = '8000' } = process.env // how long it goes on; REAUTH_MS=60000 is the long form
const DURATION_MS = Number(REAUTH_MS)
const PRODUCERS = 4
const MAX_WAIT_MS = 200 // of a Fetch, which has to be answered before the session is renewed
const PRODUCE_TIMEOUT_MS = 500 // the session is renewed by so much earlier: that is what a broker has time to be busy with other things
const TOKEN_LIFE_SECONDS = 4
const LONG_POLL_MS = 4_000

for (const { name, dir, bootstrap, sasl: listeners } of brokers()) {
  if (listeners === undefined || dir === undefined) continue // whose users we do not know
  const reauth = firstAddress(listeners.reauth)
  const shortLived = (): SaslMechanism =>
    oauthBearer({ token: () => makeToken(dir, { signed: false, subject: 'alice', expiresInSeconds: TOKEN_LIFE_SECONDS }) })

  describe.concurrent(`re-authentication with ${name}, for ${DURATION_MS} ms`, () => {
    test.each<[string, ConnectionOptions, () => SaslMechanism, number]>([
      ['the broker ends after 2.5 s', reauth, () => scramSha512({ username: 'alice', password: 'alice-secret' }), 3_000],
      ['the broker ends after 2.5 s, with tokens of 4 s', reauth, shortLived, 3_000],
      ['ends with a token of 4 s', firstAddress(listeners.plaintext), shortLived, 4_000]
    ])(
      'a session that %s goes on, and no request fails',
      async (what, to, make, renewedWithinMs) => {
        await using other = await connect(firstAddress(bootstrap))
        await using topic = await createTopic(other)
        await using connection = await connect({ ...to, sasl: make() })
        const sessions = new Set<number>() // by their ends, which are told when they begin
        const untilMs = performance.now() + DURATION_MS
        const isOver = (): boolean => {
          sessions.add(connection.broker.sessionExpiresAt?.getTime() ?? 0)
          return performance.now() > untilMs
        }
        const producing = Array.from({ length: PRODUCERS }, () => produceUntil(connection, topic, isOver))
        const [fetched, ...produced] = await Promise.all([fetchUntil(connection, topic, isOver), ...producing])
        const count = produced.reduce((sum, each) => sum + each)
        console.log(`${name}, ${what}: ${sessions.size - 1} times renewed, ${count} records produced, ${fetched} fetched`)
        expect(connection.state).toBe('open') // and it is the same as ever
        expect(sessions.size - 1).toBeGreaterThanOrEqual(Math.floor(DURATION_MS / renewedWithinMs))
        expect(fetched).toBe(BigInt(count))
        expect(await endOffset(connection, topic)).toBe(BigInt(count))
      },
      DURATION_MS + 60_000
    )

    test.each([1, 2, 5])(
      '%i polls on one connection that are longer than the session are answered, and so is what is sent between them',
      async polls => {
        await using other = await connect(firstAddress(bootstrap))
        await using topic = await createTopic(other)
        await using connection = await connect({ ...reauth, sasl: scramSha512({ username: 'alice', password: 'alice-secret' }) })
        const answers = Array.from({ length: polls }, () => connection.send(Fetch, fetchFrom(topic, 0n, LONG_POLL_MS)))
        const listed = connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [] })
        const { length } = await Promise.all([...answers, listed])
        expect(length).toBe(polls + 1)
        expect(connection.state).toBe('open')
      },
      5 * LONG_POLL_MS + 60_000
    )
  })
}

async function produceUntil(connection: Connection, topic: Topic, isOver: () => boolean): Promise<number> {
  const partitionData = [{ index: 0, records: batchOf([{ key: 'k', value: 'v' }]) }]
  let count = 0
  for (; !isOver(); count++) {
    throwIfError(
      await connection.send(Produce, { acks: acks.ALL, timeoutMs: PRODUCE_TIMEOUT_MS, topicData: [{ name: topic.name, partitionData }] })
    )
  }
  return count
}

/** Follows the topic, one Fetch at a time, and resolves with the offset that it has come to when nothing more is there. */
async function fetchUntil(connection: Connection, topic: Topic, isOver: () => boolean): Promise<bigint> {
  for (let nextOffset = 0n; ; ) {
    const wasOver = isOver()
    const { responses } = throwIfError(await connection.send(Fetch, fetchFrom(topic, nextOffset, MAX_WAIT_MS)))
    const lastBatch = [...readBatches(responses[0]?.partitions[0]?.records ?? null)].at(-1)
    if (lastBatch === undefined && wasOver) return nextOffset
    if (lastBatch !== undefined) nextOffset = lastBatch.lastOffset + 1n
  }
}
