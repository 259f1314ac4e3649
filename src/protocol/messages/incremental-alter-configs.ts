// @generated from schemas/IncrementalAlterConfigsRequest.json and
// IncrementalAlterConfigsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of IncrementalAlterConfigs. */
export interface IncrementalAlterConfigsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each resource. Type: []AlterConfigsResourceResponse. */
  responses: readonly IncrementalAlterConfigsResponseAlterConfigsResourceResponse[]
}

/** One element of `responses` in `IncrementalAlterConfigsResponse`. */
export interface IncrementalAlterConfigsResponseAlterConfigsResourceResponse extends UnknownTags {
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
  /**
   * What has the configs: `configResourceTypes.TOPIC` (2), `configResourceTypes.BROKER` (4),
   * `configResourceTypes.BROKER_LOGGER` (8), `configResourceTypes.CLIENT_METRICS` (16, KIP-714) or
   * `configResourceTypes.GROUP` (32, KIP-848).
   *
   * Type: int8.
   */
  resourceType: number
  /**
   * The name of the topic or group, or the node id of the broker as text. The empty text is the
   * default of all brokers (KIP-226).
   *
   * Type: string.
   */
  resourceName: string
}

/**
 * The request of IncrementalAlterConfigs. Changes single configs of resources and leaves the others
 * (KIP-339). The broker answers whose configs or loggers they are, or any broker.
 */
export interface IncrementalAlterConfigsRequest extends UnknownTags {
  /** The topics, brokers and others whose configs change. Type: []AlterConfigsResource. */
  resources: readonly IncrementalAlterConfigsRequestAlterConfigsResource[]
  /** Whether to check only, and change nothing. Type: bool, default in this driver false. */
  validateOnly?: boolean | undefined
}

/** One element of `resources` in `IncrementalAlterConfigsRequest`. */
export interface IncrementalAlterConfigsRequestAlterConfigsResource extends UnknownTags {
  /**
   * What has the configs: `configResourceTypes.TOPIC` (2), `configResourceTypes.BROKER` (4),
   * `configResourceTypes.BROKER_LOGGER` (8), `configResourceTypes.CLIENT_METRICS` (16, KIP-714) or
   * `configResourceTypes.GROUP` (32, KIP-848).
   *
   * Type: int8.
   */
  resourceType: number
  /**
   * The name of the topic or group, or the node id of the broker as text. The empty text is the
   * default of all brokers (KIP-226).
   *
   * Type: string.
   */
  resourceName: string
  /** The configs that change. Type: []AlterableConfig. */
  configs: readonly IncrementalAlterConfigsRequestAlterableConfig[]
}

/** One element of `configs` in `IncrementalAlterConfigsRequestAlterConfigsResource`. */
export interface IncrementalAlterConfigsRequestAlterableConfig extends UnknownTags {
  /** The name of the config, such as `retention.ms`. Type: string. */
  name: string
  /**
   * What to do: `configOperations.SET` (0), `configOperations.DELETE` (1) goes back to the default,
   * `configOperations.APPEND` (2) and `configOperations.SUBTRACT` (3) change a list.
   *
   * Type: int8.
   */
  configOperation: 0 | 1 | 2 | 3
  /**
   * The new value as text, or the entries to add or remove, with commas between them. Null for
   * `configOperations.DELETE`.
   *
   * Type: string, nullable.
   */
  value: string | null
}

/**
 * IncrementalAlterConfigs: key 44, versions 0-1.
 *
 * Changes single configs of resources and leaves the others (KIP-339). The broker answers whose
 * configs or loggers they are, or any broker.
 */
export const IncrementalAlterConfigs: Api<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> = {
  name: 'IncrementalAlterConfigs', key: 44, minVersion: 0, maxVersion: 1, flexibleFrom: 1,
  encodeRequest: encodeIncrementalAlterConfigsRequest,
  decodeRequest: decodeIncrementalAlterConfigsRequest,
  encodeResponse: encodeIncrementalAlterConfigsResponse,
  decodeResponse: decodeIncrementalAlterConfigsResponse
}

