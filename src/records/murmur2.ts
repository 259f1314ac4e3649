import { mismatch, refuseIfAny } from '../options.ts'
import { isBytes } from '../type-checks.ts'

const SEED = 0x9747b28c
const M = 0x5bd1e995
const MAX_INT32 = 0x7fff_ffff

/**
 * The hash by which Kafka's Java clients choose the partition of a key: MurmurHash2 with the seed
 * and the byte order of Java's `Utils.murmur2`. Returns an int32. Throws `KAFKA_CONFIGURATION` if
 * `bytes` is not a `Uint8Array`.
 */
export function murmur2(bytes: Uint8Array): number {
  if (!isBytes(bytes)) refuseIfAny('murmur2', [mismatch('bytes', 'a Uint8Array', bytes)])
  return hash(bytes)
}

/**
 * The partition that Java's producer chooses for a record with this key; a string counts as its
 * UTF-8 bytes. A key keeps its partition as long as the topic keeps its number of partitions. A
 * record without a key may go to any partition. Throws `KAFKA_CONFIGURATION`.
 */
export function partitionForKey(key: Uint8Array | string, partitionCount: number): number {
  const problems: string[] = []
  if (typeof key !== 'string' && !isBytes(key)) problems.push(mismatch('key', 'bytes (Uint8Array) or a string', key))
  if (!Number.isInteger(partitionCount) || partitionCount < 1 || partitionCount > MAX_INT32) {
    problems.push(mismatch('partitionCount', 'an integer from 1 to 2147483647', partitionCount))
  }
  refuseIfAny('partitionForKey', problems)
  return (hash(typeof key === 'string' ? Buffer.from(key) : key) & MAX_INT32) % partitionCount
}

function hash(bytes: Uint8Array): number {
  let h = SEED ^ bytes.length
  const whole = bytes.length & ~3
  for (let i = 0; i < whole; i += 4) {
    const word = byteOf(bytes, i) | (byteOf(bytes, i + 1) << 8) | (byteOf(bytes, i + 2) << 16) | (byteOf(bytes, i + 3) << 24)
    const k = Math.imul(word, M)
    h = Math.imul(h, M) ^ Math.imul(k ^ (k >>> 24), M)
  }
  for (let i = bytes.length - 1; i >= whole; i--) h ^= byteOf(bytes, i) << ((i & 3) * 8)
  if (whole < bytes.length) h = Math.imul(h, M)
  h = Math.imul(h ^ (h >>> 13), M)
  return h ^ (h >>> 15)
}

function byteOf(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}
