import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { proxied } from '../../support/process/proxied.ts'
import { run } from '../harness/cluster/run.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { consoleTools } from '../support/clients/console-tools.ts'
import { asRead } from '../support/records/records.ts'
import { createTopic } from '../support/topics.ts'

const VERSION = '4.4.0'
// Users who name a cluster of their own need none of these programs.
const broker = brokers().find(({ version }) => version === VERSION)

describe.skipIf(broker === undefined)('kafkawire chaos in front of Apache Kafka', () => {
  const { bootstrap = '' } = broker ?? {}
  let connection: Connection
  beforeAll(async () => {
    connection = await connect(firstAddress(bootstrap))
  })
  afterAll(() => connection?.close())

  test.each([
    ['errors of Produce', ['--refuse', 'Produce:NOT_LEADER_OR_FOLLOWER', '--times', '2'], 2],
    ['late answers', ['--delay', 'Produce:300ms', '--delay', 'ListOffsets:300ms', '--times', '1'], 2],
    ['answers in small pieces', ['--dribble', '100'], 0]
  ])('kcat writes and reads one record through %s', async (_, flags, struck) => {
    await using topic = await createTopic(connection)
    const { used, lines } = await proxied(['chaos', '--quiet', '--upstream', bootstrap, ...flags], async at => {
      const kcat = ['-b', at, '-t', topic.name, '-X', 'check.crcs=true']
      await run('kcat', ['-P', ...kcat], { input: 'hello\n' })
      return await run('kcat', ['-C', '-c', '1', '-q', ...kcat], { stdoutOnly: true })
    })
    expect(used).toBe('hello\n')
    expect(lines.filter(line => line.includes(' ! '))).toHaveLength(struck)
  })

  test.each([
    ['a connection that is closed in place of a Fetch', ['--disconnect', 'Fetch'], 'All broker connections are down'],
    ['a batch with a wrong byte', ['--corrupt', 'Fetch'], 'failed CRC32C check']
  ])('kcat sees %s', async (_, flags, error) => {
    await using topic = await createTopic(connection)
    const { used, lines } = await proxied(['chaos', '--quiet', '--upstream', bootstrap, ...flags], async at => {
      const kcat = ['-b', at, '-t', topic.name, '-X', 'check.crcs=true']
      await run('kcat', ['-P', ...kcat], { input: 'hello\n' })
      return await run('kcat', ['-C', '-c', '1', '-q', ...kcat]).catch(String)
    })
    expect(used).toContain(error)
    expect(lines.some(line => / ! \d+ Fetch v\d+ \{"api":"Fetch","do":/.test(line))).toBe(true)
  })

  test("Kafka's console tools write and read all records through faults of one topic", async () => {
    await using topic = await createTopic(connection)
    const flags = [
      '--delay',
      'Produce:200ms',
      '--refuse',
      'ListOffsets:NOT_LEADER_OR_FOLLOWER',
      '--disconnect',
      'Fetch',
      '--topic',
      topic.name,
      '--times',
      '1'
    ]
    const { used, lines } = await proxied(['chaos', '--quiet', '--upstream', bootstrap, ...flags], async at => {
      const client = consoleTools(VERSION, at)
      await client.produce(topic.name, 'none')
      return { records: client.records, read: await client.consume(topic.name, client.records.length) }
    })
    expect(used.read.map(({ timestamp, ...record }) => record)).toEqual(asRead(used.records))
    const struck = lines.filter(line => line.includes(' ! ')).map(line => line.split(' ')[3])
    expect(struck).toEqual(['Produce', 'ListOffsets', 'Fetch'])
  })
})
