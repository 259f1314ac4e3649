import { Random } from '../../../support/vectors/random.ts'

const HEADER = Buffer.from('82534e4150505900' + '00000001' + '00000001', 'hex')

/** A xerial stream: the header, and each block after its length. */
export function xerial(...blocks: Uint8Array[]): Buffer {
  return Buffer.concat([HEADER, ...blocks.flatMap(block => [int32(block.length), block])])
}

/** A raw block that claims to decompress to `size` bytes. */
export function block(size: number, ...elements: Uint8Array[]): Buffer {
  return Buffer.concat([varint(size), ...elements])
}

/**
 * A literal. Its length is in its tag if it is short, otherwise in the given number of bytes after
 * it.
 */
export function literal(bytes: Uint8Array, lengthBytes: number = bytes.length > 60 ? 4 : 0): Buffer {
  const length = bytes.length - 1
  const tag = lengthBytes === 0 ? [length << 2] : [(59 + lengthBytes) << 2, ...littleEndian(length, lengthBytes)]
  return Buffer.concat([Buffer.from(tag), bytes])
}

/** A copy whose offset takes 11 bits, 2 bytes or 4 bytes. */
export function copy(offset: number, length: number, offsetBytes: 1 | 2 | 4): Buffer {
  if (offsetBytes === 1) return Buffer.from([((offset >>> 8) << 5) | ((length - 4) << 2) | 1, offset & 0xff])
  return Buffer.from([((length - 1) << 2) | (offsetBytes === 2 ? 2 : 3), ...littleEndian(offset, offsetBytes)])
}

/** A number of elements of every form, and the bytes that they decompress to. */
export function randomBlock(random: Random, elements: number): { bytes: Buffer; made: Buffer } {
  const parts: Buffer[] = []
  const made: number[] = []
  for (let i = 0; i < elements; i++) {
    if (made.length === 0 || random.once(3)) {
      const bytes = random.bytes(random.once(8) ? 1 + random.below(400) : 1 + random.below(70))
      const least = bytes.length > 256 ? 2 : bytes.length > 60 ? 1 : 0
      parts.push(literal(bytes, random.pick([least, least, 4])))
      made.push(...bytes)
      continue
    }
    const offset = 1 + random.below(Math.min(made.length, random.pick([4, 20, 2047, 65_535])))
    const isShort = offset < 2048 && random.once(2)
    const length = isShort ? 4 + random.below(8) : 1 + random.below(64)
    parts.push(copy(offset, length, isShort ? 1 : random.pick([2, 2, 4])))
    for (let left = length; left > 0; left--) made.push(made[made.length - offset] as number)
  }
  return { bytes: block(made.length, ...parts), made: Buffer.from(made) }
}

/** Typical text in Kafka, the same in every run: one JSON object per line. */
export function jsonLines(bytes: number): Buffer {
  const random = new Random(7)
  const lines: string[] = []
  for (let size = 0; size < bytes; size += lines[lines.length - 1]?.length ?? 0) {
    const event = random.pick(['order.created', 'order.paid', 'order.shipped', 'login', 'logout', 'page.view'])
    const city = random.pick(['Seoul', 'Lagos', 'Lima', 'Oslo', 'Turin', 'Osaka', 'Quito', 'Perth'])
    const at = 1_763_600_000_000 + lines.length * 37 + random.below(30)
    const amount = random.below(50_000) / 100
    lines.push(
      `${JSON.stringify({ id: lines.length, event, at, user: `u-${random.below(50_000)}`, city, amount, trace: random.uint32() })}\n`
    )
  }
  return Buffer.from(lines.join('')).subarray(0, bytes)
}

function littleEndian(number: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(number / 256 ** i) % 256)
}

function varint(number: number): Buffer {
  const bytes: number[] = []
  let left = number
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80)
  return Buffer.from([...bytes, left])
}

function int32(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(number)
  return bytes
}
