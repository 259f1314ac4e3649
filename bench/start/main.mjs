// The time from the start of a process to its first Metadata response: the driver, through its
// entry points, takes turns with a script on node:net.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openBench } from '../support/bootstrap.mjs'
import { conclude, median, TOLERANCE, writeResults } from '../support/results.mjs'

const GOAL = 1.4
const WARM_UPS = 2
const programs = ['raw', 'driver']

const { bootstrap, broker, rounds, stop } = await openBench(20)
const samplesMs = { raw: [], driver: [] }
for (let round = -WARM_UPS; round < rounds; round++) {
  for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
    const elapsedMs = await startMs(program)
    if (round >= 0) samplesMs[program].push(elapsedMs)
  }
}
stop()

const rawMs = median(samplesMs.raw)
const driverMs = median(samplesMs.driver)
// Ratios are computed per round, so that a machine that is busy for a while slows both sides of a
// ratio.
const ratio = median(samplesMs.driver.map((elapsedMs, round) => elapsedMs / samplesMs.raw[round]))
console.log(`First Metadata answer of ${broker}, median of ${rounds} starts in turns`)
console.log(`  node:net   ${rawMs.toFixed(1).padStart(7)} ms`)
console.log(
  `  kafkawire  ${driverMs.toFixed(1).padStart(7)} ms   ${ratio.toFixed(2)} times as long, round by round; the goal is at most ${GOAL}`
)
writeResults('start', { goal: GOAL, ratio, rawMs, driverMs, samplesMs })
const limit = GOAL / TOLERANCE
conclude('start', ratio <= limit ? [] : [`took ${ratio.toFixed(2)} times as long as node:net; more than ${limit.toFixed(2)} is too much`])

async function startMs(program) {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, `${program}.mjs`), bootstrap], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const [brokers] = await Promise.race([once(child.stdout, 'data'), ended])
  const elapsedMs = performance.now() - startedMs
  const [code] = await ended
  assert.equal(code, 0, `${program} ended with ${code}`)
  assert.ok(Number(brokers) > 0, `${program} was told of ${brokers} brokers`)
  return elapsedMs
}
