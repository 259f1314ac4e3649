import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** Collects what nothing holds, at once. */
export const collectGarbage = runInNewContext('gc') as () => void

/** What `make` leaves on the heap and outside it, in bytes each time: all results of `times` calls are kept until they are weighed. */
export function retainedBytes(times: number, make: () => unknown): number {
  make() // code is compiled and shapes are made the first time
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

/** About what a decoded value takes: good for telling which of thousands are worth weighing. */
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
