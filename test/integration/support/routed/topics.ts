import { expect, test } from 'vitest'
import { throwIfError } from '../../../../src/index.ts'
import { CreatePartitions, CreateTopics, DeleteTopics, DescribeTopicPartitions, Metadata } from '../../../../src/messages.ts'
import { eventually } from '../eventually.ts'
import { uniqueName } from '../topics.ts'
import { newTopic, PARTITIONS, type Setting } from './setting.ts'

/** Tests of the APIs that create, extend, describe and delete topics. */
export function topicTests(at: () => Setting): void {
  test('CreateTopics, CreatePartitions and DeleteTopics go to the controller that Metadata names, and are carried out', async () => {
    const { routed, view } = at()
    const names = [uniqueName('b'), uniqueName('a')] as const
    const controllers = () => [routed.cluster.map.controllerId]
    const made = await routed.send(CreateTopics, { topics: [newTopic(names[0], 4), newTopic(names[1], 1)], timeoutMs: 10_000 })
    expect(made.nodeIds).toEqual(controllers())
    expect(throwIfError(made.response).topics.map(each => [each.name, each.numPartitions, each.replicationFactor])).toEqual([
      [names[0], 4, 3],
      [names[1], 1, 3]
    ])
    const counts = [
      { name: names[1], count: 3, assignments: null },
      { name: names[0], count: 5, assignments: null }
    ]
    const grown = await routed.send(CreatePartitions, { topics: counts, timeoutMs: 10_000, validateOnly: false })
    expect(grown.nodeIds).toEqual(controllers())
    expect(
      throwIfError(grown.response)
        .results.map(({ name }) => name)
        .sort()
    ).toEqual([...names].sort())
    expect(new Set(await view.leaders(names[0], 5))).toEqual(new Set([1, 2, 3]))
    await view.leaders(names[1], 3)
    const gone = await routed.send(DeleteTopics, { topicNames: [...names], timeoutMs: 10_000 })
    expect(gone.nodeIds).toEqual(controllers())
    expect(
      throwIfError(gone.response)
        .responses.map(({ name }) => name)
        .sort()
    ).toEqual([...names].sort())
    await eventually(async () =>
      expect(await view.partitions(names[0]).catch(({ errorName }) => errorName)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    )
  })

  test('Metadata and DescribeTopicPartitions name the same leaders as another broker', async () => {
    const { routed, topic, topicId, leaders } = at()
    const { response: metadata } = await routed.send(Metadata, { topics: [{ name: topic }], allowAutoTopicCreation: false })
    expect(
      throwIfError(metadata)
        .brokers.map(({ nodeId }) => nodeId)
        .sort()
    ).toEqual([1, 2, 3])
    expect(metadata.topics[0]).toMatchObject({ name: topic, topicId })
    const { response } = await routed.send(DescribeTopicPartitions, { topics: [{ name: topic }] })
    const partitions = throwIfError(response).topics[0]?.partitions ?? []
    expect(partitions.map(({ partitionIndex }) => partitionIndex)).toEqual(PARTITIONS)
    expect(partitions.map(({ leaderId }) => leaderId)).toEqual(leaders)
  })
}
