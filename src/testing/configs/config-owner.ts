import type { Refusal } from '../storage/refusal.ts'
import type { ConfigValues } from './cluster-configs.ts'
import type { ConfigDefinition } from './config-definition.ts'
import type { DescribedConfig } from './described-config.ts'

/** Something that has configurations: a topic, a group, a broker and others. */
export interface ConfigResource {
  /** The configurations that were set. */
  readonly values: ConfigValues
  readonly definitions: ReadonlyMap<string, ConfigDefinition>
  /** Why it cannot have these configurations; undefined if it can. */
  refuse(values: ConfigValues): Refusal | undefined
  replace(values: ConfigValues): void
  describe(): DescribedConfig[]
}

/** How a request names a resource. */
export interface ResourceName {
  /** One of `configResourceTypes`. */
  readonly resourceType: number
  readonly resourceName: string
}
