import { setTimeout as pause } from 'node:timers/promises'
import { type Api, absentValues, type Cluster, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { AddOffsetsToTxn, AddPartitionsToTxn, ApiVersions, EndTxn, InitProducerId } from 'kafkawire/messages'
import { isAny } from './transaction-state.ts'

/** The identity of a transactional producer. */
export interface Identity {
  readonly transactionalId: string
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** Sends requests to the cluster in which a producer began, and to no other one. */
export type OneCluster = Pick<Cluster, 'send'>

const TRANSACTION_TIMEOUT_MS = 60_000
const PAUSE_MS = 20
const MAX_WAIT_MS = 30_000
// No transaction is open: it has ended, or it was never begun, or the coordinator has dropped the
// transactional id because it was not used for days.
const NOT_OPEN = ['INVALID_TXN_STATE', 'INVALID_PRODUCER_ID_MAPPING']

/**
 * Sends only to the cluster that is at the addresses now. If they lead to another one later, calls
 * reject with `KAFKA_CLUSTER_CHANGED`: the other cluster may have given the same producer id to
 * another producer.
 */
export function onlyTo(cluster: Cluster): OneCluster {
  const { clusterId } = cluster.map
  return { send: <Req, Res>(api: Api<Req, Res>, request: Req) => cluster.send(api, request, { clusterId }) }
}

/**
 * Whether the cluster has transaction.version 2 (KIP-890). Then the partitions and groups that a
 * transaction writes to become part of it without a request of their own.
 */
export async function addsPartitionsItself(cluster: OneCluster): Promise<boolean> {
  const { finalizedFeatures } = throwIfError(
    await cluster.send(ApiVersions, { clientSoftwareName: 'kafkawire-examples', clientSoftwareVersion: '1' })
  )
  return finalizedFeatures.some(({ name, maxVersionLevel }) => name === 'transaction.version' && maxVersionLevel >= 2)
}

/**
 * Becomes the producer of this transactional id (KIP-98). The coordinator fences the producer that
 * had it before, and aborts its open transaction.
 */
export function begin(cluster: OneCluster, transactionalId: string): Promise<Identity> {
  return initProducerId(cluster, {
    transactionalId,
    producerId: absentValues.NO_PRODUCER_ID,
    producerEpoch: absentValues.NO_PRODUCER_EPOCH
  })
}

/** Makes partitions part of the transaction, all in one request. */
export async function addPartitions(
  cluster: OneCluster,
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
  await retryWhileEnding(() => cluster.send(AddPartitionsToTxn, request))
}

/** Makes the offsets of a group part of the transaction. */
export async function addOffsets(cluster: OneCluster, identity: Identity, groupId: string): Promise<void> {
  await retryWhileEnding(() => cluster.send(AddOffsetsToTxn, { ...identity, groupId }))
}

/**
 * Commits or aborts the transaction. Resolves with the identity for the next one, which has another
 * epoch with transaction.version 2, or with undefined if the identity stays the same.
 */
export async function end(cluster: OneCluster, identity: Identity, committed: boolean): Promise<Identity | undefined> {
  const { producerId, producerEpoch } = throwIfError(await cluster.send(EndTxn, { ...identity, committed }))
  return producerId === absentValues.NO_PRODUCER_ID ? undefined : { ...identity, producerId, producerEpoch }
}

/**
 * Aborts the transaction. Resolves with whether it was open, and with the identity for the next
 * one, which has another epoch: after a failure it is not known which sequence numbers were used,
 * and in a new epoch they begin at 0. If the coordinator says that no transaction is open, no
 * record of it has arrived, or a commit without an answer was carried out. In the latter case the
 * commit is sent again, because its answer has the identity for the next transaction.
 */
export async function abort(
  cluster: OneCluster,
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

/**
 * Sends a request, and sends it again while the last transaction of the same id is being ended
 * (CONCURRENT_TRANSACTIONS). Resolves with an answer without error codes.
 */
export async function retryWhileEnding<T>(send: () => Promise<T>): Promise<T> {
  for (const untilMs = performance.now() + MAX_WAIT_MS; ; await pause(PAUSE_MS)) {
    const answer = await send()
    try {
      return throwIfError(answer)
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_BROKER') || error.errorCode !== errorCodes.CONCURRENT_TRANSACTIONS || performance.now() > untilMs)
        throw error
    }
  }
}

// For a producer that has an identity, the coordinator makes the next epoch, unless another
// producer has taken the transactional id (KIP-360).
async function initProducerId(cluster: OneCluster, identity: Identity): Promise<Identity> {
  const request = { ...identity, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS }
  const { producerId, producerEpoch } = throwIfError(await cluster.send(InitProducerId, request))
  return { transactionalId: identity.transactionalId, producerId, producerEpoch }
}
