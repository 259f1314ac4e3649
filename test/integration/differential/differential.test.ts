import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { areas } from './areas/index.ts'
import { type Pair, RELEASES, startPair } from './framework/brokers.ts'
import { type Outcome, runCampaign } from './framework/campaign.ts'
import { findingText, reportOf } from './framework/report.ts'

const START_MS = 180_000
const RUN_MS = 600_000
// Kafka 3.9 lacks two of the areas of groups.
const SEQUENCES: Readonly<Record<string, number>> = { '4.4.0': 600, '3.9.2': 440 }
const SEQUENCES_OF_GROUPS = 60

describe.each(Object.keys(RELEASES))('the testing broker and Apache Kafka %s', release => {
  const sequences = SEQUENCES[release] ?? 0
  let pair: Pair
  let outcome: Outcome
  beforeAll(async () => {
    pair = await startPair(release)
  }, START_MS)
  afterAll(() => pair?.[Symbol.asyncDispose]())

  test(
    `both brokers answer each request of ${sequences} random sequences alike, field by field`,
    async () => {
      outcome = await runCampaign({ seed: 1, first: 0, sequences, areas: areas, reports: 10 }, pair)
      console.log(reportOf({ ...outcome, findings: [] }, release))
      expect(outcome.findings.map(findingText).join('\n')).toBe('')
      expect(outcome.sequences).toBe(sequences)
    },
    RUN_MS
  )

  test('each area of groups has at least 60 sequences', () => {
    const ofGroups = areas.filter(({ name, releases }) => name.endsWith('-groups') && (releases?.includes(release) ?? true))
    const few = ofGroups.filter(({ name }) => (outcome.areas.get(name) ?? 0) < SEQUENCES_OF_GROUPS)
    expect(few.map(({ name }) => name)).toEqual([])
    expect(ofGroups.length).toBeGreaterThan(0)
  })

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
    const since4 = [
      'ConsumerGroupHeartbeat',
      'ConsumerGroupDescribe',
      'ShareGroupHeartbeat',
      'ShareGroupDescribe',
      'ShareFetch',
      'ShareAcknowledge'
    ]
    const offsetsSince4 = ['DescribeShareGroupOffsets', 'AlterShareGroupOffsets', 'DeleteShareGroupOffsets']
    const ofRelease = release === '3.9.2' ? [] : [...since4, ...offsetsSince4]
    const expected = [...apis, ...ofTopics, ...ofTransactions, ...ofGroups, ...ofOffsets, ...ofRelease]
    expect([...outcome.apis.keys()]).toEqual(expect.arrayContaining(expected))
  })
})
