import { absentValues, type Cluster, errorCodes, throwIfError } from 'kafkawire'
import { CreateTopics } from 'kafkawire/messages'
import { again } from '../work/again.ts'

/** Creates a topic by the cluster that no fault reaches, and returns its name. */
export async function createTopic(observer: Cluster, name: string, numPartitions: number): Promise<string> {
  const topics = [{ name, numPartitions, replicationFactor: absentValues.NO_REPLICATION_FACTOR, assignments: [], configs: [] }]
  await again(async () => {
    const answer = await observer.send(CreateTopics, { topics, timeoutMs: 10_000 })
    if (answer.topics[0]?.errorCode !== errorCodes.TOPIC_ALREADY_EXISTS) throwIfError(answer)
  })
  return name
}
