import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type Cluster, keepPid } from '../cluster/cluster.ts'
import { markOf } from '../cluster/processes.ts'
import { run } from '../cluster/run.ts'
import { jwksUrl } from '../security/oauth.ts'
import { cacheDir } from './cache.ts'
import { brokerJars } from './jars.ts'
import { writeLogging } from './logging.ts'
import { javaCommand } from './requirements.ts'

// What lets a short-lived JVM start fast; brokers get the compiler that they would have in earnest.
const QUICK = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** Starts a JVM that outlives this process, and keeps its id in the cluster under `name`; its output goes to `log`. */
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
  child.on('error', () => {}) // then it has no pid, and whoever waits for it sees that it does not run
  child.unref()
  if (child.pid !== undefined) keepPid(cluster, name, child.pid)
}

/** Runs one of Kafka's Java programs for the cluster to its end. */
export async function runJvm(cluster: Cluster, main: readonly string[]): Promise<void> {
  await run(javaCommand(), await javaArguments(cluster, QUICK, main), { cwd: cluster.dir, log: join(cluster.dir, 'format.log') })
}

/**
 * Runs a Java program, a class or a source file, on the jars of a folder to its end, and resolves to what it printed on stdout. What it reads
 * and prints is UTF-8, whatever this machine's locale.
 */
export function runJava(jars: string, main: readonly string[], input = ''): Promise<string> {
  const args = [...QUICK, '-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8', '-cp', join(jars, '*'), ...main]
  return run(javaCommand(), args, { input, stdoutOnly: true })
}

/** The class-data archive of a version, if `warm` has made one: a JVM that it does not suit starts without it. */
export function archiveOf(version: string): string {
  return join(cacheDir(), 'cds', `${version}.jsa`)
}

async function javaArguments(cluster: Cluster, jvm: readonly string[], main: readonly string[]): Promise<string[]> {
  const { dir, version, gssapi } = cluster
  const archive = archiveOf(version)
  return [
    ...jvm,
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
    markOf(dir),
    writeLogging(cluster),
    ...(gssapi ? [`-Djava.security.krb5.conf=${join(dir, 'krb5', 'krb5.conf')}`] : []),
    // Without this the JVM refuses to read a key set from anywhere.
    `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${jwksUrl(dir)}`,
    '-cp',
    join(await brokerJars(version), '*'),
    ...main
  ]
}
