import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, quotaMatchTypes } from '../../../protocol/codes/index.ts'
import {
  DescribeClientQuotas,
  type DescribeClientQuotasRequest,
  type DescribeClientQuotasRequestComponentData,
  type DescribeClientQuotasResponse
} from '../../../protocol/messages/describe-client-quotas.ts'
import { CLIENT_ID, IP, type QuotaEntity, USER } from '../../security/client-quotas.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/** The handler of DescribeClientQuotas. */
export const describeClientQuotasHandler: ApiHandler<DescribeClientQuotasRequest, DescribeClientQuotasResponse> = {
  api: DescribeClientQuotas,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ components, strict }, context) {
    const refusal = clusterRefusal(aclOperations.DESCRIBE_CONFIGS, context) ?? filterProblem(components)
    if (refusal !== undefined) return { ...refusal, entries: null }
    const found = context.cluster.quotas.list().filter(({ entity }) => {
      return (!strict || entity.size === components.length) && components.every(component => matches(component, entity))
    })
    return {
      errorCode: errorCodes.NONE,
      errorMessage: '',
      entries: found.map(({ entity, values }) => ({
        entity: [...entity].map(([entityType, entityName]) => ({ entityType, entityName })),
        values: [...values].map(([key, value]) => ({ key, value }))
      }))
    }
  }
}

type Component = Decoded<DescribeClientQuotasRequestComponentData>

const { EXACT, DEFAULT, SPECIFIED } = quotaMatchTypes
const TYPES: readonly string[] = [USER, CLIENT_ID, IP]
const MATCH_NAMES: ReadonlyMap<number, string> = new Map([
  [EXACT, 'MATCH_TYPE_EXACT'],
  [DEFAULT, 'MATCH_TYPE_DEFAULT'],
  [SPECIFIED, 'MATCH_TYPE_SPECIFIED']
])

// As in Kafka, SPECIFIED finds the default of the type, too.
function matches({ entityType, matchType, match }: Component, entity: QuotaEntity): boolean {
  return matchType === SPECIFIED ? entity.has(entityType) : entity.get(entityType) === match
}

function filterProblem(components: readonly Component[]): Refusal | undefined {
  const invalid = (problem: string): Refusal => refuse(errorCodes.INVALID_REQUEST, problem)
  const types = new Set<string>()
  for (const { entityType, matchType, match } of components) {
    const name = MATCH_NAMES.get(matchType)
    if (entityType === '') return invalid('Invalid empty entity type.')
    if (types.has(entityType)) return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`)
    if (!TYPES.includes(entityType)) return refuse(errorCodes.UNSUPPORTED_VERSION, `Unsupported entity type ${entityType}`)
    if (name === undefined) return invalid(`Unknown match type ${matchType}`)
    if (matchType === EXACT && match === null) return invalid(`Request specified ${name}, but set match string to null.`)
    if (matchType !== EXACT && match !== null) return invalid(`Request specified ${name}, but also specified a match string.`)
    types.add(entityType)
  }
  if (!types.has(IP) || types.size === 1) return undefined
  const rule = 'IP filter component should not be used with user or clientId filter component.'
  return invalid(`Invalid entity filter component combination. ${rule}`)
}
