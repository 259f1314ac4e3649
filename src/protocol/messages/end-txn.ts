// @generated from schemas/EndTxnRequest.json and
// EndTxnResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of EndTxn. */
export interface EndTxnResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * The producer id for the next transaction (KIP-890), in version 5; -1 in older ones, where the
   * id stays.
   *
   * Type: int64, v5+, default -1.
   */
  producerId?: bigint | undefined
  /**
   * The producer epoch for the next transaction: one more than before (KIP-890), in version 5; -1
   * in older ones, where the epoch stays.
   *
   * Type: int16, v5+, default -1.
   */
  producerEpoch?: number | undefined
}

/**
 * The request of EndTxn. Commits or aborts a transaction (KIP-98). The transaction coordinator
 * answers.
 */
export interface EndTxnRequest extends UnknownTags {
  /**
   * The transactional id: the name that a transactional producer keeps over restarts, so that a new
   * instance can fence off the old one (KIP-98).
   *
   * Type: string.
   */
  transactionalId: string
  /** The producer id, as InitProducerId gave it. Type: int64. */
  producerId: bigint
  /**
   * The producer epoch, as InitProducerId gave it, or EndTxn since version 5 (KIP-890). A lower one
   * than the coordinator knows fails with INVALID_PRODUCER_EPOCH or PRODUCER_FENCED.
   *
   * Type: int16.
   */
  producerEpoch: number
  /**
   * Whether the transaction commits (`transactionResults.COMMIT`, true) or aborts
   * (`transactionResults.ABORT`, false).
   *
   * Type: bool.
   */
  committed: boolean
}

/**
 * EndTxn: key 26, versions 0-5.
 *
 * Commits or aborts a transaction (KIP-98). The transaction coordinator answers.
 */
export const EndTxn: Api<EndTxnRequest, EndTxnResponse> = {
  name: 'EndTxn', key: 26, minVersion: 0, maxVersion: 5, flexibleFrom: 3,
  encodeRequest: encodeEndTxnRequest,
  decodeRequest: decodeEndTxnRequest,
  encodeResponse: encodeEndTxnResponse,
  decodeResponse: decodeEndTxnResponse
}

function encodeEndTxnRequest(w: Writer, m: EndTxnRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.transactionalId, 'transactionalId')
  else w.string(m.transactionalId, 'transactionalId')
  w.int64(m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  w.bool(m.committed, 'committed')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeEndTxnRequest(r: Reader, v: number): Decoded<EndTxnRequest> {
  const transactionalId: string = v >= 3 ? r.compactString() : r.string()
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  const committed: boolean = r.bool()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<EndTxnRequest> = { transactionalId, producerId, producerEpoch, committed }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndTxnResponse(w: Writer, m: EndTxnResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 5) w.int64(m.producerId === undefined ? -1n : m.producerId, 'producerId')
  if (v >= 5) w.int16(m.producerEpoch === undefined ? -1 : m.producerEpoch, 'producerEpoch')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeEndTxnResponse(r: Reader, v: number): Decoded<EndTxnResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const producerId: bigint = v >= 5 ? r.int64() : -1n
  const producerEpoch: number = v >= 5 ? r.int16() : -1
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<EndTxnResponse> = { throttleTimeMs, errorCode, producerId, producerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
