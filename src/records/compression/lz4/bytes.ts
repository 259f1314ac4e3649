/** Bytes, and a view of them that reads and writes several at a time. */
export interface Bytes {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Both forms of `bytes`; a plain `Uint8Array` always, for the loops are fastest if they know but one class. */
export function bothForms({ buffer, byteOffset, byteLength }: Uint8Array): Bytes {
  return { bytes: new Uint8Array(buffer, byteOffset, byteLength), view: new DataView(buffer, byteOffset, byteLength) }
}
