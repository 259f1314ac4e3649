/** Compresses and decompresses the records of a batch, all of them at once. What it throws becomes the cause of a `KafkaError`. */
export interface Codec {
  /** The levels it has, if it has any; a batch builder refuses others. */
  readonly levels?: { readonly min: number; readonly max: number } | undefined
  compress(bytes: Uint8Array, options: CompressOptions): Uint8Array
  decompress(bytes: Uint8Array, options: DecompressOptions): Uint8Array
  /** The same without holding up the event loop. Where it is missing, {@link compress} does the work. */
  compressAsync?(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array>
  /** The same without holding up the event loop. Where it is missing, {@link decompress} does the work. */
  decompressAsync?(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array>
}

/** A codec whose library has promises alone. Batches that it is for are read by `recordsAsync` and built by `buildAsync`, whatever their size. */
export interface AsyncCodec {
  readonly levels?: Codec['levels']
  compressAsync(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array>
  decompressAsync(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array>
}

/** Either of them, as it was registered. */
export type AnyCodec = Partial<Codec>

export interface CompressOptions {
  /** As the builder was given it; undefined leaves it to the codec. */
  readonly level: number | undefined
  /** The format of the batch. LZ4 is framed wrongly in magic 0. */
  readonly magic: number
}

export interface DecompressOptions {
  /** More bytes than these must not come out: throw instead, before they take up memory. */
  readonly maxBytes: number
  /** The format of the batch. LZ4 is framed wrongly in magic 0. */
  readonly magic: number
}

// A batch counts its bytes in an int32, and its decompressed records could not be addressed beyond it.
const MAX_BYTES = 0x7fff_ffff

/** How many bytes may come out, whatever the caller allows. */
export function outputLimit({ maxBytes }: DecompressOptions): number {
  return Math.min(maxBytes, MAX_BYTES)
}

/** What a codec throws where more would come out than {@link DecompressOptions.maxBytes}; named as `node:zlib` names it. */
export function tooLarge({ maxBytes }: DecompressOptions): Error {
  return Object.assign(new RangeError(`more than ${maxBytes} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' })
}
