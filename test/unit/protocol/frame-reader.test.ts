import { describe, expect, test } from 'vitest'
import { describeLength, FrameReader } from '../../../src/protocol/frame-reader.ts'
import { failureOf } from '../../support/process/failure.ts'
import { Random, seed } from '../../support/vectors/random.ts'

const LIMITS = { minFrameBytes: 4, maxFrameBytes: 1_000 }

/** The frames in a stream that is cut at these places, and whether each has memory of its own. */
function cut(stream: Buffer, places: readonly number[], limits = LIMITS): { frames: string[]; owned: boolean[]; pendingBytes: number } {
  const frames: string[] = []
  const owned: boolean[] = []
  const reader = new FrameReader(limits, (bytes, start, end, own) => {
    frames.push(bytes.toString('hex', start, end))
    owned.push(own)
  })
  const ends = [...places, stream.length]
  const shared = Buffer.alloc(stream.length)
  for (const [i, end] of ends.entries()) {
    shared.fill(0xee) // like the buffer of a socket, which the next read overwrites
    const bytes = stream.copy(shared, 0, ends[i - 1] ?? 0, end)
    reader.push(shared, bytes)
  }
  return { frames, owned, pendingBytes: reader.pendingBytes }
}

const stream = Buffer.from('00000004 01020304 00000006 a1a2a3a4a5a6 00000005 b1b2b3b4b5'.replaceAll(' ', ''), 'hex')
const frames = ['01020304', 'a1a2a3a4a5a6', 'b1b2b3b4b5']

describe('a stream of frames', () => {
  test('a stream of frames in one chunk is cut without a copy', () => {
    expect(cut(stream, [])).toEqual({ frames, owned: [false, false, false], pendingBytes: 0 })
  })

  test('a stream of frames in chunks of one byte is cut into the same frames', () => {
    const everywhere = Array.from({ length: stream.length - 1 }, (_, i) => i + 1)
    expect(cut(stream, everywhere)).toEqual({ frames, owned: [true, true, true], pendingBytes: 0 })
  })

  test('a stream of frames in two or three chunks is cut into the same frames', () => {
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        expect(cut(stream, [first, second]).frames, `${first}, ${second}`).toEqual(frames)
      }
    }
  })

  test('a stream of frames tells how many bytes of an incomplete frame have arrived', () => {
    expect(cut(stream.subarray(0, 3), []).pendingBytes).toBe(3)
    expect(cut(stream.subarray(0, 6), [1]).pendingBytes).toBe(2)
    expect(cut(stream.subarray(0, 8), []).pendingBytes).toBe(0)
  })

  test('a stream of frames can have empty frames if the limits allow them', () => {
    const empty = Buffer.from('0000000000000000', 'hex')
    const limits = { minFrameBytes: 0, maxFrameBytes: 10 }
    for (let place = 0; place <= empty.length; place++) expect(cut(empty, [place], limits).frames, `${place}`).toEqual(['', ''])
  })

  test.each([1, 7, 16_384])('a stream of frames is cut without copying a byte twice, in chunks of %i', chunkBytes => {
    const body = Buffer.alloc(200_000, 'kafka')
    let copied = 0
    let whole: Buffer = Buffer.alloc(0)
    const reader = new FrameReader(
      { minFrameBytes: 4, maxFrameBytes: 1_000_000 },
      (bytes, start, end) => (whole = bytes.subarray(start, end))
    )
    const counting = (chunk: Buffer): Buffer =>
      Object.assign(chunk, {
        copy: (...to: Parameters<Buffer['copy']>): number => {
          const bytes = Buffer.prototype.copy.apply(chunk, to)
          copied += bytes
          return bytes
        }
      })
    const length = Buffer.from([0, 3, 0x0d, 0x40])
    const all = Buffer.concat([length, body])
    for (let at = 0; at < all.length; at += chunkBytes) reader.push(counting(all.subarray(at, at + chunkBytes)))
    expect(whole).toEqual(body)
    expect(copied).toBeLessThanOrEqual(all.length)
  })
})

describe('a frame length that is not plausible', () => {
  test.each<[string, number, RegExp]>([
    ['−1', -1, /Frame of -1 bytes is outside 4 to 1000/],
    ['0', 0, /Frame of 0 bytes/],
    ['3', 3, /Frame of 3 bytes/],
    ['one more than the limit', 1_001, /Frame of 1001 bytes is larger than maxFrameBytes, which is 1000/],
    ['2³¹−1', 0x7fff_ffff, /Frame of 2147483647 bytes/],
    ['an HTTP answer', Buffer.from('HTTP').readInt32BE(), /answered in HTTP.*web server/],
    ['an HTTP request', Buffer.from('GET ').readInt32BE(), /HTTP request/],
    ['a TLS alert', Buffer.from([0x15, 3, 3, 0]).readInt32BE(), /TLS alert.*set the tls option/],
    ['an alert of TLS 1.0', Buffer.from([0x15, 3, 1, 0]).readInt32BE(), /TLS alert/],
    ['a TLS hello', Buffer.from([0x16, 3, 1, 2]).readInt32BE(), /TLS handshake.*plaintext/]
  ])('a frame length that is not plausible is refused with a sentence that explains it: %s', (_, length, problem) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(length)
    for (const places of [[], [1], [1, 2, 3]]) {
      const error = failureOf(() => cut(Buffer.concat([bytes, Buffer.alloc(100)]), places))
      expect(error.code).toBe('KAFKA_PROTOCOL')
      expect(error.message).toMatch(problem)
    }
  })

  test('a frame length that is not plausible is refused before the rest of the frame has arrived, and after the frames before it', () => {
    const given: number[] = []
    const reader = new FrameReader(LIMITS, (_, start, end) => given.push(end - start))
    expect(failureOf(() => reader.push(Buffer.from('00000004aabbccdd7fffffff', 'hex'))).code).toBe('KAFKA_PROTOCOL')
    expect(given).toEqual([4])
  })

  test('a frame length that could be a length is refused without an explanation', () => {
    for (const length of [4, 1_000, 104_857_600]) expect(describeLength(length)).toBeUndefined()
  })
})

