import { configOperations, configTypes, errorCodes } from '../../../protocol/codes/index.ts'
import type { ConfigValues } from '../../configs/cluster-configs.ts'
import type { ConfigResource, ResourceName } from '../../configs/config-owner.ts'
import { listOf } from '../../configs/config-rules.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'

/** One change that a request asks for. */
export interface ConfigChange {
  readonly name: string
  readonly value: string | null
}

/** The result for one resource. */
export interface AlteredResource extends ResourceName {
  readonly errorCode: number
  readonly errorMessage: string | null
}

/** Alters each resource by itself: one that is refused does not keep others from being altered. */
export function alterAll<Resource extends ResourceName & { readonly configs: readonly ConfigChange[] }>(
  resources: readonly Resource[],
  alter: (resource: Resource) => Refusal | undefined
): AlteredResource[] {
  const keys = resources.map(({ resourceType, resourceName }) => `${resourceType} ${resourceName}`)
  return resources.map((resource, index) => {
    const { resourceType, resourceName, configs } = resource
    const isRepeated = keys.indexOf(keys[index] ?? '') !== keys.lastIndexOf(keys[index] ?? '')
    const refusal = isRepeated
      ? refuse(errorCodes.INVALID_REQUEST, 'Each resource must appear at most once.')
      : (refuseRepeated(configs) ?? alter(resource))
    return { resourceType, resourceName, ...(refusal ?? { errorCode: errorCodes.NONE, errorMessage: null }) }
  })
}

/** Refuses changes without a value. */
export function refuseNulls(changes: readonly ConfigChange[]): Refusal | undefined {
  const names = changes.filter(({ value }) => value === null).map(({ name }) => name)
  return names.length === 0 ? undefined : refuse(errorCodes.INVALID_REQUEST, `Null value not supported for : ${names.join(',')}`)
}

/** Gives the resource these configurations, unless it cannot have them. */
export function replaceConfigs(resource: ConfigResource, values: ConfigValues, validateOnly: boolean): Refusal | undefined {
  const refusal = resource.refuse(values)
  if (refusal === undefined && !validateOnly) resource.replace(values)
  return refusal
}

/**
 * The configurations of the resource after one change (KIP-339). Only lists can be appended to and
 * subtracted from.
 */
export function changed(
  { definitions }: ConfigResource,
  values: ConfigValues,
  { name, value, configOperation }: ConfigChange & { readonly configOperation: number }
): ConfigValues | Refusal {
  const next = new Map(values)
  if (configOperation === configOperations.SET) return next.set(name, value ?? '')
  if (configOperation === configOperations.DELETE) {
    next.delete(name)
    return next
  }
  const definition = definitions.get(name)
  if (definition?.type !== configTypes.LIST) return refuseListOperation({ name, configOperation })
  const present = listOf(values.get(name) ?? definition.defaultValue ?? '')
  const given = (value ?? '').split(',') // an empty text too is an element, which is refused later
  const elements =
    configOperation === configOperations.APPEND ? [...new Set([...present, ...given])] : present.filter(element => !given.includes(element))
  return next.set(name, elements.join(','))
}

/** Refuses to append to or to subtract from a configuration that is no list to Kafka. */
export function refuseListOperation({ name, configOperation }: { readonly name: string; readonly configOperation: number }): Refusal {
  const operation = configOperation === configOperations.APPEND ? 'APPEND' : 'SUBTRACT'
  return refuse(errorCodes.INVALID_CONFIG, `Can't ${operation} to key ${name} because its type is not LIST.`)
}

/** Refuses a type of resource that cannot be altered. */
export function refuseUnknownType(type: number): Refusal {
  return refuse(errorCodes.INVALID_REQUEST, `Unknown resource type ${type}`)
}

function refuseRepeated(configs: readonly ConfigChange[]): Refusal | undefined {
  const names = new Set(configs.map(({ name }) => name))
  return names.size === configs.length ? undefined : refuse(errorCodes.INVALID_REQUEST, 'Error due to duplicate config keys')
}
