/** The largest piece. The unused rest of the last one stays allocated. */
export const MAX_CHUNK_BYTES: number = 128 << 10
const MIN_CHUNK_BYTES = 64

/**
 * The size of the pieces in which `node:zlib` should produce `size` bytes. It is a little more than
 * that, because zlib would begin another piece if the first were filled exactly. Each piece takes a
 * turn on a thread.
 */
export function chunkBytesFor(size: number): number {
  return Math.min(size + MIN_CHUNK_BYTES, MAX_CHUNK_BYTES)
}
