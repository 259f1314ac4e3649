import { controlRecordTypes } from '../../protocol/codes/index.ts'
import { batchBuilder } from '../../records/index.ts'
import { type ProducedBatch, readHeader } from './produced-batch.ts'
import type { Marker } from './producer-states.ts'

/**
 * The control batch that ends a transaction (KIP-98). The key of its record is the int16 version 0
 * and the int16 type, and the value the int16 version 0 and the int32 epoch of the coordinator.
 */
export function markerBatch({ producerId, producerEpoch, coordinatorEpoch, timestamp }: Marker, isCommit: boolean): ProducedBatch {
  const key = Buffer.alloc(4)
  key.writeInt16BE(isCommit ? controlRecordTypes.COMMIT : controlRecordTypes.ABORT, 2)
  const value = Buffer.alloc(6)
  value.writeInt32BE(coordinatorEpoch, 2)
  const builder = batchBuilder()
  builder.append({ key, value, timestamp })
  return readHeader(builder.build({ producerId, producerEpoch, isTransactional: true, isControl: true }))
}
