import { absentValues, Fetch, type FetchRequest, isolationLevels, sessionEpochs, specialOffsets } from '../../../../src/messages.ts'
import { type Draft, kept, weighted } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'
import { anyPartition, anyTopic, FIRST_BY_ID, nameOrId, type State, type TopicName } from './records-names.ts'

type Partition = FetchRequest['topics'][number]['partitions'][number]

function fetchPartition(plan: Plan, topic: TopicName): Draft<Partition> {
  const { random } = plan
  return {
    partition: anyPartition(plan, topic),
    currentLeaderEpoch: weighted(random, [
      [10, absentValues.NO_PARTITION_LEADER_EPOCH],
      [4, 0],
      [1, 3]
    ]),
    fetchOffset: weighted(random, [
      [8, 0n],
      [3, 1n],
      [2, 3n],
      [1, 100n],
      [1, -1n]
    ]),
    lastFetchedEpoch: weighted(random, [
      [10, absentValues.UNDEFINED_EPOCH],
      [2, 0],
      [1, 4]
    ]),
    logStartOffset: specialOffsets.INVALID_LOG_START_OFFSET,
    partitionMaxBytes: weighted(random, [
      [8, 1_000_000],
      [2, 100],
      [1, 0]
    ])
  }
}

function fetchTopics(plan: Plan, version: number): Draft<FetchRequest>['topics' & keyof Draft<FetchRequest>] {
  const { random } = plan
  const asked = random.once(3) ? [anyTopic(plan), anyTopic(plan)] : [anyTopic(plan)]
  // Kafka 3.9 fails inside for some requests with unknown topic ids.
  const names = plan.release === '3.9.2' && version >= FIRST_BY_ID ? asked.filter(name => name !== 'missing') : asked
  return [...new Set(names)].map(topic => ({
    ...nameOrId(plan, topic, 'topic', version),
    partitions: [fetchPartition(plan, topic)]
  })) as never
}

export function fetch(plan: Plan): void {
  const { random } = plan
  plan.send(Fetch, version => fetchRequest(plan, version, { sessionId: 0, sessionEpoch: sessionEpochs.FINAL }), {
    connection: random.once(6) ? 1 : 0
  })
}

function fetchRequest(plan: Plan, version: number, session: { sessionId: Draft<number>; sessionEpoch: number }): Draft<FetchRequest> {
  const { random } = plan
  return {
    maxWaitMs: random.once(4) ? 20 : 0,
    minBytes: weighted(random, [
      [6, 1],
      [2, 0],
      [1, 10_000]
    ]),
    maxBytes: weighted(random, [
      [8, 10_000_000],
      [1, 150],
      [1, 0]
    ]),
    isolationLevel: random.once(3) ? isolationLevels.READ_COMMITTED : isolationLevels.READ_UNCOMMITTED,
    ...session,
    topics: fetchTopics(plan, version),
    forgottenTopicsData: [],
    rackId: random.once(8) ? 'rack1' : ''
  }
}

/** Begins a session, goes on with it, forgets a topic of it, or breaks its rules. */
export function fetchInSession(plan: Plan, state: State): void {
  const { random } = plan
  const first = plan.range(Fetch).max
  const begins = state.sessionEpoch === 0 || random.once(6)
  const epoch = begins
    ? 0
    : weighted(random, [
        [10, state.sessionEpoch],
        [1, state.sessionEpoch + 1],
        [1, sessionEpochs.FINAL]
      ])
  const forgotten: TopicName | undefined = !begins && random.once(3) ? anyTopic(plan) : undefined
  const version = random.once(6) ? plan.version(Fetch, 7) : first
  plan.send(
    Fetch,
    () =>
      ({
        ...(fetchRequest(plan, version, { sessionId: begins ? 0 : kept('session', 12_345), sessionEpoch: epoch }) as object),
        ...(!begins && random.once(2) && { topics: [] }),
        forgottenTopicsData:
          forgotten === undefined ? [] : [{ ...nameOrId(plan, forgotten, 'topic', version), partitions: [anyPartition(plan, forgotten)] }]
      }) as Draft<FetchRequest>,
    { version, keep: { session: ({ sessionId }) => sessionId || undefined } }
  )
  state.sessionEpoch = begins ? 1 : epoch === state.sessionEpoch ? state.sessionEpoch + 1 : state.sessionEpoch
}
