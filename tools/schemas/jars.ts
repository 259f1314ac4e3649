import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { MessageDefinition, Release } from './definitions.ts'
import { parseRelaxedJson } from './relaxed-json.ts'
import { readZip } from './zip.ts'

const run = promisify(execFile)

/** Fetches the kafka-clients jar of a release with Maven, and reads its message definitions. */
export async function fetchRelease(release: string): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-clients-'))
  try {
    await copyJar(release, folder)
    return readRelease(release, await readFile(join(folder, `kafka-clients-${release}.jar`)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads the message definitions inside a kafka-clients jar. */
export function readRelease(release: string, jar: Buffer): Release {
  const files = readZip(jar, name => /^common\/message\/[^/]+\.json$/.test(name))
  if (files.size === 0)
    throw new Error(`kafka-clients ${release} holds no message definitions (common/message/*.json): is the release older than 2.8?`)
  const definitions = [...files.values()].map(text => parseRelaxedJson(text) as MessageDefinition)
  return { release, messages: new Map(definitions.map(d => [d.name, d])) }
}

async function copyJar(release: string, folder: string): Promise<void> {
  const artifact = `org.apache.kafka:kafka-clients:${release}`
  try {
    await run('mvn', ['-B', '-q', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`])
  } catch (error) {
    throw new Error(explain(error as { code?: unknown; stdout?: string; stderr?: string }, artifact), { cause: error })
  }
}

function explain({ code, stdout = '', stderr = '' }: { code?: unknown; stdout?: string; stderr?: string }, artifact: string): string {
  const output = `${stdout}\n${stderr}`
  if (code === 'ENOENT') return `Maven fetches ${artifact}, but there is no 'mvn' on the PATH: install Maven 3 and Java 17.`
  if (/JAVA_HOME|java: (command )?not found/.test(output))
    return `Maven fetches ${artifact}, but Maven finds no Java: install Java 17, or set JAVA_HOME.`
  const reason = /\[ERROR\] (.*)/.exec(output)?.[1] ?? output.trim().split('\n')[0]
  return `Maven could not fetch ${artifact}; check the release number and the network. Maven says: ${reason}`
}
