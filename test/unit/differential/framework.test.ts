import { expect, test } from 'vitest'
import { errorCodes, ListOffsets } from '../../../src/messages.ts'
import { areas } from '../../integration/differential/areas/index.ts'
import { type Pair, startTestingSide, type TestingSide } from '../../integration/differential/framework/brokers.ts'
import { runCampaign } from '../../integration/differential/framework/campaign.ts'
import { fit } from '../../integration/differential/framework/fit.ts'
import { kept, own, resolve } from '../../integration/differential/framework/later.ts'
import { Normaliser } from '../../integration/differential/framework/normalise.ts'
import { findingText } from '../../integration/differential/framework/report.ts'
import { shrink } from '../../integration/differential/framework/shrink.ts'
import { advertisedVersions } from '../../integration/differential/framework/side.ts'

const RELEASE = '4.4.0'
const CAMPAIGN = { seed: 1, first: 0, sequences: 30, areas }

/** A pair of two testing brokers: nothing differs unless a change makes it so. */
async function pairOfTwo(change?: Parameters<typeof startTestingSide>[1]): Promise<Pair> {
  const kafka = await startTestingSide(RELEASE)
  const startTesting = (): Promise<TestingSide> => startTestingSide(RELEASE, change)
  return {
    release: RELEASE,
    kafka,
    versions: await advertisedVersions(kafka.port),
    startTesting,
    [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose]()
  }
}

test.each(areas.map(area => [area.name, area] as const))(
  'every request of the area %s can be sent, and two testing brokers answer alike',
  async (_, area) => {
    await using pair = await pairOfTwo()
    const outcome = await runCampaign({ ...CAMPAIGN, areas: [area] }, pair)
    expect(outcome.findings.map(findingText)).toEqual([])
    expect(outcome.requests).toBeGreaterThan(CAMPAIGN.sequences * 8)
  }
)

test('a wrong error code in one answer is found, and the sequence is shortened to the requests that show it', async () => {
  await using pair = await pairOfTwo(cluster => {
    cluster.on(ListOffsets, async (_, next) => {
      const answer = await next()
      const topics = answer.topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(spoiled) }))
      return { ...answer, topics }
    })
  })
  const { fields, findings } = await runCampaign({ ...CAMPAIGN, areas: areas.filter(({ name }) => name === 'records') }, pair)
  expect([...fields.keys()]).toEqual(['4.4.0 ListOffsets topics.*.partitions.*.errorCode'])
  expect(findings).toHaveLength(1)
  expect(findings[0]?.steps.map(({ api }) => api.name)).toEqual(['CreateTopics', 'ListOffsets'])
  expect(findings[0] && findingText(findings[0])).toContain('testing: 75 (UNKNOWN_LEADER_EPOCH)')
})

function spoiled<T extends { readonly errorCode: number }>(partition: T): T {
  return partition.errorCode === errorCodes.NONE ? { ...partition, errorCode: errorCodes.UNKNOWN_LEADER_EPOCH } : partition
}

test('fields that a version does not have are left out, and a field that no version has is refused', () => {
  const partitions = [{ partitionIndex: 0, currentLeaderEpoch: 3, timestamp: 5n }]
  const request = { replicaId: 7, topics: [{ name: own('a'), partitions }] }
  expect(fit('ListOffsets', 1, request)).toEqual({
    replicaId: 7,
    topics: [{ name: own('a'), partitions: [{ partitionIndex: 0, timestamp: 5n }] }].map(topic => ({ ...topic, name: expect.anything() }))
  })
  expect(fit('ListOffsets', 4, request)).toMatchObject({ topics: [{ partitions }] })
  expect(() => fit('ListOffsets', 4, { topic: 'a' })).toThrow('ListOffsets has no field topic')
})

test('a symbolic value is what the broker has answered, or its substitute', () => {
  const bindings = { prefix: 'p-', nowMs: 0, kept: new Map([['id', 5]]) }
  expect(resolve({ id: kept('id', 1), other: [kept('other', 2)], name: own('t') }, bindings)).toEqual({ id: 5, other: [2], name: 'p-t' })
})

test('ids are numbered in the order in which they appear, and an id that is none stays as it is', () => {
  const normaliser = new Normaliser({ prefix: 'p-', release: RELEASE, nowMs: 0 })
  const answer = (producerId: bigint) => (normaliser.normalise('InitProducerId', { producerId }) as { producerId: unknown }).producerId
  expect([answer(70n), answer(-1n), answer(80n), answer(70n)]).toEqual(['producerId#1', -1n, 'producerId#2', 'producerId#1'])
})

test('a sequence is shortened to the steps without which it does not fail', async () => {
  const steps = Array.from({ length: 20 }, (_, index) => index)
  const shortest = await shrink(steps, async some => some.includes(3) && some.includes(17))
  expect(shortest).toEqual([3, 17])
})
