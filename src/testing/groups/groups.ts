import type { ClassicProtocol } from './classic-protocol.ts'
import type { CommittedOffsets } from './committed-offsets.ts'

/** The kinds of groups, by the names that ListGroups gives them. Kinds share one space of ids. */
export type GroupKind = 'classic' | 'consumer' | 'share'

/** A group of any kind, as far as APIs need to know that serve several kinds. */
export interface Group {
  readonly groupId: string
  readonly kind: GroupKind
  /** The state as Kafka names it, such as 'Stable', 'Empty' or 'PreparingRebalance'. */
  readonly state: string
  /**
   * The protocol type: 'consumer' for groups of consumers, 'share' for share groups; empty for a
   * group that only commits offsets.
   */
  readonly protocolType: string
  /** The offsets that the group has committed. Share groups have none. */
  readonly offsets: CommittedOffsets
  /** Whether the group has no members. Only such a group can be deleted. */
  readonly isEmpty: boolean
  /**
   * The part of the group that answers JoinGroup, SyncGroup, Heartbeat and LeaveGroup. A consumer
   * group has it if members of the classic protocol may join it (KIP-848). A group without it
   * refuses them.
   */
  readonly classicProtocol?: ClassicProtocol | undefined
  /** Whether a member subscribes to this topic, so that its offsets must not be deleted. */
  subscribesTo(topic: string): boolean
  /**
   * The error code with which OffsetCommit or TxnOffsetCommit is refused; NONE if it is allowed. A
   * commit that is allowed keeps the session of its member alive.
   */
  checkMember(member: GroupMemberReference): number
  /**
   * The error code with which such a commit is refused because of one of its partitions; NONE if it
   * is allowed. Groups without this method have no rule for partitions.
   */
  checkPartition?(member: GroupMemberReference, topic: string, partitionIndex: number): number
  /**
   * The error code with which OffsetFetch is refused; NONE if it is allowed. Clients that are no
   * members give null and -1. GROUP_ID_NOT_FOUND answers as if nothing were committed.
   */
  checkFetch(memberId: string | null, memberEpoch: number): number
  /** The error code with which OffsetDelete is refused; NONE if it is allowed. */
  checkOffsetDelete(): number
  /**
   * Removes a member at once, as when its session ends. Its next request is refused with
   * UNKNOWN_MEMBER_ID. Returns whether there was such a member.
   */
  fenceMember(memberId: string): boolean
  /** Cancels all timers of the group, because it was deleted or the cluster is closed. */
  close(): void
}

/** A member as commits name it. */
export interface GroupMemberReference {
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** The generation of a classic group, or the member epoch of a consumer group. */
  readonly epoch: number
  readonly isTransactional: boolean
  /** The version of the request. Consumer groups refuse some old versions. */
  readonly apiVersion: number
}

/** The groups of a cluster. All brokers share them; only the coordinator of a group serves it. */
export class Groups {
  readonly #byId = new Map<string, Group>()

  /** All groups, in the order in which they were created. */
  list(): Group[] {
    return [...this.#byId.values()]
  }

  find(groupId: string): Group | undefined {
    return this.#byId.get(groupId)
  }

  /** Adds a group, or replaces the one with the same id: a group may change its kind (KIP-848). */
  put(group: Group): void {
    this.#byId.set(group.groupId, group)
  }

  delete(groupId: string): void {
    this.#byId.get(groupId)?.close()
    this.#byId.delete(groupId)
  }

  /** Deletes all groups. */
  clear(): void {
    this.close()
    this.#byId.clear()
  }

  /** Forgets the offsets of a topic that was deleted, in all groups. */
  deleteTopic(topic: string): void {
    for (const group of this.#byId.values()) group.offsets.deleteTopic(topic)
  }

  /** Cancels the timers of all groups. */
  close(): void {
    for (const group of this.#byId.values()) group.close()
  }
}
