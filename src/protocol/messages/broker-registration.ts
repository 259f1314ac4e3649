// @generated from schemas/BrokerRegistrationRequest.json and
// BrokerRegistrationResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of BrokerRegistration. */
export interface BrokerRegistrationResponse extends UnknownTags {
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
  /** Type: int64, default -1. */
  brokerEpoch?: bigint | undefined
}

/** The request of BrokerRegistration. */
export interface BrokerRegistrationRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: string. */
  clusterId: string
  /** Type: uuid. */
  incarnationId: string
  /** Type: []Listener. */
  listeners: readonly BrokerRegistrationRequestListener[]
  /** Type: []Feature. */
  features: readonly BrokerRegistrationRequestFeature[]
  /** Type: string, nullable. */
  rack: string | null
  /** Type: bool, v1+, default false. */
  isMigratingZkBroker?: boolean | undefined
  /** Type: []uuid, v2+. */
  logDirs?: readonly string[] | undefined
  /** Type: int64, v3+, default -1. */
  previousBrokerEpoch?: bigint | undefined
}

/** One element of `features` in `BrokerRegistrationRequest`. */
export interface BrokerRegistrationRequestFeature extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: int16. */
  minSupportedVersion: number
  /** Type: int16. */
  maxSupportedVersion: number
}

/** One element of `listeners` in `BrokerRegistrationRequest`. */
export interface BrokerRegistrationRequestListener extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
  /** Type: int16. */
  securityProtocol: number
}

/**
 * BrokerRegistration: key 62, versions 0-4.
 *
 * Registers a broker with the controller. Only brokers send it.
 */
export const BrokerRegistration: Api<BrokerRegistrationRequest, BrokerRegistrationResponse> = {
  name: 'BrokerRegistration', key: 62, minVersion: 0, maxVersion: 4, flexibleFrom: 0,
  encodeRequest: encodeBrokerRegistrationRequest,
  decodeRequest: decodeBrokerRegistrationRequest,
  encodeResponse: encodeBrokerRegistrationResponse,
  decodeResponse: decodeBrokerRegistrationResponse
}

function encodeBrokerRegistrationRequestListener(w: Writer, m: BrokerRegistrationRequestListener, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.int16(m.securityProtocol, 'securityProtocol')
  w.unknownTags(m.unknownTags)
}

function decodeBrokerRegistrationRequestListener(r: Reader, _v: number): Decoded<BrokerRegistrationRequestListener> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const securityProtocol: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<BrokerRegistrationRequestListener> = { name, host, port, securityProtocol }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBrokerRegistrationRequestFeature(w: Writer, m: BrokerRegistrationRequestFeature, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int16(m.minSupportedVersion, 'minSupportedVersion')
  w.int16(m.maxSupportedVersion, 'maxSupportedVersion')
  w.unknownTags(m.unknownTags)
}

function decodeBrokerRegistrationRequestFeature(r: Reader, _v: number): Decoded<BrokerRegistrationRequestFeature> {
  const name: string = r.compactString()
  const minSupportedVersion: number = r.int16()
  const maxSupportedVersion: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<BrokerRegistrationRequestFeature> = { name, minSupportedVersion, maxSupportedVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBrokerRegistrationRequest(w: Writer, m: BrokerRegistrationRequest, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.compactString(m.clusterId, 'clusterId')
  w.uuid(m.incarnationId, 'incarnationId')
  {
    const a = w.array(m.listeners, 'listeners', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBrokerRegistrationRequestListener(w, a[i] as BrokerRegistrationRequestListener, v)
    } catch (error) {
      throw within(error, 'listeners', i)
    }
  }
  {
    const a = w.array(m.features, 'features', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBrokerRegistrationRequestFeature(w, a[i] as BrokerRegistrationRequestFeature, v)
    } catch (error) {
      throw within(error, 'features', i)
    }
  }
  w.compactNullableString(m.rack, 'rack')
  if (v >= 1) w.bool(m.isMigratingZkBroker === undefined ? false : m.isMigratingZkBroker, 'isMigratingZkBroker')
  else if (m.isMigratingZkBroker !== undefined && m.isMigratingZkBroker !== false) throw absent('isMigratingZkBroker', v, '1+')
  if (v >= 2) {
    const a = w.array(m.logDirs === undefined ? [] : m.logDirs, 'logDirs', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.uuid(a[i] as string, '')
    } catch (error) {
      throw within(error, 'logDirs', i)
    }
  }
  if (v >= 3) w.int64(m.previousBrokerEpoch === undefined ? -1n : m.previousBrokerEpoch, 'previousBrokerEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeBrokerRegistrationRequest(r: Reader, v: number): Decoded<BrokerRegistrationRequest> {
  const brokerId: number = r.int32()
  const clusterId: string = r.compactString()
  const incarnationId: string = r.uuid()
  let listeners: Decoded<BrokerRegistrationRequestListener>[]
  {
    const n = r.compactArrayLength(7)
    const a = newArray<Decoded<BrokerRegistrationRequestListener>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBrokerRegistrationRequestListener(r, v)
    listeners = a
  }
  let features: Decoded<BrokerRegistrationRequestFeature>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<BrokerRegistrationRequestFeature>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBrokerRegistrationRequestFeature(r, v)
    features = a
  }
  const rack: string | null = r.compactNullableString()
  const isMigratingZkBroker: boolean = v >= 1 ? r.bool() : false
  let logDirs: string[] = []
  if (v >= 2) {
    const n = r.compactArrayLength(16)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.uuid()
    logDirs = a
  }
  const previousBrokerEpoch: bigint = v >= 3 ? r.int64() : -1n
  const unknownTags = r.unknownTags()
  const m: Decoded<BrokerRegistrationRequest> = { brokerId, clusterId, incarnationId, listeners, features, rack, isMigratingZkBroker, logDirs, previousBrokerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBrokerRegistrationResponse(w: Writer, m: BrokerRegistrationResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeBrokerRegistrationResponse(r: Reader, _v: number): Decoded<BrokerRegistrationResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const brokerEpoch: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<BrokerRegistrationResponse> = { throttleTimeMs, errorCode, brokerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
