import { controlRecordTypes } from '../../protocol/codes/index.ts'
import { readBatches } from '../../records/index.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { EpochStart } from '../storage/leader-epochs.ts'
import type { Partition, PartitionState } from '../storage/partition.ts'
import { readHeader } from '../storage/produced-batch.ts'
import type { ProducerState } from '../storage/producer-states.ts'
import type { Topic } from '../storage/topics.ts'
import type { LogFileState } from './log-file.ts'
import type { LogFiles } from './log-files.ts'

/** A partition without its records, and the file with them. */
export interface SavedPartition extends PartitionState {
  readonly replicaNodes: readonly number[]
  readonly startOffset: number
  readonly endOffset: number
  readonly epochs: readonly EpochStart[]
  readonly producers: readonly ProducerState[]
  readonly openTransactions: readonly (readonly [producerId: bigint, firstOffset: number])[]
  /** The number in the name of the file with the records. */
  readonly generation: number
  /** The bytes of the file at that time. More may follow, as they are written first. */
  readonly fileBytes: number
}

/** A topic without its records. */
export interface SavedTopic {
  readonly name: string
  readonly topicId: string
  readonly configs: readonly (readonly [name: string, value: string])[]
  readonly partitions: readonly SavedPartition[]
}

/** A partition as it is now, with the state of its file. */
export function savePartition(partition: Partition, { generation, bytes }: LogFileState): SavedPartition {
  const { replicaNodes, isrNodes, leaderId, leaderEpoch, log, producers } = partition
  return {
    ...{ replicaNodes, isrNodes, leaderId, leaderEpoch },
    aborted: partition.abortedFrom(0),
    startOffset: log.startOffset,
    endOffset: log.endOffset,
    epochs: log.epochs.all,
    producers: producers.list(),
    openTransactions: producers.openTransactions,
    generation,
    fileBytes: bytes
  }
}

/** Creates the topics of a folder, with their records. */
export function restoreTopics(cluster: ClusterState, saved: readonly SavedTopic[], files: LogFiles): void {
  for (const { name, topicId, configs, partitions } of saved) {
    const replicas = partitions.map(({ replicaNodes }) => replicaNodes)
    const topic = cluster.topics.create(name, replicas, new Map(configs), topicId)
    for (const [index, each] of partitions.entries()) {
      const partition = topic.partitions[index]
      if (partition !== undefined) restorePartition(cluster, topic, partition, each, files)
    }
  }
}

function restorePartition(cluster: ClusterState, topic: Topic, partition: Partition, saved: SavedPartition, files: LogFiles): void {
  const { log, producers } = partition
  log.epochs.restore(saved.epochs)
  const later = files.load(topic, partition, saved)
  log.moveEnd(saved.endOffset)
  log.cutBefore(saved.startOffset)
  producers.restore(saved.producers, saved.openTransactions)
  for (const bytes of later) note(partition, bytes)
  const { registeredIds } = cluster.membership
  partition.restore(saved, nodeId => registeredIds.includes(nodeId))
}

// Does with a batch that was written after the state what appending it did.
function note(partition: Partition, bytes: Uint8Array): void {
  const header = readHeader(bytes)
  for (const batch of readBatches(bytes, { checkCrc: false })) {
    const baseOffset = Number(batch.baseOffset)
    const known = partition.log.epochs.all.at(-1)?.epoch ?? -1
    if (batch.partitionLeaderEpoch > known) partition.log.epochs.begin(batch.partitionLeaderEpoch, baseOffset)
    if (!batch.isControl) partition.producers.note(header, baseOffset)
    else
      for (const { key, value, timestamp } of batch.records()) {
        const isCommit = Buffer.from(key ?? []).readInt16BE(2) === controlRecordTypes.COMMIT
        const coordinatorEpoch = Buffer.from(value ?? []).readInt32BE(2)
        partition.noteMarker({ ...header, coordinatorEpoch, timestamp }, isCommit, baseOffset)
      }
  }
}
