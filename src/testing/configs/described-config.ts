import { configSources } from '../../protocol/codes/index.ts'
import type { DescribeConfigsResponseSynonym } from '../../protocol/messages/describe-configs.ts'
import { type ConfigDefinition, isSensitive } from './config-definition.ts'

/** A configuration as DescribeConfigs shows it. */
export interface DescribedConfig {
  readonly name: string
  readonly value: string | null
  readonly readOnly: boolean
  readonly configSource: number
  readonly isSensitive: boolean
  readonly configType: number
  /** Where the value could come from, the one in use first. */
  readonly synonyms: DescribeConfigsResponseSynonym[]
}

/** A place where a value may be set, under a name of its own. */
export interface ConfigLayer {
  readonly name: string
  readonly value: string | undefined
  /** One of `configSources`. */
  readonly source: number
}

const { DEFAULT_CONFIG } = configSources

// Configurations in milliseconds without a default of their own, and those in other units that
// Kafka reads in their place.
const OTHER_UNITS: Readonly<Record<string, readonly [name: string, defaultValue: string]>> = {
  'log.flush.interval.ms': ['log.flush.scheduler.interval.ms', '9223372036854775807'],
  'log.retention.ms': ['log.retention.hours', '168'],
  'log.roll.jitter.ms': ['log.roll.jitter.hours', '0'],
  'log.roll.ms': ['log.roll.hours', '168']
}

/**
 * Describes a configuration whose value may come from these layers, the first one with a value. The
 * last is Kafka's default, under the name `defaultName`; undefined if no broker has such a one.
 */
export function describeConfig(
  definition: ConfigDefinition,
  layers: readonly ConfigLayer[],
  defaultName: string | undefined
): DescribedConfig {
  const hidden = isSensitive(definition)
  const set = layers.flatMap(({ name, value, source }) => (value === undefined ? [] : [{ name, value: hidden ? null : value, source }]))
  const [first] = set
  const synonyms = [...set, ...defaultSynonym(definition, set, defaultName)]
  return {
    ...{ name: definition.name, value: first === undefined ? definition.defaultValue : first.value, readOnly: !definition.isDynamic },
    ...{ configSource: first?.source ?? DEFAULT_CONFIG, isSensitive: hidden, configType: definition.type, synonyms }
  }
}

function defaultSynonym(
  { defaultValue }: ConfigDefinition,
  set: readonly DescribeConfigsResponseSynonym[],
  defaultName: string | undefined
): DescribeConfigsResponseSynonym[] {
  if (defaultName === undefined) return []
  const [name, value] = OTHER_UNITS[defaultName] ?? []
  if (name === undefined || value === undefined) {
    return defaultValue === null ? [] : [{ name: defaultName, value: defaultValue, source: DEFAULT_CONFIG }]
  }
  return set.some(each => each.name === defaultName) ? [{ name, value, source: DEFAULT_CONFIG }] : []
}
