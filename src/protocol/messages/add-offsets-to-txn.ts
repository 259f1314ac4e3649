// @generated from schemas/AddOffsetsToTxnRequest.json and
// AddOffsetsToTxnResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AddOffsetsToTxn. */
export interface AddOffsetsToTxnResponse extends UnknownTags {
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
}

/**
 * The request of AddOffsetsToTxn. Adds the offsets of a group to a transaction, before
 * TxnOffsetCommit (KIP-98). The transaction coordinator answers. With transaction.version 2 it is
 * not needed (KIP-890).
 */
export interface AddOffsetsToTxnRequest extends UnknownTags {
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
  /** The id of the group whose offsets the transaction will commit. Type: string. */
  groupId: string
}

/**
 * AddOffsetsToTxn: key 25, versions 0-4.
 *
 * Adds the offsets of a group to a transaction, before TxnOffsetCommit (KIP-98). The transaction
 * coordinator answers. With transaction.version 2 it is not needed (KIP-890).
 */
export const AddOffsetsToTxn: Api<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse> = {
  name: 'AddOffsetsToTxn', key: 25, minVersion: 0, maxVersion: 4, flexibleFrom: 3,
  encodeRequest: encodeAddOffsetsToTxnRequest,
  decodeRequest: decodeAddOffsetsToTxnRequest,
  encodeResponse: encodeAddOffsetsToTxnResponse,
  decodeResponse: decodeAddOffsetsToTxnResponse
}

function encodeAddOffsetsToTxnRequest(w: Writer, m: AddOffsetsToTxnRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.transactionalId, 'transactionalId')
  else w.string(m.transactionalId, 'transactionalId')
  w.int64(m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  if (v >= 3) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddOffsetsToTxnRequest(r: Reader, v: number): Decoded<AddOffsetsToTxnRequest> {
  const transactionalId: string = v >= 3 ? r.compactString() : r.string()
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  const groupId: string = v >= 3 ? r.compactString() : r.string()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddOffsetsToTxnRequest> = { transactionalId, producerId, producerEpoch, groupId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddOffsetsToTxnResponse(w: Writer, m: AddOffsetsToTxnResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddOffsetsToTxnResponse(r: Reader, v: number): Decoded<AddOffsetsToTxnResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddOffsetsToTxnResponse> = { throttleTimeMs, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
