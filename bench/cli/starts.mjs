import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median, TOLERANCE } from '../support/results.mjs'

const GOAL = 1.5
const STARTS = 8 // in each round
const WARM_UPS = 2
const RAW = join(import.meta.dirname, '../start/raw.mjs')

/** Compares `kafkawire metadata` with a script on node:net, both as processes. */
export async function compareStarts(program, bootstrap, rounds) {
  const commands = {
    raw: [process.execPath, [RAW, bootstrap]],
    kafkawire: [program, ['metadata', '--bootstrap', bootstrap]]
  }
  const samplesMs = { raw: [], kafkawire: [] }
  for (let start = -WARM_UPS; start < rounds * STARTS; start++)
    for (const name of start % 2 === 0 ? ['raw', 'kafkawire'] : ['kafkawire', 'raw']) {
      const elapsedMs = await timeOf(...commands[name])
      if (start >= 0) samplesMs[name].push(elapsedMs)
    }
  const ratio = median(samplesMs.kafkawire.map((elapsedMs, index) => elapsedMs / samplesMs.raw[index]))
  const [rawMs, cliMs] = [median(samplesMs.raw), median(samplesMs.kafkawire)]
  console.log(
    `  metadata   node:net ${rawMs.toFixed(1)} ms, kafkawire ${cliMs.toFixed(1)} ms: ${ratio.toFixed(2)} times as long; the goal is at most ${GOAL}`
  )
  const isTooLong = ratio > GOAL / TOLERANCE
  const problems = isTooLong ? [`kafkawire metadata took ${ratio.toFixed(2)} times as long as node:net`] : []
  return { results: { goal: GOAL, ratio, rawMs, cliMs, samplesMs }, problems }
}

async function timeOf(command, args) {
  const startedMs = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ended with ${code}`)
  return performance.now() - startedMs
}
