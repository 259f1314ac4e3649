import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, connect, throwIfError } from 'kafkawire'
import { DescribeQuorum, ElectLeaders, FindCoordinator, Metadata } from 'kafkawire/messages'
import { type Cluster, clientPort } from '../integration/harness/cluster.ts'

const IN_SYNC_MS = 120_000
const PREFERRED = 0
const GROUP = 0

/** What a broker says of the cluster while it is whole. */
export class View {
  readonly #cluster: Cluster
  readonly #topic: string

  constructor(cluster: Cluster, topic: string) {
    this.#cluster = cluster
    this.#topic = topic
  }

  /** The leader of each partition of the topic, by its index. */
  leaders(): Promise<number[]> {
    return this.#ask(async connection => {
      const { topics } = await connection.send(Metadata, { topics: [{ name: this.#topic }], allowAutoTopicCreation: false })
      const leaders: number[] = []
      for (const { partitionIndex, leaderId } of topics[0]?.partitions ?? []) leaders[partitionIndex] = leaderId
      return leaders
    })
  }

  /** The node that leads the controllers. Metadata names any broker in its place (KIP-595). */
  controller(): Promise<number> {
    const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    return this.#ask(async connection => {
      const answer = throwIfError(await connection.send(DescribeQuorum, { topics }))
      return answer.topics[0]?.partitions[0]?.leaderId ?? -1
    })
  }

  coordinator(group: string): Promise<number> {
    return this.#ask(async connection => {
      const answer = throwIfError(await connection.send(FindCoordinator, { keyType: GROUP, coordinatorKeys: [group] }))
      return answer.coordinators[0]?.nodeId ?? -1
    })
  }

  /** Resolves when every partition of every topic has all its replicas in sync, and then has each led by the first of them. */
  async restored(): Promise<void> {
    for (const untilMs = performance.now() + IN_SYNC_MS; !(await this.#isInSync()); await pause(100)) {
      if (performance.now() > untilMs) throw new Error(`replicas are not in sync after ${IN_SYNC_MS} ms`)
    }
    await this.#ask(async connection => {
      await connection.send(ElectLeaders, { electionType: PREFERRED, topicPartitions: null, timeoutMs: 10_000 })
    })
  }

  async #isInSync(): Promise<boolean> {
    try {
      return await this.#ask(async connection => {
        const { topics } = await connection.send(Metadata, { topics: null }, { timeoutMs: 2_000 })
        return topics.flatMap(({ partitions }) => partitions).every(({ isrNodes, replicaNodes }) => isrNodes.length === replicaNodes.length)
      })
    } catch {
      return false
    }
  }

  async #ask<T>(question: (connection: Connection) => Promise<T>): Promise<T> {
    await using connection = await connect({ host: this.#cluster.host, port: clientPort(this.#cluster, 1, 'PLAINTEXT') })
    return await question(connection)
  }
}
