/** Says in Kafka's words why a value of the right type is wrong; undefined if it is legal. */
export type ConfigRule = (value: string, name: string) => string | undefined

/** The elements of a list, without the spaces around them. */
export function listOf(value: string): string[] {
  return value.trim() === '' ? [] : value.split(',').map(element => element.trim())
}

/** A number from `min` to `max`. */
export function numberFrom(min: number, max: number = Number.POSITIVE_INFINITY): ConfigRule {
  return (value, name) => {
    const number = Number(value)
    if (number < min) return invalid(value, name, `Value must be at least ${min}`)
    return number > max ? invalid(value, name, `Value must be no more than ${max}`) : undefined
  }
}

/** A number with a fraction, from 0 to 1. */
export const fraction: ConfigRule = (value, name) => {
  const number = Number(value)
  const shown = Number.isInteger(number) ? `${number}.0` : `${number}`
  return numberFrom(0, 1)(shown, name)
}

/** A number within a range that limits of the broker give. */
export function numberWithin(min: number, max: number): ConfigRule {
  return (value, name) =>
    Number(value) < min || Number(value) > max ? `${name} must be in the range ${min} to ${max} inclusive.` : undefined
}

/** One of these texts. */
export function oneOf(...legal: readonly string[]): ConfigRule {
  return (value, name) => (legal.includes(value) ? undefined : invalid(value, name, `String must be one of: ${legal.join(', ')}`))
}

/** A list of these texts. */
export function listFrom(...legal: readonly string[]): ConfigRule {
  return (value, name) => {
    const wrong = listOf(value).find(element => !legal.includes(element))
    return wrong === undefined ? undefined : invalid(wrong, name, `String must be one of: ${legal.join(', ')}`)
  }
}

/** The level of gzip: -1 leaves it to the library. */
export const gzipLevel: ConfigRule = (value, name) => {
  const level = Number(value)
  return level === -1 || (level >= 1 && level <= 9) ? undefined : invalid(value, name, 'Value must be between 1 and 9 or equal to -1')
}

/** `*`, or pairs of a partition and a broker. */
export const throttledReplicas: ConfigRule = (value, name) => {
  const elements = listOf(value)
  if (value === '*' || elements.every(element => /^\d+:\d+$/.test(element))) return undefined
  const form = '[partitionId]:[brokerId],[partitionId]:[brokerId],...'
  return invalid(`[${elements.join(', ')}]`, name, `${name} must be the literal '*' or a list of replicas in the following format: ${form}`)
}

/** Where a share group begins: `earliest`, `latest`, or a time before now (KIP-932). */
export const offsetReset: ConfigRule = (value, name) => {
  if (/^(earliest|latest|by_duration:P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$/i.test(value)) return undefined
  const forms = "either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'."
  return invalid(value, name, `Invalid value \`${value}\` for configuration ${name}. The value must be ${forms}`)
}

function invalid(value: string, name: string, problem: string): string {
  return `Invalid value ${value} for configuration ${name}: ${problem}`
}
