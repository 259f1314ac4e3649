import { type MemoryUse, watchMemory } from './memory-in-use.ts'

/** Smaller frames are not reused: their memory pages are soon in use again anyway. */
export const MIN_REUSED_BYTES = 262_144
// The sizes of memory are multiples of this, so that the next frame, which is a little larger or
// smaller, fits. What a frame leaves unused takes no physical memory.
const STEP_BYTES = 262_144
const MAX_FREE_BYTES = 16_777_216

/** Memory for one frame after the other. */
interface FrameUse extends MemoryUse {
  readonly memory: Buffer
}

/** The use of memory for one frame. */
interface Loan {
  readonly use: FrameUse
  isOver: boolean
}

// The memory that was given back, the oldest first.
const free: FrameUse[] = []
let freeBytes = 0
// The loans of frames and of their parts. Memory has a new loan for each frame, because a program
// may still have parts of the frame before.
const loans = new WeakMap<Uint8Array, Loan>()

/** Memory for a frame of `length` bytes: memory that was given back, if any of it fits. */
export function frameMemory(length: number): Buffer {
  if (length < MIN_REUSED_BYTES) return Buffer.allocUnsafeSlow(length)
  const use = takeFree(length) ?? allocate(length)
  const frame = use.memory.subarray(0, length)
  loans.set(frame, { use, isOver: false })
  return frame
}

/** Notes that `part` is part of this frame: {@link takeBackFrame} takes it for the frame. */
export function notePart(frame: Uint8Array, part: Uint8Array): void {
  const loan = loans.get(frame)
  if (loan !== undefined) loans.set(part, loan)
}

/**
 * Takes back the memory of a frame, or of the frame of a part that {@link notePart} has noted.
 * Returns false for other bytes, if this frame was given back before, or if a request that is not
 * completely written refers to the memory.
 */
export function takeBackFrame(bytes: Uint8Array): boolean {
  const loan = loans.get(bytes)
  if (loan === undefined || loan.isOver || loan.use.frames > 0) return false
  loan.isOver = true
  free.push(loan.use)
  freeBytes += loan.use.memory.length
  while (freeBytes > MAX_FREE_BYTES) freeBytes -= free.shift()?.memory.length ?? 0
  return true
}

function takeFree(length: number): FrameUse | undefined {
  const at = free.findIndex(({ memory }) => memory.length >= length && memory.length <= 2 * length)
  if (at < 0) return undefined
  const [use] = free.splice(at, 1) as [FrameUse]
  freeBytes -= use.memory.length
  return use
}

function allocate(length: number): FrameUse {
  const memory = Buffer.allocUnsafeSlow(Math.ceil(length / STEP_BYTES) * STEP_BYTES)
  const use: FrameUse = { frames: 0, memory }
  watchMemory(memory.buffer, use)
  return use
}
