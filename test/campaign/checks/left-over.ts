import { getEventListeners } from 'node:events'
import type { TestingCluster } from 'kafkawire/testing'
import type { Link } from '../simulation/link.ts'
import type { History } from './history.ts'

/** What a run may leave behind. */
export interface Remains {
  readonly kafka: TestingCluster
  /** All connections that were ever opened. */
  readonly links: readonly Pick<Link, 'address' | 'client'>[]
  /** The timers that have not fired. */
  readonly timers: number
  readonly history: History
  /** The listeners on `process` before the run. */
  readonly listenersBefore: ReadonlyMap<string | symbol, number>
}

/** Invariant 7: after driver and brokers were closed, no socket, no timer and no listener is left. */
export function leftOver({ kafka, links, timers, history, listenersBefore }: Remains): string[] {
  const problems: string[] = []
  const open = links.filter(({ client }) => !client.destroyed)
  if (open.length > 0) problems.push(`${open.length} connections of the driver are open: ${open.map(({ address }) => address).join(', ')}`)
  for (const { nodeId, connections } of kafka.brokers)
    if (connections > 0) problems.push(`broker ${nodeId} still has ${connections} connections`)
  if (timers > 0) problems.push(`${timers} timers are left`)
  const signals = new Set(history.entries.flatMap(({ signal }) => signal ?? []))
  const listened = [...signals].filter(signal => getEventListeners(signal, 'abort').length > 0)
  if (listened.length > 0) problems.push(`${listened.length} signals of callers have listeners`)
  for (const [name, count] of processListeners()) {
    const before = listenersBefore.get(name) ?? 0
    if (count > before) problems.push(`the process has ${count} listeners of ${String(name)}, and had ${before}`)
  }
  return problems.map(problem => `after everything was closed, ${problem}`)
}

/** The number of listeners on `process`, by the names of the events. */
export function processListeners(): Map<string | symbol, number> {
  return new Map(process.eventNames().map(name => [name, process.listenerCount(name)]))
}
