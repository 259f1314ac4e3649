import { expect, test } from 'vitest'
import { electionTypes, errorCodes, scramMechanisms, throwIfError, upgradeTypes } from '../../../../src/index.ts'
import {
  AlterPartitionReassignments,
  AlterUserScramCredentials,
  DescribeCluster,
  DescribeQuorum,
  DescribeUserScramCredentials,
  ElectLeaders,
  ListPartitionReassignments,
  UpdateFeatures
} from '../../../../src/messages.ts'
import { eventually } from '../eventually.ts'
import { uniqueName } from '../topics.ts'
import { MIXED, PARTITIONS, type Setting } from './setting.ts'

const { SCRAM_SHA_256 } = scramMechanisms
const ITERATIONS = 4_096

/**
 * Tests of the APIs for the controller, and of those that describe the cluster. Afterwards the
 * partitions have other leaders.
 */
export function controllerTests(at: () => Setting): void {
  test('AlterPartitionReassignments and ElectLeaders give every partition another leader', async () => {
    const { routed, view, topic: name, topic } = at()
    const [before, controller] = [await view.partitions(name), () => [routed.cluster.map.controllerId]]
    const rotated = before.map(({ replicaNodes: [first = -1, ...others] }) => [...others, first])
    const partitions = MIXED.map(partitionIndex => ({ partitionIndex, replicas: rotated[partitionIndex] ?? [] }))
    const altered = await routed.send(AlterPartitionReassignments, { topics: [{ name, partitions }], timeoutMs: 10_000 })
    expect(altered.nodeIds).toEqual(controller())
    expect(
      throwIfError(altered.response)
        .responses[0]?.partitions.map(each => each.partitionIndex)
        .sort()
    ).toEqual(PARTITIONS)
    await eventually(async () => {
      const listed = await routed.send(ListPartitionReassignments, { topics: [{ name, partitionIndexes: [...MIXED] }], timeoutMs: 10_000 })
      expect(listed.nodeIds).toEqual(controller())
      expect(throwIfError(listed.response).topics).toEqual([])
      expect((await view.partitions(name)).map(({ replicaNodes }) => replicaNodes)).toEqual(rotated)
    })
    const request = { electionType: electionTypes.PREFERRED, topicPartitions: [{ topic, partitions: [...MIXED] }], timeoutMs: 10_000 }
    const elected = await routed.send(ElectLeaders, request)
    expect(elected.nodeIds).toEqual(controller())
    const results = elected.response.replicaElectionResults[0]?.partitionResult ?? []
    expect(results.map(({ partitionId }) => partitionId).sort()).toEqual(PARTITIONS)
    for (const { errorCode } of results) expect([0, errorCodes.ELECTION_NOT_NEEDED]).toContain(errorCode)
    await eventually(async () =>
      expect((await view.partitions(name)).map(({ leaderId }) => leaderId)).toEqual(rotated.map(([first]) => first))
    )
  })

  test('AlterUserScramCredentials creates two users, and DescribeUserScramCredentials returns both', async () => {
    const { routed } = at()
    const users = [uniqueName('user'), uniqueName('user')]
    const upsertions = users.map((name, i) => {
      const [salt, saltedPassword] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
      return { name, mechanism: SCRAM_SHA_256, iterations: ITERATIONS + i, salt, saltedPassword }
    })
    const made = await routed.send(AlterUserScramCredentials, { deletions: [], upsertions })
    expect(made.nodeIds).toEqual([routed.cluster.map.controllerId])
    expect(
      throwIfError(made.response)
        .results.map(({ user }) => user)
        .sort()
    ).toEqual([...users].sort())
    await eventually(async () => {
      const { response } = await routed.send(DescribeUserScramCredentials, { users: users.map(name => ({ name })) })
      const known = throwIfError(response).results.map(({ user, credentialInfos }) => [user, credentialInfos])
      expect(new Map(known as [string, unknown][])).toEqual(
        new Map(users.map((user, i) => [user, [{ mechanism: SCRAM_SHA_256, iterations: ITERATIONS + i }]]))
      )
    })
    const deletions = users.map(name => ({ name, mechanism: SCRAM_SHA_256 }))
    throwIfError((await routed.send(AlterUserScramCredentials, { deletions, upsertions: [] })).response)
  })

  test('UpdateFeatures with validateOnly is accepted by the controller', async () => {
    const { routed } = at()
    const featureUpdates = [{ feature: 'transaction.version', maxVersionLevel: 1, upgradeType: upgradeTypes.SAFE_DOWNGRADE }]
    const { response, nodeIds } = await routed.send(UpdateFeatures, { featureUpdates, validateOnly: true, timeoutMs: 10_000 })
    expect([nodeIds, throwIfError(response).errorMessage]).toEqual([[routed.cluster.map.controllerId], null])
  })

  test('DescribeQuorum and DescribeCluster return all nodes', async () => {
    const { routed, own } = at()
    const asked = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    const quorum = throwIfError((await routed.send(DescribeQuorum, { topics: asked })).response)
    expect(quorum.topics[0]?.partitions[0]?.currentVoters.map(({ replicaId }) => replicaId).sort()).toEqual(own.nodes)
    const { clusterId, brokers } = throwIfError(
      (await routed.send(DescribeCluster, { includeClusterAuthorizedOperations: false })).response
    )
    expect(clusterId).toBe(own.harness.clusterId)
    expect(brokers.map(({ brokerId, port }) => [brokerId, own.nodeAt(port)]).sort()).toEqual(own.nodes.map(nodeId => [nodeId, nodeId]))
  })
}
