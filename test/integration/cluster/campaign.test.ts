import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCampaign } from '../../campaign/nodes/campaign.ts'
import { formatResult, formatStrike, violationsOf } from '../../campaign/nodes/report.ts'
import { ownThreeNodes, type ThreeNodes } from '../../campaign/nodes/three-nodes.ts'

let three: ThreeNodes
beforeAll(async () => {
  three = await ownThreeNodes('campaign', 3_000)
}, 120_000)
afterAll(() => three[Symbol.asyncDispose]())

// The rate is printed and not checked, because it depends on the machine.
test('records, commits and transactions keep their guarantees while a cluster of three loses leaders and elects new ones', async () => {
  const report = (strike: Parameters<typeof formatStrike>[0]): void => console.log(formatStrike(strike))
  const result = await runCampaign({
    cluster: three.nodes,
    plan: ['kill-leader', 'elect-leaders'],
    recordsPerSecond: 3_000,
    withActors: true,
    report
  })
  console.log(formatResult(result))
  expect(violationsOf(result)).toEqual([])
  const { verdicts, transactions, commits, actors, strikes } = result
  expect(verdicts.producer.acknowledged).toBe(verdicts.producer.sent)
  for (const kind of ['sequenced', 'plain'] as const) expect(verdicts[kind].acknowledged).toBeGreaterThan(verdicts[kind].sent / 2)
  expect(transactions.verdict.committed).toBeGreaterThan(10)
  expect(commits.acknowledged).toBeGreaterThan(100)
  expect(actors.calls - actors.failures).toBeGreaterThan(500)
  expect(strikes).toHaveLength(2)
  for (const { inFlight } of strikes) expect(inFlight).toBeGreaterThanOrEqual(8)
}, 600_000)
