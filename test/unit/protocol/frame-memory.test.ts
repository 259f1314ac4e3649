import { beforeEach, describe, expect, test, vi } from 'vitest'
import type * as frameMemoryModule from '../../../src/protocol/primitives/frame-memory.ts'
import { releaseMemory, retainMemory, watchMemory } from '../../../src/protocol/primitives/memory-in-use.ts'

const MIB = 1_048_576

let frameMemory: typeof frameMemoryModule.frameMemory
let notePart: typeof frameMemoryModule.notePart
let takeBackFrame: typeof frameMemoryModule.takeBackFrame
beforeEach(async () => {
  vi.resetModules() // no memory of other tests
  ;({ frameMemory, notePart, takeBackFrame } = await import('../../../src/protocol/primitives/frame-memory.ts'))
})

describe('the memory of frames', () => {
  test('the memory of frames that is given back is used for the next frame of about this size', () => {
    const memory = frameMemory(1_000_000)
    expect(memory.length).toBe(1_000_000)
    expect(takeBackFrame(memory)).toBe(true)
    const next = frameMemory(1_040_000) // a little larger
    expect([next.length, next.buffer === memory.buffer]).toEqual([1_040_000, true])
    expect(frameMemory(1_040_000).buffer).not.toBe(memory.buffer)
  })

  test('the memory of frames is not used for a larger frame, nor for one of less than half the size', () => {
    const memory = frameMemory(1_000_000)
    takeBackFrame(memory)
    expect(frameMemory(1_100_000).buffer).not.toBe(memory.buffer)
    expect(frameMemory(520_000).buffer).not.toBe(memory.buffer)
    expect(frameMemory(530_000).buffer).toBe(memory.buffer)
  })

  test('the memory of frames is taken back once, and only if it is that of a frame of 256 KiB or more', () => {
    const memory = frameMemory(262_144)
    const small = frameMemory(262_143)
    const other = Buffer.alloc(1_000_000)
    const built = Buffer.alloc(1_000_000)
    watchMemory(built.buffer, { frames: 0 }) // as a batch builder does
    expect([memory, memory, small, other, built, Buffer.of()].map(takeBackFrame)).toEqual([true, false, false, false, false, false])
  })

  test('a part of a frame that was given back does not take the memory from the next frame', () => {
    const frame = frameMemory(1_000_000)
    const [part, other, unnoted] = [frame.subarray(5, 10), frame.subarray(10, 20), frame.subarray(5, 10)]
    notePart(frame, part)
    notePart(frame, other)
    expect([unnoted, part, other, frame].map(takeBackFrame)).toEqual([false, true, false, false])
    const next = frameMemory(1_000_000)
    expect(next.buffer === frame.buffer).toBe(true)
    expect([part, other, frame].map(takeBackFrame)).toEqual([false, false, false])
    expect(takeBackFrame(next)).toBe(true)
  })

  test('the memory of frames is not taken back while a request that is not written refers to it', () => {
    const memory = frameMemory(1_000_000)
    const uses = retainMemory([memory.subarray(0, 10_000)])
    expect(takeBackFrame(memory)).toBe(false)
    releaseMemory(uses)
    expect(takeBackFrame(memory)).toBe(true)
  })

  test('the memory of frames that waits for the next ones is at most 16 MiB: the oldest goes first', () => {
    for (let i = 0; i < 6; i++) takeBackFrame(frameMemory(4 * MIB)) // it counts once
    const memories = Array.from({ length: 6 }, () => frameMemory(4 * MIB))
    for (const memory of memories) expect(takeBackFrame(memory)).toBe(true)
    const next = Array.from({ length: 5 }, () => frameMemory(4 * MIB).buffer)
    expect(next.map(buffer => memories.findIndex(memory => memory.buffer === buffer))).toEqual([2, 3, 4, 5, -1])
  })
})
