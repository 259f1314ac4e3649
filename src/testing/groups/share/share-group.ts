import { errorCodes } from '../../../protocol/codes/index.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topic } from '../../storage/topics.ts'
import { inHashOrder } from '../assignors/hash-order.ts'
import { CommittedOffsets } from '../committed-offsets.ts'
import type { Group } from '../groups.ts'
import { SharePartition } from './share-partition.ts'
import { type AssignedPartition, assignSimply } from './simple-assignor.ts'

/** A member of a share group. */
export interface ShareMember {
  readonly memberId: string
  readonly rackId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly memberEpoch: number
  /** The epoch before this one. A request with it is accepted, because its answer may be lost. */
  readonly previousEpoch: number
  /** The names of topics, in order and each once. */
  readonly topics: readonly string[]
  readonly assigned: readonly AssignedPartition[]
}

/**
 * A share group (KIP-932): its members, what is assigned to them, and the state of its partitions.
 * The group epoch rises with each change of members, subscriptions and topics, and partitions are
 * assigned at once. Kafka assigns them at the next heartbeat, and waits 1 s between assignments.
 */
export class ShareGroup implements Group {
  readonly groupId: string
  readonly kind = 'share'
  readonly protocolType = 'share'
  readonly offsets: CommittedOffsets = new CommittedOffsets()
  readonly #cluster: ClusterState
  readonly #members = new Map<string, ShareMember>()
  readonly #targets = new Map<string, AssignedPartition[]>()
  readonly #sessions = new Map<string, () => void>()
  readonly #partitions = new Map<string, Map<number, SharePartition>>()
  #groupEpoch = 1
  #assignmentEpoch = 1
  #fingerprint = ''
  /** Whether the last change has brought partitions that the group did not have. */
  #hasNewPartitions = false

  constructor(groupId: string, cluster: ClusterState) {
    this.groupId = groupId
    this.#cluster = cluster
  }

  get groupEpoch(): number {
    return this.#groupEpoch
  }

  /** Takes over the epoch of a group that was kept. It has no members. */
  restoreEpoch(groupEpoch: number): void {
    this.#groupEpoch = groupEpoch
    this.#assignmentEpoch = groupEpoch
  }

  /** The group epoch for which partitions were assigned. */
  get assignmentEpoch(): number {
    return this.#assignmentEpoch
  }

