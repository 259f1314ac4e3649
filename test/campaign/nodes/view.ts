import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, type Connection, connect, coordinatorTypes, electionTypes, throwIfError } from 'kafkawire'
import { DescribeQuorum, ElectLeaders, FindCoordinator, Metadata } from 'kafkawire/messages'
import { type Cluster, clientPort } from '../../integration/harness/cluster/cluster.ts'

const RESTORED_MS = 600_000

interface Described {
  readonly leaderId: number
  readonly isrNodes: readonly number[]
  readonly replicaNodes: readonly number[]
}

/** What the brokers report of the cluster while all nodes run. */
export class View {
  readonly #cluster: Cluster
  readonly #topic: string

  constructor(cluster: Cluster, topic: string) {
    this.#cluster = cluster
    this.#topic = topic
  }

  /** The leader of each partition of the topic, by partition index. */
  leaders(): Promise<number[]> {
    return this.#ask(async connection => {
      const { topics } = await connection.send(Metadata, { topics: [{ name: this.#topic }], allowAutoTopicCreation: false })
      const leaders: number[] = []
      for (const { partitionIndex, leaderId } of topics[0]?.partitions ?? []) leaders[partitionIndex] = leaderId
      return leaders
    })
  }

  /**
   * The node of the active controller. Metadata cannot tell it: it names any broker as the
   * controller (KIP-595).
   */
  controller(): Promise<number> {
    const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    return this.#ask(async connection => {
      const answer = throwIfError(await connection.send(DescribeQuorum, { topics }))
      return answer.topics[0]?.partitions[0]?.leaderId ?? absentValues.NO_LEADER_ID
    })
  }

  coordinator(group: string): Promise<number> {
    return this.#ask(async connection => {
      const answer = throwIfError(await connection.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: [group] }))
      return answer.coordinators[0]?.nodeId ?? -1
    })
  }

  /**
   * Resolves when every partition of every topic has all its replicas in sync and is led by the
   * first of them.
   */
  async restored(): Promise<void> {
    await this.#until('in sync', ({ isrNodes, replicaNodes }) => isrNodes.length === replicaNodes.length)
    await this.#until('led by their first replicas', ({ leaderId, replicaNodes }) => leaderId === replicaNodes[0], electPreferred)
  }

  async #until(what: string, holds: (partition: Described) => boolean, act?: (connection: Connection) => Promise<unknown>): Promise<void> {
    for (const untilMs = performance.now() + RESTORED_MS; ; await pause(100)) {
      const partitions = await this.#partitions(act)
      if (partitions?.every(holds)) return
      if (performance.now() > untilMs) throw new Error(`not all partitions are ${what} after ${RESTORED_MS} ms`)
    }
  }

  // Undefined while the node cannot answer.
  async #partitions(act?: (connection: Connection) => Promise<unknown>): Promise<readonly Described[] | undefined> {
    try {
      return await this.#ask(async connection => {
        await act?.(connection)
        const { topics } = await connection.send(Metadata, { topics: null }, { timeoutMs: 2_000 })
        return topics.flatMap(({ partitions }) => partitions)
      })
    } catch {
      return undefined
    }
  }

  async #ask<T>(question: (connection: Connection) => Promise<T>): Promise<T> {
    await using connection = await connect({ host: this.#cluster.host, port: clientPort(this.#cluster, 1, 'PLAINTEXT') })
    return await question(connection)
  }
}

const electPreferred = (connection: Connection): Promise<unknown> =>
  connection.send(ElectLeaders, { electionType: electionTypes.PREFERRED, topicPartitions: null, timeoutMs: 10_000 })
