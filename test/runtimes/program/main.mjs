// Runs every check and prints one JSON object: for each title the error, or null. The argument
// names a file with certificates.
import { readFileSync } from 'node:fs'
import { checks } from './checks.mjs'
import { startRig } from './rig.mjs'

const LIMIT_MS = 20_000

// This is a function because a CommonJS bundle has no `await` at its top level.
async function main() {
  const pki = JSON.parse(readFileSync(process.argv[2], 'utf8'))
  const rig = await startRig(pki)
  const outcomes = {}
  for (const [title, work] of Object.entries(checks)) outcomes[title] = await outcome(work({ ...rig, ca: pki.ca }))
  await rig.stop()
  process.stdout.write(`${JSON.stringify(outcomes)}\n`, () => process.exit(0))
}

async function outcome(done) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS} ms`)), LIMIT_MS)
  })
  try {
    await Promise.race([done, late])
    return null
  } catch (error) {
    return String(error?.stack ?? error)
  } finally {
    clearTimeout(timer)
  }
}

main()
