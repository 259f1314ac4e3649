// How soon `kafkawire broker` is ready.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** How much longer the command takes to its first line than Node alone, in milliseconds. */
export async function ownTimeUntilReady() {
  const nodeMs = await timeUntilOutput(['-e', 'console.log(1)'])
  const command = fileURLToPath(new URL('../cli/main.js', import.meta.resolve('kafkawire/testing')))
  return Math.max(1, (await timeUntilOutput([command, 'broker', '--port', '0', '--brokers', '3', '--json'])) - nodeMs)
}

async function timeUntilOutput(args) {
  const startedMs = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  const elapsedMs = performance.now() - startedMs
  child.kill()
  await closed
  return elapsedMs
}
