// Runs faults on a real cluster of three nodes under work, and checks every record:
//   npm run campaign:cluster -- --strikes 20 --minutes 30 --faults kill-leader,elect-leaders --release 3.9.2
import { inspect, parseArgs } from 'node:util'
import { DEFAULTS } from '../../integration/harness/cluster/cluster.ts'
import { type CampaignResult, runCampaign } from './campaign.ts'
import { faults } from './faults.ts'
import { formatResult, formatStrike, hasRate, violationsOf } from './report.ts'
import { ownThreeNodes } from './three-nodes.ts'

const { values } = parseArgs({
  options: {
    strikes: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '60' },
    faults: { type: 'string', default: Object.keys(faults).join(',') },
    rate: { type: 'string', default: '7000' },
    'session-ms': { type: 'string', default: '9000' },
    release: { type: 'string', default: DEFAULTS.version }
  }
})
const unhandled: unknown[] = []
process.on('unhandledRejection', reason => unhandled.push(reason))
const result = await run()
print(formatResult(result))
print(`unhandled rejections: ${unhandled.length}`)
for (const reason of unhandled) print(inspect(reason))
process.exitCode = violationsOf(result).length + unhandled.length === 0 && hasRate(result, Number(values.rate)) ? 0 : 1

async function run(): Promise<CampaignResult> {
  await using three = await ownThreeNodes('campaign', Number(values['session-ms']), values.release)
  return await runCampaign({
    cluster: three.nodes,
    plan: values.faults.split(','),
    strikes: Number(values.strikes),
    maxMs: Number(values.minutes) * 60_000,
    recordsPerSecond: Number(values.rate),
    withActors: true,
    report: strike => print(formatStrike(strike))
  })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
