import { VERSION } from 'kafkawire'

/** The figures of one kind of request. */
export interface Tally {
  readonly api: string
  version: number | undefined
  requests: number
  records: number
  bytes: number
  elapsedMs: number
  readonly latenciesMs: number[]
}

export function newTally(api: string): Tally {
  return { api, version: undefined, requests: 0, records: 0, bytes: 0, elapsedMs: 0, latenciesMs: [] }
}

/** Makes one request, and adds its duration to the tally. */
export async function timed<T>(tally: Tally, request: () => Promise<T>): Promise<T> {
  const startedMs = performance.now()
  const answer = await request()
  tally.latenciesMs.push(performance.now() - startedMs)
  tally.requests++
  return answer
}

/** The table at the end of a run, one line per API. */
export function formatTable(tallies: readonly Tally[]): string {
  const head = ['', 'version', 'requests', 'records', 'MB/s', 'requests/s', 'p50 ms', 'p99 ms']
  const rows = tallies.map(tally => {
    const seconds = tally.elapsedMs / 1_000
    const megabytes = (tally.bytes / 1e6 / seconds).toFixed(1)
    const perSecond = Math.round(tally.requests / seconds)
    const [p50, p99] = [0.5, 0.99].map(share => percentile(tally.latenciesMs, share).toFixed(2))
    return [tally.api, `v${tally.version}`, tally.requests, tally.records, megabytes, perSecond, p50, p99].map(cell =>
      typeof cell === 'number' ? cell.toLocaleString('en') : String(cell)
    )
  })
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')
  return [line(head), ...rows.map(line)].join('\n')
}

/** The last line of a run: how many records were sent, came back, and were as they were sent. */
export function formatVerdict({ sent, back, right }: { readonly sent: number; readonly back: number; readonly right: number }): string {
  if (right !== sent || back !== sent) {
    return `FAILED: ${count(sent)} sent, ${back.toLocaleString('en')} came back, ${right.toLocaleString('en')} of them as sent.`
  }
  return `OK: ${count(sent)} came back, ${sent === 1 ? 'its key and value as they were sent' : 'each key and value as it was sent'}.`
}

const count = (records: number): string => `${records.toLocaleString('en')} ${records === 1 ? 'record' : 'records'}`

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export const banner = (where: string): string => `kafkawire ${VERSION} on Node ${process.versions.node}, ${where}`
