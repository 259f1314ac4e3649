// @generated from schemas/SnapshotHeaderRecord.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload SnapshotHeaderRecord. */
export interface SnapshotHeaderRecord extends UnknownTags {
  /** Type: int16. */
  version: number
  /** Type: int64. */
  lastContainedLogTimestamp: bigint
}

/** SnapshotHeaderRecord, versions 0. */
export const SnapshotHeaderRecord: Data<SnapshotHeaderRecord> = {
  name: 'SnapshotHeaderRecord',
  minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encode: encodeSnapshotHeaderRecord,
  decode: decodeSnapshotHeaderRecord
}

function encodeSnapshotHeaderRecord(w: Writer, m: SnapshotHeaderRecord, _v: number): void {
  checkStruct(m)
  w.int16(m.version, 'version')
  w.int64(m.lastContainedLogTimestamp, 'lastContainedLogTimestamp')
  w.unknownTags(m.unknownTags)
}

function decodeSnapshotHeaderRecord(r: Reader, _v: number): Decoded<SnapshotHeaderRecord> {
  const version: number = r.int16()
  const lastContainedLogTimestamp: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<SnapshotHeaderRecord> = { version, lastContainedLogTimestamp }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
