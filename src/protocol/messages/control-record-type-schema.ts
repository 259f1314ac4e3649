// @generated from schemas/ControlRecordTypeSchema.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload ControlRecordTypeSchema. */
export interface ControlRecordTypeSchema extends UnknownTags {
  /** Type: int16. */
  type: number
}

/** ControlRecordTypeSchema, versions 0. */
export const ControlRecordTypeSchema: Data<ControlRecordTypeSchema> = {
  name: 'ControlRecordTypeSchema',
  minVersion: 0, maxVersion: 0, flexibleFrom: Number.POSITIVE_INFINITY,
  encode: encodeControlRecordTypeSchema,
  decode: decodeControlRecordTypeSchema
}

function encodeControlRecordTypeSchema(w: Writer, m: ControlRecordTypeSchema, v: number): void {
  checkStruct(m)
  w.int16(m.type, 'type')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeControlRecordTypeSchema(r: Reader, _v: number): Decoded<ControlRecordTypeSchema> {
  const type: number = r.int16()
  const m: Decoded<ControlRecordTypeSchema> = { type }
  return m
}
