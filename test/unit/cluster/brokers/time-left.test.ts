import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type Cluster, connectCluster } from '../../../../src/index.ts'
import { InitProducerId } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns } from '../../../support/process/gate.ts'

const LIMIT_MS = 2_000
const STEP_MS = 50

/** Has a cluster of three brokers that no dial reaches any more, and returns how long a call of it takes. */
async function timeOf(call: (cluster: Cluster) => Promise<unknown>): Promise<number> {
  await using kafka = await startTestingCluster({ brokers: 3 })
  let isSilent = false
  const dial = async ({ host, port }: { host: string; port: number }): Promise<Socket> => {
    if (isSilent) return new Promise(() => undefined)
    const socket = connectSocket(port, host)
    await once(socket, 'connect')
    return socket
  }
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial } })
  isSilent = true
  cluster.pool.recycle()
  const beganMs = performance.now()
  let endedMs: number | undefined
  const settled = call(cluster).then(
    () => expect.unreachable('no broker can be reached'),
    () => {
      endedMs = performance.now()
    }
  )
  while (endedMs === undefined) {
    await pass(STEP_MS)
    await turns(5) // sockets are real
  }
  await settled
  await cluster.close({ timeoutMs: 1 })
  return endedMs - beganMs
}

describe('the limit of a call while no broker can be reached', () => {
  useOwnClock()

  test('the limit of a call that any broker can answer counts for all brokers together', async () => {
    const request = { transactionalId: null, transactionTimeoutMs: 1_000 }
    expect(await timeOf(cluster => cluster.send(InitProducerId, request, { timeoutMs: LIMIT_MS }))).toBeLessThanOrEqual(
      LIMIT_MS + 2 * STEP_MS
    )
  })

  test('the limit of a question for versions counts for all brokers together', async () => {
    expect(await timeOf(cluster => cluster.versions(InitProducerId, { timeoutMs: LIMIT_MS }))).toBeLessThanOrEqual(LIMIT_MS + 2 * STEP_MS)
  })
})
