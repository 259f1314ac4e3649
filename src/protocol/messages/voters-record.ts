// @generated from schemas/VotersRecord.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload VotersRecord. */
export interface VotersRecord extends UnknownTags {
  /** Type: int16. */
  version: number
  /** Type: []Voter. */
  voters: readonly VotersRecordVoter[]
}

/** One element of `voters` in `VotersRecord`. */
export interface VotersRecordVoter extends UnknownTags {
  /** Type: int32. */
  voterId: number
  /** Type: uuid. */
  voterDirectoryId: string
  /** Type: []Endpoint. */
  endpoints: readonly VotersRecordEndpoint[]
  /** Type: KRaftVersionFeature. */
  kRaftVersionFeature: VotersRecordKRaftVersionFeature
}

/** The value of `kRaftVersionFeature` in `VotersRecordVoter`. */
export interface VotersRecordKRaftVersionFeature extends UnknownTags {
  /** Type: int16. */
  minSupportedVersion: number
  /** Type: int16. */
  maxSupportedVersion: number
}

/** One element of `endpoints` in `VotersRecordVoter`. */
export interface VotersRecordEndpoint extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** VotersRecord, versions 0. */
export const VotersRecord: Data<VotersRecord> = {
  name: 'VotersRecord',
  minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encode: encodeVotersRecord,
  decode: decodeVotersRecord
}

function encodeVotersRecordEndpoint(w: Writer, m: VotersRecordEndpoint, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeVotersRecordEndpoint(r: Reader, _v: number): Decoded<VotersRecordEndpoint> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<VotersRecordEndpoint> = { name, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVotersRecordKRaftVersionFeature(w: Writer, m: VotersRecordKRaftVersionFeature, _v: number): void {
  checkStruct(m)
  w.int16(m.minSupportedVersion, 'minSupportedVersion')
  w.int16(m.maxSupportedVersion, 'maxSupportedVersion')
  w.unknownTags(m.unknownTags)
}

function decodeVotersRecordKRaftVersionFeature(r: Reader, _v: number): Decoded<VotersRecordKRaftVersionFeature> {
  const minSupportedVersion: number = r.int16()
  const maxSupportedVersion: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<VotersRecordKRaftVersionFeature> = { minSupportedVersion, maxSupportedVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVotersRecordVoter(w: Writer, m: VotersRecordVoter, v: number): void {
  checkStruct(m)
  w.int32(m.voterId, 'voterId')
  w.uuid(m.voterDirectoryId, 'voterDirectoryId')
  {
    const a = w.array(m.endpoints, 'endpoints', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeVotersRecordEndpoint(w, a[i] as VotersRecordEndpoint, v)
    } catch (error) {
      throw within(error, 'endpoints', i)
    }
  }
  try {
    encodeVotersRecordKRaftVersionFeature(w, m.kRaftVersionFeature, v)
  } catch (error) {
    throw within(error, 'kRaftVersionFeature')
  }
  w.unknownTags(m.unknownTags)
}

function decodeVotersRecordVoter(r: Reader, v: number): Decoded<VotersRecordVoter> {
  const voterId: number = r.int32()
  const voterDirectoryId: string = r.uuid()
  let endpoints: Decoded<VotersRecordEndpoint>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<VotersRecordEndpoint>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeVotersRecordEndpoint(r, v)
    endpoints = a
  }
  const kRaftVersionFeature: Decoded<VotersRecordKRaftVersionFeature> = decodeVotersRecordKRaftVersionFeature(r, v)
  const unknownTags = r.unknownTags()
  const m: Decoded<VotersRecordVoter> = { voterId, voterDirectoryId, endpoints, kRaftVersionFeature }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVotersRecord(w: Writer, m: VotersRecord, v: number): void {
  checkStruct(m)
  w.int16(m.version, 'version')
  {
    const a = w.array(m.voters, 'voters', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeVotersRecordVoter(w, a[i] as VotersRecordVoter, v)
    } catch (error) {
      throw within(error, 'voters', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeVotersRecord(r: Reader, v: number): Decoded<VotersRecord> {
  const version: number = r.int16()
  let voters: Decoded<VotersRecordVoter>[]
  {
    const n = r.compactArrayLength(27)
    const a = newArray<Decoded<VotersRecordVoter>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeVotersRecordVoter(r, v)
    voters = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<VotersRecord> = { version, voters }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
