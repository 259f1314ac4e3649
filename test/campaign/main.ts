// Strikes a real cluster of three nodes under work and checks every record.  npm run campaign:cluster -- --rounds 3
import { inspect, parseArgs } from 'node:util'
import { type CampaignResult, runCampaign } from './campaign.ts'
import { faults } from './faults.ts'
import { formatResult, formatStrike, isClean } from './report.ts'
import { ownThreeNodes } from './three-nodes.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    faults: { type: 'string', default: Object.keys(faults).join(',') },
    rate: { type: 'string', default: '7000' },
    'session-ms': { type: 'string', default: '9000' }
  }
})
const unheard: unknown[] = []
process.on('unhandledRejection', reason => unheard.push(reason))
const result = await run()
print(formatResult(result))
print(`rejections that nobody heard: ${unheard.length}`)
for (const reason of unheard) print(inspect(reason))
process.exitCode = isClean(result) && unheard.length === 0 ? 0 : 1

async function run(): Promise<CampaignResult> {
  const plan = Array.from({ length: Number(values.rounds) }, () => values.faults.split(',')).flat()
  await using three = await ownThreeNodes('campaign', Number(values['session-ms']))
  const recordsPerSecond = Number(values.rate)
  return await runCampaign({ cluster: three.nodes, plan, recordsPerSecond, report: strike => print(formatStrike(strike)) })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
