import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../cluster/run.ts'

const OR = 'or set KAFKA_BOOTSTRAP to a cluster of your own'
const INSTALL_JDK = `install a JDK (Debian: apt-get install default-jdk-headless), ${OR}`

/** The java to start: that of JAVA_HOME, else the first on the PATH. */
export function javaCommand(): string {
  const { JAVA_HOME } = process.env
  return JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java'
}

/** Rejects, saying what to install, unless there is a Java that Kafka 4.x runs on. */
export async function requireJava(): Promise<void> {
  const said = await run(javaCommand(), ['-version']).catch(() => '')
  const version = /version "((\d+)[^"]*)"/.exec(said)
  if (!version) throw new Error(`Java 17 or newer was not found: ${INSTALL_JDK}`)
  if (Number(version[2]) < 17) throw new Error(`Java 17 or newer is needed, but ${javaCommand()} is ${version[1]}: ${INSTALL_JDK}`)
}

/** Rejects, saying what to install, unless Maven runs; it is needed only until the jars are in the cache. */
export async function requireMaven(): Promise<void> {
  if (!onPath('mvn')) throw new Error(`Maven was not found, and it fetches Kafka's jars: install it (Debian: apt-get install maven), ${OR}`)
}

/** Rejects, saying what to install, unless openssl runs; it makes the certificates of the TLS listeners. */
export async function requireOpenssl(): Promise<void> {
  if (!onPath('openssl'))
    throw new Error(
      'openssl was not found, and it makes the certificates: install it (Debian: apt-get install openssl), or start PLAINTEXT alone'
    )
}

/** Whether a program is on the PATH, or in one of `more` folders. */
export function onPath(program: string, more: readonly string[] = []): boolean {
  const { PATH = '/usr/bin:/bin' } = process.env // unset, it is this to spawn, too
  return [...PATH.split(delimiter), ...more].some(folder => folder !== '' && existsSync(join(folder, program)))
}
