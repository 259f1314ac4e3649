// @generated from schemas/InitProducerIdRequest.json and
// InitProducerIdResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of InitProducerId. */
export interface InitProducerIdResponse extends UnknownTags {
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
   * The producer id to write with; -1 (`absentValues.NO_PRODUCER_ID`) if there was an error.
   *
   * Type: int64, default -1.
   */
  producerId?: bigint | undefined
  /**
   * The epoch to write with: batches and requests of lower epochs are refused from now on.
   *
   * Type: int16.
   */
  producerEpoch: number
  /**
   * The producer id of the transaction that was kept (KIP-939), or -1.
   *
   * Type: int64, v6+, default -1.
   */
  ongoingTxnProducerId?: bigint | undefined
  /**
   * The producer epoch of the transaction that was kept (KIP-939), or -1.
   *
   * Type: int16, v6+, default -1.
   */
  ongoingTxnProducerEpoch?: number | undefined
}

/**
 * The request of InitProducerId. Hands out a producer id and epoch; for a transactional id it
 * fences off older producers and ends their open transaction (KIP-98). The transaction coordinator
 * answers, or any broker if there is no transactional id.
 */
export interface InitProducerIdRequest extends UnknownTags {
  /**
   * The transactional id, or null for a producer that is only idempotent.
   *
   * Type: string, nullable, default in this driver null.
   */
  transactionalId?: string | null | undefined
  /**
   * How long, in milliseconds, a transaction may stay open before the coordinator aborts it; at
   * most the broker's `transaction.max.timeout.ms` (15 min). 60,000 is transaction.timeout.ms of
   * the Java producer.
   *
   * Type: int32, default in this driver 60000.
   */
  transactionTimeoutMs?: number | undefined
  /**
   * The producer id that the producer has, so that it gets the next epoch of it (KIP-360). -1
   * (`absentValues.NO_PRODUCER_ID`) asks for a new one.
   *
   * Type: int64, v3+, default -1.
   */
  producerId?: bigint | undefined
  /**
   * The epoch that the producer has (KIP-360). -1 (`absentValues.NO_PRODUCER_EPOCH`) asks for a new
   * one.
   *
   * Type: int16, v3+, default -1.
   */
  producerEpoch?: number | undefined
  /**
   * Whether the producer takes part in a two-phase commit: then the coordinator never aborts its
   * transaction by time (KIP-939).
   *
   * Type: bool, v6+, default false.
   */
  enable2Pc?: boolean | undefined
  /**
   * Whether an open transaction is kept, to be ended by the producer later, rather than aborted
   * (KIP-939).
   *
   * Type: bool, v6+, default false.
   */
  keepPreparedTxn?: boolean | undefined
}

/**
 * InitProducerId: key 22, versions 0-6, of which Kafka may still change 6.
 *
 * Hands out a producer id and epoch; for a transactional id it fences off older producers and ends
 * their open transaction (KIP-98). The transaction coordinator answers, or any broker if there is
 * no transactional id.
 */
export const InitProducerId: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  name: 'InitProducerId', key: 22, minVersion: 0, maxVersion: 6, flexibleFrom: 2, unstableVersions: [6],
  encodeRequest: encodeInitProducerIdRequest,
  decodeRequest: decodeInitProducerIdRequest,
  encodeResponse: encodeInitProducerIdResponse,
  decodeResponse: decodeInitProducerIdResponse
}

function encodeInitProducerIdRequest(w: Writer, m: InitProducerIdRequest, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactNullableString(m.transactionalId === undefined ? null : m.transactionalId, 'transactionalId')
  else w.nullableString(m.transactionalId === undefined ? null : m.transactionalId, 'transactionalId')
  w.int32(m.transactionTimeoutMs === undefined ? 60000 : m.transactionTimeoutMs, 'transactionTimeoutMs')
  if (v >= 3) w.int64(m.producerId === undefined ? -1n : m.producerId, 'producerId')
  else if (m.producerId !== undefined && m.producerId !== -1n) throw absent('producerId', v, '3+')
  if (v >= 3) w.int16(m.producerEpoch === undefined ? -1 : m.producerEpoch, 'producerEpoch')
  else if (m.producerEpoch !== undefined && m.producerEpoch !== -1) throw absent('producerEpoch', v, '3+')
  if (v >= 6) w.bool(m.enable2Pc === undefined ? false : m.enable2Pc, 'enable2Pc')
  else if (m.enable2Pc !== undefined && m.enable2Pc !== false) throw absent('enable2Pc', v, '6+')
  if (v >= 6) w.bool(m.keepPreparedTxn === undefined ? false : m.keepPreparedTxn, 'keepPreparedTxn')
  else if (m.keepPreparedTxn !== undefined && m.keepPreparedTxn !== false) throw absent('keepPreparedTxn', v, '6+')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeInitProducerIdRequest(r: Reader, v: number): Decoded<InitProducerIdRequest> {
  const transactionalId: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const transactionTimeoutMs: number = r.int32()
  const producerId: bigint = v >= 3 ? r.int64() : -1n
  const producerEpoch: number = v >= 3 ? r.int16() : -1
  const enable2Pc: boolean = v >= 6 ? r.bool() : false
  const keepPreparedTxn: boolean = v >= 6 ? r.bool() : false
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<InitProducerIdRequest> = { transactionalId, transactionTimeoutMs, producerId, producerEpoch, enable2Pc, keepPreparedTxn }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeInitProducerIdResponse(w: Writer, m: InitProducerIdResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.int64(m.producerId === undefined ? -1n : m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  if (v >= 6) w.int64(m.ongoingTxnProducerId === undefined ? -1n : m.ongoingTxnProducerId, 'ongoingTxnProducerId')
  else if (m.ongoingTxnProducerId !== undefined && m.ongoingTxnProducerId !== -1n) throw absent('ongoingTxnProducerId', v, '6+')
  if (v >= 6) w.int16(m.ongoingTxnProducerEpoch === undefined ? -1 : m.ongoingTxnProducerEpoch, 'ongoingTxnProducerEpoch')
  else if (m.ongoingTxnProducerEpoch !== undefined && m.ongoingTxnProducerEpoch !== -1) throw absent('ongoingTxnProducerEpoch', v, '6+')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeInitProducerIdResponse(r: Reader, v: number): Decoded<InitProducerIdResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  const ongoingTxnProducerId: bigint = v >= 6 ? r.int64() : -1n
  const ongoingTxnProducerEpoch: number = v >= 6 ? r.int16() : -1
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<InitProducerIdResponse> = { throttleTimeMs, errorCode, producerId, producerEpoch, ongoingTxnProducerId, ongoingTxnProducerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
