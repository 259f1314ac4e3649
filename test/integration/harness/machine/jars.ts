import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../cluster/run.ts'
import { cacheDir } from './cache.ts'
import { requireMaven } from './requirements.ts'
import { majorOf } from './versions.ts'

// kafka-tools and kafka-tools-api 4.4.0 are not on Maven Central. The broker loads neither of them,
// and the tools of 4.3.1 work with it.
const TOOLS_OF: Record<string, string> = { '4.4.0': '4.3.1' }

const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** The folder with the jars of a broker. Maven fetches them the first time. */
export function brokerJars(version: string): Promise<string> {
  const without = version in TOOLS_OF ? 'kafka-tools-api' : undefined
  return jars(version, [dependency('org.apache.kafka', 'kafka_2.13', version, without), logging(version)])
}

/**
 * The folder with the jars of Kafka's Java tools. Before Kafka 3.0 the tools are in the jars of the
 * broker.
 */
export function toolJars(version: string): Promise<string> {
  if (majorOf(version) < 3) return brokerJars(version)
  const tools = TOOLS_OF[version] ?? version
  return jars(`${tools}-tools`, [
    dependency('org.apache.kafka', 'kafka-tools', tools),
    dependency('org.apache.kafka', 'kafka_2.13', tools),
    logging(tools)
  ])
}

// Before 4.0 the class kafka.Kafka needs the org.apache.log4j classes, so another backend of slf4j
// does not work.
function logging(version: string): string {
  return majorOf(version) >= 4
    ? dependency('org.apache.logging.log4j', 'log4j-slf4j-impl', '2.25.4')
    : dependency('org.slf4j', 'slf4j-reload4j', '1.7.36')
}

function dependency(groupId: string, artifactId: string, version: string, without?: string): string {
  const exclusion = without ? `<exclusion><groupId>${groupId}</groupId><artifactId>${without}</artifactId></exclusion>` : ''
  return (
    `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>` +
    `<exclusions>${exclusion}</exclusions></dependency>`
  )
}

// Maven 3 does not lock its local repository against a second Maven, so one fetch waits for the
// other.
let lastFetch: Promise<unknown> = Promise.resolve()

function jars(name: string, dependencies: readonly string[]): Promise<string> {
  const folder = join(cacheDir(), 'jars', name)
  if (existsSync(folder)) return Promise.resolve(folder)
  const fetched = lastFetch.then(() => fetchJars(folder, dependencies))
  lastFetch = fetched.catch(() => {})
  return fetched
}

// The jars are fetched into a temporary folder, which is then renamed. A folder that exists is
// therefore complete.
async function fetchJars(folder: string, dependencies: readonly string[]): Promise<string> {
  if (existsSync(folder)) return folder
  await requireMaven()
  mkdirSync(join(folder, '..'), { recursive: true })
  const fresh = mkdtempSync(`${folder}-`)
  try {
    writeFileSync(join(fresh, 'pom.xml'), pom(dependencies))
    await run('mvn', ['-B', '-q', '-C', `${DEPENDENCY_PLUGIN}:copy-dependencies`, '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`], {
      cwd: fresh
    })
    if (!existsSync(folder)) renameSync(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}

function pom(dependencies: readonly string[]): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>harness</groupId><artifactId>kafka</artifactId><version>1</version>
<dependencies>
${dependencies.join('\n')}
</dependencies></project>
`
}
