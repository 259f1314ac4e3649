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

// How long each test produces and fetches. REAUTH_MS=60000 is the long form.
const { REAUTH_MS = '8000' } = process.env
const DURATION_MS = Number(REAUTH_MS)
const PRODUCERS = 4
// The driver waits for the answer of an open Fetch before it renews the session.
const MAX_WAIT_MS = 200
// The driver renews the session earlier by this time, in which the broker may be busy with other
// requests.
const PRODUCE_TIMEOUT_MS = 500
const TOKEN_LIFE_SECONDS = 4
const LONG_POLL_MS = 4_000

for (const { name, dir, bootstrap, sasl: listeners } of brokers()) {
  // The users of a cluster that the harness did not start are unknown.
  if (listeners === undefined || dir === undefined) continue
  const reauth = firstAddress(listeners.reauth)
  const shortLived = (): SaslMechanism =>
    oauthBearer({ token: () => makeToken(dir, { signed: false, subject: 'alice', expiresInSeconds: TOKEN_LIFE_SECONDS }) })

  describe.concurrent(`re-authentication with ${name}, for ${DURATION_MS} ms`, () => {
    test.each<[string, ConnectionOptions, () => SaslMechanism, number]>([
      ['the broker limits to 2.5 s', reauth, () => scramSha512({ username: 'alice', password: 'alice-secret' }), 3_000],
      ['the broker limits to 2.5 s, with tokens of 4 s,', reauth, shortLived, 3_000],
      ['expires with a token of 4 s', firstAddress(listeners.plaintext), shortLived, 4_000]
    ])(
      'a session that %s is renewed, and no request fails',
      async (what, to, make, renewedWithinMs) => {
        await using other = await connect(firstAddress(bootstrap))
        await using topic = await createTopic(other)
        await using connection = await connect({ ...to, sasl: make() })
        // Each session is known by the time at which it ends.
        const sessions = new Set<number>()
        const untilMs = performance.now() + DURATION_MS
        const isOver = (): boolean => {
          sessions.add(connection.broker.sessionExpiresAt?.getTime() ?? 0)
          return performance.now() > untilMs
        }
        const producing = Array.from({ length: PRODUCERS }, () => produceUntil(connection, topic, isOver))
        const [fetched, ...produced] = await Promise.all([fetchUntil(connection, topic, isOver), ...producing])
        const count = produced.reduce((sum, each) => sum + each)
        console.log(`${name}, ${what}: renewed ${sessions.size - 1} times, ${count} records produced, ${fetched} fetched`)
        expect(connection.state).toBe('open')
        expect(sessions.size - 1).toBeGreaterThanOrEqual(Math.floor(DURATION_MS / renewedWithinMs))
        expect(fetched).toBe(BigInt(count))
        expect(await endOffset(connection, topic)).toBe(BigInt(count))
      },
      DURATION_MS + 60_000
    )

    test.each([1, 2, 5])(
      '%i Fetch requests that wait longer than the session lasts are answered, and so is a request behind them',
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

/**
 * Reads the topic with one Fetch at a time until producing is over and no records are left.
 * Resolves with the offset that it has reached.
 */
async function fetchUntil(connection: Connection, topic: Topic, isOver: () => boolean): Promise<bigint> {
  for (let nextOffset = 0n; ; ) {
    const wasOver = isOver()
    const { responses } = throwIfError(await connection.send(Fetch, fetchFrom(topic, nextOffset, MAX_WAIT_MS)))
    const lastBatch = [...readBatches(responses[0]?.partitions[0]?.records ?? null)].at(-1)
    if (lastBatch === undefined && wasOver) return nextOffset
    if (lastBatch !== undefined) nextOffset = lastBatch.lastOffset + 1n
  }
}
