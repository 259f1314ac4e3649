// @generated from schemas/DescribeConfigsRequest.json and
// DescribeConfigsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeConfigs. */
export interface DescribeConfigsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The configs of each resource. Type: []DescribeConfigsResult. */
  results: readonly DescribeConfigsResponseResult[]
}

/** One element of `results` in `DescribeConfigsResponse`. */
export interface DescribeConfigsResponseResult extends UnknownTags {
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
  /** The configs that were found. Type: []DescribeConfigsResourceResult. */
  configs: readonly DescribeConfigsResponseResourceResult[]
}

/** One element of `configs` in `DescribeConfigsResponseResult`. */
export interface DescribeConfigsResponseResourceResult extends UnknownTags {
  /** The name of the config, such as `retention.ms`. Type: string. */
  name: string
  /** The value as text; null if it is sensitive. Type: string, nullable. */
  value: string | null
  /** Whether the config cannot be changed while brokers run. Type: bool. */
  readOnly: boolean
  /**
   * Whether the value is the default, in version 0. Later versions have `configSource`.
   *
   * Type: bool, v0.
   */
  isDefault?: boolean | undefined
  /**
   * Where the value comes from: one of `configSources`, such as `configSources.DEFAULT_CONFIG` (5);
   * -1 if the broker does not say.
   *
   * Type: int8, v1+, default -1.
   */
  configSource?: number | undefined
  /** Whether the value is secret, and therefore not shown. Type: bool. */
  isSensitive: boolean
  /**
   * Where else the value could come from, the one in use first (KIP-226).
   *
   * Type: []DescribeConfigsSynonym, v1+.
   */
  synonyms?: readonly DescribeConfigsResponseSynonym[] | undefined
  /**
   * The type of the value: one of `configTypes`, such as `configTypes.LIST` (7) (KIP-569); 0 if the
   * broker does not say.
   *
   * Type: int8, v3+, default 0.
   */
  configType?: number | undefined
  /**
   * What the config means, in Kafka's words, if it was asked for (KIP-569), or null.
   *
   * Type: string, v3+, nullable.
   */
  documentation?: string | null | undefined
}

/** One element of `synonyms` in `DescribeConfigsResponseResourceResult`. */
export interface DescribeConfigsResponseSynonym extends UnknownTags {
  /** The name of the config there, such as `log.retention.ms`. Type: string. */
  name: string
  /** The value there; null if it is sensitive. Type: string, nullable. */
  value: string | null
  /** Where that value stands: one of `configSources`. Type: int8. */
  source: number
}

/**
 * The request of DescribeConfigs. Reads the configs of topics, brokers, loggers, groups and client
 * metrics (KIP-133). The broker answers whose configs or loggers they are, and any broker for the
 * rest.
 */
export interface DescribeConfigsRequest extends UnknownTags {
  /** The topics, brokers and others whose configs are read. Type: []DescribeConfigsResource. */
  resources: readonly DescribeConfigsRequestResource[]
  /**
   * Whether to add where else the value could come from (KIP-226).
   *
   * Type: bool, v1+, default false.
   */
  includeSynonyms?: boolean | undefined
  /** Whether to add what each config means (KIP-569). Type: bool, v3+, default false. */
  includeDocumentation?: boolean | undefined
}

/** One element of `resources` in `DescribeConfigsRequest`. */
export interface DescribeConfigsRequestResource extends UnknownTags {
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
  /**
   * The names of the configs to read; null is all of them.
   *
   * Type: []string, nullable, default in this driver null.
   */
  configurationKeys?: readonly string[] | null | undefined
}

/**
 * DescribeConfigs: key 32, versions 0-4.
 *
 * Reads the configs of topics, brokers, loggers, groups and client metrics (KIP-133). The broker
 * answers whose configs or loggers they are, and any broker for the rest.
 */
