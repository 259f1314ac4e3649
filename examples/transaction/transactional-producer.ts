import type { Cluster } from 'kafkawire'
import { Produce, TxnOffsetCommit } from 'kafkawire/messages'
import type { BuilderOptions, RecordInput } from 'kafkawire/records'
import {
  abort,
  addOffsets,
  addPartitions,
  addsPartitionsItself,
  begin,
  end,
  type Identity,
  type OneCluster,
  onlyTo,
  retryWhileEnding
} from './coordinator.ts'
import { GatheredRecords, type Sequences } from './gathered-records.ts'
import { type GroupMember, offsetsRequest, type Position } from './group-offsets.ts'
import { Steps } from './steps.ts'
import { TransactionState } from './transaction-state.ts'

/** How the batches of a {@link TransactionalProducer} are made. */
export type TransactionOptions = Pick<BuilderOptions, 'compression'>

/**
 * Creates the producer of a transactional id (KIP-98). The coordinator fences the producer that had
 * it before, and aborts its open transaction. If the addresses lead to another cluster later, all
 * calls reject with `KAFKA_CLUSTER_CHANGED`: create another producer.
 */
export async function transactionalProducer(
  cluster: Cluster,
  transactionalId: string,
  options: TransactionOptions = {}
): Promise<TransactionalProducer> {
  const oneCluster = onlyTo(cluster)
  const [clusterAdds, identity] = await Promise.all([addsPartitionsItself(oneCluster), begin(oneCluster, transactionalId)])
  return new TransactionalProducer(oneCluster, identity, clusterAdds, options)
}

/**
 * A producer with transactions. Everything between one `commit` or `abort` and the next is one
 * transaction. Calls take effect in the order in which they are made, even if the caller does not
 * wait for them. Records of several calls go in one request while an earlier call is in progress.
 * After a call has rejected, the transaction accepts no more calls: `abort` it, and go on.
 */
export class TransactionalProducer {
  readonly #cluster: OneCluster
  /**
   * Whether the cluster adds partitions and groups to a transaction by itself, and gives each
   * transaction its own epoch: transaction.version 2 (KIP-890).
   */
  readonly #clusterAdds: boolean
  readonly #steps = new Steps()
  readonly #state = new TransactionState()
  readonly #added = new Set<string>()
  readonly #sequences: Sequences = new Map()
  readonly #options: TransactionOptions
  #gathering: GatheredRecords | undefined
  #identity: Identity

  constructor(cluster: OneCluster, identity: Identity, clusterAdds: boolean, options: TransactionOptions) {
    this.#options = options
    this.#cluster = cluster
    this.#identity = identity
    this.#clusterAdds = clusterAdds
  }

  get producerEpoch(): number {
    return this.#identity.producerEpoch
  }

  /** Writes records to a partition, as part of the transaction. */
  send(topic: string, partition: number, records: readonly RecordInput[]): Promise<void> {
    if (records.length === 0) return Promise.resolve()
    let gathering = this.#gathering
    if (gathering === undefined) {
      const gathered = (this.#gathering = gathering = new GatheredRecords(this.#options))
      void this.#steps.run(() => this.#sendGathered(gathered))
    }
    return gathering.add({ topic, partition }, records)
  }

  /**
   * Commits offsets of a group with the transaction, so that input counts as read exactly if the
   * output of the transaction is visible. Name the member that has read the input, or else a member
   * that has lost its partitions could commit as well.
   */
  sendOffsets(group: string | GroupMember, positions: readonly Position[]): Promise<void> {
    const member = typeof group === 'string' ? { groupId: group } : group
    return this.#step(async () => {
      this.#state.beginWrite()
      try {
        if (!this.#clusterAdds) await addOffsets(this.#cluster, this.#identity, member.groupId)
        const request = offsetsRequest(this.#identity, member, positions)
        await retryWhileEnding(() => this.#cluster.send(TxnOffsetCommit, request))
      } catch (error) {
        this.#state.failWrite(error, false)
        throw error
      }
    })
  }

  /**
   * Commits the transaction: readers of committed records see all of it. If it rejects because no
   * answer came, the transaction may be committed nevertheless: call `commit` again, or `abort`.
   */
  commit(): Promise<void> {
    return this.#step(async () => {
      this.#state.checkCommit()
      if (!this.#state.isNone) this.#begin(await this.#ending(true, () => end(this.#cluster, this.#identity, true)))
    })
  }

  /**
   * Aborts the transaction: readers of committed records see nothing of it. Rejects if an earlier
   * `commit` was not answered, and turns out to have been carried out.
   */
  abort(): Promise<void> {
    return this.#step(async () => {
      this.#state.checkAbort()
      if (this.#state.isNone) return
      const { isInDoubt } = this.#state
      const { wasOpen, next } = await this.#ending(false, () => abort(this.#cluster, this.#identity, isInDoubt))
      this.#begin(next)
      if (isInDoubt && !wasOpen)
        throw new Error('the transaction could not be aborted: its commit, which was not answered, had been carried out')
    })
  }

  // Records that are sent after this step must not go in the same request as earlier ones.
  #step(work: () => Promise<void>): Promise<void> {
    this.#gathering = undefined
    return this.#steps.run(work)
  }

  async #sendGathered(gathered: GatheredRecords): Promise<void> {
    if (this.#gathering === gathered) this.#gathering = undefined
    try {
      this.#state.beginWrite()
    } catch (error) {
      return gathered.reject(error)
    }
    let isLeader = false
    try {
      if (!this.#clusterAdds) await this.#addPartitions(gathered)
      isLeader = true
      while (!gathered.isEmpty) {
        const { request, done } = gathered.take(this.#identity, this.#sequences)
        if (request.topicData.length > 0) await retryWhileEnding(() => this.#cluster.send(Produce, request))
        done()
      }
    } catch (error) {
      this.#state.failWrite(error, isLeader)
      gathered.reject(error)
    }
  }

  async #addPartitions({ places }: GatheredRecords): Promise<void> {
    const added = new Map(places.map(place => [`${place.topic}/${place.partition}`, place]))
    for (const name of this.#added) added.delete(name)
    if (added.size > 0) await addPartitions(this.#cluster, this.#identity, [...added.values()])
    for (const name of added.keys()) this.#added.add(name)
  }

  async #ending<T>(isCommit: boolean, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      this.#state.failEnd(error, isCommit)
      throw error
    }
  }

  #begin(next: Identity | undefined): void {
    this.#state.end()
    this.#added.clear()
    if (next === undefined) return
    this.#identity = next
    this.#sequences.clear()
  }
}
