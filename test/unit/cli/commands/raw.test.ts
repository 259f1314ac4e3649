import { describe, expect, test } from 'vitest'
import { acks, errorCodes, specialTimestamps } from '../../../../src/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

const LIST_OFFSETS = (timestamp: unknown): string =>
  JSON.stringify({ topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp }] }] })
const LATEST = Number(specialTimestamps.LATEST)

describe('kafkawire raw', () => {
  test.each([
    ['a number', LATEST],
    ['a text', String(LATEST)]
  ])('kafkawire raw takes a number of 64 bits as %s', async (_, timestamp) => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await kafka.produce('orders', [{ value: 'a' }, { value: 'b' }])
    const { code, stdout, stderr } = await runCommand([
      'raw',
      'list-offsets',
      '7',
      LIST_OFFSETS(timestamp),
      '--json',
      '--bootstrap',
      kafka.bootstrap
    ])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout).topics[0].partitions[0]).toMatchObject({ errorCode: 0, offset: '2' })
  })

  test('kafkawire raw --to sends a request to the broker with an id, to the controller, or to a coordinator', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const run = (...args: readonly string[]) => runCommand(['raw', ...args, '--json', '--bootstrap', kafka.bootstrap])
    expect(JSON.parse((await run('DescribeCluster', '--to', '2')).stdout).brokers).toHaveLength(2)
    expect(JSON.parse((await run('DescribeCluster', '--to', 'controller')).stdout).controllerId).toBe(1)
    const one = JSON.stringify({ groupId: 'g', topics: null })
    expect(JSON.parse((await run('OffsetFetch', '7', one, '--to', 'coordinator')).stdout)).toMatchObject({ topics: [] })
    const groups = JSON.stringify({ groups: [{ groupId: 'g', topics: null }] })
    expect(JSON.parse((await run('OffsetFetch', '8', groups, '--to', 'coordinator')).stdout).groups[0]).toMatchObject({ groupId: 'g' })
  })

  test('no request is repeated: an error that would pass is shown as the broker gave it', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.fault({ api: 'ListOffsets', do: { error: 'NOT_LEADER_OR_FOLLOWER' }, times: 1 })
    const { code, stdout } = await runCommand(['raw', 'ListOffsets', '7', LIST_OFFSETS(LATEST), '--json', '--bootstrap', kafka.bootstrap])
    expect(code).toBe(3)
    expect(JSON.parse(stdout).topics[0].partitions[0]).toMatchObject({ errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER })
  })

  test('an answer with an error code is printed, and the exit code is 3', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const records = { acks: acks.ALL, topicData: [{ name: 'orders', partitionData: [{ index: 0, records: 'hex:00' }] }] }
    const { code, stdout, stderr } = await runCommand(['raw', 'Produce', '--bootstrap', kafka.bootstrap, '-'].concat('--json'), {
      input: JSON.stringify(records)
    })
    expect(code).toBe(3)
    const [{ partitionResponses }] = JSON.parse(stdout).responses
    expect(partitionResponses[0]).toMatchObject({ index: 0, errorCode: errorCodes.INVALID_RECORD })
    expect(stderr).toMatch(/^kafkawire: raw: The answer to Produce v12 has error 87 INVALID_RECORD .*\n$/)
  })

  test.each([
    ['text that is no JSON', ['Fetch', '{"topics": '], /the request is not JSON: /],
    ['an array', ['Fetch', '[]'], /the request must be an object of JSON/],
    ['a version that does not exist', ['Fetch', '99', '{}'], /Fetch has the versions 0 to 18/],
    ['a third argument that has no place', ['Fetch', '{}', '{}'], /is too much/],
    ['another broker', ['Fetch', '--to', 'leader'], /--to must be the id of a broker, any, controller or coordinator/],
    ['a coordinator of nothing', ['Metadata', '--to', 'coordinator'], /--to coordinator needs groupId or transactionalId/]
  ])('kafkawire raw refuses %s in one sentence, before it connects', async (_, args, expected) => {
    const { code, stdout, stderr } = await runCommand(['raw', ...args, '--bootstrap', '127.0.0.1:1'])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)])
  })

  test.each([
    ['a field of another type', LIST_OFFSETS('x'), /topics\[0\]\.partitions\[0\]\.timestamp is a string; expected an int64/],
    ['a field that is missing', '{}', /ListOffsets request v7: topics is required/]
  ])('kafkawire raw names %s', async (_, json, expected) => {
    await using kafka = await startTestingCluster()
    const { code, stderr } = await runCommand(['raw', 'ListOffsets', '7', json, '--bootstrap', kafka.bootstrap])
    expect([code, stderr]).toEqual([2, expect.stringMatching(expected)])
  })
})
