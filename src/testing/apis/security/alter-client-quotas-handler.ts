import { isIP } from 'node:net'
import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  AlterClientQuotas,
  type AlterClientQuotasRequest,
  type AlterClientQuotasRequestEntryData,
  type AlterClientQuotasResponse,
  type AlterClientQuotasResponseEntryData
} from '../../../protocol/messages/alter-client-quotas.ts'
import { CLIENT_ID, entityKey, IP, type QuotaEntity, USER } from '../../security/client-quotas.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/**
 * The handler of AlterClientQuotas. Any broker answers, as in KRaft. It looks up no names of hosts:
 * each name that could be one is legal for the entity type `ip`.
 */
export const alterClientQuotasHandler: ApiHandler<AlterClientQuotasRequest, AlterClientQuotasResponse> = {
  api: AlterClientQuotas,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ entries, validateOnly }, context) {
    const denied = clusterRefusal(aclOperations.ALTER_CONFIGS, context)
    if (denied !== undefined) return { entries: entries.map(({ entity }) => ({ ...denied, entity })) }
    const { quotas } = context.cluster
    const results = new Map<string, AlterClientQuotasResponseEntryData>()
    for (const entry of entries) {
      const entity = entityOf(entry)
      const key = entityKey(entity)
      const problem = problemOf(entry, entity, results.has(key))
      if (problem === undefined && !validateOnly) quotas.alter(entity, changesOf(entry))
      results.set(key, { ...(problem ?? { errorCode: errorCodes.NONE, errorMessage: null }), entity: fieldsOf(entity) })
    }
    return { entries: [...results.values()] }
  }
}

type Entry = Decoded<AlterClientQuotasRequestEntryData>

interface QuotaKind {
  readonly max: number
  /** The name of a whole number's type, as Kafka writes it; undefined for one with a fraction. */
  readonly whole: 'a LONG' | 'an INT' | undefined
}

const LONG: QuotaKind = { max: 2 ** 63, whole: 'a LONG' }
const DOUBLE: QuotaKind = { max: Number.MAX_VALUE, whole: undefined }
const CLIENT_QUOTAS: ReadonlyMap<string, QuotaKind> = new Map([
  ['producer_byte_rate', LONG],
  ['consumer_byte_rate', LONG],
  ['request_percentage', DOUBLE],
  ['controller_mutation_rate', DOUBLE]
])
const IP_QUOTAS: ReadonlyMap<string, QuotaKind> = new Map([['connection_creation_rate', { max: 2 ** 31 - 1, whole: 'an INT' }]])

const WHOLE_WITHIN = 1e-6 // how far a whole number may be off
const TYPES: readonly string[] = [USER, CLIENT_ID, IP]
const HOST_NAME = /^[\w.-]+$/

// Of two names of one type the last one counts.
const entityOf = ({ entity }: Entry): QuotaEntity => new Map(entity.map(({ entityType, entityName }) => [entityType, entityName]))

const fieldsOf = (entity: QuotaEntity): AlterClientQuotasResponseEntryData['entity'] =>
  [...entity].map(([entityType, entityName]) => ({ entityType, entityName }))

const changesOf = ({ ops }: Entry): Map<string, number | undefined> =>
  new Map(ops.map(({ key, value, remove }) => [key, remove ? undefined : value]))

const invalid = (problem: string): Refusal => refuse(errorCodes.INVALID_REQUEST, problem)

function problemOf(entry: Entry, entity: QuotaEntity, isRepeated: boolean): Refusal | undefined {
  const changes = changesOf(entry)
  // As in Kafka, a key that comes twice has the message of an entity that comes twice.
  if (isRepeated || changes.size < entry.ops.length) {
    const names = [...entity].map(([type, name]) => `${type}=${name}`).join(', ')
    return invalid(`Ignoring duplicate entity ClientQuotaEntity(entries={${names}})`)
  }
  const ofEntity = entityProblem(entity)
  if (ofEntity !== undefined) return ofEntity
  const known = entity.has(IP) ? IP_QUOTAS : CLIENT_QUOTAS
  const problems = [...changes].flatMap(([key, value]) => (value === undefined ? [] : (valueProblem(key, value, known) ?? [])))
  return problems.at(-1)
}

function entityProblem(entity: QuotaEntity): Refusal | undefined {
  if (entity.size === 0) return invalid('Invalid empty client quota entity')
  for (const [type, name] of entity) {
    if (!TYPES.includes(type)) return invalid(`Unhandled client quota entity type: ${type}`)
    if (name === '') return invalid(`Empty ${type} not supported`)
  }
  const ip = entity.get(IP)
  if (ip === undefined) return undefined
  if (entity.size > 1) return invalid('Invalid quota entity combination, IP entity should not be combined with User or ClientId')
  if (ip === null || isIP(ip) > 0 || HOST_NAME.test(ip)) return undefined
  return invalid(`${ip} is not a valid IP or resolvable host.`)
}

function valueProblem(key: string, value: number, known: ReadonlyMap<string, QuotaKind>): Refusal | undefined {
  const kind = known.get(key)
  if (kind === undefined) return invalid(`Invalid configuration key ${key}`)
  if (!Number.isFinite(value)) return invalid(`Quota ${key} must be a finite number`)
  if (value <= 0) return invalid(`Quota ${key} must be greater than 0`)
  if (kind.whole === undefined) return undefined
  if (value > kind.max) return invalid(`Proposed value for ${key} is too large for ${kind.whole}.`)
  const isWhole = Math.abs(Math.trunc(value + WHOLE_WITHIN) - value) <= WHOLE_WITHIN
  return isWhole ? undefined : invalid(`${key} cannot be a fractional value.`)
}
