import { formatAddress } from '../conn/address.ts'
import { absentValues, type Connection } from '../index.ts'
import { type DiagnoseOptions, type ResolvedDiagnosis, resolveDiagnosis } from './diagnose-options.ts'
import { Notebook } from './notebook.ts'
import type { Diagnosis, ServerReport } from './report.ts'
import { checkAdvertised } from './steps/advertised-step.ts'
import { checkCoordinator } from './steps/coordinator-step.ts'
import { checkIdle } from './steps/idle-step.ts'
import { type Means, openConnection } from './steps/means.ts'
import { readCluster } from './steps/metadata-step.ts'
import { checkServer } from './steps/server-check.ts'
import type { CheckedServer } from './steps/server-state.ts'
import { checkTopics } from './steps/topic-step.ts'
import { checkWrite } from './steps/write-step.ts'

interface ClusterPart {
  readonly clusterId: string | undefined
  readonly controllerId: number | undefined
  readonly clockSkewMs: number | undefined
  readonly brokers: readonly ServerReport[]
}

const NO_CLUSTER: ClusterPart = { clusterId: undefined, controllerId: undefined, clockSkewMs: undefined, brokers: [] }

/**
 * Finds out what is wrong between this machine and a cluster, step by step, and as far as it can:
 * names, TCP, what speaks there, TLS, versions, SASL, metadata, every advertised address
 * (KIP-1242), the coordinator of a group, topics and permissions (KIP-430), a record that is
 * written and read back, and a connection without traffic. What is wrong is in the result, and not
 * an error.
 *
 * Rejects with `KAFKA_CONFIGURATION` if the options are wrong, and with the reason of the signal.
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const resolved = resolveDiagnosis(options)
  resolved.signal.throwIfAborted()
  const notebook = new Notebook(resolved.onFinding)
  const means: Means = { options: resolved, notebook }
  notebook.ok('options', resolved.servers.map(formatAddress).join(', '), settingsOf(resolved))
  const servers = await checkServers(means)
  const reached = servers.find(({ place }) => place !== undefined)
  const cluster = reached === undefined ? NO_CLUSTER : await checkCluster(reached, means)
  const count = cluster.brokers.length
  const allWell = `This machine can use all ${count} brokers of cluster ${cluster.clusterId ?? 'without an id'}.`
  return {
    ...notebook.verdict(count === 1 ? allWell.replace('all 1 brokers', 'the one broker') : allWell),
    ...cluster,
    servers: servers.map(({ report }) => report),
    findings: notebook.findings
  }
}

// A server that cannot be used is a warning only as long as another one can.
async function checkServers({ options, notebook }: Means): Promise<CheckedServer[]> {
  const servers: CheckedServer[] = []
  const books: Notebook[] = []
  for (const server of options.servers) {
    const isAlone = options.servers.length === 1
    const book = isAlone ? notebook : new Notebook(undefined)
    books.push(book)
    servers.push(await checkServer(server, { options, notebook: book }))
  }
  if (options.servers.length === 1) return servers
  const someWork = servers.some(({ place }) => place !== undefined)
  for (const finding of books.flatMap(({ findings }) => findings))
    notebook.add(someWork && finding.status === 'failed' ? { ...finding, status: 'warning' } : finding)
  return servers
}

async function checkCluster({ place, report }: CheckedServer, means: Means): Promise<ClusterPart> {
  const { options, notebook } = means
  if (place === undefined) return NO_CLUSTER
  const subject = formatAddress(report)
  let connection: Connection | undefined
  try {
    connection = await openConnection(place, means, { hasSasl: options.sasl !== undefined })
    const view = await readCluster(connection, subject, means)
    if (view === undefined) return NO_CLUSTER
    const { metadata, clockSkewMs } = view
    const brokers = await checkAdvertised(metadata, place, means)
    if (options.group !== undefined) await checkCoordinator(options.group, connection, brokers, means)
    checkTopics(metadata, brokers, means)
    if (options.write && !notebook.findings.some(({ step, status }) => step === 'authorization' && status === 'failed'))
      await checkWrite(metadata, brokers, means)
    if (options.idleMs !== undefined) await checkIdle(options.idleMs, place, subject, means)
    const { clusterId, controllerId } = metadata
    return {
      clusterId: clusterId ?? undefined,
      controllerId: controllerId === absentValues.NO_CONTROLLER_ID ? undefined : controllerId,
      clockSkewMs,
      brokers: [...brokers.values()].map(broker => broker.report)
    }
  } finally {
    await connection?.close({ timeoutMs: 1 })
  }
}

function settingsOf({ tls, sasl }: ResolvedDiagnosis): string {
  const mechanisms = [sasl ?? []].flat().map(({ name }) => name)
  const transport = tls === undefined || tls === false ? 'plaintext' : 'TLS'
  return `${transport}, ${mechanisms.length === 0 ? 'no SASL' : `SASL ${mechanisms.join(', ')}`}`
}
