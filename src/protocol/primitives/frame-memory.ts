import { type MemoryUse, useOf, watchMemory } from './memory-in-use.ts'

// Smaller frames are not reused: their memory pages are soon in use again anyway.
const MIN_BYTES = 262_144
// The sizes of memory are multiples of this, so that the next frame, which is a little larger or
// smaller, fits. What a frame leaves unused takes no physical memory.
const STEP_BYTES = 262_144
const MAX_FREE_BYTES = 16_777_216

/** Memory of frames, and whether somebody has it. */
interface FrameLoan extends MemoryUse {
  readonly memory: Buffer
  isLent: boolean
}

// The memory that was given back, the oldest first.
const free: FrameLoan[] = []
let freeBytes = 0

/** Memory for a frame of `length` bytes: memory that was given back, if any of it fits. */
export function frameMemory(length: number): Buffer {
  if (length < MIN_BYTES) return Buffer.allocUnsafeSlow(length)
  return (takeFree(length) ?? allocate(length)).memory.subarray(0, length)
}

/**
 * Takes back the memory of the frame that these bytes are part of. Returns false for other bytes,
 * if it has been given back already, or if a request that is not completely written refers to it.
 */
export function takeBackFrame(bytes: Uint8Array): boolean {
  const loan = useOf(bytes) as FrameLoan | undefined // or the use of a batch builder, which is never lent here
  if (loan?.isLent !== true || loan.frames > 0) return false
  loan.isLent = false
  free.push(loan)
  freeBytes += loan.memory.length
  while (freeBytes > MAX_FREE_BYTES) freeBytes -= free.shift()?.memory.length ?? 0
  return true
}

function takeFree(length: number): FrameLoan | undefined {
  const at = free.findIndex(({ memory }) => memory.length >= length && memory.length <= 2 * length)
  if (at < 0) return undefined
  const [loan] = free.splice(at, 1) as [FrameLoan]
  freeBytes -= loan.memory.length
  loan.isLent = true
  return loan
}

function allocate(length: number): FrameLoan {
  const memory = Buffer.allocUnsafeSlow(Math.ceil(length / STEP_BYTES) * STEP_BYTES)
  const loan: FrameLoan = { frames: 0, memory, isLent: true }
  watchMemory(memory.buffer, loan)
  return loan
}
