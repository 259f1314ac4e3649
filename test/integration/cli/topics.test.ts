import { describe, expect, test } from 'vitest'
import { brokers } from '../support/brokers.ts'
import { shellFor } from '../support/cli.ts'
import { kafkaTool } from '../support/clients/java-tools.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'

const RETENTION_MS = '86400000'

describe.each(brokers())('kafkawire topics and configs with $name', ({ bootstrap, version }) => {
  const shell = shellFor(['--bootstrap', bootstrap])

  test('kafkawire topics create, list, describe, add-partitions and delete do what they say', async () => {
    const name = uniqueName('cli')
    const creating = ['topics', 'create', name, '--partitions', '2', '--replicas', '1', '--set', `retention.ms=${RETENTION_MS}`]
    expect(await shell.text([...creating, '--dry-run'])).toBe(`${name}: can be created\n`)
    expect(await shell.json(creating)).toEqual([{ topic: name, result: 'created', error: null, message: null }])
    const again = await shell.run(creating)
    expect([again.code, again.stdout, again.stderr]).toEqual([3, '', expect.stringContaining('36 TOPIC_ALREADY_EXISTS')])
    await eventually(async () =>
      expect(await shell.json(['topics', 'list'])).toContainEqual({ topic: name, partitions: 2, isInternal: false })
    )
    expect((await shell.text(['topics', 'list'])).split('\n')).toContain(name)

    const partition = { leader: expect.any(Number), replicas: [expect.any(Number)], inSync: [expect.any(Number)] }
    const described = (count: number): object => ({
      topic: name,
      topicId: expect.any(String),
      partitions: Array.from({ length: count }, (_, index) => ({ partition: index, ...partition, startOffset: '0', endOffset: '0' }))
    })
    await eventually(async () => expect(await shell.json(['topics', 'describe', name])).toEqual([described(2)]))
    expect(await shell.text(['topics', 'add-partitions', name, '--partitions', '3'])).toBe(`${name}: has 3 partitions\n`)
    await eventually(async () => expect(await shell.json(['topics', 'describe', name])).toEqual([described(3)]))
    expect(await shell.text(['topics', 'describe', name])).toMatch(/^TOPIC +PARTITION +LEADER +REPLICAS +IN SYNC +START +END\n/)
    if (version !== undefined) {
      const kafkas = await kafkaTool(bootstrap, 'kafka-topics', ['--describe', '--topic', name])
      expect(kafkas).toMatch(/PartitionCount: 3\s/)
      expect(kafkas).toContain(`retention.ms=${RETENTION_MS}`)
    }

    expect(await shell.text(['topics', 'delete', name, '--yes'])).toBe(`${name}: deleted\n`)
    await eventually(async () => expect((await shell.run(['topics', 'describe', name])).code).toBe(20))
  })

  test('kafkawire configs describe, set and delete change a setting of a topic and take it back', async () => {
    await using topic = await shell.topic()
    const place = ['topic', topic.name]
    const shown = async (): Promise<unknown[]> => await shell.json(['configs', 'describe', ...place, 'retention.ms'])
    const setting = { name: 'retention.ms', readOnly: false, isSensitive: false }
    expect(await shown()).toEqual([{ ...setting, value: expect.any(String), source: 'DEFAULT_CONFIG' }])
    expect(await shell.text(['configs', 'set', ...place, `retention.ms=${RETENTION_MS}`, '--dry-run'])).toBe(
      `${topic.name}: can be changed\n`
    )
    expect(await shown()).toMatchObject([{ source: 'DEFAULT_CONFIG' }])
    expect(await shell.json(['configs', 'set', ...place, `retention.ms=${RETENTION_MS}`])).toEqual([
      { resource: topic.name, result: 'changed', error: null, message: null }
    ])
    await eventually(async () => expect(await shown()).toEqual([{ ...setting, value: RETENTION_MS, source: 'TOPIC_CONFIG' }]))
    expect(await shell.text(['configs', 'describe', ...place])).toMatch(new RegExp(`\\nretention\\.ms +${RETENTION_MS} +TOPIC_CONFIG\\n`))
    if (version !== undefined)
      expect(await kafkaTool(bootstrap, 'kafka-topics', ['--describe', '--topic', topic.name])).toContain(`retention.ms=${RETENTION_MS}`)
    await shell.text(['configs', 'delete', ...place, 'retention.ms'])
    await eventually(async () => expect(await shown()).toMatchObject([{ source: 'DEFAULT_CONFIG' }]))
  })

  test('kafkawire configs refuses a wrong value with the words of the broker, and shows settings of a broker', async () => {
    await using topic = await shell.topic()
    const { code, stdout, stderr } = await shell.run(['configs', 'set', 'topic', topic.name, 'retention.ms=soon'])
    expect([code, stdout, stderr]).toEqual([3, '', expect.stringMatching(/40 INVALID_CONFIG\..* The broker says: "Invalid value soon/)])
    const [{ brokers: nodes }] = (await shell.json(['metadata'])) as [{ brokers: { nodeId: number }[] }]
    const ofBroker = ['configs', 'describe', 'broker', String(nodes[0]?.nodeId), 'log.cleaner.threads']
    expect(await shell.json(ofBroker)).toEqual([
      { name: 'log.cleaner.threads', value: '1', source: expect.stringMatching(/_CONFIG$/), readOnly: false, isSensitive: false }
    ])
  })
})
