import type { ClusterState } from '../cluster-state.ts'
import { asClassic, ClassicGroup } from '../groups/classic/classic-group.ts'
import { CommittedOffsets, type SavedOffsets } from '../groups/committed-offsets.ts'
import { ConsumerGroup, isConsumerGroup } from '../groups/consumer/consumer-group.ts'
import type { Group, GroupKind } from '../groups/groups.ts'
import { asShareGroup, ShareGroup } from '../groups/share/share-group.ts'
import type { WrittenState } from '../groups/share/share-partition.ts'
import { isRefusal } from '../storage/refusal.ts'

/** A group as it is after the sessions of all its members have ended. */
export interface SavedGroup {
  readonly groupId: string
  readonly kind: GroupKind
  readonly protocolType: string
  /** The generation of a classic group, or the epoch of another one. */
  readonly epoch: number
  readonly offsets: SavedOffsets
  /** The states of a share group by topic id and partition. */
  readonly shares: readonly (readonly [topicId: string, partitionIndex: number, written: WrittenState])[]
}

export function saveGroups({ groups }: ClusterState): SavedGroup[] {
  return groups.list().map(group => ({
    groupId: group.groupId,
    kind: group.kind,
    protocolType: group.protocolType,
    epoch: epochOf(group) + (group.isEmpty ? 0 : 1),
    offsets: group.offsets.saved,
    shares: sharesOf(asShareGroup(group))
  }))
}

export function restoreGroups(cluster: ClusterState, saved: readonly SavedGroup[]): void {
  for (const each of saved) cluster.groups.put(restored(cluster, each))
}

function epochOf(group: Group): number {
  if (isConsumerGroup(group)) return group.groupEpoch
  const share = asShareGroup(group)
  if (share !== undefined) return share.groupEpoch
  return asClassic(group)?.rebalance.generationId ?? 0
}

function sharesOf(group: ShareGroup | undefined): SavedGroup['shares'] {
  if (group === undefined) return []
  return group.topicIds.flatMap(topicId =>
    [...group.partitionsOf(topicId)].flatMap(([index, share]) => (share.isWritten ? [[topicId, index, share.written] as const] : []))
  )
}

function restored(cluster: ClusterState, { groupId, kind, protocolType, epoch, offsets: saved, shares }: SavedGroup): Group {
  const offsets = new CommittedOffsets()
  offsets.restore(saved)
  if (kind === 'classic') {
    const group = new ClassicGroup(groupId, cluster.clock, offsets)
    group.rebalance.restoreGeneration(epoch, protocolType === '' ? undefined : protocolType)
    return group
  }
  if (kind === 'consumer') {
    const group = new ConsumerGroup(groupId, offsets, cluster)
    group.restoreEpoch(epoch)
    return group
  }
  const group = new ShareGroup(groupId, cluster)
  group.restoreEpoch(epoch)
  for (const [topicId, partitionIndex, written] of shares) {
    const topic = cluster.topics.find({ topicId })
    if (!isRefusal(topic)) group.initialize(topic, partitionIndex)?.restore(written)
  }
  return group
}
