// @generated from schemas/AlterConfigsRequest.json and
// AlterConfigsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterConfigs. */
export interface AlterConfigsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each resource. Type: []AlterConfigsResourceResponse. */
  responses: readonly AlterConfigsResponseResourceResponse[]
}

/** One element of `responses` in `AlterConfigsResponse`. */
export interface AlterConfigsResponseResourceResponse extends UnknownTags {
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
 * The request of AlterConfigs. Replaces all configs of resources: those that are not given go back
 * to their defaults. Use IncrementalAlterConfigs, which changes single ones (KIP-339). The broker
 * answers whose configs they are, or any broker.
 */
export interface AlterConfigsRequest extends UnknownTags {
  /** The topics, brokers and others whose configs change. Type: []AlterConfigsResource. */
  resources: readonly AlterConfigsRequestResource[]
  /** Whether to check only, and change nothing. Type: bool, default in this driver false. */
  validateOnly?: boolean | undefined
}

/** One element of `resources` in `AlterConfigsRequest`. */
export interface AlterConfigsRequestResource extends UnknownTags {
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
  /** All configs that the resource will have beside the defaults. Type: []AlterableConfig. */
  configs: readonly AlterConfigsRequestAlterableConfig[]
}

/** One element of `configs` in `AlterConfigsRequestResource`. */
export interface AlterConfigsRequestAlterableConfig extends UnknownTags {
  /** The name of the config, such as `retention.ms`. Type: string. */
  name: string
  /** The new value as text; null is the default. Type: string, nullable. */
  value: string | null
}

/**
 * AlterConfigs: key 33, versions 0-2.
 *
 * Replaces all configs of resources: those that are not given go back to their defaults. Use
 * IncrementalAlterConfigs, which changes single ones (KIP-339). The broker answers whose configs
 * they are, or any broker.
 */
export const AlterConfigs: Api<AlterConfigsRequest, AlterConfigsResponse> = {
  name: 'AlterConfigs', key: 33, minVersion: 0, maxVersion: 2, flexibleFrom: 2,
  encodeRequest: encodeAlterConfigsRequest,
  decodeRequest: decodeAlterConfigsRequest,
  encodeResponse: encodeAlterConfigsResponse,
  decodeResponse: decodeAlterConfigsResponse
}

function encodeAlterConfigsRequestAlterableConfig(w: Writer, m: AlterConfigsRequestAlterableConfig, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  if (v >= 2) w.compactNullableString(m.value, 'value')
  else w.nullableString(m.value, 'value')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterConfigsRequestAlterableConfig(r: Reader, v: number): Decoded<AlterConfigsRequestAlterableConfig> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  const value: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterConfigsRequestAlterableConfig> = { name, value }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterConfigsRequestResource(w: Writer, m: AlterConfigsRequestResource, v: number): void {
  checkStruct(m)
  w.int8(m.resourceType, 'resourceType')
  if (v >= 2) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  {
    const a = w.array(m.configs, 'configs', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterConfigsRequestAlterableConfig(w, a[i] as AlterConfigsRequestAlterableConfig, v)
    } catch (error) {
      throw within(error, 'configs', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterConfigsRequestResource(r: Reader, v: number): Decoded<AlterConfigsRequestResource> {
  const resourceType: number = r.int8()
  const resourceName: string = v >= 2 ? r.compactString() : r.string()
  let configs: Decoded<AlterConfigsRequestAlterableConfig>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<AlterConfigsRequestAlterableConfig>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterConfigsRequestAlterableConfig(r, v)
    configs = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterConfigsRequestResource> = { resourceType, resourceName, configs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterConfigsRequest(w: Writer, m: AlterConfigsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.resources, 'resources', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterConfigsRequestResource(w, a[i] as AlterConfigsRequestResource, v)
    } catch (error) {
      throw within(error, 'resources', i)
    }
  }
  w.bool(m.validateOnly === undefined ? false : m.validateOnly, 'validateOnly')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterConfigsRequest(r: Reader, v: number): Decoded<AlterConfigsRequest> {
  let resources: Decoded<AlterConfigsRequestResource>[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(7)
    const a = newArray<Decoded<AlterConfigsRequestResource>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterConfigsRequestResource(r, v)
    resources = a
  }
  const validateOnly: boolean = r.bool()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterConfigsRequest> = { resources, validateOnly }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterConfigsResponseResourceResponse(w: Writer, m: AlterConfigsResponseResourceResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  w.int8(m.resourceType, 'resourceType')
  if (v >= 2) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterConfigsResponseResourceResponse(r: Reader, v: number): Decoded<AlterConfigsResponseResourceResponse> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const resourceType: number = r.int8()
  const resourceName: string = v >= 2 ? r.compactString() : r.string()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterConfigsResponseResourceResponse> = { errorCode, errorMessage, resourceType, resourceName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterConfigsResponse(w: Writer, m: AlterConfigsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.responses, 'responses', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterConfigsResponseResourceResponse(w, a[i] as AlterConfigsResponseResourceResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeAlterConfigsResponse(r: Reader, v: number): Decoded<AlterConfigsResponse> {
  const throttleTimeMs: number = r.int32()
  let responses: Decoded<AlterConfigsResponseResourceResponse>[]
  {
    const n = v >= 2 ? r.compactArrayLength(6) : r.arrayLength(7)
    const a = newArray<Decoded<AlterConfigsResponseResourceResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterConfigsResponseResourceResponse(r, v)
    responses = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<AlterConfigsResponse> = { throttleTimeMs, responses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
