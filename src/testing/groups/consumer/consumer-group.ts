import { errorCodes } from '../../../protocol/codes/index.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topics } from '../../storage/topics.ts'
import type { Assignment } from '../assignors/assignment.ts'
import { DEFAULT_ASSIGNOR, serverAssignors } from '../assignors/index.ts'
import type { ClassicProtocol } from '../classic-protocol.ts'
import type { CommittedOffsets } from '../committed-offsets.ts'
import type { Group, GroupMemberReference } from '../groups.ts'
import { MIGRATION_POLICY, type MigrationPolicy, migrationPolicy } from '../migration-policy.ts'
import { ClassicMembersProtocol } from './classic-members-protocol.ts'
import { type ConsumerMember, isReconciled } from './consumer-member.ts'
import { downgraded } from './downgrade.ts'
import { checkCommit, checkOffsetFetch, checkPartitionCommit, isOutsider } from './member-commits.ts'
import { hasPartition, type TopicPartitions } from './member-partitions.ts'
import { GroupTimers } from './member-timers.ts'
import { reconcile } from './reconciliation.ts'
import { Subscriptions } from './subscriptions.ts'

// The epochs of a group without members. The first member raises them to 2.
const FIRST_EPOCH = 1

/**
 * A consumer group of KIP-848: the broker assigns the partitions. The group epoch rises with each
 * change of members, subscriptions and topics. The assignment epoch is the group epoch for which
 * the target assignment was made, and each member follows with its own epoch.
 */
export class ConsumerGroup implements Group {
  readonly groupId: string
  readonly kind = 'consumer'
  readonly protocolType = 'consumer'
  readonly offsets: CommittedOffsets
  readonly subscriptions: Subscriptions
  readonly timers: GroupTimers
  /** Members may use the classic protocol too, while the group moves to the new one. */
  readonly classicProtocol: ClassicProtocol = new ClassicMembersProtocol(this)
  readonly #cluster: ClusterState
  readonly #members = new Map<string, ConsumerMember>()
  readonly #target = new Map<string, Assignment>()
  #groupEpoch = FIRST_EPOCH
  #assignmentEpoch = FIRST_EPOCH
  #assignedAtMs: number | undefined
  #topicNames: ReadonlySet<string> = new Set()
  #fingerprint = ''

  constructor(groupId: string, offsets: CommittedOffsets, cluster: ClusterState) {
    this.groupId = groupId
    this.offsets = offsets
    this.subscriptions = new Subscriptions(cluster)
    this.#cluster = cluster
    this.timers = new GroupTimers(cluster.clock)
  }

  get topics(): Topics {
    return this.#cluster.topics
  }

