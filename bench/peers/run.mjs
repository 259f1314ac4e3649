// Compares kafkawire with other clients on one real broker. The clients take turns, each in a
// process of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'kafkawire'
import { concludeChecks } from '../support/checks.mjs'
import { writeResults } from '../support/results.mjs'
import { sources, VALUE_BYTES } from './cases.mjs'
import { checksOf } from './checks.mjs'
import { readOptions } from './options.mjs'
import { printTable } from './report.mjs'
import { measureCase } from './rounds.mjs'
import { fillTopic } from './topics.mjs'
import { writeValues } from './values.mjs'

const { bootstrap, cases, rounds, ...options } = readOptions()
const folder = mkdtempSync(join(tmpdir(), 'peers-'))
const connection = await connect({ host: bootstrap, clientId: 'peers' })
const samples = []
try {
  const valuesFiles = writeAllValues()
  await fillTopics(valuesFiles)
  const setting = { connection, bootstrap, valuesFiles, ...options }
  for (let round = 0; round < rounds; round++) {
    for (const each of cases) samples.push(...(await measureCase(each, round, setting)))
  }
} finally {
  await connection.close()
  rmSync(folder, { recursive: true })
}

printTable(cases, samples)
const checks = cases.flatMap(each => checksOf(each, samples))
const failures = samples.filter(({ error }) => error !== undefined).map(({ id, client, error }) => `${id} ${client}: ${error}`)
writeResults('peers', { bootstrap, rounds, samples, checks })
concludeChecks('peers', checks, failures)

function writeAllValues() {
  const files = Object.fromEntries(VALUE_BYTES.map(valueBytes => [valueBytes, join(folder, `${valueBytes}.txt`)]))
  for (const valueBytes of VALUE_BYTES) writeValues(files[valueBytes], valueBytes)
  return files
}

async function fillTopics(valuesFiles) {
  const wanted = sources.filter(({ topic }) => cases.some(each => each.topic === topic))
  for (const source of wanted) await fillTopic(connection, source, { bootstrap, valuesFile: valuesFiles[source.valueBytes] })
}
