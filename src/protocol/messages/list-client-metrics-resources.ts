// @generated from schemas/ListClientMetricsResourcesRequest.json and
// ListClientMetricsResourcesResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ListClientMetricsResources. */
export interface ListClientMetricsResourcesResponse extends UnknownTags {
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
  /** The subscriptions that were found. Type: []ClientMetricsResource. */
  clientMetricsResources: readonly ListClientMetricsResourcesResponseClientMetricsResource[]
}

/** One element of `clientMetricsResources` in `ListClientMetricsResourcesResponse`. */
export interface ListClientMetricsResourcesResponseClientMetricsResource extends UnknownTags {
  /** The name of the subscription. Type: string. */
  name: string
}

/**
 * The request of ListClientMetricsResources. Lists the subscriptions of client metrics (KIP-714).
 * Any broker answers. Since Kafka 4.1 it is version 0 of ListConfigResources.
 */
export interface ListClientMetricsResourcesRequest extends UnknownTags {
}

/**
 * ListClientMetricsResources: key 74, versions 0.
 *
 * Lists the subscriptions of client metrics (KIP-714). Any broker answers. Since Kafka 4.1 it is
 * version 0 of ListConfigResources.
 */
export const ListClientMetricsResources: Api<ListClientMetricsResourcesRequest, ListClientMetricsResourcesResponse> = {
  name: 'ListClientMetricsResources', key: 74, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeListClientMetricsResourcesRequest,
  decodeRequest: decodeListClientMetricsResourcesRequest,
  encodeResponse: encodeListClientMetricsResourcesResponse,
  decodeResponse: decodeListClientMetricsResourcesResponse
}

function encodeListClientMetricsResourcesRequest(w: Writer, m: ListClientMetricsResourcesRequest, _v: number): void {
  checkStruct(m)
  w.unknownTags(m.unknownTags)
}

function decodeListClientMetricsResourcesRequest(r: Reader, _v: number): Decoded<ListClientMetricsResourcesRequest> {
  const unknownTags = r.unknownTags()
  const m: Decoded<ListClientMetricsResourcesRequest> = {  }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListClientMetricsResourcesResponseClientMetricsResource(w: Writer, m: ListClientMetricsResourcesResponseClientMetricsResource, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.unknownTags(m.unknownTags)
}

function decodeListClientMetricsResourcesResponseClientMetricsResource(r: Reader, _v: number): Decoded<ListClientMetricsResourcesResponseClientMetricsResource> {
  const name: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<ListClientMetricsResourcesResponseClientMetricsResource> = { name }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListClientMetricsResourcesResponse(w: Writer, m: ListClientMetricsResourcesResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.clientMetricsResources, 'clientMetricsResources', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListClientMetricsResourcesResponseClientMetricsResource(w, a[i] as ListClientMetricsResourcesResponseClientMetricsResource, v)
    } catch (error) {
      throw within(error, 'clientMetricsResources', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListClientMetricsResourcesResponse(r: Reader, v: number): Decoded<ListClientMetricsResourcesResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let clientMetricsResources: Decoded<ListClientMetricsResourcesResponseClientMetricsResource>[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<Decoded<ListClientMetricsResourcesResponseClientMetricsResource>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListClientMetricsResourcesResponseClientMetricsResource(r, v)
    clientMetricsResources = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListClientMetricsResourcesResponse> = { throttleTimeMs, errorCode, clientMetricsResources }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
