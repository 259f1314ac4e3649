import { Random } from '../../../support/vectors/random.ts'
import type { KnownDifference } from '../tables/known-differences.ts'
import type { Pair } from './brokers.ts'
import { type ComparedStep, compare, type Difference } from './compare.ts'
import { weighted } from './later.ts'
import { type Area, Plan, type Step } from './plan.ts'
import { runSequence, type StepResult } from './run-sequence.ts'
import { shrink } from './shrink.ts'

/** What to run. */
export interface Campaign {
  readonly seed: number
  /** The number of the first sequence. A sequence depends on the seed and its number alone. */
  readonly first: number
  /** How many sequences to run on each pair. */
  readonly sequences: number
  readonly areas: readonly Area[]
  /** How many shortened sequences to report; the others are only counted. Default: 3. */
  readonly reports?: number
}

/** A sequence whose answers differ, shortened. */
export interface Finding {
  readonly release: string
  readonly seed: number
  readonly number: number
  readonly area: string
  /** The first difference that is not listed. */
  readonly difference: Difference
  /** The shortest sequence that was found to have a difference in the same field. */
  readonly steps: readonly Step[]
  readonly results: readonly StepResult[]
  readonly compared: readonly ComparedStep[]
}

/** What a run has found. */
export interface Outcome {
  readonly sequences: number
  readonly requests: number
  /** How many sequences each area had. */
  readonly areas: ReadonlyMap<string, number>
  /** How often each API was asked. */
  readonly apis: ReadonlyMap<string, number>
  /** How many sequences differ first in a field, such as `4.4.0 Fetch topics.*.errorCode`. */
  readonly fields: ReadonlyMap<string, number>
  readonly findings: readonly Finding[]
  /** How often each row of the known differences was needed. */
  readonly known: ReadonlyMap<KnownDifference, number>
}

const CONCURRENT = 12
const REPORTS = 3
const SEEDS_APART = 1_000_003

/** The area and the steps of one sequence. */
export function sequenceOf(
  { seed, areas }: Campaign,
  number: number,
  pair: Pick<Pair, 'release' | 'versions'>
): { area: Area; steps: Step[] } {
  const random = new Random(seed * SEEDS_APART + number)
  for (let i = 0; i < 8; i++) random.uint32()
  const possible = areas.filter(({ releases }) => releases?.includes(pair.release) ?? true)
  const area = weighted(
    random,
    possible.map(each => [each.weight, each] as const)
  )
  const plan = new Plan(random, pair.release, pair.versions)
  area.generate(plan)
  return { area, steps: plan.steps }
}

/** Runs sequences on a pair and compares the answers. */
export async function runCampaign(campaign: Campaign, pair: Pair): Promise<Outcome> {
  const areas = new Map<string, number>()
  const apis = new Map<string, number>()
  const fields = new Map<string, number>()
  const known = new Map<KnownDifference, number>()
  const findings: Finding[] = []
  let requests = 0
  const work = async (numbers: Iterator<number>): Promise<void> => {
    for (let at = numbers.next(); !at.done; at = numbers.next()) {
      const number = at.value
      const { area, steps } = sequenceOf(campaign, number, pair)
      const { compared, results } = await runBoth(steps, pair)
      requests += steps.length
      count(areas, area.name)
      for (const { api } of steps) count(apis, api.name)
      const differences = compared.flatMap(each => each.differences)
      for (const each of differences) if (each.known !== undefined) count(known, each.known)
      const difference = differences.find(each => each.known === undefined)
      if (difference === undefined) continue
      const field = `${pair.release} ${difference.api} ${difference.path}`
      count(fields, field)
      const isNew = fields.get(field) === 1 && findings.length < (campaign.reports ?? REPORTS)
      if (!isNew) continue
      const finding = { release: pair.release, seed: campaign.seed, number, area: area.name, difference, steps, compared, results }
      findings.push(finding)
      findings[findings.indexOf(finding)] = await shortened(finding, pair)
    }
  }
  const numbers = Array.from({ length: campaign.sequences }, (_, index) => campaign.first + index)
  const deletesTopics = (number: number): boolean => sequenceOf(campaign, number, pair).area.deletesTopics === true
  for (const isFirst of [true, false]) {
    const some = numbers.filter(number => deletesTopics(number) === isFirst).values()
    await Promise.all(Array.from({ length: CONCURRENT }, () => work(some)))
  }
  return { sequences: campaign.sequences, requests, areas, apis, fields, findings, known }
}

let runs = 0
const RUN = `${process.pid.toString(36)}${Date.now().toString(36)}`

/** Runs the steps on both brokers of a pair and compares the answers. */
export async function runBoth(
  steps: readonly Step[],
  pair: Pick<Pair, 'kafka' | 'release' | 'startTesting'>
): Promise<{ compared: ComparedStep[]; results: StepResult[] }> {
  // Names are parts of each other only if the sequence is the same.
  const prefix = `d${RUN}x${(runs++).toString().padStart(6, '0')}-`
  await using testing = await pair.startTesting()
  const nowMs = Date.now()
  const [kafka, ours] = await Promise.all([runSequence(pair.kafka, steps, prefix, nowMs), runSequence(testing, steps, prefix, nowMs)])
  return { compared: compare(steps, kafka, ours, { prefix, release: pair.release, nowMs }), results: kafka }
}

async function shortened(finding: Finding, pair: Pair): Promise<Finding> {
  const { api, path } = finding.difference
  const differs = async (steps: readonly Step[]): Promise<Omit<Finding, 'release' | 'seed' | 'number' | 'area'> | undefined> => {
    const { compared, results } = await runBoth(steps, pair)
    const difference = compared
      .flatMap(each => each.differences)
      .find(each => each.known === undefined && each.api === api && each.path === path)
    return difference && { difference, steps, results, compared }
  }
  const shortest = await shrink(finding.steps.slice(0, finding.difference.index + 1), async steps => (await differs(steps)) !== undefined)
  return { ...finding, ...(await differs(shortest)) }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
