import { compressionTypes } from '../protocol/codes/produce-and-fetch.ts'
import { encodeMetrics, type MetricsFrame } from './otlp.ts'
import type { Series } from './series.ts'

/** A compression that a broker accepts, with its number. */
export interface PayloadCompression {
  readonly type: number
  compress(bytes: Uint8Array): Uint8Array
}

/** The metrics of one push as bytes. */
export interface Payload {
  readonly compressionType: number
  readonly bytes: Uint8Array
  /** The series that are in it: the first ones, as many as fit. */
  readonly series: readonly Series[]
}

/** No compression, which every broker accepts. */
export const UNCOMPRESSED: PayloadCompression = { type: compressionTypes.NONE, compress: bytes => bytes }

const ALL_METRICS = '*'
const SMALLER = 0.75

/**
 * Whether a broker asks for a metric: if its name begins with one of the requested prefixes. The
 * empty prefix and `*`, which Apache Kafka sends, ask for all metrics.
 */
export function isRequested(name: string, requested: readonly string[]): boolean {
  return requested.some(prefix => prefix === ALL_METRICS || name.startsWith(prefix))
}

/**
 * Encodes and compresses series. If that is more than `maxBytes`, it leaves out the last ones,
 * until the rest fits. If the codec fails, the series stay as they are, which every broker accepts.
 */
export function encodePayload(all: readonly Series[], frame: MetricsFrame, compression: PayloadCompression, maxBytes: number): Payload {
  for (let count = all.length; ; count = Math.floor(count * SMALLER)) {
    const series = all.slice(0, count)
    const plain = series.length === 0 ? new Uint8Array() : encodeMetrics(series, frame)
    const bytes = series.length === 0 ? plain : compressed(plain, compression)
    if (bytes === undefined) return encodePayload(all, frame, UNCOMPRESSED, maxBytes)
    if (bytes.length <= maxBytes || count === 0) return { compressionType: compression.type, bytes, series }
  }
}

// A codec that the program has registered may throw.
function compressed(bytes: Uint8Array, compression: PayloadCompression): Uint8Array | undefined {
  try {
    return compression.compress(bytes)
  } catch {
    return undefined
  }
}
