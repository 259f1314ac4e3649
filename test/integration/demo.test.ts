import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { brokers } from './support/brokers.ts'

const MAIN = join(import.meta.dirname, '../../examples/demo/main.ts')

for (const { name, dir, sasl } of brokers()) {
  // The users of a cluster that the harness did not start are unknown.
  if (sasl === undefined || dir === undefined) continue
  const access = ['--tls', '--ca', join(dir, 'pki', 'ca.pem'), '--sasl', 'scram-sha-512', '--username', 'alice']
  const demo = (password: string) => run(['--bootstrap', sasl.ssl, ...access, '--records', '5000'], password)

  test(`the demo with TLS and SCRAM-SHA-512 gets every record back from ${name}`, async () => {
    const { code, stdout, stderr } = await demo('alice-secret')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/\nOK: 5,000 records came back, each key and value as it was sent\.\n$/)
  })

  test(`the demo prints that ${name} refuses a wrong password, without the password itself`, async () => {
    const { code, stdout, stderr } = await demo('canary')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^demo: [^\n]*SCRAM-SHA-512: refused with error 58 SASL_AUTHENTICATION_FAILED[^\n]*\n$/)
    expect(stderr).not.toContain('canary')
  })
}

async function run(args: readonly string[], KAFKA_PASSWORD: string) {
  const child = execFile(process.execPath, ['--import', 'tsx', MAIN, ...args], { env: { ...process.env, KAFKA_PASSWORD } })
  const text = { stdout: '', stderr: '' }
  child.stdout?.on('data', data => (text.stdout += data))
  child.stderr?.on('data', data => (text.stderr += data))
  const [code] = await once(child, 'close')
  return { code, ...text }
}
