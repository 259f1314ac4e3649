// The speed of kafkawire/records without a broker: compared with other clients' code, in megabytes
// per second, and with twice the work.
import { concludeChecks } from '../support/checks.mjs'
import { median, writeResults } from '../support/results.mjs'
import { measureChecksums } from './checksums.mjs'
import { measureCodecs } from './codecs.mjs'
import { measureDecoding } from './decoding.mjs'
import { measureEncoding } from './encoding.mjs'
import { measureGrowth } from './growth.mjs'

const turns = { rounds: 7, turnMs: 80 }
const results = [
  ...(await measureDecoding(turns)),
  ...(await measureEncoding(turns)),
  ...(await measureCodecs(turns)),
  ...(await measureChecksums(turns)),
  ...(await measureGrowth(turns))
]

console.log(`Medians of ${turns.rounds} rounds in turns`)
console.table(results.flatMap(({ what, unit, rates }) => Object.entries(rates).map(([who, samples]) => row(what, who, unit, samples))))
const checks = results.map(({ check }) => check)
writeResults('records', { ...turns, results })
concludeChecks('records', checks)

function row(what, who, unit, samples) {
  return { what, who, median: Number(median(samples).toPrecision(3)), unit }
}