  get members(): ShareMember[] {
    return [...this.#members.values()]
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  get state(): string {
    return this.isEmpty ? 'Empty' : 'Stable'
  }

  /** The topics whose state the group keeps, by id, with their partitions. */
  get topicIds(): string[] {
    return [...this.#partitions.keys()]
  }

  member(memberId: string): ShareMember | undefined {
    return this.#members.get(memberId)
  }

  subscribesTo(topic: string): boolean {
    return this.members.some(({ topics }) => topics.includes(topic))
  }

  /** The state of a partition; undefined if the group has none. */
  partition(topicId: string, partitionIndex: number): SharePartition | undefined {
    return this.#partitions.get(topicId)?.get(partitionIndex)
  }

  /** The states of all partitions of a topic. */
  partitionsOf(topicId: string): ReadonlyMap<number, SharePartition> {
    return this.#partitions.get(topicId) ?? new Map()
  }

  /** All states. */
  allPartitions(): SharePartition[] {
    return [...this.#partitions.values()].flatMap(partitions => [...partitions.values()])
  }

  /**
   * The state of a partition, which is made if there is none; undefined if there is no such
   * partition.
   */
  initialize({ topicId, partitions }: Topic, partitionIndex: number): SharePartition | undefined {
    const states = this.#partitions.get(topicId) ?? new Map<number, SharePartition>()
    const partition = partitions[partitionIndex]
    if (partition === undefined) return undefined
    const state = states.get(partitionIndex) ?? new SharePartition(this.groupId, partition, this.#cluster)
    this.#partitions.set(topicId, states.set(partitionIndex, state))
    return state
  }

  /** Forgets the states of a topic. Returns whether there were some. */
  forget(topicId: string): boolean {
    for (const partition of this.partitionsOf(topicId).values()) partition.close()
    return this.#partitions.delete(topicId)
  }

  /**
   * Takes a member in, or changes it, and assigns partitions if that is due. Returns the member as
   * it is then.
   */
  join(joining: Omit<ShareMember, 'memberEpoch' | 'previousEpoch' | 'assigned'>): ShareMember {
    const known = this.#members.get(joining.memberId)
    const isChanged = known === undefined || known.topics.join() !== joining.topics.join()
    const before = known ?? { memberEpoch: 0, previousEpoch: 0, assigned: [] }
    this.#members.set(joining.memberId, { ...before, ...joining })
    this.#updateEpoch(isChanged)
    this.#updateTargets()
    this.#renewSession(joining.memberId)
    return this.#reconcile(joining.memberId, { ...before, ...joining })
  }

  /** Removes a member that has left, or whose session has ended. */
  leave(memberId: string): void {
    this.#sessions.get(memberId)?.()
    this.#sessions.delete(memberId)
    this.#members.delete(memberId)
    this.#targets.delete(memberId)
    this.#updateEpoch(true)
    // The others get its partitions with the next heartbeat.
    if (this.isEmpty) this.#assignmentEpoch = this.#groupEpoch
  }

  fenceMember(memberId: string): boolean {
    const isKnown = this.#members.has(memberId)
    if (isKnown) this.leave(memberId)
    return isKnown
  }

  checkMember(): number {
    return errorCodes.GROUP_ID_NOT_FOUND
  }

  checkFetch(): number {
    return errorCodes.GROUP_ID_NOT_FOUND
  }

  checkOffsetDelete(): number {
    return errorCodes.GROUP_ID_NOT_FOUND
  }

  close(): void {
    for (const cancel of this.#sessions.values()) cancel()
    for (const partition of this.allPartitions()) partition.close()
  }

  #topicsOf({ topics }: ShareMember): Topic[] {
    return topics.flatMap(name => {
      const topic = this.#cluster.topics.find({ name })
      return isRefusal(topic) ? [] : [topic]
    })
  }

  // Raises the group epoch if this is wanted, or if topics of members were created, deleted or got
  // partitions.
  #updateEpoch(isWanted: boolean): void {
    const fingerprint = [...this.#subscribedTopics().values()].map(({ topicId, partitions }) => `${topicId}:${partitions.length}`).sort()
    if (isWanted || fingerprint.join() !== this.#fingerprint) this.#groupEpoch++
    this.#fingerprint = fingerprint.join()
  }

  // Assigns all partitions again, if that is due.
  #updateTargets(): void {
    this.#hasNewPartitions = false
    if (this.#assignmentEpoch === this.#groupEpoch) return
    const topics = this.#subscribedTopics()
    const missing = [...topics.values()].flatMap(topic =>
      topic.partitions.flatMap(({ partitionIndex }) => (this.partition(topic.topicId, partitionIndex) ? [] : [{ topic, partitionIndex }]))
    )
    // Kafka assigns new partitions with another epoch, after it has made their state.
    this.#hasNewPartitions = missing.length > 0
    if (this.#hasNewPartitions) this.#groupEpoch++
    for (const { topic, partitionIndex } of missing) this.initialize(topic, partitionIndex)
    const ordered = inHashOrder([...this.#members.keys()]).flatMap(memberId => this.#members.get(memberId) ?? [])
    const subscribers = ordered.map(member => ({
      memberId: member.memberId,
      topicIds: new Set(this.#topicsOf(member).map(({ topicId }) => topicId)),
      assigned: this.#targets.get(member.memberId) ?? []
    }))
    const targets = assignSimply(subscribers, new Map([...topics.values()].map(({ topicId, partitions }) => [topicId, partitions.length])))
    this.#targets.clear()
    for (const [memberId, target] of targets) this.#targets.set(memberId, target)
    this.#assignmentEpoch = this.#groupEpoch
  }

  #subscribedTopics(): Map<string, Topic> {
    return new Map(this.members.flatMap(member => this.#topicsOf(member)).map(topic => [topic.topicId, topic]))
  }

  #reconcile(memberId: string, member: ShareMember): ShareMember {
    const { memberEpoch } = member
    if (memberEpoch === this.#groupEpoch) return member
    const target = this.#targets.get(memberId) ?? []
    const isSame = JSON.stringify(target) === JSON.stringify(member.assigned)
    const assigned = isSame ? member.assigned : target
    const previousEpoch = this.#hasNewPartitions ? this.#groupEpoch - 1 : memberEpoch
    const reconciled = { ...member, memberEpoch: this.#groupEpoch, previousEpoch, assigned }
    this.#members.set(memberId, reconciled)
    return reconciled
  }

  #renewSession(memberId: string): void {
    this.#sessions.get(memberId)?.()
    const timeoutMs = Number(this.#cluster.configs.group(this.groupId, 'share.session.timeout.ms'))
    this.#sessions.set(
      memberId,
      this.#cluster.clock.schedule(() => this.leave(memberId), timeoutMs)
    )
  }
}

/** The group if it is a share group; otherwise undefined. */
export function asShareGroup(group: Group | undefined): ShareGroup | undefined {
  return group?.kind === 'share' ? (group as ShareGroup) : undefined
}
