// @generated from schemas/AbortedTxn.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload AbortedTxn. */
export interface AbortedTxn extends UnknownTags {
  /** Type: int64. */
  producerId: bigint
  /** Type: int64. */
  firstOffset: bigint
  /** Type: int64. */
  lastOffset: bigint
  /** Type: int64. */
  lastStableOffset: bigint
}

/** AbortedTxn, versions 0. */
export const AbortedTxn: Data<AbortedTxn> = {
  name: 'AbortedTxn',
  minVersion: 0, maxVersion: 0, flexibleFrom: Number.POSITIVE_INFINITY,
  encode: encodeAbortedTxn,
  decode: decodeAbortedTxn
}

function encodeAbortedTxn(w: Writer, m: AbortedTxn, v: number): void {
  checkStruct(m)
  w.int64(m.producerId, 'producerId')
  w.int64(m.firstOffset, 'firstOffset')
  w.int64(m.lastOffset, 'lastOffset')
  w.int64(m.lastStableOffset, 'lastStableOffset')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeAbortedTxn(r: Reader, _v: number): Decoded<AbortedTxn> {
  const producerId: bigint = r.int64()
  const firstOffset: bigint = r.int64()
  const lastOffset: bigint = r.int64()
  const lastStableOffset: bigint = r.int64()
  const m: Decoded<AbortedTxn> = { producerId, firstOffset, lastOffset, lastStableOffset }
  return m
}
