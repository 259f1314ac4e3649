import { describe, expect, test } from 'vitest'
import { routeOf } from '../../../../src/cluster/routing/routing-table.ts'
import { sessionEpochs } from '../../../../src/protocol/codes/index.ts'
import { apiInfos } from '../../../../src/protocol/messages/infos.ts'
import { batchOf } from '../../../support/vectors/records.ts'

// APIs whose requests may be sent again after `maybe-sent`: they only read, or a second copy changes
// nothing, or they are steps of a transaction.
const REPEATED =
  `ListOffsets Metadata OffsetCommit OffsetFetch FindCoordinator Heartbeat LeaveGroup SyncGroup DescribeGroups ListGroups ApiVersions
  OffsetForLeaderEpoch DescribeAcls DescribeConfigs DescribeLogDirs DescribeDelegationToken ListPartitionReassignments DescribeClientQuotas
  DescribeUserScramCredentials DescribeQuorum FetchSnapshot DescribeCluster DescribeProducers DescribeTransactions ListTransactions
  ConsumerGroupDescribe GetTelemetrySubscriptions ListClientMetricsResources ListConfigResources DescribeTopicPartitions ShareGroupDescribe
  ReadShareGroupStateSummary StreamsGroupDescribe DescribeShareGroupOffsets InitProducerId AddPartitionsToTxn AddOffsetsToTxn TxnOffsetCommit
  EndTxn`.split(/\s+/)
const DEPENDING = ['Produce', 'Fetch', 'ConsumerGroupHeartbeat', 'ShareGroupHeartbeat', 'StreamsGroupHeartbeat']

describe('safeToRepeat', () => {
  test.each(apiInfos)('safeToRepeat of $name is as the list in this test says', api => {
    const { safeToRepeat } = routeOf(api)
    if (DEPENDING.includes(api.name)) expect(safeToRepeat).toBeTypeOf('function')
    else expect(safeToRepeat).toBe(REPEATED.includes(api.name))
  })

  test('safeToRepeat of group heartbeats is true for a heartbeat that leaves the group, and false for others', () => {
    for (const name of ['ConsumerGroupHeartbeat', 'ShareGroupHeartbeat', 'StreamsGroupHeartbeat']) {
      expect([-2, -1, 0, 5].map(memberEpoch => mayRepeat(name, { memberEpoch }))).toEqual([true, true, false, false])
    }
  })

  test('safeToRepeat of Fetch is true for a Fetch without a session or one that opens it, and false within a session', () => {
    expect(
      [{}, { sessionEpoch: sessionEpochs.FINAL }, { sessionEpoch: sessionEpochs.INITIAL }, { sessionId: 4, sessionEpoch: 1 }].map(request =>
        mayRepeat('Fetch', request)
      )
    ).toEqual([true, true, true, false])
  })
})

describe('safeToRepeat of Produce', () => {
  const idempotent = batchOf(['v'], { producerId: 0n, producerEpoch: 0, baseSequence: 0 })
  const plain = batchOf(['v'])
  const produce = (...records: (Uint8Array | null)[]): boolean => {
    const partitionData = records.map((bytes, index) => ({ index, records: bytes }))
    return mayRepeat('Produce', {
      topicData: [
        { name: 'a', partitionData: [] },
        { name: 'b', partitionData }
      ]
    })
  }

  test('safeToRepeat of Produce is true if every batch of every partition has a producer id', () => {
    expect(produce(idempotent)).toBe(true)
    expect(produce(idempotent, Buffer.concat([idempotent, idempotent]))).toBe(true)
    expect(produce(idempotent, plain)).toBe(false)
    expect(produce(Buffer.concat([idempotent, plain]))).toBe(false)
  })

  test('safeToRepeat of Produce is true without partitions or records', () => {
    expect(produce()).toBe(true)
    expect(produce(null, new Uint8Array(0))).toBe(true)
  })

  test('safeToRepeat of Produce is false if there are bytes that are no batch of magic 2', () => {
    const message = Buffer.from(idempotent)
    message[16] = 1
    const backwards = Buffer.from(idempotent)
    backwards.writeInt32BE(-12, 8)
    for (const bytes of [message, backwards, idempotent.subarray(0, 40), Buffer.concat([idempotent, Buffer.alloc(7)])])
      expect(produce(bytes)).toBe(false)
  })
})

function mayRepeat(name: string, request: unknown): boolean {
  const api = apiInfos.find(info => info.name === name)
  const safe = api === undefined ? false : routeOf(api).safeToRepeat
  return typeof safe === 'function' ? safe(request) : safe
}
