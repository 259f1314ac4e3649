import { clearTimeout, setTimeout } from '../../clock.ts'
import type { TestingCluster } from '../../testing/index.ts'
import type { BrokerOptions } from './broker-options.ts'

const REFRESH_EVERY_MS = 1_000
const CLEAR_LINE = '\r\u001b[2K'
const USUAL_COLUMNS = 80

/** Where the line is shown. A terminal that does not know its size says 0 columns. */
export interface StatusTerminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/**
 * Shows the number of connections, topics and records in one line, once a second. It does so only
 * on a terminal that can replace a line. Returns a function that removes the line.
 */
export function showStatus(
  cluster: TestingCluster,
  { isJson }: Pick<BrokerOptions, 'isJson'>,
  terminal: StatusTerminal = process.stdout
): () => void {
  if (isJson || !terminal.isTTY || process.env['TERM'] === 'dumb') return () => {}
  let timer: ReturnType<typeof setTimeout>
  let before = countRecords(cluster)
  const show = (): void => {
    const records = countRecords(cluster)
    const connections = cluster.brokers.reduce((sum, broker) => sum + broker.connections, 0)
    const text = `${connections} connections, ${cluster.snapshot().topics.length} topics, ${records} records, ${Math.max(0, records - before)}/s`
    before = records
    terminal.write(`${CLEAR_LINE}${text.slice(0, (terminal.columns || USUAL_COLUMNS) - 1)}`)
    timer = setTimeout(show, REFRESH_EVERY_MS)
    timer.unref()
  }
  show()
  return () => {
    clearTimeout(timer)
    terminal.write(CLEAR_LINE)
  }
}

function countRecords(cluster: TestingCluster): number {
  const partitions = cluster.snapshot().topics.flatMap(topic => topic.partitions)
  return partitions.reduce((sum, { startOffset, endOffset }) => sum + Number(endOffset - startOffset), 0)
}
