// @generated from schemas/EndTxnRequest.json and EndTxnResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

export interface EndTxnResponse extends UnknownTags {
  /** int32. */
  throttleTimeMs: number
  /** int16. */
  errorCode: number
  /** int64, v5+, default -1. */
  producerId?: bigint | undefined
  /** int16, v5+, default -1. */
  producerEpoch?: number | undefined
}

export interface EndTxnRequest extends UnknownTags {
  /** string. */
  transactionalId: string
  /** int64. */
  producerId: bigint
  /** int16. */
  producerEpoch: number
  /** bool. */
  committed: boolean
}

/** EndTxn: key 26, versions 0-5. */
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
  w.int32(m.throttleTimeMs, 'throttleTimeMs')
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
