import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, type Cluster, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { CreateTopics } from 'kafkawire/messages'

/** Creates a topic by the cluster that no fault reaches, and returns its name. */
export async function createTopic(observer: Cluster, name: string, numPartitions: number): Promise<string> {
  const topics = [{ name, numPartitions, replicationFactor: absentValues.NO_REPLICATION_FACTOR, assignments: [], configs: [] }]
  await again(async () => {
    const answer = await observer.send(CreateTopics, { topics, timeoutMs: 10_000 })
    if (answer.topics[0]?.errorCode !== errorCodes.TOPIC_ALREADY_EXISTS) throwIfError(answer)
  })
  return name
}

const ATTEMPTS = 20
const PAUSE_MS = 500

/** Does something by the cluster that no fault of the network reaches: brokers may still fail. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !isKafkaError(error)) throw error
      await pause(PAUSE_MS)
    }
  }
}
