// @generated from schemas/ListConfigResourcesRequest.json and
// ListConfigResourcesResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ListConfigResources. */
export interface ListConfigResourcesResponse extends UnknownTags {
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
  /** The resources that were found. Type: []ConfigResource. */
  configResources: readonly ListConfigResourcesResponseConfigResource[]
}

/** One element of `configResources` in `ListConfigResourcesResponse`. */
export interface ListConfigResourcesResponseConfigResource extends UnknownTags {
  /**
   * The name of the topic or group, or the node id of the broker as text. The empty text is the
   * default of all brokers (KIP-226).
   *
   * Type: string.
   */
  resourceName: string
  /**
   * What has the configs: `configResourceTypes.TOPIC` (2), `configResourceTypes.BROKER` (4),
   * `configResourceTypes.BROKER_LOGGER` (8), `configResourceTypes.CLIENT_METRICS` (16, KIP-714) or
   * `configResourceTypes.GROUP` (32, KIP-848).
   *
   * Type: int8, v1+, default 16.
   */
  resourceType?: number | undefined
}

/**
 * The request of ListConfigResources. Lists the resources that have configs (KIP-1142). Any broker
 * answers.
 */
export interface ListConfigResourcesRequest extends UnknownTags {
  /**
   * The types to list, of `configResourceTypes`; `[]` is all types. Version 0 lists client metrics
   * alone.
   *
   * Type: []int8, v1+.
   */
  resourceTypes?: readonly number[] | undefined
}

/**
 * ListConfigResources: key 74, versions 0-1.
 *
 * Lists the resources that have configs (KIP-1142). Any broker answers.
 */
export const ListConfigResources: Api<ListConfigResourcesRequest, ListConfigResourcesResponse> = {
  name: 'ListConfigResources', key: 74, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeListConfigResourcesRequest,
  decodeRequest: decodeListConfigResourcesRequest,
  encodeResponse: encodeListConfigResourcesResponse,
  decodeResponse: decodeListConfigResourcesResponse
}

function encodeListConfigResourcesRequest(w: Writer, m: ListConfigResourcesRequest, v: number): void {
  checkStruct(m)
  if (v >= 1) {
    const a = w.array(m.resourceTypes === undefined ? [] : m.resourceTypes, 'resourceTypes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int8(a[i] as number, '')
    } catch (error) {
      throw within(error, 'resourceTypes', i)
    }
  } else if (m.resourceTypes !== undefined && m.resourceTypes?.length !== 0) throw absent('resourceTypes', v, '1+')
  w.unknownTags(m.unknownTags)
}

function decodeListConfigResourcesRequest(r: Reader, v: number): Decoded<ListConfigResourcesRequest> {
  let resourceTypes: number[] = []
  if (v >= 1) {
    const n = r.compactArrayLength(1)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int8()
    resourceTypes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListConfigResourcesRequest> = { resourceTypes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListConfigResourcesResponseConfigResource(w: Writer, m: ListConfigResourcesResponseConfigResource, v: number): void {
  checkStruct(m)
  w.compactString(m.resourceName, 'resourceName')
  if (v >= 1) w.int8(m.resourceType === undefined ? 16 : m.resourceType, 'resourceType')
  w.unknownTags(m.unknownTags)
}

function decodeListConfigResourcesResponseConfigResource(r: Reader, v: number): Decoded<ListConfigResourcesResponseConfigResource> {
  const resourceName: string = r.compactString()
  const resourceType: number = v >= 1 ? r.int8() : 16
  const unknownTags = r.unknownTags()
  const m: Decoded<ListConfigResourcesResponseConfigResource> = { resourceName, resourceType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListConfigResourcesResponse(w: Writer, m: ListConfigResourcesResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.configResources, 'configResources', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListConfigResourcesResponseConfigResource(w, a[i] as ListConfigResourcesResponseConfigResource, v)
    } catch (error) {
      throw within(error, 'configResources', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListConfigResourcesResponse(r: Reader, v: number): Decoded<ListConfigResourcesResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let configResources: Decoded<ListConfigResourcesResponseConfigResource>[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<Decoded<ListConfigResourcesResponseConfigResource>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListConfigResourcesResponseConfigResource(r, v)
    configResources = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListConfigResourcesResponse> = { throttleTimeMs, errorCode, configResources }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
