import { isKafkaError } from '../../errors.ts'
import { type ControlServer, startTestingCluster, type TestingCluster } from '../../testing/index.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { type BrokerOptions, parseBrokerOptions } from './broker-options.ts'
import { USAGE } from './broker-usage.ts'
import { loadFile } from './load-file.ts'
import { onParentEnd } from './parent-watch.ts'
import { readyText } from './ready-text.ts'
import { showStatus } from './status-line.ts'
import { type TlsFiles, writeTlsFiles } from './tls-files.ts'

/** Runs `kafkawire broker`: starts a cluster, and keeps it until a signal or the parent's end. */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseBrokerOptions(args)
  if (options.wantsHelp) {
    process.stdout.write(USAGE)
    return exitCodes.OK
  }
  const ending = new AbortController()
  const ended = untilEnd(options).then(() => ending.abort())
  const cluster = await start(options)
  let tls: TlsFiles | undefined
  try {
    for (const repair of cluster.dataDir?.repairs ?? []) process.stderr.write(`kafkawire: broker: ${repair}\n`)
    tls = writeTlsFiles(cluster, options.tlsFolder)
    for (const load of options.loads) await loadFile(cluster, load, ending.signal)
    if (ending.signal.aborted) return exitCodes.OK
    const control = options.control === undefined ? undefined : await listenControl(cluster, options.control)
    process.stdout.write(`${readyText(cluster, options, { tls, control })}\n`)
    const hideStatus = showStatus(cluster, options)
    await Promise.race([ended, ...(cluster.dataDir ? [cluster.dataDir.failed] : [])])
    hideStatus()
  } finally {
    tls?.remove()
    await close(cluster)
  }
  return exitCodes.OK
}

async function close(cluster: TestingCluster): Promise<void> {
  try {
    await cluster.close()
  } catch (error) {
    if (!isKafkaError(error)) throw error
    throw failure(error.message, 'data-dir')
  }
}

async function start({
  brokers,
  host,
  advertisedHost,
  port,
  topics,
  users,
  superUsers,
  tls,
  profile,
  dataDir,
  autoCreateTopics
}: BrokerOptions): Promise<TestingCluster> {
  try {
    return await startTestingCluster({
      brokers,
      host,
      advertisedHost,
      port,
      topics,
      sasl: users && { users },
      authorizer: superUsers && { superUsers },
      tls,
      profile,
      dataDir,
      autoCreateTopics
    })
  } catch (error) {
    if (!isKafkaError(error)) throw error
    throw failure(error.message, 'port')
  }
}

async function listenControl(cluster: TestingCluster, port: number): Promise<ControlServer> {
  try {
    return await cluster.listenControl({ port })
  } catch (error) {
    if (!isKafkaError(error)) throw error
    throw failure(error.message, 'control')
  }
}

function failure(message: string, option: string): CommandError {
  const problem = message.replace(/^(?:startTestingCluster|listenControl): /, '')
  let hint = ''
  const [, inUse] = /EADDRINUSE: address already in use (\S+)/.exec(problem) ?? []
  if (inUse !== undefined)
    return new CommandError(
      `broker: another program listens on ${inUse} (EADDRINUSE): choose another port with --${option}, or --${option} 0 for any`,
      exitCodes.FAILED
    )
  if (problem.includes('EADDRNOTAVAIL'))
    hint = '. This machine does not have this address: --host is where to listen, --advertise is what clients dial'
  return new CommandError(`broker: ${problem}${hint}`, exitCodes.FAILED)
}

// The signals are handled from the first moment on, so that no cluster is left behind.
function untilEnd({ staysAlone }: BrokerOptions): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => resolve()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
    if (!staysAlone) onParentEnd(end)
  })
}
