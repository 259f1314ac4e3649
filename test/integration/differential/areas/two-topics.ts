import { CreateTopics } from '../../../../src/messages.ts'
import { own } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'

/** Creates topics a and b. By default a has 2 partitions, and b has 1. */
export function createTwoTopics(plan: Plan, { a, b }: { readonly a: number; readonly b: number } = { a: 2, b: 1 }): void {
  const topic = (name: string, numPartitions: number) => ({
    name: own(name),
    numPartitions,
    replicationFactor: 1,
    assignments: [],
    configs: []
  })
  plan.send(
    CreateTopics,
    { topics: [topic('a', a), topic('b', b)], timeoutMs: 10_000, validateOnly: false },
    {
      keep: {
        'id of a': ({ topics }) => topics.find(({ name }) => name.endsWith('-a'))?.topicId,
        'id of b': ({ topics }) => topics.find(({ name }) => name.endsWith('-b'))?.topicId
      },
      version: plan.range(CreateTopics).max
    }
  )
}
