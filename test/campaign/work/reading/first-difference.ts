import type { LogRecord } from '../read-all.ts'

/** The first difference between what was read of a partition and its log; undefined if there is none. */
export function firstDifference(read: readonly LogRecord[], log: readonly LogRecord[]): string | undefined {
  for (let i = 0; i < Math.max(read.length, log.length); i++) {
    const [found, wanted] = [read[i], log[i]]
    if (found === undefined) return `the record at ${wanted?.offset} was not read`
    if (wanted === undefined) return `the record that was read at ${found.offset} is not in the log`
    if (found.offset !== wanted.offset) return `the record at ${found.offset} was read, and the log has ${wanted.offset} there`
    if (Buffer.compare(found.value ?? Buffer.alloc(0), wanted.value ?? Buffer.alloc(0)) !== 0)
      return `the record at ${found.offset} differs`
  }
  return undefined
}
