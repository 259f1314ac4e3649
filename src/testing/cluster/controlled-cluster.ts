import { configurationError, mismatch, refuseIfAny } from '../../options.ts'
import { quoted } from '../../quote.ts'
import type { BrokerServer, TestingBroker } from '../broker-server.ts'
import type { ClusterState } from '../cluster-state.ts'
import { unknownBroker } from '../faults/request-fault.ts'
import type { RequestFaults } from '../faults/request-faults.ts'
import { ClusterHelpers } from '../helpers/test-helpers.ts'
import type { Partition } from '../storage/partition.ts'
import { isRefusal } from '../storage/refusal.ts'
import { type ClusterFault, ClusterFaults } from './faults-of-cluster.ts'
import type { TestingControl } from './testing-control.ts'

/** A cluster whose brokers are started, stopped and struck by faults. */
export abstract class ControlledCluster extends ClusterHelpers implements TestingControl {
  readonly #makeBroker: (nodeId: number) => BrokerServer
  readonly #faults: ClusterFaults
  /** The node ids of the brokers that the cluster began with. */
  protected readonly firstIds: readonly number[]
  #brokers: readonly BrokerServer[]

  constructor(state: ClusterState, brokers: number, faults: RequestFaults, makeBroker: (nodeId: number) => BrokerServer) {
    super(state)
    this.#faults = new ClusterFaults(faults)
    this.#makeBroker = makeBroker
    this.#brokers = Array.from({ length: brokers }, (_, index) => makeBroker(index + 1))
    this.firstIds = this.#brokers.map(({ nodeId }) => nodeId)
    for (const { nodeId } of this.#brokers) state.membership.register(nodeId, true)
  }

  get brokers(): readonly BrokerServer[] {
    return this.#brokers
  }

  broker(nodeId: number): BrokerServer {
    const broker = this.#brokers.find(each => each.nodeId === nodeId)
    if (broker !== undefined) return broker
    throw configurationError('the testing cluster', [unknownBroker(nodeId, this.state.membership.registeredIds)])
  }

  async addBroker(): Promise<TestingBroker> {
    this.checkOpen('addBroker')
    const { membership } = this.state
    const broker = this.#makeBroker(Math.max(...membership.registeredIds) + 1)
    membership.register(broker.nodeId, false)
    this.#brokers = [...this.#brokers, broker]
    this.#faults.armAdded(broker)
    await broker.listen()
    return broker
  }

  async removeBroker(nodeId: number): Promise<void> {
    this.checkOpen('removeBroker')
    const broker = this.broker(nodeId)
    refuseIfAny('removeBroker', this.#brokers.length > 1 ? [] : [`broker ${nodeId} is the last one: close the cluster instead`])
    this.state.membership.remove(nodeId)
    this.state.releases.set(nodeId, undefined)
    this.#brokers = this.#brokers.filter(each => each !== broker)
    await broker.stop()
  }

  abstract reset(): Promise<void>

  /**
   * Removes the brokers that were added, brings back those that were removed, and starts those that
   * do not run.
   */
  protected async resetBrokers(): Promise<void> {
    const { membership } = this.state
    const added = this.#brokers.filter(({ nodeId }) => !this.firstIds.includes(nodeId))
    const broker = (nodeId: number): BrokerServer => this.#brokers.find(each => each.nodeId === nodeId) ?? this.#makeBroker(nodeId)
    this.#brokers = this.firstIds.map(broker)
    for (const { nodeId } of added) membership.remove(nodeId)
    for (const nodeId of this.firstIds) membership.register(nodeId, false)
    await Promise.all(added.map(each => each.stop()))
    for (const each of this.#brokers) if (!each.isRunning) await each.listen()
  }

  /** Removes all faults, those of single brokers too. */
  protected removeFaults(): void {
    this.clearFaults()
    for (const broker of this.#brokers) broker.clearFaults()
  }

  fault(fault: ClusterFault): () => void {
    this.checkOpen('fault')
    return this.#faults.set(fault, this.#brokers)
  }

  clearFaults(): void {
    this.#faults.clear()
  }

  moveLeader(topic: string, partitionIndex: number, nodeId: number): void {
    this.#partition(topic, partitionIndex).moveLeader(this.#running('moveLeader', nodeId))
  }

  moveCoordinator(key: string, nodeId: number): void {
    refuseIfAny('moveCoordinator', typeof key === 'string' ? [] : [mismatch('key', 'a group id or a transactional id', key)])
    this.state.membership.moveCoordinator(key, this.#running('moveCoordinator', nodeId))
  }

  moveController(nodeId: number): void {
    this.state.membership.moveController(this.#running('moveController', nodeId))
  }

  fenceMember(groupId: string, memberId: string): void {
    this.checkOpen('fenceMember')
    const group = this.state.groups.find(groupId)
    refuseIfAny('fenceMember', group === undefined ? [`there is no group ${quoted(String(groupId))}`] : [])
    const problem = `group ${quoted(groupId)} has no member ${quoted(String(memberId))}`
    refuseIfAny('fenceMember', group?.fenceMember(memberId) ? [] : [problem])
  }

  expireSaslSessions(): void {
    this.checkOpen('expireSaslSessions')
    for (const broker of this.#brokers) broker.expireSaslSessions()
  }

  advance(ms: number): void {
    this.checkOpen('advance')
    const problems = Number.isFinite(ms) && ms >= 0 ? [] : [mismatch('ms', 'a number of milliseconds from 0 on', ms)]
    refuseIfAny('advance', problems)
    this.state.clock.advance(ms)
  }

  #running(what: string, nodeId: number): number {
    this.checkOpen(what)
    const broker = this.broker(nodeId)
    refuseIfAny(what, broker.isRunning ? [] : [`broker ${nodeId} does not run`])
    return nodeId
  }

  #partition(name: string, partitionIndex: number): Partition {
    const topic = typeof name === 'string' && this.state.topics.find({ name })
    if (topic === false || isRefusal(topic)) throw configurationError('the testing cluster', [`There is no topic ${String(name)}`])
    const partition = Number.isInteger(partitionIndex) ? topic.partitions[partitionIndex] : undefined
    if (partition !== undefined) return partition
    const problem = `Topic ${name} has no partition ${String(partitionIndex)}: it has ${topic.partitions.length}`
    throw configurationError('the testing cluster', [problem])
  }
}
