import { expect, test } from 'vitest'
import { finalError, unsent } from '../../../../src/cluster/retry/attempts.ts'
import { KafkaError } from '../../../../src/errors.ts'
import { connectCluster, specialTimestamps } from '../../../../src/index.ts'
import { ListOffsets } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

test('the error of a request whose coordinator look-up failed says not-sent, although the look-up was answered', () => {
  const lookup = new KafkaError('KAFKA_BROKER', 'FindCoordinator', {
    errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE,
    errorName: 'X',
    path: '',
    delivery: 'answered'
  })
  expect(unsent(lookup)).toMatchObject({ code: 'KAFKA_BROKER', errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, delivery: 'not-sent' })
})

test('a final timeout names the error of the attempt before it, and has it as its cause', () => {
  const timeout = new KafkaError('KAFKA_TIMEOUT', 'no connection after 50 ms', { phase: 'dial', timeoutMs: 50, delivery: 'not-sent' })
  const before = new Error('refused')
  const final = finalError(timeout, { attempt: 2, failures: 1, nodeId: 1, error: before, openReason: undefined })
  expect(final).toMatchObject({ code: 'KAFKA_TIMEOUT', message: expect.stringContaining('refused'), cause: before, delivery: 'not-sent' })
})

test('a call whose time ends while it waits for metadata tells with which code a broker refused it before', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1 }, metadata: { minAgeMs: 60_000 } })
  await cluster.partition('orders', 0)
  kafka.fault({ api: 'ListOffsets', do: { error: errorCodes.NOT_LEADER_OR_FOLLOWER }, times: Number.POSITIVE_INFINITY })
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
  const late = await rejectionOf(cluster.send(ListOffsets, { topics }, { timeoutMs: 200 }))
  expect(late).toMatchObject({ code: 'KAFKA_TIMEOUT', message: expect.stringContaining('NOT_LEADER_OR_FOLLOWER') })
  expect(late).toMatchObject({ cause: { code: 'KAFKA_BROKER', errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER } })
})
