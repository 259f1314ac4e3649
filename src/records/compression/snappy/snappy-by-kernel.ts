import { INPUT, MAX_INPUT_BYTES, MAX_OUTPUT_BYTES, OUTPUT, putInput, takeOutput, wasmKernel } from '../../../wasm/kernel.ts'
import { SnappyBlocks } from './snappy-blocks.ts'

/**
 * Decompresses blocks of together `size` bytes by the kernel, several times as fast as the loops in
 * TypeScript. Returns undefined for blocks that it leaves to these: damaged ones, which they tell
 * more about, empty ones, and large ones.
 */
export function decompressByKernel(from: Uint8Array, size: number): Uint8Array | undefined {
  const isSuitable = from.length <= MAX_INPUT_BYTES && size > 0 && size <= MAX_OUTPUT_BYTES
  const kernel = isSuitable ? wasmKernel() : null
  if (kernel === null) return undefined
  putInput(kernel, from)
  const blocks = new SnappyBlocks(from)
  let to = OUTPUT
  while (blocks.next()) {
    if (blocks.start === blocks.end && blocks.size === 0) continue // the header of a stream
    if (!kernel.snappyBlock(INPUT + blocks.start, INPUT + blocks.end, to, to + blocks.size)) return undefined
    to += blocks.size
  }
  return takeOutput(kernel, to)
}
