// @generated from schemas/AddRaftVoterRequest.json and
// AddRaftVoterResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AddRaftVoter. */
export interface AddRaftVoterResponse extends UnknownTags {
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

/** The request of AddRaftVoter. */
export interface AddRaftVoterRequest extends UnknownTags {
  /** Type: string, nullable. */
  clusterId: string | null
  /** Type: int32. */
  timeoutMs: number
  /** Type: int32. */
  voterId: number
  /** Type: uuid. */
  voterDirectoryId: string
  /** Type: []Listener. */
  listeners: readonly AddRaftVoterRequestListener[]
  /** Type: bool, v1+, default true. */
  ackWhenCommitted?: boolean | undefined
}

/** One element of `listeners` in `AddRaftVoterRequest`. */
export interface AddRaftVoterRequestListener extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** AddRaftVoter: key 80, versions 0-1. Adds a controller to the voters of the quorum (KIP-853). */
export const AddRaftVoter: Api<AddRaftVoterRequest, AddRaftVoterResponse> = {
  name: 'AddRaftVoter', key: 80, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeAddRaftVoterRequest,
  decodeRequest: decodeAddRaftVoterRequest,
  encodeResponse: encodeAddRaftVoterResponse,
  decodeResponse: decodeAddRaftVoterResponse
}

function encodeAddRaftVoterRequestListener(w: Writer, m: AddRaftVoterRequestListener, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeAddRaftVoterRequestListener(r: Reader, _v: number): Decoded<AddRaftVoterRequestListener> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<AddRaftVoterRequestListener> = { name, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddRaftVoterRequest(w: Writer, m: AddRaftVoterRequest, v: number): void {
  checkStruct(m)
  w.compactNullableString(m.clusterId, 'clusterId')
  w.int32(m.timeoutMs, 'timeoutMs')
  w.int32(m.voterId, 'voterId')
  w.uuid(m.voterDirectoryId, 'voterDirectoryId')
  {
    const a = w.array(m.listeners, 'listeners', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddRaftVoterRequestListener(w, a[i] as AddRaftVoterRequestListener, v)
    } catch (error) {
      throw within(error, 'listeners', i)
    }
  }
  if (v >= 1) w.bool(m.ackWhenCommitted === undefined ? true : m.ackWhenCommitted, 'ackWhenCommitted')
  else if (m.ackWhenCommitted !== undefined && m.ackWhenCommitted !== true) throw absent('ackWhenCommitted', v, '1+')
  w.unknownTags(m.unknownTags)
}

function decodeAddRaftVoterRequest(r: Reader, v: number): Decoded<AddRaftVoterRequest> {
  const clusterId: string | null = r.compactNullableString()
  const timeoutMs: number = r.int32()
  const voterId: number = r.int32()
  const voterDirectoryId: string = r.uuid()
  let listeners: Decoded<AddRaftVoterRequestListener>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<AddRaftVoterRequestListener>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddRaftVoterRequestListener(r, v)
    listeners = a
  }
  const ackWhenCommitted: boolean = v >= 1 ? r.bool() : true
  const unknownTags = r.unknownTags()
  const m: Decoded<AddRaftVoterRequest> = { clusterId, timeoutMs, voterId, voterDirectoryId, listeners, ackWhenCommitted }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddRaftVoterResponse(w: Writer, m: AddRaftVoterResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeAddRaftVoterResponse(r: Reader, _v: number): Decoded<AddRaftVoterResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<AddRaftVoterResponse> = { throttleTimeMs, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
