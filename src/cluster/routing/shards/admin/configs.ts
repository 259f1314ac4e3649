import type { Decoded } from '../../../../protocol/api.ts'
import { configResourceTypes } from '../../../../protocol/codes/administration.ts'
import { errorCodes } from '../../../../protocol/codes/error-codes.ts'
import type { Destination, Shards } from '../../route.ts'
import { byEntry } from '../by-entry.ts'
import type { EntryLayout } from '../message-layout.ts'

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

interface ResourceResult extends Resource {
  readonly errorCode: number
}

/** The common fields of the requests DescribeConfigs, AlterConfigs and IncrementalAlterConfigs. */
export interface ConfigsRequest {
  readonly resources: readonly Resource[]
}

/** The fields of the response to DescribeConfigs that the division of requests needs. */
export interface DescribedConfigs {
  readonly results: readonly ResourceResult[]
}

/** The common fields of the responses to AlterConfigs and IncrementalAlterConfigs. */
export interface AlteredConfigs {
  readonly responses: readonly ResourceResult[]
}

const key = ({ resourceType, resourceName }: Resource): string => `${resourceType} ${resourceName}`

const requestLayout: EntryLayout<ConfigsRequest, Resource> = {
  entries: request => request.resources,
  withEntries: (request, resources) => ({ ...request, resources }),
  key
}

const described: EntryLayout<Decoded<DescribedConfigs>, Decoded<ResourceResult>> = {
  entries: response => response.results,
  withEntries: (response, results) => ({ ...response, results }),
  key
}

const altered: EntryLayout<Decoded<AlteredConfigs>, Decoded<ResourceResult>> = {
  entries: response => response.responses,
  withEntries: (response, responses) => ({ ...response, responses }),
  key
}

const common = {
  requestLayout,
  groupKey: (resource: Resource): string => String(nodeIdOf(resource)),
  to: toResource,
  code: ({ errorCode }: ResourceResult): number => errorCode,
  // A broker gives this code if it could not pass the request on to the controller.
  healable: new Set<number>([errorCodes.NOT_CONTROLLER])
}

/**
 * DescribeConfigs: configs and loggers of a broker are asked of that broker, all others of any
 * broker. A broker that does not know a topic yet that was just created answers
 * UNKNOWN_TOPIC_OR_PARTITION, so that entry is sent again a few times.
 */
export const describeConfigsShards: Shards<ConfigsRequest, DescribedConfigs> = byEntry({
  ...common,
  responseLayout: described,
  healable: new Set([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, ...common.healable])
})

/**
 * AlterConfigs and IncrementalAlterConfigs: configs and loggers of a broker go to that broker, all
 * others to any broker.
 */
export const alterConfigsShards: Shards<ConfigsRequest, AlteredConfigs> = byEntry({ ...common, responseLayout: altered })

function toResource(resource: Resource): Destination {
  const nodeId = nodeIdOf(resource)
  return nodeId === undefined ? 'any' : { nodeId }
}

// A broker resource without a name stands for the default of all brokers, which any of them can
// answer (KIP-226).
function nodeIdOf({ resourceType, resourceName }: Resource): number | undefined {
  const isOfBroker = resourceType === configResourceTypes.BROKER || resourceType === configResourceTypes.BROKER_LOGGER
  if (!isOfBroker || resourceName === '') return undefined
  const nodeId = Number(resourceName)
  return Number.isInteger(nodeId) ? nodeId : undefined
}
