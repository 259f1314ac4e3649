const POLYNOMIAL = 0x82f63b78 // Castagnoli's, bits reversed (RFC 3720, appendix B.4)
const SLICES = 16
const STRIPE_BYTES = 1024

// The tables are filled at the first checksum. They are constants, so that the engine knows their
// length and needs no bounds checks.
const slices = new Int32Array(SLICES * 256)
const stripe = new Int32Array(4 * 256)

/**
 * Computes CRC-32C with tables and without WebAssembly. The parameters and the result are those of
 * `crc32c`.
 */
export function crc32cByTables(bytes: Uint8Array, start: number, end: number, seed: number): number {
  if (slices[1] === 0) fillTables()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start
  let crc = ~seed
  for (const last = end - 2 * STRIPE_BYTES; at <= last; at += 2 * STRIPE_BYTES) crc = addTwoStripes(view, at, crc)
  return ~addBytes(view, at, end, crc) >>> 0
}

/**
 * Adds two stripes at a time, because neither waits for the table look-ups of the other. The CRC of
 * the first stripe is then moved past the bytes of the second.
 */
function addTwoStripes(view: DataView, start: number, before: number): number {
  let first = before
  let second = 0
  for (let at = start; at < start + STRIPE_BYTES; at += 8) {
    const a = first ^ view.getInt32(at, true)
    const b = view.getInt32(at + 4, true)
    const c = second ^ view.getInt32(at + STRIPE_BYTES, true)
    const d = view.getInt32(at + STRIPE_BYTES + 4, true)
    first = lookUp(4, a) ^ lookUp(0, b)
    second = lookUp(4, c) ^ lookUp(0, d)
  }
  return skipStripe(first) ^ second
}

/**
 * Adds sixteen bytes in each round, with a table for each byte. Only four of the look-ups wait for
 * the round before.
 */
function addBytes(view: DataView, start: number, end: number, before: number): number {
  let at = start
  let crc = before
  for (const last = end - SLICES; at <= last; at += SLICES) {
    const a = crc ^ view.getInt32(at, true)
    const b = view.getInt32(at + 4, true)
    const c = view.getInt32(at + 8, true)
    const d = view.getInt32(at + 12, true)
    crc = lookUp(12, a) ^ lookUp(8, b) ^ lookUp(4, c) ^ lookUp(0, d)
  }
  for (; at < end; at++) crc = (slices[(crc ^ view.getUint8(at)) & 0xff] as number) ^ (crc >>> 8)
  return crc
}

/**
 * The part of four bytes in the CRC, if `beyond` bytes of the round follow them. The first byte is
 * the lowest of `word`.
 */
function lookUp(beyond: number, word: number): number {
  const at = beyond << 8
  return (
    (slices[at + 768 + (word & 0xff)] as number) ^
    (slices[at + 512 + ((word >>> 8) & 0xff)] as number) ^
    (slices[at + 256 + ((word >>> 16) & 0xff)] as number) ^
    (slices[at + (word >>> 24)] as number)
  )
}

/** The CRC after a stripe of zero bytes. */
function skipStripe(crc: number): number {
  return (
    (stripe[crc & 0xff] as number) ^
    (stripe[256 + ((crc >>> 8) & 0xff)] as number) ^
    (stripe[512 + ((crc >>> 16) & 0xff)] as number) ^
    (stripe[768 + (crc >>> 24)] as number)
  )
}

/**
 * Fills the tables. Entry `256 * n + byte` of `slices` is the CRC of that byte followed by `n` zero
 * bytes. Entry `256 * n + byte` of `stripe` is the CRC whose byte `n` is `byte`, after a stripe of
 * zero bytes.
 */
function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    slices[byte] = crc
  }
  for (let i = 256; i < slices.length; i++) {
    const before = slices[i - 256] as number
    slices[i] = (before >>> 8) ^ (slices[before & 0xff] as number)
  }
  const zeros = new DataView(new ArrayBuffer(STRIPE_BYTES))
  for (let bit = 0; bit < 32; bit++) stripe[((bit >>> 3) << 8) | (1 << (bit & 7))] = addBytes(zeros, 0, STRIPE_BYTES, 1 << bit)
  for (let i = 0; i < stripe.length; i++) {
    const highest = 1 << (31 - Math.clz32(i & 0xff))
    if ((i & 0xff) !== 0) stripe[i] = (stripe[(i & ~0xff) | highest] as number) ^ (stripe[i ^ highest] as number)
  }
}
