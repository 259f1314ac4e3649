import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Cluster } from '../cluster/cluster.ts'
import { majorOf } from './versions.ts'

/**
 * Writes the configuration of the log of the brokers and returns the JVM option that names it.
 * Kafka uses log4j 2 since 4.0, and log4j 1 before.
 */
export function writeLogging({ dir, version, logLevel }: Cluster): string {
  const file = join(dir, 'log4j.properties')
  writeFileSync(file, majorOf(version) >= 4 ? log4j2(logLevel) : log4j1(logLevel))
  return `-D${majorOf(version) >= 4 ? 'log4j2.configurationFile' : 'log4j.configuration'}=${pathToFileURL(file).href}`
}

function log4j2(level: string): string {
  return `status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = ${level}
rootLogger.appenderRef.out.ref = out
`
}

function log4j1(level: string): string {
  return `log4j.rootLogger=${level}, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
`
}
