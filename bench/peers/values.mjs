// The values that are sent, in a file, so that every client has the same ones whatever it is written in: one on each line.
import { readFileSync, writeFileSync } from 'node:fs'
import { eventTexts } from '../support/values.mjs'

const COUNT = 4000

export function writeValues(path, valueBytes) {
  writeFileSync(path, eventTexts(COUNT, valueBytes).join('\n'))
}

/** The values in batches. There are fewer of them than are sent, so they come round again. */
export function readValues(path, valueBytes, batchRecords) {
  const bytes = readFileSync(path)
  const values = Array.from({ length: COUNT }, (_, i) => bytes.subarray(i * (valueBytes + 1), i * (valueBytes + 1) + valueBytes))
  return Array.from({ length: COUNT / batchRecords }, (_, i) => values.slice(i * batchRecords, (i + 1) * batchRecords))
}
