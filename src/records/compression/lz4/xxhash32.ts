const PRIME_1 = 0x9e37_79b1 | 0
const PRIME_2 = 0x85eb_ca77 | 0
const PRIME_3 = 0xc2b2_ae3d | 0
const PRIME_4 = 0x27d4_eb2f
const PRIME_5 = 0x1656_67b1

const STRIPE_BYTES = 16

/**
 * The checksum of LZ4 frames: XXH32 with seed 0 of the bytes from `start` to `end`, as an int32.
 */
export function xxHash32(view: DataView, start: number, end: number): number {
  return new XxHash32(view, start).digest(end)
}

/** Computes {@link xxHash32} in steps, while the bytes are written to the buffer. */
export class XxHash32 {
  readonly #view: DataView
  readonly #start: number
  #at: number
  #lane1: number = (PRIME_1 + PRIME_2) | 0
  #lane2: number = PRIME_2
  #lane3 = 0
  #lane4: number = -PRIME_1 | 0

  constructor(view: DataView, start: number) {
    this.#view = view
    this.#start = start
    this.#at = start
  }

  /** Hashes the bytes before `end` that fill whole stripes of 16 bytes. */
  advance(end: number): void {
    const view = this.#view
    const last = end - STRIPE_BYTES
    let lane1 = this.#lane1
    let lane2 = this.#lane2
    let lane3 = this.#lane3
    let lane4 = this.#lane4
    let at = this.#at
    for (; at <= last; at += STRIPE_BYTES) {
      lane1 = round(lane1, view.getInt32(at, true))
      lane2 = round(lane2, view.getInt32(at + 4, true))
      lane3 = round(lane3, view.getInt32(at + 8, true))
      lane4 = round(lane4, view.getInt32(at + 12, true))
    }
    this.#lane1 = lane1
    this.#lane2 = lane2
    this.#lane3 = lane3
    this.#lane4 = lane4
    this.#at = at
  }

  /** The hash of all bytes before `end`, as an int32. */
  digest(end: number): number {
    this.advance(end)
    const view = this.#view
    const size = end - this.#start
    const merged = rotate(this.#lane1, 1) + rotate(this.#lane2, 7) + rotate(this.#lane3, 12) + rotate(this.#lane4, 18)
    let hash = ((size < STRIPE_BYTES ? PRIME_5 : merged) + size) | 0
    let at = this.#at
    for (; at + 4 <= end; at += 4) hash = Math.imul(rotate(hash + Math.imul(view.getInt32(at, true), PRIME_3), 17), PRIME_4)
    for (; at < end; at++) hash = Math.imul(rotate(hash + Math.imul(view.getUint8(at), PRIME_5), 11), PRIME_1)
    return avalanche(hash)
  }
}

function round(lane: number, word: number): number {
  return Math.imul(rotate(lane + Math.imul(word, PRIME_2), 13), PRIME_1)
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function avalanche(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 15), PRIME_2)
  const second = Math.imul(first ^ (first >>> 13), PRIME_3)
  return second ^ (second >>> 16)
}
