import { expect, test } from 'vitest'
import type { CampaignResult } from '../../campaign/nodes/campaign.ts'
import { formatResult, hasRate, violationsOf } from '../../campaign/nodes/report.ts'
import { Ledger } from '../../campaign/work/ledgers/ledger.ts'
import { TransactionLedger } from '../../campaign/work/ledgers/transaction-ledger.ts'

const clean = (): CampaignResult => ({
  strikes: [],
  verdicts: { producer: new Ledger().verdict, sequenced: new Ledger().verdict, plain: new Ledger().verdict },
  transactions: { verdict: new TransactionLedger().verdict, wrongOffsets: 0 },
  commits: { acknowledged: 8, goneBack: 0 },
  actors: { calls: 1_200, failures: 3, violations: [] },
  rate: 5_000,
  errors: [],
  failures: [new Error('late by 7 ms'), new Error('late by 12 ms')]
})

test('a campaign with failed calls has broken no promise, and its report counts equal messages together', () => {
  expect(violationsOf(clean())).toEqual([])
  const text = formatResult(clean())
  expect(text).toContain('calls of the workload that failed: 2\n  2 × Error: late by N ms')
  expect(text).toContain('strikes: 0; broken promises: 0')
  expect(text).toContain('actors: 1,200 calls, 3 of them failed')
})

test('a campaign has a line for each broken promise: records of each kind, transactions, commits and unexpected errors', () => {
  const result = clean()
  const lost = new Ledger()
  lost.acknowledge(0, lost.next(0), 0n)
  const leaked = new TransactionLedger()
  leaked.see(leaked.begin(0), leaked.next(0, 0), 0)
  const violations = violationsOf({
    ...result,
    verdicts: { ...result.verdicts, plain: lost.verdict },
    transactions: { verdict: leaked.verdict, wrongOffsets: 1 },
    commits: { acknowledged: 8, goneBack: 2 },
    actors: { calls: 1, failures: 0, violations: ['reader-0: a record came twice'] },
    errors: [new Error('the consumer ended')]
  })
  expect(violations).toEqual([
    'plain records: lost 1',
    'transactions: leaked 1',
    'transactions: wrongOffsets 1',
    'commits: goneBack 2',
    'reader-0: a record came twice',
    '  1 × Error: the consumer ended'
  ])
})

test('a campaign counts only if its producers reached most of the rate that was asked for', () => {
  expect(hasRate(clean(), 7_000)).toBe(true)
  expect(hasRate(clean(), 7_200)).toBe(false)
})
