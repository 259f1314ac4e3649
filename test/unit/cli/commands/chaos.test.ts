import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { acks, type Connection, connect, errorCodes, isolationLevels, replicaIds } from '../../../../src/index.ts'
import { Fetch, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'
import { proxied } from '../../../support/process/proxied.ts'

const folder = mkdtempSync(join(tmpdir(), 'chaos-'))
afterAll(() => rmSync(folder, { recursive: true }))

const metadata = async (host: string) => {
  await using connection = await connect({ host })
  return await connection.send(Metadata, { topics: [{ name: 'orders' }] })
}
const chaos = (kafka: TestingCluster, ...flags: readonly string[]): readonly string[] => [
  ...['chaos', '--quiet', '--upstream', kafka.bootstrap],
  ...flags
]

async function produce(host: string, topic = 'orders') {
  await using connection = await connect({ host })
  return await write(connection, topic, 'v')
}

async function write(connection: Connection, topic: string, value: string) {
  const batch = batchBuilder()
  batch.append({ value })
  const topicData = [{ name: topic, partitionData: [{ index: 0, records: batch.build() }] }]
  const answer = await connection.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }, { maxVersion: 12 })
  return answer.responses[0]?.partitionResponses[0]?.errorCode
}

describe('kafkawire chaos', () => {
  test('kafkawire chaos --refuse answers with an error code for one topic, as often as --times says, and carries out the rest', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, payments: 1 } })
    const flags = ['--refuse', 'Produce:NOT_LEADER_OR_FOLLOWER', '--topic', 'orders', '--times', '1']
    const { code, used, lines } = await proxied(chaos(kafka, ...flags), async host => [
      await produce(host, 'payments'),
      await produce(host),
      await produce(host)
    ])
    expect(code).toBe(130)
    expect(used).toEqual([errorCodes.NONE, errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.NONE])
    // The request that was refused was not carried out.
    expect(await kafka.waitForRecords('orders', 1)).toHaveLength(1)
    expect(lines.filter(line => line.includes(' ! '))).toEqual([
      expect.stringMatching(/^#2 ! 1 Produce v\d+ \{"api":"Produce","do":\{"error":"NOT_LEADER_OR_FOLLOWER"\},"topic":"orders"\}$/)
    ])
  })

  test('a request that kafkawire chaos --delay holds back is not overtaken by a later one of its connection', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const flags = ['--delay', 'Produce:300ms', '--times', '1']
    const { used, lines } = await proxied(chaos(kafka, ...flags), async host => {
      await using connection = await connect({ host })
      const beganMs = performance.now()
      const writing = ['a', 'b'].map(value => write(connection, 'orders', value))
      await Promise.all(writing)
      return performance.now() - beganMs
    })
    expect(used).toBeGreaterThan(290)
    expect((await kafka.waitForRecords('orders', 2)).map(({ value }) => Buffer.from(value ?? '').toString())).toEqual(['a', 'b'])
    expect(lines.filter(line => line.includes('{"api":"Produce","do":{"delayMs":300}}'))).toHaveLength(1)
  })

  test.each([
    ['--disconnect Metadata closes the connection', ['--disconnect', 'Metadata'], /KAFKA_CONNECTION_CLOSED/],
    ['--black-hole Metadata leaves a request without an answer', ['--black-hole', 'Metadata'], /KAFKA_TIMEOUT/],
    ['--corrupt Metadata makes an answer unreadable or different', ['--corrupt', 'Metadata', '--seed', '5'], /./],
    ['--reset-after cuts the connection in the middle of an answer', ['--reset-after', '20'], /KAFKA_/],
    ['--close-after ends the connection in the middle of an answer', ['--close-after', '20'], /KAFKA_/],
    ['--silence-after lets no byte pass', ['--silence-after', '20'], /KAFKA_/]
  ])('kafkawire chaos %s', async (_, flags, expected) => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { used, lines } = await proxied(chaos(kafka, ...flags), async host => {
      const opening = connect({ host, timeouts: { connectMs: 2_000, requestMs: 2_000 } })
      const asking = opening.then(connection => connection.send(Metadata, { topics: [{ name: 'orders' }] }))
      const outcome = await asking.then(
        answer => JSON.stringify(answer),
        (error: unknown) => (error as { code: string }).code
      )
      await opening.then(
        connection => connection.close({ timeoutMs: 1 }),
        () => undefined
      )
      return outcome
    })
    expect(used).toMatch(expected)
    expect(lines.filter(line => line.includes(' ! ')).length).toBeGreaterThan(0)
  })

  test('kafkawire chaos --corrupt Fetch breaks the checksum of a batch', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.produce('orders', { value: 'x'.repeat(100) })
    const { used } = await proxied(chaos(kafka, '--corrupt', 'Fetch', '--times', '1'), async host => {
      await using connection = await connect({ host })
      const fetch = async (): Promise<boolean> => {
        const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }]
        const request = { replicaId: replicaIds.CONSUMER, isolationLevel: isolationLevels.READ_UNCOMMITTED, maxWaitMs: 1_000, minBytes: 1 }
        const answer = await connection.send(Fetch, { ...request, topics: [{ topic: 'orders', partitions }] }, { maxVersion: 12 })
        const [batch] = readBatches(answer.responses[0]?.partitions[0]?.records ?? Buffer.alloc(0))
        return batch?.crcValid === true
      }
      return [await fetch(), await fetch()]
    })
    expect(used).toEqual([false, true])
  })

  test('kafkawire chaos --throttle gives answers a throttle time', async () => {
    await using kafka = await startTestingCluster()
    const { used } = await proxied(chaos(kafka, '--throttle', 'Metadata:50ms'), metadata)
    expect(used.throttleTimeMs).toBe(50)
  })

  test('kafkawire chaos --dribble sends answers in small pieces that a client can read', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { used } = await proxied(chaos(kafka, '--dribble', '7'), metadata)
    expect(used.topics[0]?.name).toBe('orders')
  })

  test('kafkawire chaos --faults reads faults from a file, the first of which acts first', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const file = join(folder, 'faults.json')
    const faults = [
      { api: 'Produce', do: { error: 'KAFKA_STORAGE_ERROR' }, times: 1 },
      { api: 'Produce', do: { error: 'THROTTLING_QUOTA_EXCEEDED' }, times: 'Infinity' },
      { after: { requests: 50 }, do: 'reset' }
    ]
    writeFileSync(file, JSON.stringify(faults))
    const { used } = await proxied(chaos(kafka, '--faults', file), async host => [await produce(host), await produce(host)])
    expect(used).toEqual([errorCodes.KAFKA_STORAGE_ERROR, errorCodes.THROTTLING_QUOTA_EXCEEDED])
  })

  test('kafkawire chaos --control sets and removes faults while it runs, and names what needs a testing broker', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let url = ''
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return [response.status, await response.json()] as const
    }
    const { used } = await proxied(
      chaos(kafka, '--control', '0'),
      async host => {
        const before = await produce(host)
        const set = await call('POST', '/faults', { api: 'Produce', do: { error: 'KAFKA_STORAGE_ERROR' } })
        const during = await produce(host)
        const removed = await call('DELETE', '/faults')
        const after = await produce(host)
        const wrong = await call('POST', '/faults', { api: 'Produce', do: { error: 'NO_SUCH' } })
        const kill = await call('POST', '/brokers/1/kill')
        const [, description] = await call('GET', '/openapi.json')
        return { codes: [before, during, after], set, removed, wrong, kill, paths: Object.keys((description as { paths: object }).paths) }
      },
      { onStderr: text => (url = /control at (\S+)/.exec(text)?.[1] ?? url) }
    )
    expect(used.codes).toEqual([errorCodes.NONE, errorCodes.KAFKA_STORAGE_ERROR, errorCodes.NONE])
    expect([used.set, used.removed]).toEqual([
      [200, {}],
      [200, {}]
    ])
    expect(used.wrong).toEqual([400, { error: expect.stringMatching(/do\.error must be the name of an error code/) }])
    expect(used.kill).toEqual([
      404,
      { error: 'POST /brokers/{nodeId}/kill needs the brokers of kafkawire broker: a proxy has only faults' }
    ])
    expect(used.paths).toEqual(['/faults', '/openapi.json'])
  })

  test('kafkawire chaos --json tells each fault with stable keys', async () => {
    await using kafka = await startTestingCluster()
    const flags = ['--json', '--delay', 'Metadata:1ms', '--client', 'kafkawire', '--probability', '1']
    const { lines } = await proxied(chaos(kafka, ...flags), metadata)
    const [fault] = lines.map(line => JSON.parse(line) as Record<string, unknown>).filter(({ event }) => event === 'fault')
    expect(fault).toEqual({
      ...{ time: expect.any(String), event: 'fault', connection: 1, correlationId: 1, clientId: 'kafkawire' },
      ...{ api: 'Metadata', apiKey: Metadata.key, apiVersion: 13 },
      fault: { api: 'Metadata', do: { delayMs: 1 }, clientId: 'kafkawire', probability: 1 }
    })
  })

  test('kafkawire chaos without --quiet shows requests and answers as the client gets them', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { lines, used } = await proxied(['chaos', '--upstream', kafka.bootstrap, '--refuse', 'Metadata:5', '--topic', 'orders'], metadata)
    expect(used.topics[0]?.errorCode).toBe(errorCodes.LEADER_NOT_AVAILABLE)
    expect(lines.join('\n')).toMatch(/^#1 < 1 Metadata v13 \d+\.\d ms LEADER_NOT_AVAILABLE \{/m)
  })

  test.each([
    ['an API that does not exist', ['--delay', 'Fetsch:1s'], /there is no API "Fetsch"/],
    [
      'a time that is none',
      ['--delay', 'Fetch:soon'],
      /--delay must be a time above 0 with its unit, such as 500ms or Produce:2s, not "soon"/
    ],
    ['an error code that does not exist', ['--refuse', 'Fetch:NO_SUCH'], /there is no error code NO_SUCH/],
    ['an error without an API', ['--refuse', 'NOT_COORDINATOR'], /--refuse must be API:CODE/],
    ['a selection without a fault', ['--topic', 'orders'], /--topic needs a fault of requests, such as --delay/],
    ['times without a fault', ['--times', '2'], /--times needs a fault/],
    ['a share above 1', ['--delay', '1s', '--probability', '2'], /--probability must be a number above 0 and up to 1, not "2"/],
    ['a topic name that is not legal', ['--delay', '1s', '--topic', '/'], /topic must be a legal topic name/],
    ['two filters of lines', ['--quiet', '--api', 'Fetch'], /--quiet shows no request/],
    ['a file that is not there', ['--faults', '/nowhere.json'], /--faults \/nowhere\.json: there is no such file/],
    ['a file without JSON', ['--faults', import.meta.filename], /is not JSON/]
  ])('kafkawire chaos refuses %s in one sentence', async (_, flags, text) => {
    const { code, stdout, stderr } = await runCommand(['chaos', '--listen', '0', '--upstream', '127.0.0.1:1', ...flags])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(text)])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('kafkawire chaos names the fault of a file that is wrong, also one that only a broker could have', async () => {
    const file = join(folder, 'wrong.json')
    writeFileSync(file, JSON.stringify([{ do: 'disconnect' }, { do: 'kill', nodeId: 1 }]))
    const { code, stderr } = await runCommand(['chaos', '--listen', '0', '--upstream', '127.0.0.1:1', '--faults', file])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^kafkawire: chaos: --faults \S+wrong\.json: fault 2: do must be one of disconnect, blackhole, corrupt, /)
  })

  test('kafkawire chaos refuses a port of the control that is in use with the exit code 1', async () => {
    await using kafka = await startTestingCluster()
    const port = String(kafka.brokers[0]?.port)
    const { code, stderr } = await runCommand(['chaos', '--listen', '0', '--upstream', kafka.bootstrap, '--control', port])
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/--control: cannot listen on 127\.0\.0\.1:\d+: another program uses this port/)
    ])
  })
})
