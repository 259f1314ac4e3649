/** Byte fields of this size or more are not copied; smaller ones are cheaper to copy. */
export const BORROW_BYTES = 4_096

/** Counts the frames that refer to a piece of memory and are not completely written. */
export interface MemoryUse {
  frames: number
}

// The count is a property of the memory, under a symbol that all copies of this package in the
// process share: the builder that takes memory back may come from another copy than the connection
// that still has to write it. It is a property of the bytes too, because reading `bytes.buffer` is
// slow.
const USE = Symbol.for('kafkawire.memory')
type Watched = object & { [USE]?: MemoryUse }

/**
 * Counts the uses of this memory from now on, for an owner that takes it back when it is no longer
 * in use.
 */
export function watchMemory(memory: ArrayBufferLike, use: MemoryUse): void {
  ;(memory as Watched)[USE] = use
}

/** Counts the uses of these bytes, which are in memory that {@link watchMemory} counts. */
export function watchBytes(bytes: Uint8Array, use: MemoryUse): void {
  ;(bytes as Watched)[USE] = use
}

/** The count for the memory of these bytes; undefined if nothing counts it. */
export function useOf(bytes: Uint8Array): MemoryUse | undefined {
  return (bytes as Watched)[USE] ?? (bytes.buffer as Watched)[USE]
}

/**
 * Counts a frame of these chunks as in use until it is written. Returns the counts to give to
 * {@link releaseMemory} when the frame is written or dropped; undefined if nothing counts its
 * memory.
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

/** Ends the use that {@link retainMemory} has counted: the frame is written or dropped. */
export function releaseMemory(uses: readonly MemoryUse[] | undefined): void {
  if (uses !== undefined) for (const use of uses) use.frames--
}
