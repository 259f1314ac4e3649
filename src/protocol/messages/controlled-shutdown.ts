// @generated from schemas/ControlledShutdownRequest.json and
// ControlledShutdownResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ControlledShutdown. */
export interface ControlledShutdownResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: []RemainingPartition. */
  remainingPartitions: readonly ControlledShutdownResponseRemainingPartition[]
}

/** One element of `remainingPartitions` in `ControlledShutdownResponse`. */
export interface ControlledShutdownResponseRemainingPartition extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
}

/** The request of ControlledShutdown. */
export interface ControlledShutdownRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: int64, v2+, default -1. */
  brokerEpoch?: bigint | undefined
}

/**
 * ControlledShutdown: key 7, versions 0-3.
 *
 * Moves leaders away from a broker that shuts down, up to Kafka 3.9 with ZooKeeper. Only brokers
 * send it.
 */
export const ControlledShutdown: Api<ControlledShutdownRequest, ControlledShutdownResponse> = {
  name: 'ControlledShutdown', key: 7, minVersion: 0, maxVersion: 3, flexibleFrom: 3,
  encodeRequest: encodeControlledShutdownRequest,
  decodeRequest: decodeControlledShutdownRequest,
  encodeResponse: encodeControlledShutdownResponse,
  decodeResponse: decodeControlledShutdownResponse
}

function encodeControlledShutdownRequest(w: Writer, m: ControlledShutdownRequest, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  if (v >= 2) w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeControlledShutdownRequest(r: Reader, v: number): Decoded<ControlledShutdownRequest> {
  const brokerId: number = r.int32()
  const brokerEpoch: bigint = v >= 2 ? r.int64() : -1n
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ControlledShutdownRequest> = { brokerId, brokerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeControlledShutdownResponseRemainingPartition(w: Writer, m: ControlledShutdownResponseRemainingPartition, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeControlledShutdownResponseRemainingPartition(r: Reader, v: number): Decoded<ControlledShutdownResponseRemainingPartition> {
  const topicName: string = v >= 3 ? r.compactString() : r.string()
  const partitionIndex: number = r.int32()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ControlledShutdownResponseRemainingPartition> = { topicName, partitionIndex }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeControlledShutdownResponse(w: Writer, m: ControlledShutdownResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.remainingPartitions, 'remainingPartitions', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeControlledShutdownResponseRemainingPartition(w, a[i] as ControlledShutdownResponseRemainingPartition, v)
    } catch (error) {
      throw within(error, 'remainingPartitions', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeControlledShutdownResponse(r: Reader, v: number): Decoded<ControlledShutdownResponse> {
  const errorCode: number = r.int16()
  let remainingPartitions: Decoded<ControlledShutdownResponseRemainingPartition>[]
  {
    const n = v >= 3 ? r.compactArrayLength(6) : r.arrayLength(6)
    const a = newArray<Decoded<ControlledShutdownResponseRemainingPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeControlledShutdownResponseRemainingPartition(r, v)
    remainingPartitions = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<ControlledShutdownResponse> = { errorCode, remainingPartitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
