import type { VersionRange } from '../../errors.ts'
import { apiKeys } from '../../protocol/codes/index.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'

// The APIs that Kafka's definitions give to the listener of controllers, as far as the testing
// broker answers them. Fetch is not among them: there it is for the log of the controllers.
const SERVED: ReadonlySet<number> = new Set([
  apiKeys.SaslHandshake,
  apiKeys.ApiVersions,
  apiKeys.CreateTopics,
  apiKeys.DeleteTopics,
  apiKeys.DescribeAcls,
  apiKeys.CreateAcls,
  apiKeys.DeleteAcls,
  apiKeys.DescribeConfigs,
  apiKeys.AlterConfigs,
  apiKeys.SaslAuthenticate,
  apiKeys.CreatePartitions,
  apiKeys.CreateDelegationToken,
  apiKeys.RenewDelegationToken,
  apiKeys.ExpireDelegationToken,
  apiKeys.DescribeDelegationToken,
  apiKeys.ElectLeaders,
  apiKeys.IncrementalAlterConfigs,
  apiKeys.AlterPartitionReassignments,
  apiKeys.ListPartitionReassignments,
  apiKeys.AlterClientQuotas,
  apiKeys.DescribeUserScramCredentials,
  apiKeys.AlterUserScramCredentials,
  apiKeys.DescribeQuorum,
  apiKeys.UpdateFeatures,
  apiKeys.DescribeCluster,
  apiKeys.UnregisterBroker
])

// Controllers use these among themselves. Clients tell a controller from a broker by them.
const OF_QUORUM: readonly number[] = [apiKeys.Vote, apiKeys.BeginQuorumEpoch, apiKeys.EndQuorumEpoch]

// What a controller answers by itself. The others are for the active controller.
const ANSWERED_BY_ALL: ReadonlySet<number> = new Set([
  apiKeys.SaslHandshake,
  apiKeys.SaslAuthenticate,
  apiKeys.ApiVersions,
  apiKeys.DescribeCluster,
  apiKeys.DescribeAcls,
  apiKeys.DescribeConfigs,
  apiKeys.DescribeDelegationToken,
  apiKeys.DescribeUserScramCredentials,
  apiKeys.DescribeQuorum
])

/** Whether a listener of controllers answers an API (KIP-919). */
export const isControllerApi = (apiKey: number): boolean => SERVED.has(apiKey)

/** Whether only the active controller answers an API. */
export const isForActiveController = (apiKey: number): boolean => !ANSWERED_BY_ALL.has(apiKey)

/** The APIs that a listener of controllers advertises, of those that the broker has. */
export function controllerRanges(
  ofBroker: readonly (readonly [apiKey: number, range: VersionRange])[]
): (readonly [apiKey: number, range: VersionRange])[] {
  const ofQuorum = apiInfos
    .filter(({ key }) => OF_QUORUM.includes(key))
    .map(({ key, minVersion: min, maxVersion: max }) => [key, { min, max }] as const)
  return [...ofBroker.filter(([apiKey]) => isControllerApi(apiKey)), ...ofQuorum].sort(([a], [b]) => a - b)
}
