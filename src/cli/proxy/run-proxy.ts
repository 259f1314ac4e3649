import { once } from 'node:events'
import { connect } from '../../index.ts'
import type { Run } from '../frame/command.ts'
import { ClusterProxy, type ProxyMeans } from './cluster-proxy.ts'
import type { LineWriter } from './line-writer.ts'
import type { ProxySettings } from './proxy-flags.ts'
import type { OpenUpstream } from './upstream.ts'

/**
 * Checks that a server of the cluster answers, and opens the first port. Throws the error of the
 * first server if none does.
 */
async function startProxy(run: Run, means: Omit<ProxyMeans, 'openUpstream'>): Promise<ClusterProxy> {
  const { settings } = means
  for (const note of settings.notes) run.output.note(`kafkawire: ${note}`)
  await checkReach(settings, run.signal)
  return await ClusterProxy.start({ ...means, openUpstream: await openerFor(settings, run.signal) })
}

async function checkReach({ servers, connection, timeoutMs }: ProxySettings, signal: AbortSignal): Promise<void> {
  const problems: unknown[] = []
  for (const { host, port } of servers) {
    try {
      const reached = await connect({ ...connection, timeouts: { connectMs: timeoutMs }, host, port, signal })
      return await reached.close({ timeoutMs: 1 })
    } catch (error) {
      problems.push(error)
    }
  }
  throw problems[0]
}

// With credentials the proxy authenticates. Without them clients do so themselves, through it.
async function openerFor(settings: ProxySettings, signal: AbortSignal): Promise<OpenUpstream> {
  if (settings.connection.sasl === undefined) {
    const { openRawUpstream } = await import('./raw-upstream.ts')
    return servers => openRawUpstream(servers, settings, signal)
  }
  const { openLoggedInUpstream } = await import('./logged-in-upstream.ts')
  return (servers, clientId) => openLoggedInUpstream(servers, settings, clientId, signal)
}

/** Runs a proxy until Ctrl-C, or until its lines cannot be written. */
export async function runProxy(run: Run, means: Omit<ProxyMeans, 'openUpstream'>, lines: LineWriter): Promise<void> {
  try {
    const proxy = await startProxy(run, means)
    try {
      await Promise.race([aborted(run.signal), lines.failed])
    } finally {
      await proxy.close()
    }
  } finally {
    await lines.close()
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
