import { type KnownDifference, knownDifferences } from '../tables/known-differences.ts'
import { type ComparedRun, Normaliser } from './normalise.ts'
import type { Step } from './plan.ts'
import type { StepResult } from './run-sequence.ts'

/** A field in which the answers to a step differ. */
export interface Difference {
  /** The index of the step in its sequence. */
  readonly index: number
  readonly api: string
  readonly version: number
  /** The field, with `*` for each element of an array; empty if no answer came to one of them. */
  readonly path: string
  readonly kafka: unknown
  readonly testing: unknown
  /** The row that lists the difference, if one does. */
  readonly known: KnownDifference | undefined
}

/** Both answers to one step, comparable. */
export interface ComparedStep {
  readonly kafka: unknown
  readonly testing: unknown
  readonly differences: readonly Difference[]
}

/** Compares the answers of Kafka and of the testing broker to the steps of one sequence. */
export function compare(
  steps: readonly Step[],
  kafka: readonly StepResult[],
  testing: readonly StepResult[],
  run: ComparedRun
): ComparedStep[] {
  let hasEnded = false
  const normalisers = [new Normaliser(run), new Normaliser(run)] as const
  return steps.map((step, index) => {
    const sides = [kafka[index], testing[index]].map((result, side) => shown(step, result, normalisers[side as 0 | 1]))
    const found: Omit<Difference, 'known'>[] = []
    if (!hasEnded)
      walk(sides[0], sides[1], '', (path, real, ours) =>
        found.push({ index, api: step.api.name, version: step.version, path, kafka: real, testing: ours })
      )
    const request = kafka[index]?.request
    const differences = found.map(each => ({ ...each, known: knownFor({ ...each, request, release: run.release }) }))
    // A row that ends the comparison explains the other fields of the same answer too.
    const end = differences.find(({ known }) => known?.endsComparison === true)?.known
    hasEnded ||= end !== undefined
    return { kafka: sides[0], testing: sides[1], differences: end ? differences.map(each => ({ ...each, known: end })) : differences }
  })
}

function shown(step: Step, result: StepResult | undefined, normaliser: Normaliser): unknown {
  if (result === undefined) return '(no result)'
  const { outcome } = result
  if (outcome.kind === 'answer') return normaliser.normalise(step.api.name, outcome.answer)
  if (outcome.kind === 'unreadable') return `(unreadable: ${outcome.problem})`
  return outcome.kind === 'closed' ? '(connection closed)' : '(no answer)'
}

function walk(kafka: unknown, testing: unknown, path: string, report: (path: string, kafka: unknown, testing: unknown) => void): void {
  if (Object.is(kafka, testing)) return
  const areObjects = [kafka, testing].every(each => each !== null && typeof each === 'object')
  if (!areObjects || Array.isArray(kafka) !== Array.isArray(testing)) return report(path, kafka, testing)
  if (Array.isArray(kafka) && Array.isArray(testing)) {
    if (kafka.length !== testing.length) return report(path, kafka, testing)
    for (const [index, each] of kafka.entries()) walk(each, testing[index], `${path}.*`, report)
    return
  }
  const [a, b] = [kafka as Record<string, unknown>, testing as Record<string, unknown>]
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) walk(a[name], b[name], path === '' ? name : `${path}.${name}`, report)
}

function knownFor(found: Omit<Difference, 'known'> & { readonly request: unknown; readonly release: string }): KnownDifference | undefined {
  return knownDifferences.find(
    row =>
      (row.api === '*' || row.api === found.api) &&
      (row.path === undefined || row.path === found.path) &&
      (row.release === undefined || row.release === found.release) &&
      (row.when === undefined || row.when(found))
  )
}
