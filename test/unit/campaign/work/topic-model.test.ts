import { type Cluster, connectCluster } from 'kafkawire'
import { startTestingCluster } from 'kafkawire/testing'
import { describe, expect, test } from 'vitest'
import { type Ending, TopicModel } from '../../../campaign/work/admin/topic-model.ts'

const DEFAULT_RETENTION = '604800000'

/** What differs between a model and a topic with two partitions, and of one that is not there. */
async function compare(change: (there: TopicModel, absent: TopicModel) => void): Promise<string[]> {
  await using kafka = await startTestingCluster({ transport: 'memory', topics: { orders: 2 } })
  await using cluster: Cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial: kafka.dial } })
  const [there, absent] = [new TopicModel('orders'), new TopicModel('others')]
  there.created('done', 2, DEFAULT_RETENTION)
  change(there, absent)
  return [...(await there.differences(cluster)), ...(await absent.differences(cluster))]
}

describe('the model of a topic', () => {
  test('has no differences if every change is in force', async () => {
    expect(await compare(() => undefined)).toEqual([])
  })

  test('shows a change that was acknowledged and is not in force', async () => {
    const differences = await compare((there, absent) => {
      there.grown('done', 3)
      there.configured('done', '7')
      there.truncated('done', 1, 5n)
      absent.created('done', 1, '7')
    })
    expect(differences).toEqual([
      'orders has 2 partitions, and not 3',
      `orders has the retention.ms ${DEFAULT_RETENTION}, and not 7`,
      'orders-1 begins at 0, and not between 5 and 5',
      'the topic others is not there'
    ])
  })

  test('shows a topic that is there although it was deleted', async () => {
    expect(await compare(there => there.deleted('done'))).toEqual(['the topic orders is there'])
  })

  test('accepts both outcomes of a change with an open end, and is not certain then', async () => {
    const change =
      (ending: Ending) =>
      (there: TopicModel, absent: TopicModel): void => {
        there.grown(ending, 3)
        there.configured(ending, '7')
        there.truncated(ending, 1, 5n)
        there.deleted(ending)
        absent.created(ending, 1, '7')
        expect(there.isCertain).toBe(ending === 'nothing')
      }
    expect(await compare(change('open'))).toEqual([])
    expect(await compare(change('nothing'))).toEqual([])
  })
})