  get policy(): MigrationPolicy {
    return migrationPolicy(this.#cluster.configs.ofAll(MIGRATION_POLICY))
  }

  get groupEpoch(): number {
    return this.#groupEpoch
  }

  /** Takes over the epoch of a group that was kept. It has no members. */
  restoreEpoch(groupEpoch: number): void {
    this.#groupEpoch = groupEpoch
    this.#assignmentEpoch = groupEpoch
  }

  get assignmentEpoch(): number {
    return this.#assignmentEpoch
  }

  get members(): ConsumerMember[] {
    return [...this.#members.values()]
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  get state(): string {
    if (this.isEmpty) return 'Empty'
    if (this.#groupEpoch > this.#assignmentEpoch) return 'Assigning'
    return this.members.every(member => isReconciled(member, this.#assignmentEpoch)) ? 'Stable' : 'Reconciling'
  }

  /** The assignor that most members prefer; `uniform` if none prefers one. */
  get assignor(): string {
    return this.assignorOf(this.members)
  }

  /** The assignor that most of these members prefer; `uniform` if none prefers one. */
  assignorOf(members: readonly ConsumerMember[]): string {
    const votes = new Map<string, number>()
    for (const { serverAssignor } of members) if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1)
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? DEFAULT_ASSIGNOR
  }

  member(memberId: string): ConsumerMember | undefined {
    return this.#members.get(memberId)
  }

  staticMember(instanceId: string): ConsumerMember | undefined {
    return this.members.find(member => member.instanceId === instanceId)
  }

  targetOf(memberId: string): Assignment {
    return this.#target.get(memberId) ?? new Map()
  }

  subscribesTo(topic: string): boolean {
    return this.members.some(member => this.subscriptions.includes(member, topic))
  }

  checkMember(reference: GroupMemberReference): number {
    if (isOutsider(reference, this.isEmpty)) return errorCodes.NONE
    return checkCommit(this.#members.get(reference.memberId), reference)
  }

  checkPartition(reference: GroupMemberReference, topic: string, partitionIndex: number): number {
    const member = this.#members.get(reference.memberId)
    const found = this.#cluster.topics.find({ name: topic })
    if (isOutsider(reference, this.isEmpty) || member === undefined || isRefusal(found)) return errorCodes.NONE
    return checkPartitionCommit(member, reference.epoch, found.topicId, partitionIndex)
  }

  checkFetch(memberId: string | null, memberEpoch: number): number {
    if (memberId === null && memberEpoch < 0) return errorCodes.NONE
    return checkOffsetFetch(this.#members.get(memberId ?? ''), memberEpoch)
  }

  checkOffsetDelete(): number {
    return errorCodes.NONE
  }

  /** Sets the members of a classic group that becomes this group, with its generation as epoch. */
  restore(generationId: number, members: readonly ConsumerMember[]): void {
    this.#groupEpoch = generationId
    this.#assignmentEpoch = generationId
    for (const member of members) {
      this.#members.set(member.memberId, member)
      const target = [...member.assigned].map(([topicId, partitions]) => [topicId, new Set(partitions.keys())] as const)
      this.#target.set(member.memberId, new Map(target))
    }
    this.#topicNames = this.subscriptions.names(members)
    this.#fingerprint = this.subscriptions.fingerprint(this.#topicNames)
  }

  /** Puts a member into the group, or replaces it by its new form. */
  putMember(member: ConsumerMember): void {
    this.#members.set(member.memberId, member)
    this.subscriptions.regexes.keepOnly(this.members)
  }

  /** Puts a static member into the place of another one, which has left for a time. */
  replaceMember({ memberId }: ConsumerMember, successor: ConsumerMember): void {
    const target = this.targetOf(memberId)
    this.#drop(memberId)
    this.#members.set(successor.memberId, successor)
    this.#target.set(successor.memberId, target)
  }

  /**
   * Raises the group epoch if this is wanted, or if subscribed topics were created, deleted, or got
   * partitions. The next assignment is then due.
   */
  updateEpoch(isWanted: boolean): void {
    if (!isWanted && this.subscriptions.fingerprint(this.#topicNames) === this.#fingerprint) return
    this.#topicNames = this.subscriptions.names(this.members)
    const fingerprint = this.subscriptions.fingerprint(this.#topicNames)
    if (isWanted || fingerprint !== this.#fingerprint) this.#groupEpoch++
    this.#fingerprint = fingerprint
  }

  /** Makes a new target assignment if one is due. */
  updateTarget(): void {
    if (this.#assignmentEpoch >= this.#groupEpoch || this.#mustWait()) return
    const { members, subscriptions } = this
    const assigned = serverAssignors.get(this.assignor)?.({
      members: members.map(member => ({
        memberId: member.memberId,
        instanceId: member.instanceId,
        topicIds: subscriptions.topicIdsOf(member),
        assigned: this.targetOf(member.memberId)
      })),
      partitionCounts: subscriptions.partitionCounts(subscriptions.names(members))
    })
    this.#target.clear()
    for (const [memberId, target] of assigned ?? []) this.#target.set(memberId, target)
    this.#assignmentEpoch = this.#groupEpoch
    this.#assignedAtMs = this.#cluster.clock.timeMs
  }

  /** Takes a member a step to its target assignment. Returns its new form. */
  reconcileMember(member: ConsumerMember, owned: readonly TopicPartitions[] | null): ConsumerMember {
    const { memberId } = member
    const next = reconcile(member, {
      targetEpoch: this.#assignmentEpoch,
      target: this.targetOf(memberId),
      topicIds: this.subscriptions.topicIdsOf(member),
      owned,
      isOwnedByAnother: (topicId, partition) => this.#isOwnedByAnother(memberId, topicId, partition)
    })
    if (next === member) return member
    this.#members.set(memberId, next)
    // Members of the classic protocol give partitions back before they join again.
    if (next.state === 'UNREVOKED_PARTITIONS' && next.classic === undefined) this.#startRevocation(next)
    else this.timers.revocations.cancel(memberId)
    return next
  }

  /** Whether the member waits for a partition that another one has not given back. */
  isWaiting({ memberId, state, assigned }: ConsumerMember): boolean {
    if (state !== 'UNRELEASED_PARTITIONS') return false
    const missing = [...this.targetOf(memberId)].flatMap(([topicId, partitions]) =>
      [...partitions].filter(each => !hasPartition(assigned, topicId, each)).map(each => [topicId, each] as const)
    )
    return missing.some(([topicId, partition]) => this.#isOwnedByAnother(memberId, topicId, partition))
  }

  /** Starts the session of a member again. */
  renewSession(memberId: string): void {
    const ownMs = this.#members.get(memberId)?.classic?.sessionTimeoutMs
    const timeoutMs = ownMs ?? Number(this.#cluster.configs.group(this.groupId, 'consumer.session.timeout.ms'))
    this.timers.sessions.start(memberId, timeoutMs, () => this.fence(memberId))
  }

  /** Removes members, because they left or did not answer in time. */
  fence(...memberIds: readonly string[]): void {
    const rest = this.members.filter(({ memberId }) => !memberIds.includes(memberId))
    if (rest.length > 0 && rest.every(({ classic }) => classic !== undefined) && this.policy.allowsDowngrade) return this.downgrade(rest)
    for (const memberId of memberIds) this.#drop(memberId)
    this.subscriptions.regexes.keepOnly(this.members)
    this.updateEpoch(true)
    if (!this.isEmpty) return
    this.#assignmentEpoch = this.#groupEpoch
    this.#assignedAtMs = undefined
  }

  fenceMember(memberId: string): boolean {
    const isKnown = this.#members.has(memberId)
    if (isKnown) this.fence(memberId)
    return isKnown
  }

  close(): void {
    this.timers.cancelAll()
  }

  /**
   * Puts a classic group of these members in the place of this group. `generationId` is that of the
   * members. By default they have to join again, because another member has left.
   */
  downgrade(members: readonly ConsumerMember[], generationId: number = this.#groupEpoch, needsRebalance = true): void {
    this.close()
    const group = downgraded(this, members, generationId, this.#cluster)
    this.#cluster.groups.put(group)
    if (needsRebalance) group.rebalance.prepare()
  }

  #isOwnedByAnother(memberId: string, topicId: string, partition: number): boolean {
    const others = this.members.filter(other => other.memberId !== memberId)
    return others.some(
      other => hasPartition(other.assigned, topicId, partition) || hasPartition(other.pendingRevocation, topicId, partition)
    )
  }

  #startRevocation({ memberId, memberEpoch, rebalanceTimeoutMs }: ConsumerMember): void {
    this.timers.revocations.start(memberId, rebalanceTimeoutMs, () => {
      if (this.#members.get(memberId)?.memberEpoch === memberEpoch) this.fence(memberId)
    })
  }

  // By default Kafka waits 1,000 ms between assignments. Here tests need not wait, unless the group
  // or the brokers are configured to.
  #mustWait(): boolean {
    const { groups, shared } = this.#cluster.configs
    const own = groups.get(this.groupId)?.get('consumer.assignment.interval.ms')
    const intervalMs = Number(own ?? shared.get('group.consumer.assignment.interval.ms') ?? 0)
    return this.#assignedAtMs !== undefined && intervalMs > 0 && this.#cluster.clock.timeMs < this.#assignedAtMs + intervalMs
  }

  #drop(memberId: string): void {
    this.timers.cancel(memberId)
    this.#members.delete(memberId)
    this.#target.delete(memberId)
  }
}

/** Whether a group is a consumer group. */
export function isConsumerGroup(group: Group): group is ConsumerGroup {
  return group.kind === 'consumer'
}
