import { toolJars } from '../../harness/machine/jars.ts'
import { runJava } from '../../harness/machine/jvm.ts'

// Newer tools work with all brokers of these tests.
const VERSION = '4.4.0'
const PACKAGE = 'org.apache.kafka.tools'

/** Kafka's own tools for administration, by what their scripts are called. */
const TOOLS = {
  'kafka-topics': 'TopicCommand',
  'kafka-consumer-groups': 'consumer.group.ConsumerGroupCommand',
  'kafka-share-groups': 'consumer.group.ShareGroupCommand'
} as const

/** Runs one of Kafka's tools against a cluster, and returns what it prints. */
export async function kafkaTool(bootstrap: string, tool: keyof typeof TOOLS, args: readonly string[]): Promise<string> {
  return await runJava(await toolJars(VERSION), [`${PACKAGE}.${TOOLS[tool]}`, '--bootstrap-server', bootstrap, ...args])
}
