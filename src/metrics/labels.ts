import { givenIn, isRecord, mismatch } from '../options.ts'
import type { Sample } from './families.ts'

/** Labels by name, such as `{ cluster: 'billing' }`. A label that is undefined is left out. */
export type Labels = Readonly<Record<string, string | undefined>>

// Names that begin with two underscores are reserved by Prometheus.
const NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/
const RESERVED: readonly string[] = ['node_id', 'state', 'reason', 'phase', 'api', 'broker', 'le', 'kafkawire_pool_breaker']

/** Copies samples, and puts these labels before their own. */
export function withLabels(samples: readonly Sample[], labels: Labels): Sample[] {
  const given = givenIn(labels)
  if (Object.keys(given).length === 0) return [...samples]
  return samples.map(sample => ({ ...sample, labels: { ...given, ...sample.labels } }))
}

/** The problems of labels, one sentence for each. */
export function labelsProblems(labels: unknown, path: string): string[] {
  if (!isRecord(labels)) return [mismatch(path, 'an object of labels', labels)]
  return Object.entries(givenIn(labels)).flatMap(([name, value]) => {
    if (RESERVED.includes(name)) return [`${path}.${name} is a label that the metrics have themselves`]
    if (!NAME.test(name))
      return [
        `${path} has ${JSON.stringify(name)}, which is not a valid name of a label: use letters, digits and _, with no digit and no __ at the begin`
      ]
    return typeof value === 'string' && value.isWellFormed() ? [] : [mismatch(`${path}.${name}`, 'well-formed text', value)]
  })
}

/**
 * The problems of the snapshots of one page. Their labels must differ, or a sample would be on the
 * page twice.
 */
export function pageProblems(all: readonly unknown[], shared: Labels): string[] {
  const seen = new Map<string, number>()
  return all.flatMap((each, index) => {
    const path = `snapshots[${index}]`
    const { snapshot, labels = {} } = isRecord(each) ? each : {}
    if (!isRecord(snapshot) || !isRecord(snapshot['totals'])) return [`${path}.snapshot must be the result of pool.snapshot()`]
    const problems = labelsProblems(labels, `${path}.labels`)
    if (problems.length > 0 || !isRecord(labels) || !isRecord(shared)) return problems
    const key = keyOf({ ...givenIn(shared), ...givenIn(labels) })
    const other = seen.get(key)
    seen.set(key, index)
    return other === undefined ? [] : [`${path} has the same labels as snapshots[${other}]: give each a label of its own, such as cluster`]
  })
}

// Prometheus treats an empty label as a missing one.
const keyOf = (labels: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .sort()
  )
