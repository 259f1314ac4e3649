import { configTypes } from '../../protocol/codes/index.ts'
import { type ConfigRule, listOf } from './config-rules.ts'

/** One configuration as Kafka defines it. */
export interface ConfigDefinition {
  readonly name: string
  /** One of `configTypes`. */
  readonly type: number
  /** The default as text; null if the configuration has none. */
  readonly defaultValue: string | null
  /** Whether it can change while the broker runs. */
  readonly isDynamic: boolean
  /** The name of the broker's configuration that is the default of this one. */
  readonly serverName?: string | undefined
  /** What a value must meet beyond its type. */
  readonly rule?: ConfigRule | undefined
}

const { INT, SHORT, LONG, BOOLEAN, DOUBLE, LIST, PASSWORD } = configTypes
const RANGES: Readonly<Record<number, readonly [name: string, bits: number]>> = {
  [INT]: ['INT', 32],
  [SHORT]: ['SHORT', 16],
  [LONG]: ['LONG', 64]
}

/** Whether Kafka shows the value of such a configuration to nobody. */
export function isSensitive({ type }: ConfigDefinition): boolean {
  return type === PASSWORD
}

/** Why a value is wrong, in Kafka's words; undefined if it is legal. */
export function valueProblem({ name, type, rule }: ConfigDefinition, value: string): string | undefined {
  const text = value.trim()
  const problem = typeProblem(type, text)
  if (problem !== undefined) return `Invalid value ${value} for configuration ${name}: ${problem}`
  if (type === LIST && text !== '' && listOf(text).includes('')) return `Configuration '${name}' values must not be empty.`
  return rule?.(text, name)
}

function typeProblem(type: number, text: string): string | undefined {
  if (type === BOOLEAN && !/^(true|false)$/i.test(text)) return 'Expected value to be either true or false'
  if (type === DOUBLE && (text === '' || Number.isNaN(Number(text)))) return 'Not a number of type DOUBLE'
  const [typeName, bits] = RANGES[type] ?? []
  if (bits === undefined) return undefined
  const isInRange = /^[+-]?\d+$/.test(text) && BigInt.asIntN(bits, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''))
  return isInRange ? undefined : `Not a number of type ${typeName}`
}
