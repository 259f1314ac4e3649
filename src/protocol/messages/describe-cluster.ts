// @generated from schemas/DescribeClusterRequest.json and
// DescribeClusterResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeCluster. */
export interface DescribeClusterResponse extends UnknownTags {
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
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /**
   * Which nodes are listed: `endpointTypes.BROKER` (1) or `endpointTypes.CONTROLLER` (2) (KIP-919).
   *
   * Type: int8, v1+, default 1.
   */
  endpointType?: number | undefined
  /** The id of the cluster: 22 characters. Type: string. */
  clusterId: string
  /**
   * The node id of the broker that takes requests for the controller, or of the active controller;
   * -1 (`absentValues.NO_CONTROLLER_ID`) if there is none.
   *
   * Type: int32, default -1.
   */
  controllerId?: number | undefined
  /** The brokers, or the controllers, that were asked for. Type: []DescribeClusterBroker. */
  brokers: readonly DescribeClusterResponseBroker[]
  /**
   * What the user may do with the cluster: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, default -2147483648.
   */
  clusterAuthorizedOperations?: number | undefined
}

/** One element of `brokers` in `DescribeClusterResponse`. */
export interface DescribeClusterResponseBroker extends UnknownTags {
  /** The node id of the broker or controller. Type: int32. */
  brokerId: number
  /** The host name or IP address at which the broker listens. Type: string. */
  host: string
  /** The TCP port at which the broker listens. Type: int32. */
  port: number
  /**
   * The rack or availability zone of the broker (`broker.rack`), or null if it has none.
   *
   * Type: string, nullable, default null.
   */
  rack?: string | null | undefined
  /**
   * Whether the broker is fenced: it is registered, and does not serve (KIP-1073).
   *
   * Type: bool, v2+.
   */
  isFenced?: boolean | undefined
}

/**
 * The request of DescribeCluster. Describes the cluster: its id, its controller, and its brokers or
 * controllers (KIP-700). Any broker answers, or with KIP-919 a controller.
 */
export interface DescribeClusterRequest extends UnknownTags {
  /**
   * Whether to say in `clusterAuthorizedOperations` what the user may do with the cluster
   * (KIP-430).
   *
   * Type: bool, default in this driver false.
   */
  includeClusterAuthorizedOperations?: boolean | undefined
  /**
   * Which nodes to list: `endpointTypes.BROKER` (1), or `endpointTypes.CONTROLLER` (2), which is
   * for connections to controllers (KIP-919).
   *
   * Type: int8, v1+, default 1.
   */
  endpointType?: 1 | 2 | undefined
  /** Whether brokers that are fenced are listed too (KIP-1073). Type: bool, v2+. */
  includeFencedBrokers?: boolean | undefined
}

/**
 * DescribeCluster: key 60, versions 0-2.
 *
 * Describes the cluster: its id, its controller, and its brokers or controllers (KIP-700). Any
 * broker answers, or with KIP-919 a controller.
 */
export const DescribeCluster: Api<DescribeClusterRequest, DescribeClusterResponse> = {
  name: 'DescribeCluster', key: 60, minVersion: 0, maxVersion: 2, flexibleFrom: 0,
  encodeRequest: encodeDescribeClusterRequest,
  decodeRequest: decodeDescribeClusterRequest,
  encodeResponse: encodeDescribeClusterResponse,
  decodeResponse: decodeDescribeClusterResponse
}

function encodeDescribeClusterRequest(w: Writer, m: DescribeClusterRequest, v: number): void {
  checkStruct(m)
  w.bool(m.includeClusterAuthorizedOperations === undefined ? false : m.includeClusterAuthorizedOperations, 'includeClusterAuthorizedOperations')
  if (v >= 1) w.int8(m.endpointType === undefined ? 1 : m.endpointType, 'endpointType')
  else if (m.endpointType !== undefined && m.endpointType !== 1) throw absent('endpointType', v, '1+')
  if (v >= 2) w.bool(m.includeFencedBrokers === undefined ? false : m.includeFencedBrokers, 'includeFencedBrokers')
  else if (m.includeFencedBrokers !== undefined && m.includeFencedBrokers !== false) throw absent('includeFencedBrokers', v, '2+')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeClusterRequest(r: Reader, v: number): Decoded<DescribeClusterRequest> {
  const includeClusterAuthorizedOperations: boolean = r.bool()
  const endpointType: 1 | 2 = v >= 1 ? r.int8() as 1 | 2 : 1
  const includeFencedBrokers: boolean = v >= 2 ? r.bool() : false
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeClusterRequest> = { includeClusterAuthorizedOperations, endpointType, includeFencedBrokers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClusterResponseBroker(w: Writer, m: DescribeClusterResponseBroker, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.compactNullableString(m.rack === undefined ? null : m.rack, 'rack')
  if (v >= 2) w.bool(m.isFenced === undefined ? false : m.isFenced, 'isFenced')
  else if (m.isFenced !== undefined && m.isFenced !== false) throw absent('isFenced', v, '2+')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeClusterResponseBroker(r: Reader, v: number): Decoded<DescribeClusterResponseBroker> {
  const brokerId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const rack: string | null = r.compactNullableString()
  const isFenced: boolean = v >= 2 ? r.bool() : false
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeClusterResponseBroker> = { brokerId, host, port, rack, isFenced }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClusterResponse(w: Writer, m: DescribeClusterResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  if (v >= 1) w.int8(m.endpointType === undefined ? 1 : m.endpointType, 'endpointType')
  else if (m.endpointType !== undefined && m.endpointType !== 1) throw absent('endpointType', v, '1+')
  w.compactString(m.clusterId, 'clusterId')
  w.int32(m.controllerId === undefined ? -1 : m.controllerId, 'controllerId')
  {
    const a = w.array(m.brokers, 'brokers', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeClusterResponseBroker(w, a[i] as DescribeClusterResponseBroker, v)
    } catch (error) {
      throw within(error, 'brokers', i)
    }
  }
  w.int32(m.clusterAuthorizedOperations === undefined ? -2147483648 : m.clusterAuthorizedOperations, 'clusterAuthorizedOperations')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeClusterResponse(r: Reader, v: number): Decoded<DescribeClusterResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const endpointType: number = v >= 1 ? r.int8() : 1
  const clusterId: string = r.compactString()
  const controllerId: number = r.int32()
  let brokers: Decoded<DescribeClusterResponseBroker>[]
  {
    const n = r.compactArrayLength(11)
    const a = newArray<Decoded<DescribeClusterResponseBroker>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeClusterResponseBroker(r, v)
    brokers = a
  }
  const clusterAuthorizedOperations: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeClusterResponse> = { throttleTimeMs, errorCode, errorMessage, endpointType, clusterId, controllerId, brokers, clusterAuthorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
