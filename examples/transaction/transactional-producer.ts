import { type Cluster, throwIfError } from 'kafkawire'
import { AddOffsetsToTxn, AddPartitionsToTxn, EndTxn, InitProducerId, Produce, TxnOffsetCommit } from 'kafkawire/messages'
import { batchBuilder, incrementSequence, type RecordInput } from 'kafkawire/records'
import { addsPartitionsItself, onceNoneIsEnding } from './coordinator.ts'

/** Where a consumer group is to go on reading. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

interface ProducerId {
  readonly producerId: bigint
  readonly producerEpoch: number
}

const TRANSACTION_TIMEOUT_MS = 60_000
const ACKS_ALL = -1
const BROKER_MS = 10_000

/** Begins to be the producer of this transactional id: whoever was it before is fenced off, and what that one left open is aborted (KIP-98). */
export async function transactionalProducer(cluster: Cluster, transactionalId: string): Promise<TransactionalProducer> {
  const [isTaught, identity] = await Promise.all([addsPartitionsItself(cluster), initProducerId(cluster, transactionalId)])
  return new TransactionalProducer(cluster, transactionalId, identity, isTaught)
}

/** Everything between one `commit` or `abort` and the next is one transaction. Call one method at a time. */
export class TransactionalProducer {
  readonly #cluster: Cluster
  readonly #transactionalId: string
  /** Whether the cluster notices by itself what a transaction writes to, and gives each its own epoch: transaction.version 2 (KIP-890). */
  readonly #clusterAdds: boolean
  readonly #added = new Set<string>()
  readonly #sequences = new Map<string, number>()
  #identity: ProducerId
  #isOpen = false

  constructor(cluster: Cluster, transactionalId: string, identity: ProducerId, clusterAdds: boolean) {
    this.#cluster = cluster
    this.#transactionalId = transactionalId
    this.#identity = identity
    this.#clusterAdds = clusterAdds
  }

  get producerEpoch(): number {
    return this.#identity.producerEpoch
  }

  /** Appends records to a partition. If it rejects, abort. */
  async send(topic: string, partition: number, records: readonly RecordInput[]): Promise<void> {
    const where = `${topic}/${partition}`
    if (!this.#clusterAdds && !this.#added.has(where)) await this.#addPartition(topic, partition)
    this.#added.add(where)
    this.#isOpen = true
    const baseSequence = this.#sequences.get(where) ?? 0
    const builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY })
    for (const record of records) builder.append(record)
    const batch = builder.build({ ...this.#identity, baseSequence, isTransactional: true })
    const topicData = [{ name: topic, partitionData: [{ index: partition, records: batch }] }]
    const request = { transactionalId: this.#transactionalId, acks: ACKS_ALL, timeoutMs: BROKER_MS, topicData }
    await onceNoneIsEnding(() => this.#cluster.send(Produce, request))
    this.#sequences.set(where, incrementSequence(baseSequence, records.length))
  }

  /** Commits a group's offsets with the transaction: what was read is done exactly if what was made of it is there. If it rejects, abort. */
  async sendOffsets(groupId: string, positions: readonly Position[]): Promise<void> {
    const identity = { transactionalId: this.#transactionalId, groupId, ...this.#identity }
    if (!this.#clusterAdds) await onceNoneIsEnding(() => this.#cluster.send(AddOffsetsToTxn, identity))
    this.#isOpen = true
    const topics = positions.map(({ topic: name, partition: partitionIndex, offset: committedOffset }) => {
      return { name, partitions: [{ partitionIndex, committedOffset, committedMetadata: null }] }
    })
    await onceNoneIsEnding(() => this.#cluster.send(TxnOffsetCommit, { ...identity, topics }))
  }

  /** Makes all of it visible to those who read what is committed. */
  commit(): Promise<void> {
    return this.#end(true)
  }

  /** Lets nobody see it who reads what is committed. */
  async abort(): Promise<void> {
    await this.#end(false)
    // How far the sequence numbers got is not known if something failed. With a new epoch they begin at 0.
    if (!this.#clusterAdds) this.#begin(await initProducerId(this.#cluster, this.#transactionalId))
  }

  async #addPartition(topic: string, partition: number): Promise<void> {
    const request = {
      v3AndBelowTransactionalId: this.#transactionalId,
      v3AndBelowProducerId: this.#identity.producerId,
      v3AndBelowProducerEpoch: this.#identity.producerEpoch,
      v3AndBelowTopics: [{ name: topic, partitions: [partition] }]
    }
    await onceNoneIsEnding(() => this.#cluster.send(AddPartitionsToTxn, request))
  }

  async #end(committed: boolean): Promise<void> {
    this.#added.clear()
    if (!this.#isOpen) return
    const request = { transactionalId: this.#transactionalId, ...this.#identity, committed }
    const { producerId, producerEpoch } = throwIfError(await this.#cluster.send(EndTxn, request))
    this.#isOpen = false
    if (producerId >= 0n) this.#begin({ producerId, producerEpoch })
  }

  #begin(identity: ProducerId): void {
    this.#identity = identity
    this.#sequences.clear()
  }
}

async function initProducerId(cluster: Cluster, transactionalId: string): Promise<ProducerId> {
  const request = { transactionalId, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS }
  const { producerId, producerEpoch } = await onceNoneIsEnding(() => cluster.send(InitProducerId, request))
  return { producerId, producerEpoch }
}
