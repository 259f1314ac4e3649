import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCampaign } from '../campaign/campaign.ts'
import { formatResult, formatStrike } from '../campaign/report.ts'
import { ownThreeNodes, type ThreeNodes } from '../campaign/three-nodes.ts'

let three: ThreeNodes
beforeAll(async () => {
  three = await ownThreeNodes('campaign', 3_000)
}, 120_000)
afterAll(() => three[Symbol.asyncDispose]())

// The rate is printed and not held against anything, for it is that of the machine; `npm run campaign:cluster` wants 5,000 a second.
test('a cluster of three loses its leaders and a coordinator, and every record is in the log once and in order', async () => {
  const report = (strike: Parameters<typeof formatStrike>[0]): void => console.log(formatStrike(strike))
  const result = await runCampaign({ cluster: three.nodes, plan: ['kill-leader', 'kill-coordinator'], recordsPerSecond: 6_000, report })
  console.log(formatResult(result))
  const { verdict, committed, strikes, errors } = result
  expect(errors).toEqual([])
  expect(verdict).toMatchObject({ lost: 0, duplicated: 0, reordered: 0, damaged: 0, failed: 0 })
  expect(verdict.acknowledged).toBe(verdict.sent)
  expect(verdict.seen).toBe(verdict.sent)
  expect(committed.found).toBe(committed.acknowledged)
  for (const { inFlight } of strikes) expect(inFlight).toBeGreaterThanOrEqual(8)
}, 300_000)
