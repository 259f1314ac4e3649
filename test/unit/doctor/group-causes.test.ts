import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/doctor/index.ts'
import { OffsetCommit } from '../../../src/messages.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { connectRaw } from '../../support/brokers/raw-client.ts'
import { endOf, failed } from './ends.ts'

const TIMEOUT_MS = 400

describe('the cause of a group, a topic or a record', () => {
  test('a coordinator that is not available', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ api: 'FindCoordinator', do: { error: 'COORDINATOR_NOT_AVAILABLE' } })
    expect(endOf(await diagnose({ bootstrap: kafka.bootstrap, group: 'billing', timeoutMs: TIMEOUT_MS }))).toEqual(
      failed(
        'coordinator',
        expect.stringContaining('The coordinator of group billing is not available: the topic __consumer_offsets'),
        'npx kafkawire topics describe __consumer_offsets --bootstrap HOST:PORT'
      )
    )
  })

  test('a coordinator that is not available at first, because the cluster is new, is waited for', async () => {
    await using kafka = await startTestingCluster()
    kafka.fault({ api: 'FindCoordinator', do: { error: 'COORDINATOR_NOT_AVAILABLE' }, times: 2 })
    expect(await diagnose({ bootstrap: kafka.bootstrap, group: 'billing' })).toMatchObject({ status: 'ok' })
  })

  test('a group that the coordinator does not have is named, and is no failure', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    const told = async (group: string): Promise<string | undefined> =>
      (await diagnose({ bootstrap: kafka.bootstrap, group })).findings.find(({ step, status }) => step === 'coordinator' && status === 'ok')
        ?.text
    expect(await told('billing')).toMatch(/^broker \d, which has no group of this name now: /)
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 1n }] }]
    for (const { port } of kafka.brokers) {
      using each = await connectRaw(port)
      await each.call(OffsetCommit, 9, { groupId: 'billing', topics })
    }
    expect(await told('billing')).toMatch(/^broker \d$/)
  })

  test('an ACL that looks like a missing topic', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 }, sasl: { alice: 'secret' }, authorizer: true })
    const sasl = plain({ username: 'alice', password: 'secret' })
    const result = await diagnose({ bootstrap: kafka.bootstrap, sasl, topics: ['orders'], write: true })
    expect(endOf(result)).toEqual(
      failed(
        'authorization',
        'This user may not describe topic orders: an ACL is missing, so the topic looks as if it did not exist.',
        'kafka-acls --add'
      )
    )
  })

  test('a topic that does not exist', async () => {
    await using kafka = await startTestingCluster()
    const result = await diagnose({ bootstrap: kafka.bootstrap, topics: ['orders'] })
    expect(endOf(result)).toEqual(
      failed(
        'topic',
        expect.stringContaining('Topic orders does not exist on this cluster, or'),
        'kafkawire topics create orders --bootstrap'
      )
    )
    expect(kafka.snapshot().topics).toEqual([])
  })

  test('a topic whose leader is down', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await kafka.broker(2).stop()
    const result = await diagnose({ bootstrap: `127.0.0.1:${kafka.broker(1).port}`, topics: ['orders'] })
    expect(endOf(result)).toEqual(
      failed('topic', '1 of 2 partitions of topic orders have no leader (1).', 'npx kafkawire topics describe orders --bootstrap HOST:PORT')
    )
  })

  test('a record that is refused', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'Produce', do: { error: 'NOT_ENOUGH_REPLICAS' } })
    const result = await diagnose({ bootstrap: kafka.bootstrap, topics: ['orders'], write: true })
    expect(endOf(result)).toEqual(failed('write', expect.stringContaining('NOT_ENOUGH_REPLICAS'), 'min.insync.replicas'))
  })
})
