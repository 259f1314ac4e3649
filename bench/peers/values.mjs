// Writes the values to a file, one on each line, so that every client sends the same values,
// whatever its language.
import { readFileSync, writeFileSync } from 'node:fs'
import { eventTexts, jsonTexts } from '../support/values.mjs'

const COUNT = 4000

export function writeValues(path, { bytes, isJson = false }) {
  writeFileSync(path, (isJson ? jsonTexts : eventTexts)(COUNT, bytes).join('\n'))
}

/** The values in batches. A run sends more values than the file has, so it repeats them. */
export function readValues(path, valueBytes, batchRecords) {
  const bytes = readFileSync(path)
  const values = Array.from({ length: COUNT }, (_, i) => bytes.subarray(i * (valueBytes + 1), i * (valueBytes + 1) + valueBytes))
  return Array.from({ length: COUNT / batchRecords }, (_, i) => values.slice(i * batchRecords, (i + 1) * batchRecords))
}
