// @generated from schemas/AllocateProducerIdsRequest.json and
// AllocateProducerIdsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AllocateProducerIds. */
export interface AllocateProducerIdsResponse extends UnknownTags {
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
  /** Type: int64. */
  producerIdStart: bigint
  /** Type: int32. */
  producerIdLen: number
}

/** The request of AllocateProducerIds. */
export interface AllocateProducerIdsRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: int64, default -1. */
  brokerEpoch?: bigint | undefined
}

/**
 * AllocateProducerIds: key 67, versions 0.
 *
 * Hands a block of producer ids to a broker. Only brokers send it.
 */
export const AllocateProducerIds: Api<AllocateProducerIdsRequest, AllocateProducerIdsResponse> = {
  name: 'AllocateProducerIds', key: 67, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeAllocateProducerIdsRequest,
  decodeRequest: decodeAllocateProducerIdsRequest,
  encodeResponse: encodeAllocateProducerIdsResponse,
  decodeResponse: decodeAllocateProducerIdsResponse
}

function encodeAllocateProducerIdsRequest(w: Writer, m: AllocateProducerIdsRequest, _v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeAllocateProducerIdsRequest(r: Reader, _v: number): Decoded<AllocateProducerIdsRequest> {
  const brokerId: number = r.int32()
  const brokerEpoch: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<AllocateProducerIdsRequest> = { brokerId, brokerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAllocateProducerIdsResponse(w: Writer, m: AllocateProducerIdsResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.int64(m.producerIdStart, 'producerIdStart')
  w.int32(m.producerIdLen, 'producerIdLen')
  w.unknownTags(m.unknownTags)
}

function decodeAllocateProducerIdsResponse(r: Reader, _v: number): Decoded<AllocateProducerIdsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const producerIdStart: bigint = r.int64()
  const producerIdLen: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<AllocateProducerIdsResponse> = { throttleTimeMs, errorCode, producerIdStart, producerIdLen }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
