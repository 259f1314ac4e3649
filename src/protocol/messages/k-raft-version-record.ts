// @generated from schemas/KRaftVersionRecord.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload KRaftVersionRecord. */
export interface KRaftVersionRecord extends UnknownTags {
  /** Type: int16. */
  version: number
  /** Type: int16. */
  kRaftVersion: number
}

/** KRaftVersionRecord, versions 0. */
export const KRaftVersionRecord: Data<KRaftVersionRecord> = {
  name: 'KRaftVersionRecord',
  minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encode: encodeKRaftVersionRecord,
  decode: decodeKRaftVersionRecord
}

function encodeKRaftVersionRecord(w: Writer, m: KRaftVersionRecord, _v: number): void {
  checkStruct(m)
  w.int16(m.version, 'version')
  w.int16(m.kRaftVersion, 'kRaftVersion')
  w.unknownTags(m.unknownTags)
}

function decodeKRaftVersionRecord(r: Reader, _v: number): Decoded<KRaftVersionRecord> {
  const version: number = r.int16()
  const kRaftVersion: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<KRaftVersionRecord> = { version, kRaftVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
