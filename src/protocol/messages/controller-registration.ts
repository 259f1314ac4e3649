// @generated from schemas/ControllerRegistrationRequest.json and
// ControllerRegistrationResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ControllerRegistration. */
export interface ControllerRegistrationResponse extends UnknownTags {
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
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable.
   */
  errorMessage: string | null
}

/** The request of ControllerRegistration. */
export interface ControllerRegistrationRequest extends UnknownTags {
  /** Type: int32. */
  controllerId: number
  /** Type: uuid. */
  incarnationId: string
  /** Type: bool. */
  zkMigrationReady: boolean
  /** Type: []Listener. */
  listeners: readonly ControllerRegistrationRequestListener[]
  /** Type: []Feature. */
  features: readonly ControllerRegistrationRequestFeature[]
}

/** One element of `features` in `ControllerRegistrationRequest`. */
export interface ControllerRegistrationRequestFeature extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: int16. */
  minSupportedVersion: number
  /** Type: int16. */
  maxSupportedVersion: number
}

/** One element of `listeners` in `ControllerRegistrationRequest`. */
export interface ControllerRegistrationRequestListener extends UnknownTags {
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
 * ControllerRegistration: key 70, versions 0.
 *
 * Registers a controller with the active one. Only controllers send it.
 */
export const ControllerRegistration: Api<ControllerRegistrationRequest, ControllerRegistrationResponse> = {
  name: 'ControllerRegistration', key: 70, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeControllerRegistrationRequest,
  decodeRequest: decodeControllerRegistrationRequest,
  encodeResponse: encodeControllerRegistrationResponse,
  decodeResponse: decodeControllerRegistrationResponse
}

function encodeControllerRegistrationRequestListener(w: Writer, m: ControllerRegistrationRequestListener, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.int16(m.securityProtocol, 'securityProtocol')
  w.unknownTags(m.unknownTags)
}

function decodeControllerRegistrationRequestListener(r: Reader, _v: number): Decoded<ControllerRegistrationRequestListener> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const securityProtocol: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<ControllerRegistrationRequestListener> = { name, host, port, securityProtocol }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeControllerRegistrationRequestFeature(w: Writer, m: ControllerRegistrationRequestFeature, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int16(m.minSupportedVersion, 'minSupportedVersion')
  w.int16(m.maxSupportedVersion, 'maxSupportedVersion')
  w.unknownTags(m.unknownTags)
}

function decodeControllerRegistrationRequestFeature(r: Reader, _v: number): Decoded<ControllerRegistrationRequestFeature> {
  const name: string = r.compactString()
  const minSupportedVersion: number = r.int16()
  const maxSupportedVersion: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<ControllerRegistrationRequestFeature> = { name, minSupportedVersion, maxSupportedVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeControllerRegistrationRequest(w: Writer, m: ControllerRegistrationRequest, v: number): void {
  checkStruct(m)
  w.int32(m.controllerId, 'controllerId')
  w.uuid(m.incarnationId, 'incarnationId')
  w.bool(m.zkMigrationReady, 'zkMigrationReady')
  {
    const a = w.array(m.listeners, 'listeners', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeControllerRegistrationRequestListener(w, a[i] as ControllerRegistrationRequestListener, v)
    } catch (error) {
      throw within(error, 'listeners', i)
    }
  }
  {
    const a = w.array(m.features, 'features', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeControllerRegistrationRequestFeature(w, a[i] as ControllerRegistrationRequestFeature, v)
    } catch (error) {
      throw within(error, 'features', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeControllerRegistrationRequest(r: Reader, v: number): Decoded<ControllerRegistrationRequest> {
  const controllerId: number = r.int32()
  const incarnationId: string = r.uuid()
  const zkMigrationReady: boolean = r.bool()
  let listeners: Decoded<ControllerRegistrationRequestListener>[]
  {
    const n = r.compactArrayLength(7)
    const a = newArray<Decoded<ControllerRegistrationRequestListener>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeControllerRegistrationRequestListener(r, v)
    listeners = a
  }
  let features: Decoded<ControllerRegistrationRequestFeature>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<ControllerRegistrationRequestFeature>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeControllerRegistrationRequestFeature(r, v)
    features = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ControllerRegistrationRequest> = { controllerId, incarnationId, zkMigrationReady, listeners, features }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeControllerRegistrationResponse(w: Writer, m: ControllerRegistrationResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeControllerRegistrationResponse(r: Reader, _v: number): Decoded<ControllerRegistrationResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<ControllerRegistrationResponse> = { throttleTimeMs, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
