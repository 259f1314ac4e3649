import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, type Cluster, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { AddOffsetsToTxn, AddPartitionsToTxn, ApiVersions, EndTxn, InitProducerId } from 'kafkawire/messages'
import { isAny } from './transaction-state.ts'

/** What a transactional producer is known by. */
export interface Identity {
  readonly transactionalId: string
  readonly producerId: bigint
  readonly producerEpoch: number
}

const TRANSACTION_TIMEOUT_MS = 60_000
const PAUSE_MS = 20
const PATIENCE_MS = 30_000
// It has ended, or was never begun; or the coordinator has forgotten the transactional id, which nobody used for days.
const NOT_OPEN = ['INVALID_TXN_STATE', 'INVALID_PRODUCER_ID_MAPPING']

/** Whether the cluster has transaction.version 2 (KIP-890): what a transaction writes to is then a part of it without being announced. */
export async function addsPartitionsItself(cluster: Cluster): Promise<boolean> {
  const { finalizedFeatures } = throwIfError(
    await cluster.send(ApiVersions, { clientSoftwareName: 'kafkawire-examples', clientSoftwareVersion: '1' })
  )
  return finalizedFeatures.some(({ name, maxVersionLevel }) => name === 'transaction.version' && maxVersionLevel >= 2)
}

/** Becomes the producer of this transactional id: whoever was it before is fenced off, and what that one left open is aborted (KIP-98). */
export function begin(cluster: Cluster, transactionalId: string): Promise<Identity> {
  return initProducerId(cluster, {
    transactionalId,
    producerId: absentValues.NO_PRODUCER_ID,
    producerEpoch: absentValues.NO_PRODUCER_EPOCH
  })
}

/** Makes partitions a part of the transaction, all of them in one request. */
export async function addPartitions(
  cluster: Cluster,
  { transactionalId, producerId, producerEpoch }: Identity,
  partitions: readonly { readonly topic: string; readonly partition: number }[]
): Promise<void> {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) topics.set(topic, [...(topics.get(topic) ?? []), partition])
  const request = {
    v3AndBelowTransactionalId: transactionalId,
    v3AndBelowProducerId: producerId,
    v3AndBelowProducerEpoch: producerEpoch,
    v3AndBelowTopics: [...topics].map(([name, partitions]) => ({ name, partitions }))
  }
  await onceNoneIsEnding(() => cluster.send(AddPartitionsToTxn, request))
}

/** Makes the offsets of a group a part of the transaction. */
export async function addOffsets(cluster: Cluster, identity: Identity, groupId: string): Promise<void> {
  await onceNoneIsEnding(() => cluster.send(AddOffsetsToTxn, { ...identity, groupId }))
}

/** Ends the transaction. With transaction.version 2 the next one has another epoch; undefined if it has not. */
export async function end(cluster: Cluster, identity: Identity, committed: boolean): Promise<Identity | undefined> {
  const { producerId, producerEpoch } = throwIfError(await cluster.send(EndTxn, { ...identity, committed }))
  return producerId < 0n ? undefined : { ...identity, producerId, producerEpoch }
}

/**
 * Aborts the transaction, and tells whether it was open and who the producer is now. How far its sequence numbers got is not known if something failed, so
 * the next transaction has another epoch, in which they begin at 0. Where the coordinator says that nothing is open, nothing that was written has
 * arrived, unless the transaction was being committed: then it has been, and the same commit once more tells who the producer is now.
 */
export async function abort(
  cluster: Cluster,
  identity: Identity,
  mayBeCommitted: boolean
): Promise<{ readonly wasOpen: boolean; readonly next: Identity | undefined }> {
  try {
    const next = await end(cluster, identity, false)
    return { wasOpen: true, next: next ?? (await initProducerId(cluster, identity)) }
  } catch (error) {
    if (!isAny(error, NOT_OPEN)) throw error
  }
  return { wasOpen: false, next: mayBeCommitted ? await end(cluster, identity, true) : await initProducerId(cluster, identity) }
}

/** Sends, again and again as long as the last transaction of the same id is still being ended, and resolves with an answer without errors. */
export async function onceNoneIsEnding<T>(send: () => Promise<T>): Promise<T> {
  for (const untilMs = performance.now() + PATIENCE_MS; ; await pause(PAUSE_MS)) {
    const answer = await send()
    try {
      return throwIfError(answer)
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_BROKER') || error.errorCode !== errorCodes.CONCURRENT_TRANSACTIONS || performance.now() > untilMs)
        throw error
    }
  }
}

// Of a producer that is known it makes the next epoch, unless another has taken its place (KIP-360).
async function initProducerId(cluster: Cluster, identity: Identity): Promise<Identity> {
  const request = { ...identity, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS }
  const { producerId, producerEpoch } = throwIfError(await cluster.send(InitProducerId, request))
  return { transactionalId: identity.transactionalId, producerId, producerEpoch }
}
