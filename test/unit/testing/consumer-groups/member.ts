import {
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse,
  CreateTopics,
  type Decoded,
  DeleteTopics,
  Metadata
} from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

type Answer = Decoded<ConsumerGroupHeartbeatResponse>

/** A testing cluster with a client that sends heartbeats of members of the group `g`. */
export interface GroupTest extends AsyncDisposable {
  readonly kafka: TestingCluster
  readonly client: RawClient
  /** Sends a heartbeat in which all is as before, except for these fields. */
  beat(memberId: string, memberEpoch: number, fields?: Partial<ConsumerGroupHeartbeatRequest>): Promise<Answer>
  /** Joins with names of topics. */
  join(memberId: string, topics: readonly string[], fields?: Partial<ConsumerGroupHeartbeatRequest>): Promise<Answer>
  /** The partitions of an answer, such as 'a:0,1 b:2'; null if it has none. */
  assigned(answer: Answer): string | null
  /** Partitions for heartbeats, by name of the topic. */
  owned(partitions: Record<string, readonly number[]>): { topicId: string; partitions: readonly number[] }[]
  /** State, epochs and members of the group, as ConsumerGroupDescribe tells them. */
  describe(): Promise<{ state: string; epochs: readonly [number, number]; members: string[] }>
  createTopic(name: string, numPartitions: number): Promise<void>
  deleteTopic(name: string): Promise<void>
}

/** Starts a cluster with topic `a` (4 partitions) and `b` (2), for a version of the heartbeat. */
export async function startGroupTest(version = 1, options: TestingClusterOptions = {}): Promise<GroupTest> {
  const kafka = await startTestingCluster({ topics: { a: 4, b: 2 }, ...options })
  const client = await connectRaw(kafka.broker(1).port)
  const topicIds = new Map<string, string>()
  const learnTopics = async (): Promise<void> => {
    for (const { name, topicId } of (await client.call(Metadata, 13, { topics: null })).topics) topicIds.set(name ?? '', topicId)
  }
  await learnTopics()
  const nameOf = (topicId: string): string | undefined => [...topicIds].find(([, each]) => each === topicId)?.[0]
  const text = (list: readonly { topicId: string; partitions: readonly number[] }[]): string =>
    list
      .map(({ topicId, partitions }) => `${nameOf(topicId)}:${partitions}`)
      .sort()
      .join(' ')
  const beat: GroupTest['beat'] = (memberId, memberEpoch, fields) =>
    client.call(ConsumerGroupHeartbeat, version, { groupId: 'g', memberId, memberEpoch, ...fields })
  return {
    kafka,
    client,
    beat,
    join: (memberId, subscribedTopicNames, fields) =>
      beat(memberId, 0, { rebalanceTimeoutMs: 10_000, topicPartitions: [], subscribedTopicNames, ...fields }),
    assigned: ({ assignment }) => assignment && text(assignment.topicPartitions),
    owned: all => Object.entries(all).map(([name, partitions]) => ({ topicId: topicIds.get(name) ?? '', partitions })),
    async describe() {
      const { groups } = await client.call(ConsumerGroupDescribe, version, { groupIds: ['g'], includeAuthorizedOperations: false })
      const [group] = groups
      if (group === undefined) throw new Error('There is no group in the answer')
      const members = group.members.map(member => {
        const [current, target] = [member.assignment, member.targetAssignment].map(({ topicPartitions }) => text(topicPartitions))
        return `${member.memberId}@${member.memberEpoch} ${current} -> ${target}`
      })
      return { state: group.groupState, epochs: [group.groupEpoch, group.assignmentEpoch], members }
    },
    async createTopic(name, numPartitions) {
      const topic = { name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
      await client.call(CreateTopics, 7, { topics: [topic], timeoutMs: 1_000 })
      await learnTopics()
    },
    async deleteTopic(name) {
      await client.call(DeleteTopics, 6, { topics: [{ name: null, topicId: topicIds.get(name) ?? '' }], timeoutMs: 1_000 })
    },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
      await kafka.close()
    }
  }
}
