import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { proxied } from '../../support/process/proxied.ts'
import { run } from '../harness/cluster/run.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import type { Client } from '../support/clients/client.ts'
import { consoleTools } from '../support/clients/console-tools.ts'
import { kcat } from '../support/clients/kcat.ts'
import { asRead } from '../support/records/records.ts'
import { createTopic, type Topic } from '../support/topics.ts'

const VERSION = '4.4.0'
const PASSWORD = 'alice-secret'
const clients: Readonly<Record<string, (bootstrap: string) => Client>> = {
  "Kafka's console tools": bootstrap => consoleTools(VERSION, bootstrap),
  'kcat (librdkafka)': kcat
}

// Users who name a cluster of their own need none of these programs.
const broker = brokers().find(({ version }) => version === VERSION)

interface Line {
  readonly event: string
  readonly api?: string
  readonly errors?: readonly string[]
  readonly body?: { readonly brokers?: readonly { readonly host: string; readonly port: number }[] }
}

describe.skipIf(broker === undefined)('kafkawire record in front of Apache Kafka', () => {
  const { bootstrap = '', sasl, dir = '' } = broker ?? {}
  let connection: Connection
  beforeAll(async () => {
    connection = await connect(firstAddress(bootstrap))
  })
  afterAll(() => connection?.close())

  test.each(Object.entries(clients))('%s writes and reads through kafkawire record, and each request is recorded', async (_, start) => {
    await using topic = await createTopic(connection)
    const { code, used, lines } = await proxied(['record', '--json', '--upstream', bootstrap], async at => {
      const client = start(at)
      await client.produce(topic.name, 'none')
      return { records: client.records, read: await client.consume(topic.name, client.records.length) }
    })
    expect(code).toBe(130)
    expect(used.read.map(({ timestamp, ...record }) => record)).toEqual(asRead(used.records))
    const events = lines.map(line => JSON.parse(line) as Line)
    const answered = events.filter(({ event }) => event === 'answer')
    for (const api of ['ApiVersions', 'Metadata', 'Produce', 'Fetch', 'ListOffsets']) {
      const ofApi = answered.filter(each => each.api === api)
      expect(ofApi.length, api).toBeGreaterThan(0)
      // An ApiVersions of a client that is newer than the broker is refused first.
      if (api !== 'ApiVersions') expect(ofApi.flatMap(({ errors = [] }) => errors)).toEqual([])
    }
    // What the broker says is recorded; what the client dials is the proxy.
    const { host, port } = firstAddress(bootstrap)
    expect(answered.find(({ api }) => api === 'Metadata')?.body?.brokers).toEqual([expect.objectContaining({ host, port })])
  })

  test('kcat logs in through kafkawire record, and its password is not shown', async () => {
    await using topic = await createTopic(connection)
    const login = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=PLAIN', 'sasl.username=alice', `sasl.password=${PASSWORD}`]
    const { used, stdout } = await proxied(['record', '--upstream', sasl?.plaintext ?? ''], at => echo(at, topic, login))
    expect(used).toBe('hello\n')
    expect(stdout).toMatch(/> \d+ SaslAuthenticate v\d rdkafka \{"authBytes":"\(secret\)"\}/)
    expect(stdout).not.toContain(PASSWORD)
    expect(stdout).not.toContain(Buffer.from(`\0alice\0${PASSWORD}`).toString('base64'))
  })

  test('kafkawire record logs in over TLS for a kcat that has no password', async () => {
    await using topic = await createTopic(connection)
    const secured = ['--tls', '--ca', join(dir, 'pki', 'ca.pem'), '--sasl', 'SCRAM-SHA-512', '--username', 'alice']
    const options = { env: { KAFKAWIRE_PASSWORD: PASSWORD } }
    const { used, stdout } = await proxied(['record', '--upstream', sasl?.ssl ?? '', ...secured], at => echo(at, topic, []), options)
    expect(used).toBe('hello\n')
    expect(stdout).toMatch(/> \d+ Produce v\d+ rdkafka /)
    expect(stdout).not.toContain('Sasl')
  })
})

/** Writes a line with kcat, and returns what kcat then reads. */
async function echo(bootstrap: string, { name }: Topic, settings: readonly string[]): Promise<string> {
  const flags = ['-b', bootstrap, '-t', name, ...settings.flatMap(each => ['-X', each])]
  await run('kcat', ['-P', ...flags], { input: 'hello\n' })
  return await run('kcat', ['-C', '-e', '-q', ...flags], { stdoutOnly: true })
}
