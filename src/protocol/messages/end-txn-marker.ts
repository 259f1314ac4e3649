// @generated from schemas/EndTxnMarker.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload EndTxnMarker. */
export interface EndTxnMarker extends UnknownTags {
  /** Type: int32. */
  coordinatorEpoch: number
}

/** EndTxnMarker, versions 0. */
export const EndTxnMarker: Data<EndTxnMarker> = {
  name: 'EndTxnMarker',
  minVersion: 0, maxVersion: 0, flexibleFrom: Number.POSITIVE_INFINITY,
  encode: encodeEndTxnMarker,
  decode: decodeEndTxnMarker
}

function encodeEndTxnMarker(w: Writer, m: EndTxnMarker, v: number): void {
  checkStruct(m)
  w.int32(m.coordinatorEpoch, 'coordinatorEpoch')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeEndTxnMarker(r: Reader, _v: number): Decoded<EndTxnMarker> {
  const coordinatorEpoch: number = r.int32()
  const m: Decoded<EndTxnMarker> = { coordinatorEpoch }
  return m
}
