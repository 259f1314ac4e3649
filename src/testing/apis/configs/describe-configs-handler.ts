import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, configResourceTypes, configSources, errorCodes } from '../../../protocol/codes/index.ts'
import {
  DescribeConfigs,
  type DescribeConfigsRequest,
  type DescribeConfigsRequestResource,
  type DescribeConfigsResponse,
  type DescribeConfigsResponseResourceResult,
  type DescribeConfigsResponseResult
} from '../../../protocol/messages/describe-configs.ts'
import type { DescribedConfig } from '../../configs/described-config.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { findResource, isResourceType } from './config-resource.ts'

/**
 * The handler of DescribeConfigs (KIP-133), all versions of the message. It leaves out Kafka's
 * texts: the documentation is the address of the page with them. Configurations come by name,
 * whereas Kafka's order is by chance.
 */
export const describeConfigsHandler: ApiHandler<DescribeConfigsRequest, DescribeConfigsResponse> = {
  api: DescribeConfigs,
  advertised: { min: 1, max: 4 },
  served: { min: 0, max: 4 },
  answer(message, context) {
    return { results: message.resources.map(resource => describe(resource, message, context)) }
  }
}

const SOURCES_SINCE = 1
const TYPES_SINCE = 3
const { TOPIC, BROKER, GROUP, BROKER_LOGGER } = configResourceTypes
const PAGES: Readonly<Record<number, string>> = { [TOPIC]: 'topicconfigs', [BROKER]: 'brokerconfigs', [GROUP]: 'groupconfigs' }

function describe(
  resource: Decoded<DescribeConfigsRequestResource>,
  wanted: Decoded<DescribeConfigsRequest>,
  context: RequestContext
): DescribeConfigsResponseResult {
  const { resourceType, resourceName, configurationKeys } = resource
  const found: ReturnType<typeof findResource> = isResourceType(resourceType)
    ? findResource(resource, aclOperations.DESCRIBE_CONFIGS, context)
    : unknownType(resourceType)
  if (isRefusal(found)) return { ...found, resourceType, resourceName, configs: [] }
  const isWanted = ({ name }: DescribedConfig): boolean =>
    configurationKeys === null || configurationKeys.length === 0 || configurationKeys.includes(name)
  const configs = found.describe().filter(isWanted)
  const noProblem = { errorCode: errorCodes.NONE, errorMessage: '' }
  return { ...noProblem, resourceType, resourceName, configs: configs.map(each => shown(each, resourceType, wanted, context)) }
}

function unknownType(type: number): Refusal {
  return refuse(errorCodes.INVALID_REQUEST, `Unknown resource type ${type}`)
}

function shown(
  { synonyms, configSource, configType, ...config }: DescribedConfig,
  resourceType: number,
  { includeSynonyms, includeDocumentation }: Decoded<DescribeConfigsRequest>,
  { apiVersion }: RequestContext
): DescribeConfigsResponseResourceResult {
  if (apiVersion < SOURCES_SINCE) return { ...config, isDefault: configSource === configSources.DEFAULT_CONFIG }
  const sourced = { ...config, configSource, synonyms: includeSynonyms ? synonyms : [] }
  if (apiVersion < TYPES_SINCE) return sourced
  const documentation = includeDocumentation ? documentationOf(config.name, resourceType) : null
  return { ...sourced, configType, documentation: resourceType === BROKER_LOGGER ? '' : documentation }
}

function documentationOf(name: string, resourceType: number): string {
  const page = PAGES[resourceType]
  return page === undefined ? 'https://kafka.apache.org/documentation/' : `https://kafka.apache.org/documentation/#${page}_${name}`
}
