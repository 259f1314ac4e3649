import { describe, expect, test } from 'vitest'
import { brokers } from '../support/brokers.ts'
import { shellFor } from '../support/cli.ts'
import { consoleTools } from '../support/clients/console-tools.ts'
import { kcat } from '../support/clients/kcat.ts'

const TOOLS_VERSION = '4.4.0'
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const TIME = Date.UTC(2026, 0, 31)

describe.each(brokers())('kafkawire produce and consume with $name', ({ bootstrap, version }) => {
  const shell = shellFor(['--bootstrap', bootstrap])

  test.each(CODECS.filter(codec => canCompress(codec)))(
    'kcat and the Java client read the records of kafkawire produce with %s',
    async codec => {
      await using topic = await shell.topic()
      const lines = [
        { key: 'a', value: 'one', headers: { trace: 'первый', empty: '' }, timestamp: TIME },
        { key: null, value: 'no key', timestamp: TIME + 1 },
        { key: 'gone', value: null, timestamp: TIME + 2 },
        { key: 'Schlüssel 🔑', value: 'x'.repeat(20_000), headers: {}, timestamp: TIME + 3 }
      ]
      const input = lines.map(line => `${JSON.stringify(line)}\n`).join('')
      const flags = ['--format', 'json', '--header', 'source=shell', '--compression', codec]
      expect(await shell.json(['produce', topic.name, ...flags], input)).toEqual([
        { topic: topic.name, written: lines.length, failed: 0, error: null }
      ])
      const common: readonly [string, string] = ['source', 'shell']
      const expected = lines.map(({ key, value, headers = {}, timestamp }, index) => ({
        offset: BigInt(index),
        timestamp: BigInt(timestamp),
        key,
        value,
        headers: [common, ...Object.entries(headers)]
      }))
      const clients = [kcat(bootstrap), ...(version === undefined ? [] : [consoleTools(TOOLS_VERSION, bootstrap)])]
      for (const client of clients) expect(await client.consume(topic.name, lines.length)).toEqual(expected)
      expect(await shell.json(['consume', topic.name, '--to-end'])).toEqual(
        expected.map(({ offset, timestamp, ...rest }) => ({
          topic: topic.name,
          partition: 0,
          offset: String(offset),
          timestamp: Number(timestamp),
          ...rest
        }))
      )
    }
  )

  test('kafkawire consume prints what kcat wrote, with keys and headers', async () => {
    await using topic = await shell.topic()
    const client = kcat(bootstrap)
    await client.produce(topic.name, 'gzip')
    const found = (await shell.json(['consume', topic.name, '--to-end'])) as { key: string; value: string; headers: [string, string][] }[]
    expect(found.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual(
      client.records.map(({ key, value, headers = [] }) => ({ key, value, headers }))
    )
  })

  test('a key goes to the partition that the Java client chooses, and consume reads partitions, offsets, times and the tail', async () => {
    await using topic = await shell.topic('--partitions', '3')
    const letters = [...'abcdef']
    const input = letters.map(letter => `${letter}:${letter.toUpperCase()}\n`).join('')
    expect(await shell.text(['produce', topic.name, '--key-separator', ':'], input)).toBe(`6 records are in ${topic.name}\n`)
    const found = (await shell.json(['consume', topic.name, '--to-end'])) as { key: string; partition: number }[]
    // These are the places of murmur2 modulo 3, which librdkafka computes too.
    expect(Object.fromEntries(found.map(({ key, partition }) => [key, partition]))).toEqual({ a: 1, b: 2, c: 1, d: 2, e: 2, f: 0 })
    const ofOne = ['consume', topic.name, '--to-end', '--partition', '2', '--format', '%p/%o %k=%s\\n']
    expect(await shell.text(ofOne)).toBe('2/0 b=B\n2/1 d=D\n2/2 e=E\n')
    expect(await shell.text([...ofOne, '--from', '1'])).toBe('2/1 d=D\n2/2 e=E\n')
    expect(await shell.text([...ofOne, '--tail', '1'])).toBe('2/2 e=E\n')
    expect(await shell.text([...ofOne, '--from', '2001-01-01', '--count', '1'])).toBe('2/0 b=B\n')
    expect(await shell.text([...ofOne, '--from', 'latest'])).toBe('')
  })

  test('kafkawire produce to a topic or a partition that does not exist writes nothing', async () => {
    await using topic = await shell.topic()
    const { code, stdout, stderr } = await shell.run(['produce', topic.name, '--partition', '7'], 'a\n')
    expect([code, stdout, stderr]).toEqual([
      20,
      '',
      `kafkawire: produce: topic ${topic.name} has 1 partition, and none with the number 7\n`
    ])
    expect(await shell.text(['consume', topic.name, '--to-end'])).toBe('')
  })
})

// Zstandard needs a newer Node than the oldest one that is supported.
function canCompress(codec: string): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return codec !== 'zstd' || major > 22 || (major === 22 && minor >= 15)
}
