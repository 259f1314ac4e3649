import { CreateTopics } from '../../../../src/messages.ts'
import { own } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'

/** Creates topic a with 2 partitions and topic b with 1. */
export function createTwoTopics(plan: Plan): void {
  const topic = (name: string, numPartitions: number) => ({
    name: own(name),
    numPartitions,
    replicationFactor: 1,
    assignments: [],
    configs: []
  })
  plan.send(
    CreateTopics,
    { topics: [topic('a', 2), topic('b', 1)], timeoutMs: 10_000, validateOnly: false },
    {
      keep: {
        'id of a': ({ topics }) => topics.find(({ name }) => name.endsWith('-a'))?.topicId,
        'id of b': ({ topics }) => topics.find(({ name }) => name.endsWith('-b'))?.topicId
      },
      version: plan.range(CreateTopics).max
    }
  )
}
