import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connectCluster } from 'kafkawire'
import { afterAll, expect, test } from 'vitest'
import { Consumer } from '../../examples/consumer/consumer.ts'
import { startTestingCluster } from '../../src/testing/index.ts'
import { filesOf } from '../support/sources/samples.ts'

const root = join(import.meta.dirname, '../..')
const COMPILE_MS = 90_000
const parts = ['producer', 'consumer', 'transaction']

// As a user does it: the examples are copied, beside the files of the guide.
const project = mkdtempSync(join(tmpdir(), 'guide-'))
afterAll(() => rmSync(project, { recursive: true }))
mkdirSync(join(project, 'node_modules'))
symlinkSync(root, join(project, 'node_modules/kafkawire'))
symlinkSync(join(root, 'node_modules/@types'), join(project, 'node_modules/@types'))
writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
for (const part of parts) cpSync(join(root, 'examples', part), join(project, 'src', part), { recursive: true })
for (const [name, text] of filesOf('guides/migrating-from-kafkajs'))
  writeFileSync(join(project, name.endsWith('.ts') ? 'src' : '', name), text)

test(
  'the examples compile where docs/guides/migrating-from-kafkajs.md says to copy them, and its transaction writes and commits',
  async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', project]).catch((error: { stdout: string }) => error)
    expect(stdout).toBe('')

    await using kafka = await startTestingCluster({ topics: { orders: 1, invoices: 2 } })
    kafka.produce('orders', { key: 'order-1', value: 'twelve' })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const { invoices } = await import(/* @vite-ignore */ join(project, 'dist/transfer.js'))
    const handle = await invoices(cluster)
    for await (const { partition, record } of new Consumer(cluster, { topic: 'orders' })) {
      await handle(partition, record)
      break
    }
    await kafka.waitForCommit('billing', 'orders', { offset: 1n })
    const [invoice] = await kafka.waitForRecords('invoices', 1)
    expect([invoice?.keyText, invoice?.text]).toEqual(['order-1', 'twelve'])
  },
  COMPILE_MS
)
