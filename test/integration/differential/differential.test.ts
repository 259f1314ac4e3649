import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { areas } from './areas/index.ts'
import { type Pair, RELEASES, startPair } from './framework/brokers.ts'
import { type Outcome, runCampaign } from './framework/campaign.ts'
import { findingText, reportOf } from './framework/report.ts'

const START_MS = 180_000
const RUN_MS = 600_000
const SEQUENCES = 660 // on each release

describe.each(Object.keys(RELEASES))('the testing broker and Apache Kafka %s', release => {
  let pair: Pair
  let outcome: Outcome
  beforeAll(async () => {
    pair = await startPair(release)
  }, START_MS)
  afterAll(() => pair?.[Symbol.asyncDispose]())

  test(
    'both brokers answer each request of 660 random sequences alike, field by field',
    async () => {
      outcome = await runCampaign({ seed: 1, first: 0, sequences: SEQUENCES, areas: areas, reports: 10 }, pair)
      console.log(reportOf({ ...outcome, findings: [] }, release))
      expect(outcome.findings.map(findingText).join('\n')).toBe('')
      expect(outcome.sequences).toBe(SEQUENCES)
    },
    RUN_MS
  )

  test('the sequences use every API of their areas that both brokers have', () => {
    const apis = ['Produce', 'Fetch', 'ListOffsets', 'OffsetForLeaderEpoch', 'DeleteRecords', 'InitProducerId', 'DescribeProducers']
    const ofTopics = ['CreateTopics', 'DeleteTopics', 'CreatePartitions', 'Metadata', 'DescribeTopicPartitions', 'DescribeConfigs']
    const ofTransactions = [
      'AddPartitionsToTxn',
      'AddOffsetsToTxn',
      'TxnOffsetCommit',
      'EndTxn',
      'DescribeTransactions',
      'ListTransactions'
    ]
    const ofGroups = [
      'JoinGroup',
      'SyncGroup',
      'Heartbeat',
      'LeaveGroup',
      'DescribeGroups',
      'ListGroups',
      'DeleteGroups',
      'FindCoordinator'
    ]
    const ofOffsets = ['OffsetCommit', 'OffsetFetch', 'OffsetDelete']
    const expected = [...apis, ...ofTopics, ...ofTransactions, ...ofGroups, ...ofOffsets]
    expect([...outcome.apis.keys()]).toEqual(expect.arrayContaining(expected))
  })
})
