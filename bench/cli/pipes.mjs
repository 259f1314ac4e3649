import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median, TOLERANCE } from '../support/results.mjs'

const GOAL = 0.5
const RECORDS = 1_000_000
const RECORD_BYTES = 100
const LINES_PER_WRITE = 10_000

/**
 * Compares the rates of `kafkawire produce` and `consume` with those of kcat, through pipes. Each
 * round has topics of its own.
 */
export async function comparePipes(program, bootstrap, rounds, folder) {
  if (spawnSync('kcat', ['-V']).error !== undefined) throw new Error('kcat was not found: install it (Debian: apt-get install kcat)')
  const file = join(folder, 'records.txt')
  fill(file)
  const kafkawire = program
  const at = `--bootstrap ${bootstrap}`
  const produce = {
    kafkawire: topic => `cat ${file} | ${kafkawire} produce ${topic} ${at} > ${folder}/out`,
    kcat: topic => `cat ${file} | kcat -P -b ${bootstrap} -t ${topic}`
  }
  const consume = {
    kafkawire: topic => `test $(${kafkawire} consume ${topic} --to-end ${at} | wc -l) = ${RECORDS}`,
    kcat: topic => `test $(kcat -C -b ${bootstrap} -t ${topic} -o beginning -e -q | wc -l) = ${RECORDS}`
  }
  const samples = { produce: { kafkawire: [], kcat: [] }, consume: { kafkawire: [], kcat: [] } }
  for (let round = 0; round < rounds; round++) {
    const names = round % 2 === 0 ? ['kafkawire', 'kcat'] : ['kcat', 'kafkawire']
    const topicOf = name => `bench-cli-${process.pid}-${round}-${name}`
    for (const name of names) {
      await run(`${kafkawire} topics create ${topicOf(name)} --partitions 1 --replicas 1 ${at} > ${folder}/out`)
      await run(`${kafkawire} topics describe ${topicOf(name)} ${at} > ${folder}/out`)
      samples.produce[name].push(RECORDS / (await run(produce[name](topicOf(name)))))
    }
    // Both read both topics, so that each program reads batches of both.
    for (const name of names) for (const by of names) samples.consume[name].push(RECORDS / (await run(consume[name](topicOf(by)))))
    for (const name of names) await run(`${kafkawire} topics delete ${topicOf(name)} --yes ${at} > ${folder}/out`)
  }
  return report(samples)
}

function report(samples) {
  const problems = []
  const results = {}
  for (const [what, rates] of Object.entries(samples)) {
    const ratio = median(rates.kafkawire.map((rate, index) => rate / rates.kcat[index]))
    const [ours, theirs] = [median(rates.kafkawire), median(rates.kcat)]
    results[what] = { goal: GOAL, ratio, recordsPerSecond: { kafkawire: ours, kcat: theirs }, samples: rates }
    console.log(
      `  ${what}   kcat ${inThousands(theirs)}, kafkawire ${inThousands(ours)} thousand records a second: ${ratio.toFixed(2)} of it; the goal is at least ${GOAL}`
    )
    if (ratio < GOAL * TOLERANCE) problems.push(`kafkawire ${what} has ${ratio.toFixed(2)} of the rate of kcat`)
  }
  return { results, problems }
}

const inThousands = rate => Math.round(rate / 1_000)

function fill(file) {
  const target = openSync(file, 'w')
  for (let line = 0; line < RECORDS; line += LINES_PER_WRITE) {
    const lines = Array.from({ length: LINES_PER_WRITE }, (_, index) => `${String(line + index).padStart(RECORD_BYTES, 'x')}\n`)
    writeSync(target, lines.join(''))
  }
  closeSync(target)
}

// The seconds that a line of the shell takes.
async function run(line) {
  const startedMs = performance.now()
  const child = spawn('sh', ['-c', line], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${line} ended with ${code}`)
  return (performance.now() - startedMs) / 1_000
}
