import { type Connection, type CoordinatorType, connect, throwIfError } from '../../../src/index.ts'
import { FindCoordinator, Metadata } from '../../../src/messages.ts'
import { eventually } from './eventually.ts'
import type { OwnCluster } from './own-cluster.ts'
import { uniqueName } from './topics.ts'

const CANDIDATES = 40

/**
 * What one broker says of the cluster, on a plain connection without the pool and the routing of
 * the driver.
 */
export class BrokerView implements AsyncDisposable {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Connects to this node. */
  static async of(own: OwnCluster, nodeId: number): Promise<BrokerView> {
    return new BrokerView(await connect(own.address(nodeId)))
  }

  /** The leader of each partition of a topic, as soon as the topic has `count` partitions. */
  leaders(name: string, count: number): Promise<number[]> {
    return eventually(async () => {
      const partitions = await this.partitions(name)
      if (partitions.length !== count) throw new Error(`${name} has ${partitions.length} partitions instead of ${count}`)
      return partitions.map(({ leaderId }) => leaderId)
    })
  }

  /**
   * The leader and the replicas of each partition of a topic. Replicas are in the order of
   * preference.
   */
  async partitions(name: string): Promise<{ leaderId: number; replicaNodes: readonly number[] }[]> {
    const { topics } = throwIfError(await this.#connection.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false }))
    const partitions = [...(topics[0]?.partitions ?? [])]
    return partitions.sort((a, b) => a.partitionIndex - b.partitionIndex).map(({ leaderId, replicaNodes }) => ({ leaderId, replicaNodes }))
  }

  /** The controller that this node names. */
  async controller(): Promise<number> {
    return (await this.#connection.send(Metadata, { topics: [] })).controllerId
  }

  /** The id of the coordinator of each key, in the order of the keys. */
  coordinators(keyType: CoordinatorType, coordinatorKeys: readonly string[]): Promise<number[]> {
    return eventually(async () => {
      const { coordinators } = throwIfError(
        await this.#connection.send(FindCoordinator, { keyType, coordinatorKeys: [...coordinatorKeys] })
      )
      return coordinatorKeys.map(key => coordinators.find(each => each.key === key)?.nodeId ?? -1)
    })
  }

  /** New names, one for each of these nodes, such that the node coordinates its name. */
  async namesAt(nodes: readonly number[], keyType: CoordinatorType, purpose: string): Promise<string[]> {
    const names = Array.from({ length: CANDIDATES }, () => uniqueName(purpose))
    const coordinators = await this.coordinators(keyType, names)
    return nodes.map(nodeId => {
      const name = names[coordinators.indexOf(nodeId)]
      if (name === undefined) throw new Error(`node ${nodeId} coordinates none of ${CANDIDATES} names`)
      return name
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close()
  }
}