export const DescribeConfigs: Api<DescribeConfigsRequest, DescribeConfigsResponse> = {
  name: 'DescribeConfigs', key: 32, minVersion: 0, maxVersion: 4, flexibleFrom: 4,
  encodeRequest: encodeDescribeConfigsRequest,
  decodeRequest: decodeDescribeConfigsRequest,
  encodeResponse: encodeDescribeConfigsResponse,
  decodeResponse: decodeDescribeConfigsResponse
}

function encodeDescribeConfigsRequestResource(w: Writer, m: DescribeConfigsRequestResource, v: number): void {
  checkStruct(m)
  w.int8(m.resourceType, 'resourceType')
  if (v >= 4) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  {
    const a = w.nullableArray(m.configurationKeys === undefined ? null : m.configurationKeys, 'configurationKeys', v >= 4)
    let i = 0
    try {
      if (v >= 4) for (; i < a.length; i++) w.compactString(a[i] as string, '')
      else for (; i < a.length; i++) w.string(a[i] as string, '')
    } catch (error) {
      throw within(error, 'configurationKeys', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDescribeConfigsRequestResource(r: Reader, v: number): Decoded<DescribeConfigsRequestResource> {
  const resourceType: number = r.int8()
  const resourceName: string = v >= 4 ? r.compactString() : r.string()
  let configurationKeys: string[] | null
  {
    const n = v >= 4 ? r.compactNullableArrayLength(1) : r.nullableArrayLength(2)
    if (n < 0) configurationKeys = null
    else {
      const a = newArray<string>(n)
      for (let i = 0; i < n; i++) a[i] = v >= 4 ? r.compactString() : r.string()
      configurationKeys = a
    }
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DescribeConfigsRequestResource> = { resourceType, resourceName, configurationKeys }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeConfigsRequest(w: Writer, m: DescribeConfigsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.resources, 'resources', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeConfigsRequestResource(w, a[i] as DescribeConfigsRequestResource, v)
    } catch (error) {
      throw within(error, 'resources', i)
    }
  }
  if (v >= 1) w.bool(m.includeSynonyms === undefined ? false : m.includeSynonyms, 'includeSynonyms')
  else if (m.includeSynonyms !== undefined && m.includeSynonyms !== false) throw absent('includeSynonyms', v, '1+')
  if (v >= 3) w.bool(m.includeDocumentation === undefined ? false : m.includeDocumentation, 'includeDocumentation')
  else if (m.includeDocumentation !== undefined && m.includeDocumentation !== false) throw absent('includeDocumentation', v, '3+')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDescribeConfigsRequest(r: Reader, v: number): Decoded<DescribeConfigsRequest> {
  let resources: Decoded<DescribeConfigsRequestResource>[]
  {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(7)
    const a = newArray<Decoded<DescribeConfigsRequestResource>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeConfigsRequestResource(r, v)
    resources = a
  }
  const includeSynonyms: boolean = v >= 1 ? r.bool() : false
  const includeDocumentation: boolean = v >= 3 ? r.bool() : false
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DescribeConfigsRequest> = { resources, includeSynonyms, includeDocumentation }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeConfigsResponseSynonym(w: Writer, m: DescribeConfigsResponseSynonym, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  if (v >= 4) w.compactNullableString(m.value, 'value')
  else w.nullableString(m.value, 'value')
  w.int8(m.source, 'source')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDescribeConfigsResponseSynonym(r: Reader, v: number): Decoded<DescribeConfigsResponseSynonym> {
  const name: string = v >= 4 ? r.compactString() : r.string()
  const value: string | null = v >= 4 ? r.compactNullableString() : r.nullableString()
  const source: number = r.int8()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DescribeConfigsResponseSynonym> = { name, value, source }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeConfigsResponseResourceResult(w: Writer, m: DescribeConfigsResponseResourceResult, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  if (v >= 4) w.compactNullableString(m.value, 'value')
  else w.nullableString(m.value, 'value')
  w.bool(m.readOnly, 'readOnly')
  if (v <= 0) w.bool(m.isDefault === undefined ? false : m.isDefault, 'isDefault')
  else if (m.isDefault !== undefined && m.isDefault !== false) throw absent('isDefault', v, '0')
  if (v >= 1) w.int8(m.configSource === undefined ? -1 : m.configSource, 'configSource')
  w.bool(m.isSensitive, 'isSensitive')
  if (v >= 1) {
    const a = w.array(m.synonyms === undefined ? [] : m.synonyms, 'synonyms', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeConfigsResponseSynonym(w, a[i] as DescribeConfigsResponseSynonym, v)
    } catch (error) {
      throw within(error, 'synonyms', i)
    }
  }
  if (v >= 3) w.int8(m.configType === undefined ? 0 : m.configType, 'configType')
  if (v >= 3) {
    if (v >= 4) w.compactNullableString(m.documentation === undefined ? '' : m.documentation, 'documentation')
    else w.nullableString(m.documentation === undefined ? '' : m.documentation, 'documentation')
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDescribeConfigsResponseResourceResult(r: Reader, v: number): Decoded<DescribeConfigsResponseResourceResult> {
  const name: string = v >= 4 ? r.compactString() : r.string()
  const value: string | null = v >= 4 ? r.compactNullableString() : r.nullableString()
  const readOnly: boolean = r.bool()
  const isDefault: boolean = v <= 0 ? r.bool() : false
  const configSource: number = v >= 1 ? r.int8() : -1
  const isSensitive: boolean = r.bool()
  let synonyms: Decoded<DescribeConfigsResponseSynonym>[] = []
  if (v >= 1) {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(5)
    const a = newArray<Decoded<DescribeConfigsResponseSynonym>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeConfigsResponseSynonym(r, v)
    synonyms = a
  }
  const configType: number = v >= 3 ? r.int8() : 0
  const documentation: string | null = v >= 3 ? (v >= 4 ? r.compactNullableString() : r.nullableString()) : ''
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DescribeConfigsResponseResourceResult> = { name, value, readOnly, isDefault, configSource, isSensitive, synonyms, configType, documentation }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeConfigsResponseResult(w: Writer, m: DescribeConfigsResponseResult, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 4) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  w.int8(m.resourceType, 'resourceType')
  if (v >= 4) w.compactString(m.resourceName, 'resourceName')
  else w.string(m.resourceName, 'resourceName')
  {
    const a = w.array(m.configs, 'configs', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeConfigsResponseResourceResult(w, a[i] as DescribeConfigsResponseResourceResult, v)
    } catch (error) {
      throw within(error, 'configs', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDescribeConfigsResponseResult(r: Reader, v: number): Decoded<DescribeConfigsResponseResult> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 4 ? r.compactNullableString() : r.nullableString()
  const resourceType: number = r.int8()
  const resourceName: string = v >= 4 ? r.compactString() : r.string()
  let configs: Decoded<DescribeConfigsResponseResourceResult>[]
  {
    const n = v >= 4 ? r.compactArrayLength(9) : r.arrayLength(7)
    const a = newArray<Decoded<DescribeConfigsResponseResourceResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeConfigsResponseResourceResult(r, v)
    configs = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DescribeConfigsResponseResult> = { errorCode, errorMessage, resourceType, resourceName, configs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeConfigsResponse(w: Writer, m: DescribeConfigsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.results, 'results', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeConfigsResponseResult(w, a[i] as DescribeConfigsResponseResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDescribeConfigsResponse(r: Reader, v: number): Decoded<DescribeConfigsResponse> {
  const throttleTimeMs: number = r.int32()
  let results: Decoded<DescribeConfigsResponseResult>[]
  {
    const n = v >= 4 ? r.compactArrayLength(7) : r.arrayLength(11)
    const a = newArray<Decoded<DescribeConfigsResponseResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeConfigsResponseResult(r, v)
    results = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DescribeConfigsResponse> = { throttleTimeMs, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
