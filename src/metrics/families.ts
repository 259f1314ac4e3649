/** The types of OpenMetrics that are used here. */
export type MetricType = 'counter' | 'gauge' | 'stateset' | 'summary' | 'histogram'

/**
 * One value of a metric. `suffix` is the part that the metric's type adds to the name, such as
 * `_total`.
 */
export interface Sample {
  readonly suffix?: string | undefined
  readonly labels?: Readonly<Record<string, string | number>> | undefined
  readonly value: number
}

/** A metric with all its samples: a family in the words of OpenMetrics. */
export interface MetricFamily {
  readonly name: string
  readonly type: MetricType
  /** The unit, which must be the last part of the name. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio' | undefined
  readonly help: string
  readonly samples: readonly Sample[]
}

/** A metric as numbers. */
export interface Metric {
  readonly name: string
  readonly type: MetricType
  /** The unit of the values, which is also the last part of the name. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio' | undefined
  readonly help: string
  readonly samples: readonly MetricSample[]
}

/** One value of a metric. */
export interface MetricSample {
  /** The name of the metric, with the part that its type adds, such as `_total`. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A metric for users of the package. */
export function toMetric({ samples, ...family }: MetricFamily): Metric {
  return {
    ...family,
    samples: samples.map(({ suffix = '', labels = {}, value }) => {
      const texts = Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)]))
      return { name: family.name + suffix, labels: texts, value }
    })
  }
}

/** Turns a metric of a user into the form that the formatters take. */
export function toFamily({ samples, ...metric }: Metric): MetricFamily {
  return { ...metric, samples: samples.map(({ name, ...sample }) => ({ suffix: name.slice(metric.name.length), ...sample })) }
}

/**
 * Formats a metric as OpenMetrics text: lines for its type, unit and help, and one for each sample.
 */
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
