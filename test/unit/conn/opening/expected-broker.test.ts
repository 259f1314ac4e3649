import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { ApiVersions, Fetch, Metadata } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'

describe('a table of versions to assume', () => {
  test('with a table in apiVersions, ApiVersions is not sent', async () => {
    await using kafka = await startTestingCluster()
    await using connection = await connect({ host: kafka.bootstrap, apiVersions: { Metadata: [0, 5] } })
    expect(connection.versions.of(Metadata)).toEqual({ min: 0, max: 5 })
    expect(connection.versions.of(ApiVersions)).toBeUndefined()
    await connection.send(Metadata, { topics: [] })
    const { header } = await kafka.received(Metadata)
    expect(header).toMatchObject({ correlationId: 0, apiVersion: 5 })
  })

  test('with a table in apiVersions, an API that is not in it cannot be sent', async () => {
    await using kafka = await startTestingCluster()
    await using connection = await connect({ host: kafka.bootstrap, apiVersions: { Metadata: [0, 5] } })
    const fetch = connection.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [] })
    await expect(fetch).rejects.toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
  })

  test('a wrong table in apiVersions is refused, and each problem is named', async () => {
    const apiVersions = { Metadata: [5, 0], Fech: [0, 1], Produce: [0] } as never
    const problems = [
      'apiVersions.Metadata must be [min, max], two integers from 0 on',
      'apiVersions.Fech is not an API',
      'apiVersions.Produce must be [min, max], two integers from 0 on'
    ]
    await expect(connect({ host: 'a', apiVersions })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
    await expect(connect({ host: 'a', apiVersions: 'v2' as never })).rejects.toThrow(/apiVersions must be 'negotiate', or a table/)
  })
})

describe('the expect option', () => {
  test('an expected broker is told its cluster and node, and the connection names them', async () => {
    await using kafka = await startTestingCluster()
    await using first = await connect({ host: kafka.bootstrap })
    const { clusterId, brokers } = await first.send(Metadata, { topics: [] })
    const expected = { clusterId: clusterId ?? '', nodeId: brokers[0]?.nodeId ?? -1 }
    await using connection = await connect({ host: kafka.bootstrap, expect: expected })
    expect(connection.broker).toMatchObject({ ...expected, isConfirmed: true })
    expect(first.broker.isConfirmed).toBeUndefined()
  })

  test.each([true, false])(
    'a broker whose first connection was reset is asked whether it is the expected one, and is it: %s',
    async isIt => {
      await using kafka = await startTestingCluster()
      // The driver asks an older version of ApiVersions after that, which cannot name a broker.
      kafka.broker(1).fault({ after: { receivedBytes: 1 }, do: 'reset' })
      const opening = connect({ host: kafka.bootstrap, expect: { clusterId: isIt ? kafka.clusterId : 'another', nodeId: 1 } })
      if (!isIt) return await expect(opening).rejects.toThrow('129 REBOOTSTRAP_REQUIRED')
      await using connection = await opening
      expect(connection.broker.isConfirmed).toBe(true)
    }
  )

  test.each([
    { clusterId: 'another', nodeId: 1 },
    { clusterId: undefined, nodeId: 99 }
  ])('a broker refuses a connection that expects another broker: %o', async ({ clusterId, nodeId }) => {
    await using kafka = await startTestingCluster()
    const expected = { nodeId, clusterId: clusterId ?? kafka.clusterId }
    const who = `broker ${nodeId} of cluster ${expected.clusterId}`
    const message = expect.stringMatching(
      new RegExp(`^127\\.0\\.0\\.1:\\d+: .*129 REBOOTSTRAP_REQUIRED.* Expected was ${who}; the one that answered at 127.0.0.1 is another`)
    )
    const refused = { code: 'KAFKA_CONNECT', phase: 'api-versions', retriable: true, message }
    await expect(connect({ host: kafka.bootstrap, expect: expected })).rejects.toMatchObject(refused)
  })

  test.each([{ clusterId: 'another' }, { nodeId: 99 }])(
    'an expectation that brokers refuse, because half of it is missing, is not sent: %o',
    async half => {
      await using kafka = await startTestingCluster()
      await using connection = await connect({ host: kafka.bootstrap, expect: half })
      expect(connection.state).toBe('open')
    }
  )
})
