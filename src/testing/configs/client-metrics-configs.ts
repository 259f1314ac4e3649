import { configTypes, errorCodes } from '../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../storage/refusal.ts'
import type { ConfigValues } from './cluster-configs.ts'
import type { ConfigDefinition } from './config-definition.ts'
import { listOf } from './config-rules.ts'

const row = (name: string, type: number, defaultValue: string): [string, ConfigDefinition] => [
  name,
  { name, type, defaultValue, isDynamic: true }
]

/** The configurations of a subscription of client metrics, by name (KIP-714). */
export const clientMetricsTable: ReadonlyMap<string, ConfigDefinition> = new Map([
  row('interval.ms', configTypes.INT, '300000'),
  row('match', configTypes.LIST, ''),
  row('metrics', configTypes.LIST, '')
])

/** The properties of a client that `match` selects by. */
const SELECTORS = [
  ...['client_instance_id', 'client_id', 'client_software_name', 'client_software_version'],
  ...['client_source_address', 'client_source_port']
]
const MIN_INTERVAL_MS = 100
const MAX_INTERVAL_MS = 3_600_000

/** Why a subscription cannot have these configurations; undefined if it can. */
export function refuseClientMetrics(values: ConfigValues): Refusal | undefined {
  const unknown = [...values.keys()].find(name => !clientMetricsTable.has(name))
  if (unknown !== undefined) return refuse(errorCodes.INVALID_REQUEST, `Unknown client metrics configuration: ${unknown}`)
  const interval = values.get('interval.ms')
  if (interval !== undefined && !(Number(interval) >= MIN_INTERVAL_MS && Number(interval) <= MAX_INTERVAL_MS)) {
    const range = `interval must be between ${MIN_INTERVAL_MS} and ${MAX_INTERVAL_MS} (1 hour)`
    return refuse(errorCodes.INVALID_REQUEST, `Invalid value ${interval} for interval.ms, ${range}`)
  }
  const wrong = listOf(values.get('match') ?? '').find(selector => parseSelector(selector) === undefined)
  return wrong === undefined ? undefined : refuse(errorCodes.INVALID_CONFIG, `Illegal client matching pattern: ${wrong}`)
}

/** The property that a selector such as `client_id=orders-.*` is about, and what it must match. */
export function parseSelector(selector: string): { readonly property: string; readonly pattern: RegExp } | undefined {
  const [property = '', text, ...more] = selector.split('=')
  if (!SELECTORS.includes(property) || text === undefined || more.length > 0) return undefined
  try {
    return { property, pattern: new RegExp(`^(?:${text.trim()})$`) }
  } catch {
    return undefined // not a regular expression
  }
}
