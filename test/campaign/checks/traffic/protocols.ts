import type { EndTxnRequest, ProduceRequest, TxnOffsetCommitRequest } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import type { Receipt, Traffic } from '../../traffic/traffic.ts'

// The first version of each API that belongs to the protocol of transaction.version 2 (KIP-890).
const FIRST_OF_NEWER: Readonly<Record<string, number>> = { Produce: 12, TxnOffsetCommit: 5, EndTxn: 5 }

/**
 * All requests of one epoch of a transactional producer belong to one transaction protocol
 * (docs/cluster.md, "Features and transactions"), whatever connections they are sent on.
 */
export function protocolsAreNotMixed({ receipts }: Pick<Traffic, 'receipts'>): string[] {
  const first = new Map<string, { readonly isNewer: boolean; readonly name: string }>()
  const mixed = new Map<string, string>()
  for (const receipt of receipts) {
    const from = FIRST_OF_NEWER[receipt.api]
    const epoch = from === undefined ? undefined : epochOf(receipt)
    if (from === undefined || epoch === undefined) continue
    const { apiVersion } = receipt.request.header
    const isNewer = apiVersion >= from
    const name = `${receipt.api} v${apiVersion}`
    const before = first.get(epoch) ?? { isNewer, name }
    first.set(epoch, before)
    if (before.isNewer !== isNewer)
      mixed.set(epoch, `${epoch} sent ${before.name} and ${name}, which belong to different transaction protocols`)
  }
  return [...mixed.values()]
}

// The producer and its epoch; undefined for a request that is not of a transaction.
function epochOf({ api, request: { message } }: Receipt): string | undefined {
  if (api !== 'Produce') {
    const { transactionalId, producerId, producerEpoch } = message as EndTxnRequest | TxnOffsetCommitRequest
    return `${transactionalId} with producer ${producerId}, epoch ${producerEpoch},`
  }
  const { transactionalId, topicData } = message as ProduceRequest
  const [batch] = topicData.flatMap(({ partitionData }) =>
    partitionData.flatMap(({ records }) => (records ? [...readBatches(records)] : []))
  )
  if (transactionalId === null || transactionalId === undefined || batch === undefined) return undefined
  return `${transactionalId} with producer ${batch.producerId}, epoch ${batch.producerEpoch},`
}
