import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { startTestingCluster } from '../../src/testing/index.ts'
import { compile, makeGuide } from './support/guide.ts'
import { HERE, makeScratch, run } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

const EXAMPLES = join(HERE, '../../examples')
const project = makeGuide(scratch.folder, 'guides/nestjs', name => (name.endsWith('.ts') ? 'src' : ''))
for (const part of ['producer', 'consumer'])
  cpSync(join(EXAMPLES, part), join(project, 'src', part), { recursive: true, filter: path => !path.endsWith('main.ts') })

const running: ChildProcess[] = []
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

test('the files of the guide for NestJS compile, and its tests pass', async () => {
  expect(await compile(project)).toBe('')
  const output = await run(process.execPath, ['--test', '--test-reporter', 'tap', join(project, 'dist/orders.test.js')])
  expect(output).toContain('# pass 4\n# fail 0')
})

test('the application of the guide for NestJS ends with SIGTERM, and goes on at the committed offset', async () => {
  await using kafka = await startTestingCluster({
    topics: { 'orders.placed': 1, 'orders.total': 1, 'orders.replies': 1, 'orders.failed': 1 }
  })
  const place = (total: number) => kafka.produce('orders.placed', { value: JSON.stringify({ customer: 'alice', total }) })
  const port = await freePort()

  const first = await startApplication(port, kafka.bootstrap)
  place(1)
  place(2)
  await kafka.waitForCommit('orders', 'orders.placed', { offset: 2n })
  first.kill('SIGTERM')
  expect(await once(first, 'exit')).toEqual([null, 'SIGTERM'])

  place(4)
  await startApplication(port, kafka.bootstrap)
  await kafka.waitForCommit('orders', 'orders.placed', { offset: 3n })
  const headers = [['kafka_correlationId', 'a'] as const, ['kafka_replyTopic', 'orders.replies'] as const]
  kafka.produce('orders.total', { value: '"alice"', headers })
  const [reply] = await kafka.waitForRecords('orders.replies', 1)
  expect(reply?.text).toBe('{"customer":"alice","total":4}')
})

async function startApplication(port: number, bootstrap: string): Promise<ChildProcess> {
  const env = { ...process.env, NODE_OPTIONS: '', PORT: String(port), KAFKA_BOOTSTRAP: bootstrap }
  const child = spawn(process.execPath, [join(project, 'dist/main.js')], { env, stdio: 'inherit' })
  running.push(child)
  const isHealthy = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ status }) => status === 200,
      () => false
    )
  while (child.exitCode === null && !(await isHealthy())) await pause(50)
  expect(child.exitCode).toBe(null)
  return child
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
