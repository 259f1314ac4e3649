import type { ClusterState } from '../cluster-state.ts'
import type { Partition } from '../storage/partition.ts'
import type { LogFiles } from './log-files.ts'
import { savePartition } from './saved-topics.ts'
import { toJson } from './state-json.ts'

// What changes with every change of a partition: its producers, its transactions and its epochs
// change only with its log or its leader.
type Key = readonly unknown[]

interface PartitionText {
  readonly key: Key
  readonly text: string
}

/** The topics of a state as JSON. The text of a partition is made again only if it has changed. */
export class TopicTexts {
  #texts = new Map<Partition, PartitionText>()

  /** The topics as an array of `SavedTopic` in JSON. The logs are written before. */
  textOf({ topics }: ClusterState, files: LogFiles): string {
    const texts = new Map<Partition, PartitionText>()
    const parts = topics.list().map(topic => {
      const { name, topicId, configs } = topic
      const partitions = topic.partitions.map(partition => {
        const key = keyOf(partition)
        const known = this.#texts.get(partition)
        const isKnown = known?.key.every((each, index) => each === key[index])
        const now = isKnown && known !== undefined ? known : { key, text: toJson(savePartition(partition, files.of(topic, partition))) }
        texts.set(partition, now)
        return now.text
      })
      const start = toJson({ name, topicId, configs: [...configs] }).slice(0, -1)
      return `${start},"partitions":[${partitions.join()}]}`
    })
    this.#texts = texts
    return `[${parts.join()}]`
  }
}

function keyOf({ log, leaderId, leaderEpoch, isrNodes, replicaNodes }: Partition): Key {
  const { startOffset, endOffset, replacements } = log
  return [startOffset, endOffset, replacements, leaderId, leaderEpoch, isrNodes, replicaNodes]
}
