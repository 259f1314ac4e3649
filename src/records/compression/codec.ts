/**
 * Compresses and decompresses the records of a batch as one block of bytes. An error that it throws
 * becomes the `cause` of a `KAFKA_RECORDS` error.
 */
export interface Codec {
  /**
   * The lowest and the highest level, if the codec has levels. `batchBuilder` refuses other levels.
   */
  readonly levels?: { readonly min: number; readonly max: number } | undefined
  /** Compresses the bytes. It blocks the event loop while it runs. */
  compress(bytes: Uint8Array, options: CompressOptions): Uint8Array
  /** Decompresses the bytes. It blocks the event loop while it runs. */
  decompress(bytes: Uint8Array, options: DecompressOptions): Uint8Array
  /**
   * Compresses the bytes without blocking the event loop. Without this function, `buildAsync` calls
   * {@link compress}.
   */
  compressAsync?(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array>
  /**
   * Decompresses the bytes without blocking the event loop. Without this function, `recordsAsync`
   * calls {@link decompress}.
   */
  decompressAsync?(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array>
}

/**
 * A codec of a library that has only functions with promises. Its batches must be read with
 * `recordsAsync` and built with `buildAsync`; `records` and `build` throw `KAFKA_RECORDS`.
 */
export interface AsyncCodec {
  /**
   * The lowest and the highest level, if the codec has levels. `batchBuilder` refuses other levels.
   */
  readonly levels?: Codec['levels']
  /** Compresses the bytes without blocking the event loop. */
  compressAsync(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array>
  /** Decompresses the bytes without blocking the event loop. */
  decompressAsync(bytes: Uint8Array, options: DecompressOptions): Promise<Uint8Array>
}

/** A registered codec of either kind: each function may be missing. */
export type AnyCodec = Partial<Codec>

/** What a codec is told when it compresses. */
export interface CompressOptions {
  /** The option `level` of the builder; undefined means the default of the codec. */
  readonly level: number | undefined
  /**
   * The format of the batch. It matters to LZ4: in magic 0 its frames have a wrong header checksum
   * (KAFKA-3160).
   */
  readonly magic: number
}

/** What a codec is told when it decompresses. */
export interface DecompressOptions {
  /**
   * The most bytes that may come out. For more, the codec must throw an error before it allocates
   * them.
   */
  readonly maxBytes: number
  /**
   * The format of the batch. It matters to LZ4: in magic 0 its frames have a wrong header checksum
   * (KAFKA-3160).
   */
  readonly magic: number
}

// A batch counts its bytes in an int32. Larger decompressed records could not be addressed either.
const MAX_BYTES = 0x7fff_ffff

/**
 * The most bytes that may come out: {@link DecompressOptions.maxBytes}, but at most 2,147,483,647.
 */
export function outputLimit({ maxBytes }: DecompressOptions): number {
  return Math.min(maxBytes, MAX_BYTES)
}

/**
 * The error of a codec when more bytes than {@link DecompressOptions.maxBytes} would come out. It
 * has the code that `node:zlib` uses.
 */
export function tooLarge({ maxBytes }: DecompressOptions): Error {
  return Object.assign(new RangeError(`more than ${maxBytes} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' })
}
