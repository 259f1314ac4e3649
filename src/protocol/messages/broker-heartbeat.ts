// @generated from schemas/BrokerHeartbeatRequest.json and
// BrokerHeartbeatResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of BrokerHeartbeat. */
export interface BrokerHeartbeatResponse extends UnknownTags {
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
  /** Type: bool, default false. */
  isCaughtUp?: boolean | undefined
  /** Type: bool, default true. */
  isFenced?: boolean | undefined
  /** Type: bool. */
  shouldShutDown: boolean
}

/** The request of BrokerHeartbeat. */
export interface BrokerHeartbeatRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: int64, default -1. */
  brokerEpoch?: bigint | undefined
  /** Type: int64. */
  currentMetadataOffset: bigint
  /** Type: bool. */
  wantFence: boolean
  /** Type: bool. */
  wantShutDown: boolean
  /** Type: []uuid, v1+, tag 0. */
  offlineLogDirs?: readonly string[] | undefined
  /** Type: []uuid, v2+, tag 1, nullable, default null. */
  cordonedLogDirs?: readonly string[] | null | undefined
}

/**
 * BrokerHeartbeat: key 63, versions 0-2.
 *
 * Keeps a broker registered with the controller. Only brokers send it.
 */
export const BrokerHeartbeat: Api<BrokerHeartbeatRequest, BrokerHeartbeatResponse> = {
  name: 'BrokerHeartbeat', key: 63, minVersion: 0, maxVersion: 2, flexibleFrom: 0,
  encodeRequest: encodeBrokerHeartbeatRequest,
  decodeRequest: decodeBrokerHeartbeatRequest,
  encodeResponse: encodeBrokerHeartbeatResponse,
  decodeResponse: decodeBrokerHeartbeatResponse
}

function encodeBrokerHeartbeatRequest(w: Writer, m: BrokerHeartbeatRequest, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  w.int64(m.currentMetadataOffset, 'currentMetadataOffset')
  w.bool(m.wantFence, 'wantFence')
  w.bool(m.wantShutDown, 'wantShutDown')
  if (v <= 0) {
    if (m.offlineLogDirs !== undefined && m.offlineLogDirs?.length !== 0) throw absent('offlineLogDirs', v, '1+')
  }
  if (v <= 1) {
    if (m.cordonedLogDirs !== undefined && m.cordonedLogDirs !== null) throw absent('cordonedLogDirs', v, '2+')
  }
  let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 1 ? 0 : -1, v >= 2 ? 1 : -1])
  const offlineLogDirs = m.offlineLogDirs
  const has_offlineLogDirs = v >= 1 && offlineLogDirs !== undefined && offlineLogDirs?.length !== 0
  if (has_offlineLogDirs) tags++
  const cordonedLogDirs = m.cordonedLogDirs
  const has_cordonedLogDirs = v >= 2 && cordonedLogDirs !== undefined && cordonedLogDirs !== null
  if (has_cordonedLogDirs) tags++
  w.unsignedVarint(tags)
  if (has_offlineLogDirs) {
    const t = w.beginTag()
    {
      const a = t.array(offlineLogDirs, 'offlineLogDirs', true)
      let i = 0
      try {
        for (; i < a.length; i++) t.uuid(a[i] as string, '')
      } catch (error) {
        throw within(error, 'offlineLogDirs', i)
      }
    }
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 1)
  if (has_cordonedLogDirs) {
    const t = w.beginTag()
    {
      const a = t.nullableArray(cordonedLogDirs, 'cordonedLogDirs', true)
      let i = 0
      try {
        for (; i < a.length; i++) t.uuid(a[i] as string, '')
      } catch (error) {
        throw within(error, 'cordonedLogDirs', i)
      }
    }
    w.endTag(1, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 1, 0x1_0000_0000)
}

function decodeBrokerHeartbeatRequest(r: Reader, v: number): Decoded<BrokerHeartbeatRequest> {
  const brokerId: number = r.int32()
  const brokerEpoch: bigint = r.int64()
  const currentMetadataOffset: bigint = r.int64()
  const wantFence: boolean = r.bool()
  const wantShutDown: boolean = r.bool()
  let offlineLogDirs: string[] = []
  let cordonedLogDirs: string[] | null = null
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0 && v >= 1) {
      const beyond = r.enterTag()
      {
        const n = r.compactArrayLength(16)
        const a = newArray<string>(n)
        for (let i = 0; i < n; i++) a[i] = r.uuid()
        offlineLogDirs = a
      }
      r.leaveTag(beyond)
    } else if (tag === 1 && v >= 2) {
      const beyond = r.enterTag()
      {
        const n = r.compactNullableArrayLength(16)
        if (n < 0) cordonedLogDirs = null
        else {
          const a = newArray<string>(n)
          for (let i = 0; i < n; i++) a[i] = r.uuid()
          cordonedLogDirs = a
        }
      }
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<BrokerHeartbeatRequest> = { brokerId, brokerEpoch, currentMetadataOffset, wantFence, wantShutDown, offlineLogDirs, cordonedLogDirs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBrokerHeartbeatResponse(w: Writer, m: BrokerHeartbeatResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.bool(m.isCaughtUp === undefined ? false : m.isCaughtUp, 'isCaughtUp')
  w.bool(m.isFenced === undefined ? true : m.isFenced, 'isFenced')
  w.bool(m.shouldShutDown, 'shouldShutDown')
  w.unknownTags(m.unknownTags)
}

function decodeBrokerHeartbeatResponse(r: Reader, _v: number): Decoded<BrokerHeartbeatResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const isCaughtUp: boolean = r.bool()
  const isFenced: boolean = r.bool()
  const shouldShutDown: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<BrokerHeartbeatResponse> = { throttleTimeMs, errorCode, isCaughtUp, isFenced, shouldShutDown }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
