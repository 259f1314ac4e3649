import { connectCluster, throwIfError } from '../../../../src/index.ts'
import { CreateTopics, type CreateTopicsRequest, DeleteTopics } from '../../../../src/messages.ts'
import type { OwnCluster } from '../own-cluster.ts'
import { Truth } from '../records/truth.ts'
import { uniqueName } from '../topics.ts'
import { Routed } from './routed.ts'

/** How many partitions the topic has: several for each broker. */
export const PARTITIONS: readonly number[] = [0, 1, 2, 3, 4, 5]

/** The same, in an order that no broker would have of its own accord. */
export const MIXED: readonly number[] = [4, 0, 5, 2, 1, 3]

/** A cluster that knew one broker only, and a topic on all three. */
export interface Setting extends AsyncDisposable {
  readonly own: OwnCluster
  readonly routed: Routed
  readonly truth: Truth
  readonly topic: string
  readonly topicId: string
  /** The leader of each partition. */
  readonly leaders: readonly number[]
}

/** Connects through one broker, and makes a topic of six partitions with three replicas each. */
export async function begin(own: OwnCluster, bootstrapNode: number, sent: Set<string>): Promise<Setting> {
  const cluster = await connectCluster({ bootstrapServers: own.bootstrapOf(bootstrapNode) })
  const routed = new Routed(cluster, own.nodeAt, sent)
  // The nodes that did not make it known have to agree.
  const truth = await Truth.of(own, (bootstrapNode % own.nodes.length) + 1)
  const topic = uniqueName()
  const { response } = await routed.send(CreateTopics, { topics: [asked(topic, PARTITIONS.length)], timeoutMs: 10_000 })
  const topicId = throwIfError(response).topics[0]?.topicId ?? ''
  const leaders = await truth.leaders(topic, PARTITIONS.length)
  return {
    own,
    routed,
    truth,
    topic,
    topicId,
    leaders,
    [Symbol.asyncDispose]: async () => {
      await cluster.send(DeleteTopics, { topicNames: [topic], timeoutMs: 10_000 })
      await truth[Symbol.asyncDispose]()
      await cluster.close()
    }
  }
}

/** A topic to be made, with three replicas. */
export function asked(name: string, numPartitions: number): CreateTopicsRequest['topics'][number] {
  return { name, numPartitions, replicationFactor: 3, assignments: [], configs: [] }
}
