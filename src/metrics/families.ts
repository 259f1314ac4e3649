/** The kinds of metrics that are used here, of those that OpenMetrics has. */
export type MetricType = 'counter' | 'gauge' | 'stateset' | 'summary' | 'histogram'

/** One value of a family; `suffix` is what the kind of metric wants behind the name, such as `_total`. */
export interface Sample {
  readonly suffix?: string | undefined
  readonly labels?: Readonly<Record<string, string | number>> | undefined
  readonly value: number
}

/** A metric with all its samples. */
export interface MetricFamily {
  readonly name: string
  readonly type: MetricType
  /** The last part of the name, if that is a unit. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio' | undefined
  readonly help: string
  readonly samples: readonly Sample[]
}

/** The text of a family, a line each for its type, unit and help, and for every sample. */
export function formatFamily({ name, type, unit, help, samples }: MetricFamily): string {
  const lines = [`# TYPE ${name} ${type}`]
  if (unit !== undefined) lines.push(`# UNIT ${name} ${unit}`)
  lines.push(`# HELP ${name} ${escapeText(help)}`)
  for (const { suffix = '', labels, value } of samples) lines.push(`${name}${suffix}${formatLabels(labels)} ${formatNumber(value)}`)
  return lines.join('\n')
}

function formatLabels(labels: Sample['labels']): string {
  if (labels === undefined) return ''
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeText(String(value))}"`)
    .join(',')}}`
}

function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : 'NaN'
}

const escapeText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
