// `npm run differential`: compares the testing broker with Kafka on demand. See README.md.
import { parseArgs } from 'node:util'
import { areas } from './areas/index.ts'
import { type Pair, pairWith, RELEASES, startPair } from './framework/brokers.ts'
import { runCampaign } from './framework/campaign.ts'
import { reportOf } from './framework/report.ts'

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    only: { type: 'string' },
    release: { type: 'string', multiple: true, default: Object.keys(RELEASES) },
    reports: { type: 'string', default: '10' },
    at: { type: 'string', multiple: true, default: [] }
  }
})

const chosen = areas.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name))
if (chosen.length === 0) throw new Error(`--only is '${values.only}': the areas are ${areas.map(({ name }) => name).join(', ')}`)
const wrong = values.release.find(release => !(release in RELEASES))
if (wrong !== undefined) throw new Error(`--release is '${wrong}': it must be one of ${Object.keys(RELEASES).join(', ')}`)
const running = new Map(values.at.map(each => each.split('=', 2) as [release: string, bootstrap: string]))
const campaign = {
  seed: integer('seed'),
  first: integer('first'),
  sequences: integer('sequences'),
  reports: integer('reports'),
  areas: chosen
}

const pairs = await Promise.all(values.release.map(open))
let isDifferent = false
try {
  for (const pair of pairs) {
    const began = performance.now()
    const outcome = await runCampaign(campaign, pair)
    console.log(`${reportOf(outcome, pair.release)}\n  ${Math.round(performance.now() - began)} ms\n`)
    isDifferent ||= outcome.fields.size > 0
  }
} finally {
  for (const pair of pairs) await pair[Symbol.asyncDispose]()
}
process.exitCode = isDifferent ? 1 : 0

function open(release: string): Promise<Pair> {
  const bootstrap = running.get(release)
  return bootstrap === undefined ? startPair(release) : pairWith(release, bootstrap)
}

function integer(name: 'sequences' | 'seed' | 'first' | 'reports'): number {
  if (!/^\d+$/.test(values[name])) throw new Error(`--${name} is '${values[name]}': it must be a whole number`)
  return Number(values[name])
}
