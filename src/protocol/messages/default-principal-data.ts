// @generated from schemas/DefaultPrincipalData.json by tools/generate. Do not edit.
import type { Data, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The payload DefaultPrincipalData. */
export interface DefaultPrincipalData extends UnknownTags {
  /** Type: string. */
  type: string
  /** Type: string. */
  name: string
  /** Type: bool. */
  tokenAuthenticated: boolean
}

/** DefaultPrincipalData, versions 0. */
export const DefaultPrincipalData: Data<DefaultPrincipalData> = {
  name: 'DefaultPrincipalData',
  minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encode: encodeDefaultPrincipalData,
  decode: decodeDefaultPrincipalData
}

function encodeDefaultPrincipalData(w: Writer, m: DefaultPrincipalData, _v: number): void {
  checkStruct(m)
  w.compactString(m.type, 'type')
  w.compactString(m.name, 'name')
  w.bool(m.tokenAuthenticated, 'tokenAuthenticated')
  w.unknownTags(m.unknownTags)
}

function decodeDefaultPrincipalData(r: Reader, _v: number): Decoded<DefaultPrincipalData> {
  const type: string = r.compactString()
  const name: string = r.compactString()
  const tokenAuthenticated: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<DefaultPrincipalData> = { type, name, tokenAuthenticated }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
