import { connectCluster, throwIfError } from '../../../../src/index.ts'
import { CreateTopics, type CreateTopicsRequest, DeleteTopics } from '../../../../src/messages.ts'
import { BrokerView } from '../broker-view.ts'
import type { OwnCluster } from '../own-cluster.ts'
import { uniqueName } from '../topics.ts'
import { Routed } from './routed.ts'

/** The partitions of the topic. Each broker has several of them. */
export const PARTITIONS: readonly number[] = [0, 1, 2, 3, 4, 5]

/** The partitions of the topic in a mixed order, which no broker would choose by itself. */
export const MIXED: readonly number[] = [4, 0, 5, 2, 1, 3]

/** A cluster client with one bootstrap server, and a topic on all three brokers. */
export interface Setting extends AsyncDisposable {
  readonly own: OwnCluster
  readonly routed: Routed
  readonly view: BrokerView
  readonly topic: string
  readonly topicId: string
  /** The leader of each partition. */
  readonly leaders: readonly number[]
}

/** Connects through one broker, and creates a topic of six partitions with three replicas each. */
export async function begin(own: OwnCluster, bootstrapNode: number, sent: Set<string>): Promise<Setting> {
  const cluster = await connectCluster({ bootstrapServers: own.bootstrapOf(bootstrapNode) })
  const routed = new Routed(cluster, own.nodeAt, sent)
  // Another node than the bootstrap server checks what the cluster client does.
  const view = await BrokerView.of(own, (bootstrapNode % own.nodes.length) + 1)
  const topic = uniqueName()
  const { response } = await routed.send(CreateTopics, { topics: [newTopic(topic, PARTITIONS.length)], timeoutMs: 10_000 })
  const topicId = throwIfError(response).topics[0]?.topicId ?? ''
  const leaders = await view.leaders(topic, PARTITIONS.length)
  return {
    own,
    routed,
    view,
    topic,
    topicId,
    leaders,
    [Symbol.asyncDispose]: async () => {
      await cluster.send(DeleteTopics, { topicNames: [topic], timeoutMs: 10_000 })
      await view[Symbol.asyncDispose]()
      await cluster.close()
    }
  }
}

/** The part of CreateTopics for a new topic with three replicas. */
export function newTopic(name: string, numPartitions: number): CreateTopicsRequest['topics'][number] {
  return { name, numPartitions, replicationFactor: 3, assignments: [], configs: [] }
}
