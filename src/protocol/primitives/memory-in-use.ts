import { BORROW_BYTES } from './writer.ts'

/** How many frames that are not wholly written refer to a piece of memory. */
export interface MemoryUse {
  frames: number
}

// Kept on the memory itself, under a name that all copies of this package in the process share: the builder that takes memory back may come from
// another copy than the connection that still has to write it. Kept on the bytes too, for it takes long to ask bytes for their memory.
const USE = Symbol.for('kafkawire.memory')
type Watched = object & { [USE]?: MemoryUse }

/** Counts the uses of this memory from now on. For those who take memory back once it is not in use any more. */
export function watchMemory(memory: ArrayBufferLike, use: MemoryUse): void {
  ;(memory as Watched)[USE] = use
}

/** The same for bytes in memory that is watched. */
export function watchBytes(bytes: Uint8Array, use: MemoryUse): void {
  ;(bytes as Watched)[USE] = use
}

/** The uses of the memory of these bytes, if it is watched. */
export function useOf(bytes: Uint8Array): MemoryUse | undefined {
  return (bytes as Watched)[USE] ?? (bytes.buffer as Watched)[USE]
}

/**
 * A frame of these chunks waits to be written. Gives what to {@link releaseMemory} once it is written, or never will be; undefined where nobody
 * watches its memory.
 */
export function retainMemory(chunks: readonly Uint8Array[]): readonly MemoryUse[] | undefined {
  let uses: MemoryUse[] | undefined
  for (const chunk of chunks) {
    if (chunk.length < BORROW_BYTES) continue // smaller ones were copied into the frame
    const use = useOf(chunk)
    if (use === undefined) continue
    use.frames++
    if (uses === undefined) uses = [use]
    else uses.push(use)
  }
  return uses
}

/** Nobody reads this memory any more on behalf of that frame. */
export function releaseMemory(uses: readonly MemoryUse[] | undefined): void {
  if (uses !== undefined) for (const use of uses) use.frames--
}
