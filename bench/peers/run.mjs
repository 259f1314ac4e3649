// Compares kafkawire with other clients on one real broker. The clients take turns, each in a
// process of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'kafkawire'
import { concludeChecks } from '../support/checks.mjs'
import { writeResults } from '../support/results.mjs'
import { PAYLOADS } from './cases.mjs'
import { checksOf } from './checks.mjs'
import { buildExamples } from './examples.mjs'
import { runnable } from './franz.mjs'
import { readOptions } from './options.mjs'
import { printBeside, printTable } from './report.mjs'
import { measureCase } from './rounds.mjs'
import { fillTopic } from './topics.mjs'
import { writeValues } from './values.mjs'

const { bootstrap, cases, rounds, clients: wanted, ...options } = readOptions()
const clients = await runnable(wanted)
await buildExamples()
const folder = mkdtempSync(join(tmpdir(), 'peers-'))
const connection = await connect({ host: bootstrap, clientId: 'peers' })
const samples = []
try {
  const valuesFiles = writeAllValues()
  await fillTopics(valuesFiles)
  const setting = { connection, bootstrap, valuesFiles, clients, ...options }
  for (let round = 0; round < rounds; round++) {
    for (const each of cases) samples.push(...(await measureCase(each, round, setting)))
  }
} finally {
  await connection.close()
  rmSync(folder, { recursive: true })
}

printTable(
  cases.filter(({ only }) => only === undefined),
  samples
)
printBeside(cases, samples)
const checks = cases.flatMap(each => checksOf(each, samples))
const failures = samples.filter(({ error }) => error !== undefined).map(({ id, client, error }) => `${id} ${client}: ${error}`)
writeResults('peers', { bootstrap, rounds, samples, checks })
concludeChecks('peers', checks, failures)

function writeAllValues() {
  const files = Object.fromEntries(Object.keys(PAYLOADS).map(payload => [payload, join(folder, `${payload}.txt`)]))
  for (const [payload, what] of Object.entries(PAYLOADS)) writeValues(files[payload], what)
  return files
}

// Several cases read the same topic.
async function fillTopics(valuesFiles) {
  const sources = new Map(cases.filter(({ records }) => records !== undefined).map(each => [each.topic, each]))
  for (const source of sources.values()) await fillTopic(connection, source, { bootstrap, valuesFile: valuesFiles[source.payload] })
}
