import { expect, test } from 'vitest'
import { joinOutcomes, type Outcome } from '../../../../src/cluster/answers/outcomes.ts'
import { type Delivery, KafkaError } from '../../../../src/errors.ts'
import { absentValues, acks, connectCluster } from '../../../../src/index.ts'
import { Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

type Part = Outcome<unknown, unknown>

const route = { safeToRepeat: false, throttledSince: 0 }

function lost(nodeId: number, delivery: Delivery, retriable: boolean): Part {
  const error = new KafkaError('KAFKA_CONNECTION_CLOSED', `${nodeId}: ${delivery}`, { reason: 'broken', delivery, retriable })
  return { nodeId, request: {}, error }
}
const answered = (nodeId: number): Part => ({ nodeId, request: {}, response: {} as never })

function errorOf(parts: readonly Part[]): unknown {
  try {
    joinOutcomes(route, {}, parts, Produce as never)
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

test('a split request with one answered part and one not-sent part is maybe-sent as a whole', () => {
  expect(errorOf([answered(1), lost(2, 'not-sent', true)])).toMatchObject({ delivery: 'maybe-sent' })
})

test('a split request is not-sent as a whole only if none of its parts was sent', () => {
  expect(errorOf([lost(1, 'not-sent', true), lost(2, 'not-sent', true)])).toMatchObject({ delivery: 'not-sent' })
  expect(errorOf([lost(1, 'not-sent', false), lost(2, 'maybe-sent', true)])).toMatchObject({ delivery: 'maybe-sent' })
})

test('if several parts fail, a final error is thrown rather than a retriable one', () => {
  const parts = [lost(1, 'not-sent', true), lost(2, 'maybe-sent', false), lost(3, 'maybe-sent', true)]
  expect(errorOf(parts)).toMatchObject({ retriable: false })
})

test('if several parts fail with retriable errors, a maybe-sent one is thrown rather than a not-sent one', () => {
  const parts = [lost(1, 'not-sent', true), lost(2, 'maybe-sent', true)]
  expect(errorOf(parts)).toMatchObject({ message: expect.stringContaining('2: maybe-sent'), delivery: 'maybe-sent' })
})

test('if several parts fail, an error that is no KafkaError is thrown rather than a retriable one', () => {
  const foreign = new TypeError('a fault of our own')
  const thrown = errorOf([lost(1, 'maybe-sent', true), { nodeId: 2, request: {}, error: foreign }])
  expect(thrown === foreign || (thrown as Error).cause === foreign).toBe(true)
})

test('the error of a split Produce says maybe-sent if one leader answered and the other cannot be reached', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { maxAttempts: 1 } })
  const leaders = await Promise.all([0, 1].map(index => cluster.partition('orders', index)))
  const unreachable = leaders[1]?.leaderId ?? absentValues.NO_LEADER_ID
  kafka.broker(unreachable).fault({ after: { receivedBytes: 0 }, do: 'reset', times: Number.POSITIVE_INFINITY })
  const partitionData = [0, 1].map(index => {
    const builder = batchBuilder()
    builder.append({ value: 'x' })
    return { index, records: builder.build() }
  })
  const request = { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] }
  const error = await rejectionOf(cluster.send(Produce, request))
  const { shards } = error as { shards: readonly { nodeId: number; response?: unknown; error?: unknown }[] }
  expect(error).toMatchObject({ delivery: 'maybe-sent' })
  expect(shards.map(({ nodeId, error }) => [nodeId, error === undefined])).toEqual(
    expect.arrayContaining([
      [unreachable, false],
      [3 - unreachable, true]
    ])
  )
})
