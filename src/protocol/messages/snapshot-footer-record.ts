// @generated from schemas/SnapshotFooterRecord.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload SnapshotFooterRecord. */
export interface SnapshotFooterRecord extends UnknownTags {
  /** Type: int16. */
  version: number
}

/** SnapshotFooterRecord, versions 0. */
export const SnapshotFooterRecord: Data<SnapshotFooterRecord> = {
  name: 'SnapshotFooterRecord',
  minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encode: encodeSnapshotFooterRecord,
  decode: decodeSnapshotFooterRecord
}

function encodeSnapshotFooterRecord(w: Writer, m: SnapshotFooterRecord, _v: number): void {
  checkStruct(m)
  w.int16(m.version, 'version')
  w.unknownTags(m.unknownTags)
}

function decodeSnapshotFooterRecord(r: Reader, _v: number): Decoded<SnapshotFooterRecord> {
  const version: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<SnapshotFooterRecord> = { version }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
