import type { Decoded } from '../../../../protocol/api.ts'
import type { Destination, Shards } from '../../route.ts'
import { byEntry } from '../by-entry.ts'
import type { Entries } from '../message-layout.ts'

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

interface ResourceResult extends Resource {
  readonly errorCode: number
}

/** What DescribeConfigs, AlterConfigs and IncrementalAlterConfigs ask have in common. */
export interface ConfigsRequest {
  readonly resources: readonly Resource[]
}

/** What is answered to DescribeConfigs. */
export interface DescribedConfigs {
  readonly results: readonly ResourceResult[]
}

/** What is answered to AlterConfigs and IncrementalAlterConfigs. */
export interface AlteredConfigs {
  readonly responses: readonly ResourceResult[]
}

const key = ({ resourceType, resourceName }: Resource): string => `${resourceType} ${resourceName}`

const request: Entries<ConfigsRequest, Resource> = {
  entries: request => request.resources,
  withEntries: (request, resources) => ({ ...request, resources }),
  key
}

const described: Entries<Decoded<DescribedConfigs>, Decoded<ResourceResult>> = {
  entries: response => response.results,
  withEntries: (response, results) => ({ ...response, results }),
  key
}

const altered: Entries<Decoded<AlteredConfigs>, Decoded<ResourceResult>> = {
  entries: response => response.responses,
  withEntries: (response, responses) => ({ ...response, responses }),
  key
}

const UNKNOWN_TOPIC_OR_PARTITION = 3

const common = {
  request,
  place: (resource: Resource): string => String(nodeIdOf(resource)),
  to: toResource,
  code: ({ errorCode }: ResourceResult): number => errorCode,
  // NOT_CONTROLLER: the broker could not pass it on.
  healable: new Set([41])
}

/**
 * DescribeConfigs asks each broker for its own configs and loggers, and anyone for the rest. A broker that has not heard of a topic that was just created
 * answers UNKNOWN_TOPIC_OR_PARTITION: it is asked again a few times.
 */
export const describeConfigsShards: Shards<ConfigsRequest, DescribedConfigs> = byEntry({
  ...common,
  response: described,
  healable: new Set([UNKNOWN_TOPIC_OR_PARTITION, ...common.healable])
})

/** AlterConfigs and IncrementalAlterConfigs tell each broker of its own configs and loggers, and anyone of the rest. */
export const alterConfigsShards: Shards<ConfigsRequest, AlteredConfigs> = byEntry({ ...common, response: altered })

function toResource(resource: Resource): Destination {
  const nodeId = nodeIdOf(resource)
  return nodeId === undefined ? 'any' : { nodeId }
}

const BROKER = 4
const BROKER_LOGGER = 8

// A broker without a name is the default of all brokers, which is kept by none of them (KIP-226).
function nodeIdOf({ resourceType, resourceName }: Resource): number | undefined {
  if ((resourceType !== BROKER && resourceType !== BROKER_LOGGER) || resourceName === '') return undefined
  const nodeId = Number(resourceName)
  return Number.isInteger(nodeId) ? nodeId : undefined
}
