import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Cluster, savePid } from '../cluster/cluster.ts'
import { markOf } from '../cluster/processes.ts'
import { run } from '../cluster/run.ts'
import { jwksUrl } from '../security/oauth.ts'
import { cacheDir } from './cache.ts'
import { brokerJars } from './jars.ts'
import { writeLogging } from './logging.ts'
import { javaCommand } from './requirements.ts'

// Options that let a short-lived JVM start fast. Brokers run with the normal compiler instead.
const QUICK = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

const HASH_CHARS = 16

/**
 * Starts a JVM that runs on after this process ends, and stores its process id in the cluster under
 * `name`. Its output goes to `log`.
 */
export async function startJvm(
  cluster: Cluster,
  name: string,
  log: string,
  jvm: readonly string[],
  main: readonly string[]
): Promise<void> {
  const args = await javaArguments(cluster, jvm, main)
  const output = openSync(log, 'a')
  const child = spawn(javaCommand(), args, { cwd: cluster.dir, detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  // The child then has no process id, and the code that waits for it sees that it does not run.
  child.on('error', () => {})
  child.unref()
  if (child.pid !== undefined) savePid(cluster, name, child.pid)
}

/** Runs one of Kafka's Java programs for the cluster and resolves when it has ended. */
export async function runJvm(cluster: Cluster, main: readonly string[]): Promise<void> {
  await run(javaCommand(), await javaArguments(cluster, QUICK, main), { cwd: cluster.dir, log: join(cluster.dir, 'format.log') })
}

/**
 * Runs a Java program with the jars of a folder and resolves with what it printed on stdout. `main`
 * is a class or a source file with its arguments. Input and output are UTF-8, whatever the locale
 * of the machine is.
 */
export function runJava(jars: string, main: readonly string[], input = ''): Promise<string> {
  const args = [...QUICK, '-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8', '-cp', join(jars, '*'), ...main]
  return run(javaCommand(), args, { input, stdoutOnly: true })
}

/**
 * Compiles a Java source file against the jars of a broker, and resolves with the folder of its
 * classes: a plug-in for `ClusterOptions.plugins`. The folder is in the cache, and is made again
 * when the source has changed.
 */
export async function compilePlugin(version: string, source: string): Promise<string> {
  const jars = await brokerJars(version)
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, HASH_CHARS)
  const folder = join(cacheDir(), 'plugins', `${version}-${hash}`)
  if (existsSync(folder)) return folder
  mkdirSync(join(folder, '..'), { recursive: true })
  const fresh = mkdtempSync(`${folder}-`)
  await run(javaCommand('javac'), ['-nowarn', '-cp', join(jars, '*'), '-d', fresh, source])
  if (!existsSync(folder)) renameSync(fresh, folder)
  rmSync(fresh, { recursive: true, force: true })
  return folder
}

/**
 * The file of the class-data archive of a version, which `warm` makes. A JVM that the archive does
 * not fit starts without it.
 */
export function archiveOf(version: string): string {
  return join(cacheDir(), 'cds', `${version}.jsa`)
}

async function javaArguments(cluster: Cluster, jvm: readonly string[], main: readonly string[]): Promise<string[]> {
  const { dir, version, gssapi, plugins } = cluster
  const archive = archiveOf(version)
  return [
    ...jvm,
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
    markOf(dir),
    writeLogging(cluster),
    ...(gssapi ? [`-Djava.security.krb5.conf=${join(dir, 'krb5', 'krb5.conf')}`] : []),
    // Without this option the JVM refuses to read a key set from any URL.
    `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${jwksUrl(dir)}`,
    '-cp',
    [join(await brokerJars(version), '*'), ...plugins].join(delimiter),
    ...main
  ]
}
