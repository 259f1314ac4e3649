// The command line of the harness, which starts real Kafka brokers on loopback from Maven jars. See
// README.md.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Cluster, loadCluster } from './cluster/cluster.ts'
import { describeCluster } from './cluster/describe.ts'
import { stopCluster } from './cluster/down.ts'
import { endNode, moveNode, pauseNode, resumeNode, startNode } from './cluster/nodes.ts'
import { startCluster } from './cluster/up.ts'
import { warm } from './cluster/warm.ts'
import { type CommandLine, integer, parseCommandLine, USAGE } from './command-line.ts'
import { brokerJars, toolJars } from './machine/jars.ts'
import { javaCommand } from './machine/requirements.ts'
import { makeToken } from './security/oauth.ts'

const NODE_COMMANDS: Record<string, (cluster: Cluster, node: number) => unknown> = {
  'start-node': startNode,
  'stop-node': (cluster, node) => endNode(cluster, node, 'SIGTERM'),
  'kill-node': (cluster, node) => endNode(cluster, node, 'SIGKILL'),
  'move-node': moveNode,
  'pause-node': pauseNode,
  'resume-node': resumeNode
}

try {
  await execute(parseCommandLine(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function execute({ command = '', words, cluster, token, keep }: CommandLine): Promise<void> {
  const onNode = NODE_COMMANDS[command]
  if (onNode) {
    const node = integer(command, words[0])
    const began = performance.now()
    await onNode(loadCluster(cluster.dir), node)
    print({ node, ms: Math.round(performance.now() - began) })
  } else if (command === 'up') print(describeCluster(await startCluster(cluster)))
  else if (command === 'status') print(describeCluster(loadCluster(cluster.dir)))
  else if (command === 'down') await stopCluster(loadCluster(cluster.dir), { keep })
  else if (command === 'token') console.log(makeToken(loadCluster(cluster.dir).dir, token))
  else if (command === 'jars') print({ broker: await brokerJars(cluster.version), tools: await toolJars(cluster.version) })
  else if (command === 'warm') print({ archive: await warm(cluster) })
  else if (command === 'tool') await runTool(loadCluster(cluster.dir), words)
  else {
    console.error(USAGE)
    process.exitCode = 2
  }
}

async function runTool({ dir, version }: Cluster, args: readonly string[]): Promise<void> {
  const options = ['-Xmx256m', '-XX:TieredStopAtLevel=1', `-Djava.security.krb5.conf=${join(dir, 'krb5', 'krb5.conf')}`]
  const child = spawn(javaCommand(), [...options, '-cp', join(await toolJars(version), '*'), ...args], { stdio: 'inherit' })
  child.on('exit', code => {
    process.exitCode = code ?? 1
  })
}

function print(value: object): void {
  console.log(JSON.stringify(value, null, 2))
}
