// Does the main work of a driver on one broker of each minor release of Kafka since 2.8:
//   npm run test:releases -- 3.5.2 4.1.2
// Without arguments it takes all of them, which needs about 1.5 GB of jars and five minutes.
import { connectCluster } from 'kafkawire'
import { type Cluster, DEFAULTS } from '../integration/harness/cluster/cluster.ts'
import { bootstrapOf } from '../integration/harness/cluster/describe.ts'
import { stopCluster } from '../integration/harness/cluster/down.ts'
import { testFolder } from '../integration/harness/cluster/test-clusters.ts'
import { startCluster } from '../integration/harness/cluster/up.ts'
import { STEPS } from './work.ts'

const RELEASES = [
  '2.8.2',
  '3.0.2',
  '3.1.2',
  '3.2.3',
  '3.3.2',
  '3.4.1',
  '3.5.2',
  '3.6.2',
  '3.7.2',
  '3.8.1',
  '3.9.2',
  '4.0.2',
  '4.1.2',
  '4.2.2',
  '4.3.1',
  '4.4.0'
]

const asked = process.argv.slice(2)
let [passed, failed] = [0, 0]
for (const version of asked.length > 0 ? asked : RELEASES) {
  const problems = await problemsOn(version)
  if (problems.length === 0) passed++
  else failed++
  print(`Apache Kafka ${version}: ${problems.length === 0 ? Object.keys(STEPS).join(', ') : problems.join('; ')}`)
}
print(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function problemsOn(version: string): Promise<string[]> {
  let broker: Cluster | undefined
  try {
    broker = await startCluster({ ...DEFAULTS, dir: testFolder(version), version, listeners: ['PLAINTEXT'] })
    await using cluster = await connectCluster({ bootstrapServers: bootstrapOf(broker, 'PLAINTEXT') })
    const problems: string[] = []
    for (const [name, step] of Object.entries(STEPS)) {
      await step(cluster, `of-${version}`).catch((error: unknown) => problems.push(`${name} failed: ${String(error)}`))
    }
    return problems
  } catch (error) {
    return [`the broker did not start: ${String(error)}`]
  } finally {
    if (broker !== undefined) await stopCluster(broker)
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
