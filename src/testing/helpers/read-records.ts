import { clearTimeout, setTimeout } from '../../clock.ts'
import { readBatches } from '../../records/index.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { Partition } from '../storage/partition.ts'
import { isRefusal } from '../storage/refusal.ts'
import { type StoredRecord, storedRecord } from './test-record.ts'

const READ_BYTES = 1_048_576
const MAX_WAIT_MS = 50

/** Reads the records of a topic as they are in the logs, control records aside. */
export class LogReader {
  readonly #cluster: ClusterState
  readonly #topic: string
  /** The next offset to read, by partition. */
  readonly #positions = new Map<number, number>()

  constructor(cluster: ClusterState, topic: string) {
    this.#cluster = cluster
    this.#topic = topic
  }

  /** The partitions of the topic; none if it does not exist yet. */
  get partitions(): readonly Partition[] {
    const topic = this.#cluster.topics.find({ name: this.#topic })
    return isRefusal(topic) ? [] : topic.partitions
  }

  /** The records that no earlier call has returned, partition by partition. */
  read(): StoredRecord[] {
    return this.partitions.flatMap(partition => this.#readPartition(partition))
  }

  /**
   * Waits for a change of a partition: at most 50 ms, because the topic may be created, may get
   * more partitions, or the cluster may be closed.
   */
  changed(): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer)
        for (const stop of stops) stop()
        resolve()
      }
      const timer = setTimeout(done, MAX_WAIT_MS)
      const stops = this.partitions.map(partition => partition.watch(done))
    })
  }

  #readPartition({ partitionIndex, log }: Partition): StoredRecord[] {
    const records: StoredRecord[] = []
    let position = Math.max(this.#positions.get(partitionIndex) ?? 0, log.startOffset)
    while (position < log.endOffset) {
      const bytes = log.read(position, READ_BYTES, true)
      if (bytes.length === 0) break
      for (const batch of readBatches(bytes, { topic: this.#topic, partition: partitionIndex })) {
        for (const record of batch.records()) {
          if (record.offset >= BigInt(position)) records.push(storedRecord(this.#topic, partitionIndex, record))
        }
        position = Math.max(position, Number(batch.lastOffset) + 1)
      }
    }
    this.#positions.set(partitionIndex, position)
    return records
  }
}