function encodeIncrementalAlterConfigsRequestAlterableConfig(w: Writer, m: IncrementalAlterConfigsRequestAlterableConfig, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  w.int8(m.configOperation, 'configOperation')
  if (v >= 1) w.compactNullableString(m.value, 'value')
  else w.nullableString(m.value, 'value')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeIncrementalAlterConfigsRequestAlterableConfig(r: Reader, v: number): Decoded<IncrementalAlterConfigsRequestAlterableConfig> {
  const name: string = v >= 1 ? r.compactString() : r.string()
  const configOperation: 0 | 1 | 2 | 3 = r.int8() as 0 | 1 | 2 | 3
  const value: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<IncrementalAlterConfigsRequestAlterableConfig> = { name, configOperation, value }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeIncrementalAlterConfigsRequestAlterConfigsResource(w: Writer, m: IncrementalAlterConfigsRequestAlterConfigsResource, v: number): void {
  checkStruct(m)
  w.int8(m.resourceType, 'resourceType')
  if (v >= 1) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  {
    const a = w.array(m.configs, 'configs', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeIncrementalAlterConfigsRequestAlterableConfig(w, a[i] as IncrementalAlterConfigsRequestAlterableConfig, v)
    } catch (error) {
      throw within(error, 'configs', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeIncrementalAlterConfigsRequestAlterConfigsResource(r: Reader, v: number): Decoded<IncrementalAlterConfigsRequestAlterConfigsResource> {
  const resourceType: number = r.int8()
  const resourceName: string = v >= 1 ? r.compactString() : r.string()
  let configs: Decoded<IncrementalAlterConfigsRequestAlterableConfig>[]
  {
    const n = v >= 1 ? r.compactArrayLength(4) : r.arrayLength(5)
    const a = newArray<Decoded<IncrementalAlterConfigsRequestAlterableConfig>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeIncrementalAlterConfigsRequestAlterableConfig(r, v)
    configs = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<IncrementalAlterConfigsRequestAlterConfigsResource> = { resourceType, resourceName, configs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeIncrementalAlterConfigsRequest(w: Writer, m: IncrementalAlterConfigsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.resources, 'resources', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeIncrementalAlterConfigsRequestAlterConfigsResource(w, a[i] as IncrementalAlterConfigsRequestAlterConfigsResource, v)
    } catch (error) {
      throw within(error, 'resources', i)
    }
  }
  w.bool(m.validateOnly === undefined ? false : m.validateOnly, 'validateOnly')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeIncrementalAlterConfigsRequest(r: Reader, v: number): Decoded<IncrementalAlterConfigsRequest> {
  let resources: Decoded<IncrementalAlterConfigsRequestAlterConfigsResource>[]
  {
    const n = v >= 1 ? r.compactArrayLength(4) : r.arrayLength(7)
    const a = newArray<Decoded<IncrementalAlterConfigsRequestAlterConfigsResource>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeIncrementalAlterConfigsRequestAlterConfigsResource(r, v)
    resources = a
  }
  const validateOnly: boolean = r.bool()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<IncrementalAlterConfigsRequest> = { resources, validateOnly }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeIncrementalAlterConfigsResponseAlterConfigsResourceResponse(w: Writer, m: IncrementalAlterConfigsResponseAlterConfigsResourceResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 1) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  w.int8(m.resourceType, 'resourceType')
  if (v >= 1) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeIncrementalAlterConfigsResponseAlterConfigsResourceResponse(r: Reader, v: number): Decoded<IncrementalAlterConfigsResponseAlterConfigsResourceResponse> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const resourceType: number = r.int8()
  const resourceName: string = v >= 1 ? r.compactString() : r.string()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<IncrementalAlterConfigsResponseAlterConfigsResourceResponse> = { errorCode, errorMessage, resourceType, resourceName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeIncrementalAlterConfigsResponse(w: Writer, m: IncrementalAlterConfigsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.responses, 'responses', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeIncrementalAlterConfigsResponseAlterConfigsResourceResponse(w, a[i] as IncrementalAlterConfigsResponseAlterConfigsResourceResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeIncrementalAlterConfigsResponse(r: Reader, v: number): Decoded<IncrementalAlterConfigsResponse> {
  const throttleTimeMs: number = r.int32()
  let responses: Decoded<IncrementalAlterConfigsResponseAlterConfigsResourceResponse>[]
  {
    const n = v >= 1 ? r.compactArrayLength(6) : r.arrayLength(7)
    const a = newArray<Decoded<IncrementalAlterConfigsResponseAlterConfigsResourceResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeIncrementalAlterConfigsResponseAlterConfigsResourceResponse(r, v)
    responses = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<IncrementalAlterConfigsResponse> = { throttleTimeMs, responses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
