import type { CampaignResult, Strike } from './campaign.ts'

const MIN_RATE = 5_000

/** One line for a strike. */
export function formatStrike(strike: Strike): string {
  const { fault, node, inFlight, recoveredMs } = strike
  return `${fault} at node ${node}, which led ${recoveredMs.length} partitions, ${inFlight} requests in flight: ${formatTimes([strike])}`
}

/** What the whole came to: a line for each kind of fault, and the books. */
export function formatResult({ strikes, verdict, rate, committed, errors }: CampaignResult): string {
  const kinds = [...new Set(strikes.map(({ fault }) => fault))].map(fault => formatKind(fault, strikes))
  const books = Object.entries(verdict).map(([name, count]) => `${name} ${count.toLocaleString('en')}`)
  const commits = `commits: ${committed.acknowledged} acknowledged, ${committed.found} found`
  return [
    ...kinds,
    `records: ${books.join(', ')}; ${Math.round(rate).toLocaleString('en')} acknowledged a second`,
    commits,
    ...[...new Set(errors.map(String))].slice(0, 10)
  ].join('\n')
}

/** Whether nothing was lost, nothing came twice or in another order, and there was as much to do as was asked for. */
export function isClean({ verdict, committed, rate }: CampaignResult): boolean {
  const { lost, duplicated, reordered, damaged, failed } = verdict
  return lost + duplicated + reordered + damaged + failed === 0 && committed.found === committed.acknowledged && rate >= MIN_RATE
}

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
