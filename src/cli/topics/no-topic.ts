import { isKafkaError } from '../../errors.ts'
import type { Cluster } from '../../index.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** Says that a topic does not exist, and where to look, as the end of a sentence. */
export const noTopic = (topic: string): string =>
  `topic ${topic} does not exist, or this user may not see it: kafkawire topics list shows the topics`

/** Why a topic cannot be used, and what to do if it does not exist, as the end of a sentence. */
export function topicProblem(topic: string, errorCode: number): string {
  if (errorCode !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION) return `topic ${topic}: ${errorFor(errorCode).meaning}`
  return `${noTopic(topic)}, and kafkawire topics create ${topic} creates this one`
}

/** The numbers of a topic's partitions. Throws a `CommandError` if the topic does not exist. */
export async function partitionsOf(cluster: Cluster, topic: string, signal: AbortSignal): Promise<number[]> {
  try {
    return [...(await cluster.topic(topic, { signal })).partitions.keys()]
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_BROKER') || error.errorCode !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION) throw error
    throw new CommandError(topicProblem(topic, error.errorCode), exitCodes.TOPIC)
  }
}
