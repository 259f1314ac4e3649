import type { CampaignResult, Strike } from './campaign.ts'

const MIN_SHARE = 0.7
const MOST_ERRORS = 15

/** One line for a strike. */
export function formatStrike(strike: Strike): string {
  const { fault, node, inFlight, recoveredMs } = strike
  return `${fault} at node ${node}, which led ${recoveredMs.length} partitions, ${inFlight} requests in flight: ${formatTimes([strike])}`
}

/**
 * The result of a campaign: a line for each kind of fault, the counts, and every promise that was
 * broken.
 */
export function formatResult(result: CampaignResult): string {
  const { strikes, verdicts, rate, transactions, commits, actors, failures } = result
  const kinds = [...new Set(strikes.map(({ fault }) => fault))].map(fault => formatKind(fault, strikes))
  const { broken: _, ...ended } = transactions.verdict
  const violations = violationsOf(result)
  return [
    ...kinds,
    ...Object.entries(verdicts).map(([kind, { broken: _, ...counts }]) => `${kind} records: ${formatCounts(counts)}`),
    `acknowledged by the producers: ${formatCount(Math.round(rate))} records a second`,
    `transactions: ${formatCounts(ended)}`,
    `commits: ${formatCount(commits.acknowledged)} acknowledged`,
    `actors: ${formatCount(actors.calls)} calls, ${formatCount(actors.failures)} of them failed`,
    `calls of the workload that failed: ${formatCount(failures.length)}`,
    ...frequent(failures),
    `strikes: ${strikes.length}; broken promises: ${violations.length}`,
    ...violations
  ].join('\n')
}

/** A line for each promise that was broken. */
export function violationsOf({ verdicts, transactions, commits, actors, errors }: CampaignResult): string[] {
  const records = Object.entries(verdicts).flatMap(([kind, { broken }]) => linesOf(`${kind} records`, broken))
  return [
    ...records,
    ...linesOf('transactions', { ...transactions.verdict.broken, wrongOffsets: transactions.wrongOffsets }),
    ...linesOf('commits', { goneBack: commits.goneBack }),
    ...actors.violations,
    ...frequent(errors)
  ]
}

/** Whether the producers reached most of the rate that was asked for. A campaign that stands still proves nothing. */
export const hasRate = ({ rate }: CampaignResult, recordsPerSecond: number): boolean => rate >= MIN_SHARE * recordsPerSecond

const linesOf = (what: string, counts: object): string[] =>
  Object.entries(counts).flatMap(([promise, count]) => (count === 0 ? [] : [`${what}: ${promise} ${formatCount(Number(count))}`]))

// Equal messages differ only in their numbers.
function frequent(errors: readonly unknown[]): string[] {
  const counts = new Map<string, number>()
  for (const error of errors) {
    const text = String(error).replaceAll(/\d+/g, 'N')
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  return sorted.slice(0, MOST_ERRORS).map(([text, count]) => `  ${formatCount(count)} × ${text}`)
}

const formatCounts = (counts: object): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${formatCount(Number(count))}`)
    .join(', ')

const formatCount = (count: number): string => count.toLocaleString('en')

function formatKind(fault: string, strikes: readonly Strike[]): string {
  const own = strikes.filter(strike => strike.fault === fault)
  return `${fault} × ${own.length}: ${formatTimes(own)}`
}

function formatTimes(strikes: readonly Strike[]): string {
  const recovered = strikes.flatMap(({ cluster }) => cluster)
  const times = {
    'leaders elected': recovered.map(({ electedMs }) => electedMs),
    'writable by a plain connection': recovered.map(({ writableMs }) => writableMs),
    'next record acknowledged': strikes.flatMap(({ recoveredMs }) => recoveredMs),
    'next commit': strikes.map(({ committedMs }) => committedMs)
  }
  return Object.entries(times)
    .map(([what, values]) => `${what} ${spread(values)}`)
    .join('; ')
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const [median, max] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  return median === undefined || max === undefined ? 'none' : `p50 ${seconds(median)}, max ${seconds(max)}`
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}
