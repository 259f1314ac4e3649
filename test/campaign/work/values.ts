const VALUE_BYTES = 100
const HEAD_BYTES = 8

/** The record that a value identifies. */
export interface Mark {
  readonly stream: number
  readonly sequence: number
}

/**
 * A value that identifies its record. All its other bytes follow from that, so that damage shows.
 */
export function valueFor({ stream, sequence }: Mark, bytes: number = VALUE_BYTES): Buffer {
  const value = Buffer.alloc(bytes, fillerOf(stream, sequence))
  value.writeUInt32BE(stream, 0)
  value.writeUInt32BE(sequence, 4)
  return value
}

/** Reads a value; undefined if it is not as it was sent. */
export function markOf(value: Uint8Array | null, bytes: number = VALUE_BYTES): Mark | undefined {
  if (value === null || value.length !== bytes) return undefined
  const view = new DataView(value.buffer, value.byteOffset, value.length)
  const [stream, sequence] = [view.getUint32(0), view.getUint32(4)]
  const filler = fillerOf(stream, sequence)
  return value.subarray(HEAD_BYTES).every(byte => byte === filler) ? { stream, sequence } : undefined
}

function fillerOf(stream: number, sequence: number): number {
  return (Math.imul(stream * 31 + sequence, 0x9e37_79b1) >>> 24) & 0xff
}
