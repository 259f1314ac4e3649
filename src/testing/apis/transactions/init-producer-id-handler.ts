import { absentValues, errorCodes } from '../../../protocol/codes/index.ts'
import { InitProducerId, type InitProducerIdRequest, type InitProducerIdResponse } from '../../../protocol/messages/init-producer-id.ts'
import type { ProducerIdAndEpoch } from '../../storage/producer-ids.ts'
import type { ApiHandler } from '../api-handler.ts'

export const initProducerIdHandler: ApiHandler<InitProducerIdRequest, InitProducerIdResponse> = {
  api: InitProducerId,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer({ transactionalId, producerId, producerEpoch }, { cluster, nodeId }) {
    const { producerIds } = cluster
    const isKnown = producerId !== absentValues.NO_PRODUCER_ID
    if (isKnown !== producerEpoch >= 0 || transactionalId === '') return failed(errorCodes.INVALID_REQUEST)
    if (transactionalId === null) return done(isKnown ? producerIds.bump({ producerId, producerEpoch }) : producerIds.create())
    if (cluster.coordinatorOf(transactionalId)?.nodeId !== nodeId) return failed(errorCodes.NOT_COORDINATOR)
    const current = producerIds.find(transactionalId)
    if (!isKnown) return done(producerIds.next(transactionalId, false))
    // A producer that recovers must be the newest one of its transactional id. If its last answer
    // was lost, it repeats the same request (KIP-360).
    if (isSame(current, { producerId, producerEpoch })) return done(producerIds.next(transactionalId, true))
    return current !== undefined && isSame(current.before, { producerId, producerEpoch })
      ? done(current)
      : failed(errorCodes.PRODUCER_FENCED)
  }
}

const isSame = (known: ProducerIdAndEpoch | undefined, { producerId, producerEpoch }: ProducerIdAndEpoch): boolean =>
  known?.producerId === producerId && known.producerEpoch === producerEpoch

const done = ({ producerId, producerEpoch }: ProducerIdAndEpoch): InitProducerIdResponse => {
  return { throttleTimeMs: 0, errorCode: errorCodes.NONE, producerId, producerEpoch }
}

const failed = (errorCode: number): InitProducerIdResponse => ({
  throttleTimeMs: 0,
  errorCode,
  producerEpoch: absentValues.NO_PRODUCER_EPOCH
})
