import { DELETE_HORIZON, RECORDS } from '../batch-offsets.ts'
import { fieldProblems } from './batch-fields.ts'
import type { BatchFormat } from './batch-format.ts'
import { writeHeader } from './batch-header.ts'
import { measureRecord, varintBytes, writeRecord } from './record-writer.ts'

/**
 * The format of batches of magic 2 (KIP-98). With a delete horizon (KIP-534), the timestamps of the
 * records count from it.
 */
export function batchV2Format(deleteHorizonMs: bigint | undefined): BatchFormat {
  return {
    headBytes: RECORDS,
    baseTimestamp: deleteHorizonMs,
    attributes: deleteHorizonMs === undefined ? 0 : DELETE_HORIZON,
    problems: fieldProblems,
    measure: measureRecord,
    framingBytes: varintBytes,
    write: writeRecord,
    seal: undefined,
    writeHead: writeHeader
  }
}