describe('the room of a large frame', () => {
  const limits = { minFrameBytes: 4, maxFrameBytes: 1_000_000 }

  test('the room of a large frame can be read into, and the frame is then passed on without a copy', () => {
    const content = new Random(seed).bytes(200_000)
    const stream = Buffer.concat([Buffer.from([0, 3, 0x0d, 0x40]), content, Buffer.from('00000004aabbccdd', 'hex')])
    const given: Buffer[] = []
    const reader = new FrameReader(limits, (bytes, start, end) => given.push(bytes.subarray(start, end)))
    expect(reader.room).toBeUndefined()
    let rooms = 0
    for (let at = 0; at < stream.length; ) {
      const { room } = reader
      if (room !== undefined) rooms++
      const memory = room ?? Buffer.alloc(50_000)
      const bytes = stream.copy(memory, 0, at, Math.min(stream.length, at + 40_000))
      reader.push(memory, bytes)
      if (room !== undefined) expect(room.buffer).toBe((reader.room ?? room).buffer)
      at += bytes
    }
    expect(rooms).toBe(3) // the last 40 kB are less than 64 KiB
    expect(given.map(bytes => bytes.toString('hex'))).toEqual([content.toString('hex'), 'aabbccdd'])
    expect(reader.room).toBeUndefined()
  })

  test('the room of a large frame may be left empty, and its bytes come in other memory', () => {
    const content = new Random(seed).bytes(200_000)
    const given: Buffer[] = []
    const reader = new FrameReader(limits, (bytes, start, end) => given.push(bytes.subarray(start, end)))
    for (const part of [
      Buffer.from([0, 3, 0x0d, 0x40, ...content.subarray(0, 9)]),
      content.subarray(9, 100_000),
      content.subarray(100_000)
    ]) {
      reader.room?.fill(0xee)
      reader.push(part)
    }
    expect(given.map(bytes => bytes.equals(content))).toEqual([true])
  })
})

describe('a frame larger than 8 MiB', () => {
  const limits = { minFrameBytes: 4, maxFrameBytes: 104_857_600 }
  const length = Buffer.from([0x04, 0x00, 0x00, 0x00]) // 64 MiB

  test('a frame larger than 8 MiB gets memory only as its bytes arrive', () => {
    const before = process.memoryUsage().arrayBuffers
    const readers = Array.from({ length: 20 }, () => new FrameReader(limits, () => undefined))
    for (const reader of readers) reader.push(Buffer.concat([length, Buffer.alloc(1_000)]))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 9 * 1_048_576)
  })

  test('a frame of 8 MiB of records is not copied while it arrives', () => {
    const frameBytes = 8 * 1_048_576 + 32_768
    let given: Buffer | undefined
    const reader = new FrameReader(limits, bytes => {
      given = bytes
    })
    reader.push(Buffer.from([0x00, 0x80, 0x80, 0x00]))
    const { room } = reader
    for (let at = 0; at < frameBytes; at += 32_768) reader.push(Buffer.alloc(32_768))
    expect([room?.length, given?.length]).toEqual([frameBytes, frameBytes])
    expect(given?.buffer).toBe(room?.buffer)
  })

  test('a frame larger than 8 MiB leaves its first memory to the next frame', () => {
    const prefix = Buffer.from([0x00, 0xc0, 0x00, 0x00]) // 12 MiB
    const rooms: (ArrayBufferLike | undefined)[] = []
    for (let i = 0; i < 2; i++) {
      const reader = new FrameReader(limits, () => undefined)
      reader.push(prefix)
      rooms.push(reader.room?.buffer)
      for (let at = 0; at < 12; at++) reader.push(Buffer.alloc(1_048_576))
      expect(reader.pendingBytes).toBe(0)
    }
    expect(rooms[0]).toBeDefined()
    expect(rooms[1]).toBe(rooms[0])
  })

  test('a frame larger than 8 MiB is passed on complete', () => {
    const frame = Buffer.alloc(12_000_000)
    for (let i = 0; i < frame.length; i += 4) frame.writeUInt32BE(Math.imul(i, 0x9e37_79b1) >>> 0, i)
    const prefix = Buffer.alloc(4)
    prefix.writeInt32BE(frame.length)
    let given: Buffer | undefined
    const reader = new FrameReader(limits, (bytes, start, end) => {
      given = Buffer.from(bytes.subarray(start, end))
    })
    for (const part of [prefix, ...Array.from({ length: 185 }, (_, i) => frame.subarray(i * 65_000, (i + 1) * 65_000))]) reader.push(part)
    expect(given?.equals(frame)).toBe(true)
    expect(reader.pendingBytes).toBe(0)
  })
})
