/** Bytes, and a view of the same memory that reads and writes several bytes at a time. */
export interface Bytes {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/**
 * Both forms of some bytes. A Buffer becomes a plain `Uint8Array`, because the loops are fastest if
 * they see only one class.
 */
export function bothForms({ buffer, byteOffset, byteLength }: Uint8Array): Bytes {
  return { bytes: new Uint8Array(buffer, byteOffset, byteLength), view: new DataView(buffer, byteOffset, byteLength) }
}
