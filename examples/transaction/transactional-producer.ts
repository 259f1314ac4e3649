import type { Cluster } from 'kafkawire'
import { Produce, TxnOffsetCommit } from 'kafkawire/messages'
import type { RecordInput } from 'kafkawire/records'
import { abort, addOffsets, addPartitions, addsPartitionsItself, begin, end, type Identity, onceNoneIsEnding } from './coordinator.ts'
import { GatheredRecords, type Sequences } from './gathered-records.ts'
import { type GroupMember, offsetsRequest, type Position } from './group-offsets.ts'
import { Steps } from './steps.ts'
import { TransactionState } from './transaction-state.ts'

/** Begins to be the producer of this transactional id: whoever was it before is fenced off, and what that one left open is aborted (KIP-98). */
export async function transactionalProducer(cluster: Cluster, transactionalId: string): Promise<TransactionalProducer> {
  const [clusterAdds, identity] = await Promise.all([addsPartitionsItself(cluster), begin(cluster, transactionalId)])
  return new TransactionalProducer(cluster, identity, clusterAdds)
}

/**
 * Everything between one `commit` or `abort` and the next is one transaction. Calls take effect in the order in which they are made, whether or not
 * the caller waits for each; records that wait for the same call before them go in one request. Where a call rejects, the transaction
 * takes nothing more: `abort` it, and go on.
 */
export class TransactionalProducer {
  readonly #cluster: Cluster
  /** Whether the cluster notices by itself what a transaction writes to, and gives each its own epoch: transaction.version 2 (KIP-890). */
  readonly #clusterAdds: boolean
  readonly #steps = new Steps()
  readonly #state = new TransactionState()
  readonly #added = new Set<string>()
  readonly #sequences: Sequences = new Map()
  #gathering: GatheredRecords | undefined
  #identity: Identity

  constructor(cluster: Cluster, identity: Identity, clusterAdds: boolean) {
    this.#cluster = cluster
    this.#identity = identity
    this.#clusterAdds = clusterAdds
  }

  get producerEpoch(): number {
    return this.#identity.producerEpoch
  }

  /** Appends records to a partition. */
  send(topic: string, partition: number, records: readonly RecordInput[]): Promise<void> {
    if (records.length === 0) return Promise.resolve()
    let gathering = this.#gathering
    if (gathering === undefined) {
      const gathered = (this.#gathering = gathering = new GatheredRecords())
      void this.#steps.run(() => this.#sendGathered(gathered))
    }
    return gathering.add({ topic, partition }, records)
  }

  /**
   * Commits a group's offsets with the transaction: what was read is done exactly if what was made of it is there. Say which member read it, or
   * one that has lost its partitions could commit as well.
   */
  sendOffsets(group: string | GroupMember, positions: readonly Position[]): Promise<void> {
    const member = typeof group === 'string' ? { groupId: group } : group
    return this.#step(async () => {
      this.#state.beginWrite()
      try {
        if (!this.#clusterAdds) await addOffsets(this.#cluster, this.#identity, member.groupId)
        const request = offsetsRequest(this.#identity, member, positions)
        await onceNoneIsEnding(() => this.#cluster.send(TxnOffsetCommit, request))
      } catch (error) {
        this.#state.failWrite(error, false)
        throw error
      }
    })
  }

  /**
   * Makes all of it visible to those who read what is committed. If it rejects because no answer came, the transaction may be committed all the same:
   * call it again, or `abort`.
   */
  commit(): Promise<void> {
    return this.#step(async () => {
      this.#state.checkCommit()
      if (!this.#state.isNone) this.#begin(await this.#ending(true, () => end(this.#cluster, this.#identity, true)))
    })
  }

  /** Lets nobody see it who reads what is committed. Rejects after a `commit` without an answer that turns out to have been carried out. */
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

  // What is sent after this belongs to another request than what was sent before.
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
        if (request.topicData.length > 0) await onceNoneIsEnding(() => this.#cluster.send(Produce, request))
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
