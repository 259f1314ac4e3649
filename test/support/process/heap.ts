import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** Collects garbage at once. */
export const collectGarbage = runInNewContext('gc') as () => void

/**
 * How much heap and external memory one call of `make` leaves, in bytes. All results of `times`
 * calls are kept until the memory is measured.
 */
export function retainedBytes(times: number, make: () => unknown): number {
  make() // the first call compiles code and creates object shapes
  const kept: unknown[] = new Array(times).fill(null)
  const before = weigh()
  for (let i = 0; i < times; i++) kept[i] = make()
  const after = weigh()
  if (kept.includes(null)) throw new Error('nothing was made')
  return (after - before) / times
}

function weigh(): number {
  collectGarbage()
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage() // `external` includes array buffers
  return heapUsed + external
}

/**
 * About how many bytes a decoded value takes: good enough to choose which of thousands of values
 * are measured.
 */
export function estimateBytes(value: unknown): number {
  if (typeof value === 'bigint') return 24
  if (typeof value === 'string') return value.length < 2 ? 0 : 16 + value.length
  if (typeof value !== 'object' || value === null) return 0
  if (value instanceof Uint8Array) return value.length === 0 ? 0 : 112
  if (value instanceof Map) return 200 + 150 * value.size
  const parts: unknown[] = Object.values(value)
  let bytes = (Array.isArray(value) ? (parts.length > 0 ? 48 : 32) : 24) + 8 * parts.length
  for (const part of parts) bytes += estimateBytes(part)
  return bytes
}
