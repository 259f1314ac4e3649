import { absentValues } from '../../protocol/codes/index.ts'
import type { Partition } from '../storage/partition.ts'
import type { Topics } from '../storage/topics.ts'

/** A broker as Metadata lists it. */
export interface ClusterNode {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  /** The rack of the broker; undefined if it has none. */
  readonly rack?: string | undefined
}

const FIRST_NODE_ID = 1

/** Which brokers a cluster has, which of them live, and what each of them is responsible for. */
export class Membership {
  readonly #topics: Topics
  readonly #live = new Map<number, ClusterNode>()
  readonly #controllers = new Map<number, ClusterNode>()
  readonly #registered = new Set<number>()
  /** The brokers among which coordinators are spread: those that the cluster began with. */
  readonly #coordinatorIds: number[] = []
  readonly #coordinators = new Map<string, number>()
  #controllerId: number | undefined
  readonly #sharesAddress: boolean
  #shared: Pick<ClusterNode, 'host' | 'port'> | undefined

  constructor(topics: Topics, sharesAddress = false) {
    this.#topics = topics
    this.#sharesAddress = sharesAddress
  }

  /** The brokers that live, by ascending node id. */
  get nodes(): ClusterNode[] {
    return [...this.#live.values()].sort((a, b) => a.nodeId - b.nodeId)
  }

  /** The controllers that live, by ascending node id: those nodes that listen as one. */
  get controllers(): ClusterNode[] {
    return [...this.#controllers.values()].sort((a, b) => a.nodeId - b.nodeId)
  }

  /** The node ids of all brokers, of stopped ones too. */
  get registeredIds(): number[] {
    return [...this.#registered].sort((a, b) => a - b)
  }

  /** The controller: the broker that was chosen, or the first one if that does not live. */
  get controllerId(): number {
    const chosen = this.#controllerId
    if (chosen !== undefined && this.#live.has(chosen)) return chosen
    return this.nodes[0]?.nodeId ?? absentValues.NO_CONTROLLER_ID
  }

  isLive(nodeId: number): boolean {
    return this.#live.has(nodeId)
  }

  node(nodeId: number): ClusterNode | undefined {
    return this.#live.get(nodeId)
  }

  /** Registers a broker. One of the first brokers coordinates groups and transactional ids. */
  register(nodeId: number, coordinates: boolean): void {
    this.#registered.add(nodeId)
    if (coordinates) this.#coordinatorIds.push(nodeId)
  }

  /** Notes that a broker lives at this address. Its replicas are in sync again. */
  up(node: ClusterNode): void {
    if (this.#sharesAddress && node.nodeId === FIRST_NODE_ID) this.#shared = { host: node.host, port: node.port }
    this.#live.set(node.nodeId, { ...node, ...this.#shared })
    for (const partition of this.#partitions()) partition.brokerUp(node.nodeId, nodeId => this.#live.has(nodeId))
  }

  /** Notes that a node listens as a controller at this address. */
  controllerUp(node: ClusterNode): void {
    this.#controllers.set(node.nodeId, node)
  }

  /** Notes that a broker does not live any more. Other replicas become leaders. */
  down(nodeId: number): void {
    this.#controllers.delete(nodeId)
    if (!this.#live.delete(nodeId)) return
    for (const partition of this.#partitions()) partition.brokerDown(nodeId)
  }

  /**
   * Forgets a broker. Others take over its replicas, as far as there are others: first those that
   * live, then those that are stopped, which lead when they are back.
   */
  remove(nodeId: number): void {
    this.down(nodeId)
    this.#registered.delete(nodeId)
    for (const partition of this.#partitions()) {
      const { replicaNodes } = partition
      if (!replicaNodes.includes(nodeId)) continue
      const others = replicaNodes.filter(each => each !== nodeId)
      const heirs = [...this.nodes.map(node => node.nodeId), ...this.registeredIds]
      const heir = heirs.find(each => !others.includes(each))
      const replicas = heir === undefined ? others : replicaNodes.map(each => (each === nodeId ? heir : each))
      if (replicas.length > 0) partition.reassign(replicas, each => this.#live.has(each))
    }
  }

  /** Takes back what {@link moveController} and {@link moveCoordinator} did. */
  clearMoves(): void {
    this.#controllerId = undefined
    this.#coordinators.clear()
  }

  moveController(nodeId: number): void {
    this.#controllerId = nodeId
  }

  moveCoordinator(key: string, nodeId: number): void {
    this.#coordinators.set(key, nodeId)
  }

  /**
   * The broker that coordinates a group or a transactional id: the one that it was moved to, or one
   * by the hash of the key, as in Kafka. If that does not live, it is the next one that does.
   */
  coordinatorOf(key: string): ClusterNode | undefined {
    if (this.#sharesAddress) return this.#live.get(FIRST_NODE_ID)
    let hash = 0
    for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
    const wanted = this.#coordinators.get(key) ?? this.#coordinatorIds[hash % this.#coordinatorIds.length]
    if (wanted === undefined) return undefined
    const { nodes } = this
    return this.#live.get(wanted) ?? nodes.find(node => node.nodeId > wanted) ?? nodes[0]
  }

  #partitions(): Partition[] {
    return this.#topics.list().flatMap(({ partitions }) => partitions)
  }
}
