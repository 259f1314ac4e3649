import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '../../../src/index.ts'
import { readBatches } from '../../../src/records/index.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { type Client, plainRecords } from '../support/clients/client.ts'
import { consoleTools } from '../support/clients/console-tools.ts'
import { kafkajs } from '../support/clients/kafkajs.ts'
import { kcat } from '../support/clients/kcat.ts'
import { EVERY_COMPRESSION, registerMissingCodecs } from '../support/records/codecs.ts'
import { append, asRead, batchOf, batchOfAsync, fetchBytes, recordsIn, TRICKY_RECORDS } from '../support/records/records.ts'
import { createTopic } from '../support/topics.ts'

const VERSION = '4.4.0'
const clients: Readonly<Record<string, (bootstrap: string) => Client | Promise<Client>>> = {
  "Kafka's console tools": bootstrap => consoleTools(VERSION, bootstrap),
  'kcat (librdkafka)': kcat,
  kafkajs
}

// Users who name a cluster of their own need none of these programs and packages.
const broker = brokers().find(({ version }) => version === VERSION)

describe.skipIf(broker === undefined).each(Object.keys(clients))('%s', name => {
  const { bootstrap = '' } = broker ?? {}
  let client: Client
  let connection: Connection
  beforeAll(async () => {
    await registerMissingCodecs()
    const start = clients[name]
    if (start === undefined) throw new Error(`the list of clients has no ${name}`)
    client = await start(bootstrap)
    connection = await connect(firstAddress(bootstrap))
  })
  afterAll(() => connection?.close())

  test.each(EVERY_COMPRESSION)('the client reads what the driver writes with %s, built by build and by buildAsync', async compression => {
    await using topic = await createTopic(connection)
    const records = [...plainRecords(300), ...TRICKY_RECORDS].map((record, i) => ({ timestamp: BigInt(i), ...record }))
    await append(connection, topic, batchOf(records, compression))
    await append(connection, topic, await batchOfAsync(records, compression))
    const expected = [...asRead(records), ...asRead(records, BigInt(records.length))]
    expect(await client.consume(topic.name, expected.length)).toEqual(expected)
  })

  test.each(EVERY_COMPRESSION)('the driver reads what the client writes with %s', async compression => {
    await using topic = await createTopic(connection)
    const beforeMs = BigInt(Date.now())
    await client.produce(topic.name, compression)
    const bytes = await fetchBytes(connection, topic)
    expect(recordsIn(bytes).map(({ timestamp, ...record }) => record)).toEqual(asRead(client.records))
    for (const { timestamp } of recordsIn(bytes)) expect(timestamp).toBeGreaterThanOrEqual(beforeMs)
    expect([...readBatches(bytes)].map(batch => batch.compression)).toContain(compression)
  })
})
