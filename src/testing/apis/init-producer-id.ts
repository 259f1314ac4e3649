import { InitProducerId, type InitProducerIdRequest, type InitProducerIdResponse } from '../../protocol/messages/init-producer-id.ts'
import { INVALID_REQUEST, NONE, NOT_COORDINATOR, PRODUCER_FENCED } from '../error-codes.ts'
import type { ProducerIdAndEpoch } from '../storage/producer-ids.ts'
import type { ApiHandler } from './api-handler.ts'

export const initProducerIdHandler: ApiHandler<InitProducerIdRequest, InitProducerIdResponse> = {
  api: InitProducerId,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer({ transactionalId, producerId, producerEpoch }, { cluster, nodeId }) {
    const { producerIds } = cluster
    const isKnown = producerId !== NO_PRODUCER_ID
    if (isKnown !== producerEpoch >= 0 || transactionalId === '') return failed(INVALID_REQUEST)
    if (transactionalId === null) return done(isKnown ? producerIds.bump({ producerId, producerEpoch }) : producerIds.create())
    if (cluster.coordinatorOf(transactionalId)?.nodeId !== nodeId) return failed(NOT_COORDINATOR)
    const current = producerIds.find(transactionalId)
    // A producer that recovers must be the newest of its transactional id (KIP-360).
    const isFenced = isKnown && (current?.producerId !== producerId || current.producerEpoch !== producerEpoch)
    return isFenced ? failed(PRODUCER_FENCED) : done(producerIds.next(transactionalId))
  }
}

const NO_PRODUCER_ID = -1n

const done = (producer: ProducerIdAndEpoch): InitProducerIdResponse => ({ throttleTimeMs: 0, errorCode: NONE, ...producer })

const failed = (errorCode: number): InitProducerIdResponse => ({ throttleTimeMs: 0, errorCode, producerEpoch: -1 })
