// The command line of the packed package, installed in a folder of its own: the time of
// `kafkawire metadata` against a script on node:net, and 1,000,000 records through a pipe against
// kcat. The programs take turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBench } from '../support/bootstrap.mjs'
import { conclude, writeResults } from '../support/results.mjs'
import { install } from './install.mjs'
import { comparePipes } from './pipes.mjs'
import { compareStarts } from './starts.mjs'

const { bootstrap, broker, rounds, stop } = await openBench(3)
const folder = mkdtempSync(join(tmpdir(), 'kafkawire-bench-'))
try {
  const program = install(folder)
  console.log(`The command line against ${broker}, medians of ${rounds} rounds in turns`)
  const starts = await compareStarts(program, bootstrap, rounds)
  const pipes = await comparePipes(program, bootstrap, rounds, folder)
  writeResults('cli', { starts: starts.results, pipes: pipes.results })
  conclude('cli', [...starts.problems, ...pipes.problems])
} finally {
  rmSync(folder, { recursive: true, force: true })
  stop()
}
