import { describe, expect, test } from 'vitest'
import type { CoordinatorType } from '../../../../src/cluster/brokers/coordinators.ts'
import { FindCoordinator, Metadata } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { gate, until } from '../../../support/process/gate.ts'
import { type Mapped, mapCluster } from '../../../support/vectors/mapped.ts'

/** The brokers that are asked from now on. */
function watch(kafka: TestingCluster): number[] {
  const seen: number[] = []
  kafka.on(FindCoordinator, ({ nodeId }, next) => {
    seen.push(nodeId)
    return next()
  })
  return seen
}

const open = (kafka: TestingCluster): Mapped =>
  mapCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1, attemptMs: 2_000 } })

const TOPIC_ID = 'N38MSyzCmwTtw2uHBFSFAA'

describe('a coordinator', () => {
  test.each([0, 1, 3, 4, 5, 6])('a coordinator is found by FindCoordinator v%i, and all callers get the same node', async version => {
    await using kafka = await startTestingCluster({ brokers: 3, versions: { FindCoordinator: [0, version] } })
    await using mapped = open(kafka)
    await using other = open(kafka)
    const types: CoordinatorType[] = version === 0 ? ['group'] : version < 6 ? ['group', 'transaction'] : ['group', 'transaction', 'share']
    for (const type of types) {
      for (const name of ['a', 'b', 'c']) {
        const key = type === 'share' ? `${name}:${TOPIC_ID}:0` : name // group, topic and partition
        const nodeId = await mapped.coordinators.find(type, key)
        expect(nodeId).toBe(await other.coordinators.find(type, key))
        const { message } = await kafka.received(FindCoordinator)
        expect(message).toMatchObject({ keyType: types.indexOf(type), ...(version < 4 ? { key } : { coordinatorKeys: [key] }) })
        await kafka.received(FindCoordinator)
      }
    }
  })

  test('a coordinator is looked up once for many callers, and kept', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using mapped = open(kafka)
    const seen = watch(kafka)
    const { coordinators } = mapped
    const found = await Promise.all(Array.from({ length: 100 }, () => coordinators.find('group', 'a')))
    expect(new Set(found).size).toBe(1)
    await coordinators.find('group', 'a')
    expect(seen).toHaveLength(1)
    await coordinators.find('transaction', 'a')
    expect(seen).toHaveLength(2)
  })

  test('a coordinator is looked up again after a broker said that it is wrong, or its broker failed', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using mapped = open(kafka)
    const seen = watch(kafka)
    const { coordinators } = mapped
    const [a, b] = [await coordinators.find('group', 'a'), await coordinators.find('group', 'b')]
    expect(a).not.toBe(b)
    coordinators.drop('group', 'b')
    await coordinators.find('group', 'a')
    expect(seen).toHaveLength(2)
    await coordinators.find('group', 'b')
    expect(seen).toHaveLength(3)
    coordinators.dropNode(a)
    await coordinators.find('group', 'b')
    expect(seen).toHaveLength(3)
    await coordinators.find('group', 'a')
    expect(seen).toHaveLength(4)
  })

  test('a coordinator is not dropped by the answer of a broker that is not known as the coordinator any more', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using mapped = open(kafka)
    const seen = watch(kafka)
    const { coordinators } = mapped
    const nodeId = await coordinators.find('group', 'a')
    coordinators.drop('group', 'a', nodeId + 1)
    await coordinators.find('group', 'a')
    expect(seen).toHaveLength(1)
    coordinators.drop('group', 'a', nodeId)
    await coordinators.find('group', 'a')
    expect(seen).toHaveLength(2)
  })

  test.each([4, 3])('a coordinator that is not available or still loading is a retriable error (v%i)', async version => {
    await using kafka = await startTestingCluster({ versions: { FindCoordinator: [0, version] } })
    await using mapped = open(kafka)
    const { coordinators } = mapped
    for (const errorCode of [errorCodes.COORDINATOR_LOAD_IN_PROGRESS, errorCodes.COORDINATOR_NOT_AVAILABLE]) {
      kafka.on(FindCoordinator, { times: 1 }, () => {
        const none = { nodeId: -1, host: '', port: -1, errorCode, errorMessage: null }
        return version < 4 ? none : { coordinators: [{ key: 'a', ...none }] }
      })
      await expect(coordinators.find('group', 'a')).rejects.toMatchObject({ code: 'KAFKA_BROKER', errorCode, retriable: true })
    }
    expect(await coordinators.find('group', 'a')).toBe(1)
  })

  test('a coordinator that the user is not authorized to look up is a final error', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = open(kafka)
    const denied = { key: 'a', nodeId: -1, host: '', port: -1, errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED, errorMessage: 'no' }
    kafka.on(FindCoordinator, { times: 1 }, () => ({ coordinators: [denied] }))
    await expect(mapped.coordinators.find('group', 'a')).rejects.toMatchObject({
      code: 'KAFKA_BROKER',
      errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED,
      retriable: false
    })
  })

  test.each([{ coordinators: [] }, { coordinators: [{ key: 'a', nodeId: -1, host: '', port: -1, errorCode: 0, errorMessage: null }] }])(
    'a coordinator that the answer does not name is a retriable error: %o',
    async answer => {
      await using kafka = await startTestingCluster()
      await using mapped = open(kafka)
      kafka.on(FindCoordinator, { times: 1 }, () => answer)
      await expect(mapped.coordinators.find('group', 'a')).rejects.toMatchObject({
        code: 'KAFKA_BROKER',
        errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE,
        retriable: true
      })
    }
  )

  test('a coordinator that is not in the metadata yet can be reached at once', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using mapped = open(kafka)
    const { coordinators, metadata, pool } = mapped
    const young = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return { ...answer, brokers: answer.brokers.filter(({ nodeId }) => nodeId === 1) }
    })
    await metadata.refresh()
    expect(metadata.map.brokers.has(2)).toBe(false)
    young()
    const keys = ['a', 'b', 'c', 'd']
    const found = await Promise.all(keys.map(key => coordinators.find('group', key)))
    expect(found).toContain(2)
    expect(metadata.map.brokers.get(2)).toMatchObject({ port: kafka.broker(2).port })
    expect((await pool.acquire(2, 'other')).broker.nodeId).toBe(2)
  })

  test('each caller waits for a coordinator with its own timeout and signal', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = open(kafka)
    const held = gate()
    kafka.on(FindCoordinator, async (_, next) => {
      await held.opened
      return next()
    })
    const { coordinators } = mapped
    const patient = coordinators.find('group', 'a')
    await expect(coordinators.find('group', 'a', { timeoutMs: 1 })).rejects.toMatchObject({ code: 'KAFKA_TIMEOUT', delivery: 'not-sent' })
    await expect(coordinators.find('group', 'a', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
    held.open()
    expect(await patient).toBe(1)
  })

  test('a coordinator is not looked up any more once the cluster is closed', async () => {
    await using kafka = await startTestingCluster()
    const mapped = open(kafka)
    await mapped.metadata.refresh()
    kafka.on(FindCoordinator, () => undefined)
    const seen = watch(kafka)
    const found = mapped.coordinators.find('group', 'a').then(
      () => 'found',
      error => error
    )
    await until(() => seen.length === 1)
    mapped.metadata.close()
    expect(await found).toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
    await expect(mapped.coordinators.find('group', 'b')).rejects.toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
    await mapped[Symbol.asyncDispose]()
  })

  test('a coordinator that no broker can name is an error with the cause of each broker', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using mapped = open(kafka)
    await mapped.metadata.refresh()
    await kafka.close()
    await expect(mapped.coordinators.find('group', 'a')).rejects.toMatchObject({
      code: 'KAFKA_NO_BROKER',
      causes: [{ code: 'KAFKA_CONNECT' }, { code: 'KAFKA_CONNECT' }],
      retriable: true
    })
  })
})

describe('a broker that never answers', () => {
  useOwnClock()

  test('a broker that never answers does not delay the look-up of a coordinator through other brokers by more than 250 ms', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using mapped = open(kafka)
    await mapped.metadata.refresh()
    await mapped.pool.acquire(1, 'coordination')
    const asked: number[] = []
    kafka.on(FindCoordinator, ({ nodeId }, next) => {
      asked.push(nodeId)
      return nodeId === 1 ? undefined : next()
    })
    const found = mapped.coordinators.find('group', 'a')
    await until(() => asked.length === 1)
    await pass(2_010)
    expect(await found).toBeGreaterThan(0)
    expect(asked).toEqual([1, 2])
    kafka.broker(1).fault({ after: { bytes: 0 }, do: 'reset' })
  })
})
