import { KERNEL_CODE } from './kernel-code.ts'

/** The most bytes that the kernel takes at a time. */
export const MAX_INPUT_BYTES = 1_048_576
/** The most bytes that it decompresses at a time: about a millisecond of work. */
export const MAX_OUTPUT_BYTES = 2_097_152

// Where things are in the memory of the kernel. The loops may read and write up to 15 bytes beyond
// the end of an area, and CRC-32C reads 209 bytes before the input.
export const SCRATCH = 0
export const INPUT = 1_024
export const OUTPUT: number = INPUT + MAX_INPUT_BYTES + 1_024

/** The inner loops in WebAssembly. Their source is in tools/wasm/assembly. */
export interface Kernel {
  /** The whole memory. It never grows, so these two stay valid. */
  readonly bytes: Uint8Array
  readonly view: DataView
  crc32cFold(at: number, end: number): void
  crc32cTail(at: number, end: number, to: number): void
  lz4Block(at: number, end: number, to: number, limit: number, oldest: number): number
  snappyBlock(at: number, end: number, to: number, limit: number): number
}

// Batches of Kafka's own producer have 16 KiB compressed. One piece of memory for several of them
// makes reading LZ4 and Snappy 5 to 15 % faster than one for each: Node allocates and frees less.
const SLAB_BYTES = 262_144
const MOST_FROM_SLAB_BYTES = 65_536

type Exports = Omit<Kernel, 'bytes' | 'view'> & { readonly memory: { readonly buffer: ArrayBuffer } }

// The part of the global object that is used here. The types of Node do not have it.
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

let kernel: Kernel | null | undefined
let slab = new ArrayBuffer(0)
let slabUsedBytes = 0

/**
 * The kernel of this thread, compiled at the first call. Null where there is no WebAssembly with
 * SIMD, or where it may not be compiled; the loops in TypeScript then do all the work.
 */
export function wasmKernel(): Kernel | null {
  if (kernel === undefined) kernel = compile()
  return kernel
}

/** Puts bytes into the input area. There may be at most {@link MAX_INPUT_BYTES}. */
export function putInput({ bytes }: Kernel, input: Uint8Array): void {
  bytes.set(input, INPUT)
}

/**
 * Copies the output up to `end`. Nothing else writes into the copy, but up to 256 KiB stay in
 * memory while somebody keeps a part of it.
 */
export function takeOutput({ bytes }: Kernel, end: number): Uint8Array {
  const copy = room(end - OUTPUT)
  copy.set(bytes.subarray(OUTPUT, end))
  return copy
}

function room(size: number): Uint8Array {
  if (size > MOST_FROM_SLAB_BYTES) return new Uint8Array(newBuffer(size))
  if (size > slab.byteLength - slabUsedBytes) {
    slab = newBuffer(SLAB_BYTES)
    slabUsedBytes = 0
  }
  const piece = new Uint8Array(slab, slabUsedBytes, size)
  slabUsedBytes += size
  return piece
}

// Not filled with zeros.
const newBuffer = (size: number): ArrayBuffer => Buffer.allocUnsafeSlow(size).buffer

function compile(): Kernel | null {
  try {
    const { memory, ...loops } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNEL_CODE, 'base64'))).exports as Exports
    return { bytes: new Uint8Array(memory.buffer), view: new DataView(memory.buffer), ...loops }
  } catch {
    return null
  }
}
