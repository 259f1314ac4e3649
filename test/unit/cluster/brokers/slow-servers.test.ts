import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type ClusterOptions, connectCluster, coordinatorTypes, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { FindCoordinator, ListOffsets } from '../../../../src/messages.ts'
import { plain } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns } from '../../../support/process/gate.ts'

// Shorter than the 5 s that a call waits for one broker, and long for a busy machine.
const PROMPT_MS = 4_000

describe('a login that takes 6 s', () => {
  useOwnClock()

  test('a login that takes 6 s succeeds with connectMs 30,000, although metadata.attemptMs is 5,000', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 }, sasl: { alice: 'secret' } })
    const username = async (): Promise<string> => {
      await new Promise(resolve => setTimeout(resolve, 6_000))
      return 'alice'
    }
    const connection = { sasl: plain({ username, password: 'secret' }), timeouts: { connectMs: 30_000 } }
    const connecting = connectCluster({ bootstrapServers: kafka.bootstrap, connection })
    await using cluster = await passing(connecting)
    const answer = await passing(cluster.send(ListOffsets, endsOf([0, 1])))
    expect(answer).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }, { errorCode: 0 }] }] })
  })
})

describe('a broker of three to which no dial ends', () => {
  for (const dead of [1, 2, 3])
    test(`a broker of three to which no dial ends delays no call to the other brokers (broker ${dead})`, async () => {
      await using kafka = await startTestingCluster({ brokers: 3, topics: { t: 3 } })
      for (let round = 0; round < 3; round++) {
        await using cluster = await open(kafka, dead)
        const healthy = [0, 1, 2].filter(index => index + 1 !== dead)
        const unhealthy = cluster.send(ListOffsets, endsOf([dead - 1]), { timeoutMs: 2_000 }).catch((error: unknown) => error)
        for (let i = 0; i < 5; i++) {
          const answers = await Promise.all(healthy.map(index => cluster.send(ListOffsets, endsOf([index]), { timeoutMs: PROMPT_MS })))
          for (const answer of answers) expect(answer).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
        }
        const keys = { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['g'] }
        expect(await cluster.send(FindCoordinator, keys, { timeoutMs: PROMPT_MS })).toMatchObject({ coordinators: [{ errorCode: 0 }] })
        await cluster.close({ timeoutMs: 1 })
        await unhealthy
      }
    })

  test('a broker of three to which no dial ends delays no call that any broker can answer', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { t: 3 } })
    for (let round = 0; round < 6; round++) {
      await using cluster = await open(kafka, 2)
      const keys = { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['g'] }
      expect(await cluster.send(FindCoordinator, keys, { timeoutMs: PROMPT_MS })).toMatchObject({ coordinators: [{ errorCode: 0 }] })
    }
  })
})

// A dial to the dead broker never ends, as if a firewall dropped all packets.
async function open(kafka: TestingCluster, dead: number, options: Partial<ClusterOptions> = {}) {
  const dial = async ({ host, port }: { host: string; port: number }): Promise<Socket> => {
    if (port === kafka.broker(dead).port) return new Promise(() => undefined)
    const socket = connectSocket(port, host)
    await once(socket, 'connect')
    return socket
  }
  return connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial }, ...options })
}

async function passing<T>(work: Promise<T>): Promise<T> {
  let isOver = false
  const end = (): void => {
    isOver = true
  }
  work.then(end, end)
  for (let ms = 0; !isOver && ms < 60_000; ms += 50) {
    await pass(50)
    await turns(5) // sockets are real
  }
  return work
}

const endsOf = (partitions: readonly number[]) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 't', partitions: partitions.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }]
})
