import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A check fails only below this part of its goal, because a shared machine is noisy. */
export const TOLERANCE = 0.7

export function median(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Writes `bench/results/NAME.json` for other programs. */
export function writeResults(name, results) {
  const folder = join(import.meta.dirname, '../results')
  mkdirSync(folder, { recursive: true })
  const run = { bench: name, date: new Date().toISOString(), node: process.version, ...results }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(run, null, 2)}\n`)
}

/** Prints each problem. The process ends with 1 if there are any. */
export function conclude(name, problems) {
  for (const problem of problems) console.error(`${name}: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}
