import { administration } from './codes/administration.ts'
import { groups } from './codes/groups.ts'
import { produceAndFetch } from './codes/produce-and-fetch.ts'

/** A closed set: the values of one of the named enumerations, without some of them. */
interface ClosedSet {
  readonly enumeration: string
  readonly without?: readonly string[]
}

const NO_UNKNOWN: readonly string[] = ['UNKNOWN']
const FOR_NEW_ACLS: readonly string[] = ['UNKNOWN', 'ANY', 'MATCH']

/**
 * Fields of requests whose values are a closed set: the type allows these and no others, so that a
 * wrong one does not compile. Sets that newer brokers extend (ACL operations, resource types) stay
 * `number`, and so does every field of a response.
 */
const closedSets: Readonly<Record<string, ClosedSet>> = {
  'ProduceRequest.acks': { enumeration: 'acks' },
  'FetchRequest.isolationLevel': { enumeration: 'isolationLevels' },
  'ListOffsetsRequest.isolationLevel': { enumeration: 'isolationLevels' },
  'FindCoordinatorRequest.keyType': { enumeration: 'coordinatorTypes' },
  'ElectLeadersRequest.electionType': { enumeration: 'electionTypes' },
  'IncrementalAlterConfigsRequestAlterableConfig.configOperation': { enumeration: 'configOperations' },
  'AlterUserScramCredentialsRequestScramCredentialUpsertion.mechanism': { enumeration: 'scramMechanisms', without: NO_UNKNOWN },
  'AlterUserScramCredentialsRequestScramCredentialDeletion.mechanism': { enumeration: 'scramMechanisms', without: NO_UNKNOWN },
  'DescribeClientQuotasRequestComponentData.matchType': { enumeration: 'quotaMatchTypes' },
  'DescribeClusterRequest.endpointType': { enumeration: 'endpointTypes', without: NO_UNKNOWN },
  'UpdateFeaturesRequestFeatureUpdateKey.upgradeType': { enumeration: 'upgradeTypes', without: NO_UNKNOWN },
  'ShareFetchRequest.shareAcquireMode': { enumeration: 'shareAcquireModes' },
  'ShareFetchRequestAcknowledgementBatch.acknowledgeTypes': { enumeration: 'acknowledgeTypes' },
  'ShareAcknowledgeRequestAcknowledgementBatch.acknowledgeTypes': { enumeration: 'acknowledgeTypes' },
  'CreateAclsRequestAclCreation.resourcePatternType': { enumeration: 'patternTypes', without: FOR_NEW_ACLS },
  'CreateAclsRequestAclCreation.permissionType': { enumeration: 'aclPermissions', without: FOR_NEW_ACLS },
  'DescribeAclsRequest.patternTypeFilter': { enumeration: 'patternTypes', without: NO_UNKNOWN },
  'DescribeAclsRequest.permissionType': { enumeration: 'aclPermissions', without: NO_UNKNOWN },
  'DeleteAclsRequestFilter.patternTypeFilter': { enumeration: 'patternTypes', without: NO_UNKNOWN },
  'DeleteAclsRequestFilter.permissionType': { enumeration: 'aclPermissions', without: NO_UNKNOWN }
}

/** The fields that have a closed set, as `Struct.field`. */
export const closedFields: readonly string[] = Object.keys(closedSets)

/** The only values that a field may be written with, ascending. Undefined if its set is open. */
export function closedSet(struct: string, field: string): readonly number[] | undefined {
  const found = closedSets[`${struct}.${field}`]
  if (found === undefined) return undefined
  const { enumeration, without = [] } = found
  const entries = [...administration, ...groups, ...produceAndFetch].find(({ name }) => name === enumeration)?.entries
  if (entries === undefined) throw new Error(`${struct}.${field}: there is no enumeration ${enumeration}`)
  const values = entries.filter(([name]) => !without.includes(name)).map(([, value]) => Number(value))
  return values.toSorted((a, b) => a - b)
}
