import { describe, expect, test } from 'vitest'
import { FindCoordinator, Metadata } from '../../../src/messages.ts'
import { errorCodes } from '../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { waitForShared } from '../../../src/waiting/shared-work.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { until } from '../../support/process/gate.ts'
import { mapCluster } from '../../support/vectors/mapped.ts'

const NEVER = new Promise<never>(() => undefined)

describe('a wait that was too long', () => {
  test('the error of a wait that was too long has whole milliseconds, and the cause if it is known', async () => {
    const cause = new Error('nobody there')
    const error = await rejectionOf(waitForShared(NEVER, 'Metadata', { timeoutMs: 1.25 }, { cause: () => cause }))
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 2, cause })
    expect(error).toMatchObject({ message: expect.stringMatching(/^Metadata: no answer within 2 ms.*: nobody there$/) })
    const plain = await rejectionOf(waitForShared(NEVER, 'Metadata', { timeoutMs: 1 }))
    expect(plain).toMatchObject({ message: expect.not.stringContaining('failed') })
    expect(plain).not.toHaveProperty('cause')
  })

  test('the error of a wait for the map has the failure of the last refresh as its cause', async () => {
    await using mapped = mapCluster({ bootstrapServers: '127.0.0.1:1', metadata: { minAgeMs: 60_000 }, retry: { maxMs: 60_000 } })
    await rejectionOf(mapped.metadata.refresh())
    const error = await rejectionOf(mapped.metadata.refresh({ timeoutMs: 5 }))
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', cause: { code: 'KAFKA_NO_BROKER', cause: { code: 'KAFKA_CONNECT' } } })
    expect(error).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') })
  })

  test('the error of a wait for the map has no cause when a refresh has succeeded', async () => {
    await using kafka = await startTestingCluster()
    let servers = '127.0.0.1:1'
    await using mapped = mapCluster({ bootstrapServers: () => servers, metadata: { minAgeMs: 1 } })
    await rejectionOf(mapped.metadata.refresh())
    servers = kafka.bootstrap
    await mapped.metadata.refresh()
    kafka.on(Metadata, () => undefined)
    const error = await rejectionOf(mapped.metadata.refresh({ timeoutMs: 1_000 }))
    const { port } = kafka.broker(1)
    const message = expect.stringMatching(
      new RegExp(`^Metadata: no answer within 1000 ms from Broker 1 at 127\\.0\\.0\\.1:${port}.*: the time of the call is over`)
    )
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', message })
    expect(error).not.toHaveProperty('cause')
  })

  test('the error of a wait for a coordinator has the failure of the look-up before as its cause', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap })
    const none = { key: 'a', nodeId: -1, host: '', port: -1, errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, errorMessage: null }
    kafka.on(FindCoordinator, { times: 1 }, () => ({ coordinators: [none] }))
    await rejectionOf(mapped.coordinators.find('group', 'a'))
    let asked = 0
    kafka.on(FindCoordinator, () => void asked++)
    const found = rejectionOf(mapped.coordinators.find('group', 'a', { timeoutMs: 1_000 }))
    await until(() => asked > 0)
    const message = expect.stringContaining(
      `group "a": no answer within 1000 ms from Broker 1 at 127.0.0.1:${kafka.broker(1).port}: the time`
    )
    expect(await found).toMatchObject({
      code: 'KAFKA_TIMEOUT',
      message,
      cause: { code: 'KAFKA_BROKER', errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE }
    })
  })
})
