import { INPUT, type Kernel, MAX_INPUT_BYTES, MAX_OUTPUT_BYTES, OUTPUT, putInput, takeOutput, wasmKernel } from '../../../wasm/kernel.ts'
import { type DecompressOptions, outputLimit } from '../codec.ts'
import type { Bytes } from './bytes.ts'
import { type FrameBlock, walkFrames } from './frame-walk.ts'

/**
 * Decompresses frames by the kernel, two to three times as fast as the loops in TypeScript. Returns
 * undefined for frames that it leaves to these: damaged ones, which they tell more about, large
 * ones, and frames with checksums of their content.
 */
export function decompressByKernel(source: Bytes, options: DecompressOptions): Uint8Array | undefined {
  const kernel = source.bytes.length > MAX_INPUT_BYTES ? null : wasmKernel()
  if (kernel === null) return undefined
  putInput(kernel, source.bytes)
  const limit = OUTPUT + Math.min(MAX_OUTPUT_BYTES, outputLimit(options))
  let to = OUTPUT
  let frameStart = to
  for (const part of walkFrames(source, options.magic)) {
    if (part.kind === 'start') {
      if (part.header.hasContentChecksum || part.header.hasBlockChecksums) return undefined
      frameStart = to
    } else if (part.kind === 'block') {
      const end = readBlock(kernel, part, to, Math.min(limit, to + part.header.maxBlockBytes), frameStart)
      if (end === 0) return undefined
      to = end
    } else if (part.header.contentBytes !== undefined && part.header.contentBytes !== to - frameStart) return undefined
  }
  return takeOutput(kernel, to)
}

/** Returns where the output ends, or 0 if the block is damaged or has more bytes than allowed. */
function readBlock(kernel: Kernel, block: FrameBlock, to: number, limit: number, frameStart: number): number {
  const start = INPUT + block.start
  const end = INPUT + block.end
  if (!block.isStored) return kernel.lz4Block(start, end, to, limit, block.header.isLinked ? frameStart : to)
  if (end - start > limit - to) return 0
  kernel.bytes.copyWithin(to, start, end)
  return to + end - start
}
