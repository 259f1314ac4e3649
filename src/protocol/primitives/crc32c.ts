const POLYNOMIAL = 0x82f63b78 // Castagnoli's, bits reversed (RFC 3720, appendix B.4)
const SLICES = 16

let cached: Int32Array | undefined

/**
 * CRC-32C of `bytes` from `start` to before `end`, as an unsigned number. `seed` is the CRC of the bytes that came before, so
 * that a checksum can be taken piece by piece.
 */
export function crc32c(bytes: Uint8Array, start = 0, end: number = bytes.length, seed = 0): number {
  const t = (cached ??= buildTables())
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start
  let crc = ~seed
  // Sixteen bytes a turn, a table for each: only four of the look-ups wait for the turn before.
  for (const last = end - SLICES; at <= last; at += SLICES) {
    const a = crc ^ view.getInt32(at, true)
    const b = view.getInt32(at + 4, true)
    const c = view.getInt32(at + 8, true)
    const d = view.getInt32(at + 12, true)
    crc = lookUp(t, 12, a) ^ lookUp(t, 8, b) ^ lookUp(t, 4, c) ^ lookUp(t, 0, d)
  }
  for (; at < end; at++) crc = (t[(crc ^ view.getUint8(at)) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}

/** What four bytes come to that have `beyond` to `beyond + 3` bytes of the turn after them; the first byte is the lowest. */
function lookUp(t: Int32Array, beyond: number, word: number): number {
  const at = beyond << 8
  return (
    (t[at + 768 + (word & 0xff)] as number) ^
    (t[at + 512 + ((word >>> 8) & 0xff)] as number) ^
    (t[at + 256 + ((word >>> 16) & 0xff)] as number) ^
    (t[at + (word >>> 24)] as number)
  )
}

/** Sixteen tables of 256 in one: entry `256 * n + byte` is the CRC of that byte with `n` zero bytes after it. */
function buildTables(): Int32Array {
  const tables = new Int32Array(SLICES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    tables[byte] = crc
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256] as number
    tables[i] = (before >>> 8) ^ (tables[before & 0xff] as number)
  }
  return tables
}
