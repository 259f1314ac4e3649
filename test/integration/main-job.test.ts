import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../src/index.ts'
import { Metadata } from '../../src/messages.ts'
import { firstAddress } from './support/address.ts'
import { brokers } from './support/brokers.ts'
import { eventually } from './support/eventually.ts'

const ROOT = join(import.meta.dirname, '../..')
const OWN_TOPIC = /^kafkawire-demo/
const VERDICT = /^OK: 100,000 records came back, each key and value as it was sent\.$/m

describe.each(brokers())('the demo on $name', ({ bootstrap }) => {
  test('the demo reads back 100,000 records and removes its topic', async () => {
    await using connection = await connect(firstAddress(bootstrap))
    const before = await ownTopics(connection)
    const { exitCode, stdout, stderr } = await demo('--bootstrap', bootstrap)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(VERDICT)
    await eventually(async () => expect(await ownTopics(connection)).toEqual(before))
  })
})

async function ownTopics(connection: Connection): Promise<unknown[]> {
  const { topics } = await connection.send(Metadata, { topics: null })
  return topics.map(({ name }) => name).filter(name => name !== null && OWN_TOPIC.test(name))
}

function demo(...options: string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', 'demo', '--', ...options], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
    child.on('error', reject)
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }))
  })
}
