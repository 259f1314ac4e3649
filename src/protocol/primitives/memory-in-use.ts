import { BORROW_BYTES } from './writer.ts'

/** How many frames that are not wholly written refer to a piece of memory. */
export interface MemoryUse {
  frames: number
}

// Kept on the memory itself, under a name that all copies of this package in the process share: the builder that takes memory back may come from
// another copy than the connection that still has to write it.
const USE = Symbol.for('kafkawire.memory')
type Watched = ArrayBufferLike & { [USE]?: MemoryUse }

/** Counts the uses of this memory from now on. For those who take memory back once it is not in use any more. */
export function watchMemory(memory: ArrayBufferLike, use: MemoryUse): void {
  ;(memory as Watched)[USE] = use
}

/** The uses of this memory, if it is watched. */
export function useOf(memory: ArrayBufferLike): MemoryUse | undefined {
  return (memory as Watched)[USE]
}

/** A frame of these chunks waits to be written. {@link releaseMemory} follows once it is written, or never will be. */
export function retainMemory(chunks: readonly Uint8Array[]): void {
  count(chunks, 1)
}

/** Nobody reads these chunks any more on behalf of that frame. */
export function releaseMemory(chunks: readonly Uint8Array[]): void {
  count(chunks, -1)
}

// Smaller ones were copied into the frame.
function count(chunks: readonly Uint8Array[], change: 1 | -1): void {
  for (const chunk of chunks) {
    if (chunk.length < BORROW_BYTES) continue
    const use = useOf(chunk.buffer)
    if (use !== undefined) use.frames += change
  }
}
