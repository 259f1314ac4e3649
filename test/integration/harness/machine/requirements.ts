import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../cluster/run.ts'

const OR_OWN_CLUSTER = 'or set KAFKA_BOOTSTRAP to a cluster of your own'
const INSTALL_JDK = `install a JDK (Debian: apt-get install default-jdk-headless), ${OR_OWN_CLUSTER}`

/** The java command, or another one of the JDK: the one of JAVA_HOME, or the first on the PATH. */
export function javaCommand(command: 'java' | 'javac' = 'java'): string {
  const { JAVA_HOME } = process.env
  return JAVA_HOME ? join(JAVA_HOME, 'bin', command) : command
}

/** Rejects with what to install unless Java 17 or newer is found, which Kafka 4 needs. */
export async function requireJava(): Promise<void> {
  const said = await run(javaCommand(), ['-version']).catch(() => '')
  const version = /version "((\d+)[^"]*)"/.exec(said)
  if (!version) throw new Error(`Java 17 or newer was not found: ${INSTALL_JDK}`)
  if (Number(version[2]) < 17) throw new Error(`Java 17 or newer is needed, but ${javaCommand()} is ${version[1]}: ${INSTALL_JDK}`)
}

/**
 * Rejects with what to install unless Maven is found. Maven is needed only until the jars are in
 * the cache.
 */
export async function requireMaven(): Promise<void> {
  if (!isOnPath('mvn'))
    throw new Error(`Maven, which fetches Kafka's jars, was not found: install it (Debian: apt-get install maven), ${OR_OWN_CLUSTER}`)
}

/**
 * Rejects with what to install unless openssl is found, which makes the certificates of the TLS
 * listeners.
 */
export async function requireOpenssl(): Promise<void> {
  if (!isOnPath('openssl'))
    throw new Error(
      'openssl, which makes the certificates, was not found: install it (Debian: apt-get install openssl), or start only the PLAINTEXT listener'
    )
}

/** Whether a program is on the PATH or in one of the folders of `more`. */
export function isOnPath(program: string, more: readonly string[] = []): boolean {
  // spawn uses this PATH too when the variable is not set.
  const { PATH = '/usr/bin:/bin' } = process.env
  return [...PATH.split(delimiter), ...more].some(folder => folder !== '' && existsSync(join(folder, program)))
}
