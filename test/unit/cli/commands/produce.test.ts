import { describe, expect, test } from 'vitest'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString()
const ONE = { topics: { orders: 1 } }

describe('kafkawire produce', () => {
  test('kafkawire produce writes each line as a record, in order, with a last line that has no line end', async () => {
    await using kafka = await startTestingCluster(ONE)
    const result = await runCommand(['produce', 'orders', '--bootstrap', kafka.bootstrap], { input: 'a\n\nb' })
    expect(result).toEqual({ code: 0, stdout: '3 records are in orders\n', stderr: '' })
    expect((await kafka.waitForRecords('orders', 3)).map(({ value }) => textOf(value))).toEqual(['a', '', 'b'])
  })

  test('kafkawire produce --key-separator --header --compression --tombstones make keys, headers, batches and tombstones', async () => {
    await using kafka = await startTestingCluster(ONE)
    const flags = ['--key-separator', ':', '--header', 'source=shell', '--compression', 'gzip', '--tombstones', '--json']
    const { code, stdout } = await runCommand(['produce', 'orders', ...flags, '--bootstrap', kafka.bootstrap], { input: 'k:v:w\nx:\n' })
    expect([code, JSON.parse(stdout)]).toEqual([0, { topic: 'orders', written: 2, failed: 0, error: null }])
    const [first, second] = await kafka.waitForRecords('orders', 2)
    expect([textOf(first?.key), textOf(first?.value), first?.headers.map(([name, value]) => [name, textOf(value)])]).toEqual([
      'k',
      'v:w',
      [['source', 'shell']]
    ])
    expect(second?.value).toBeNull()
  })

  test('kafkawire produce --format json reads key, value, headers, partition and timestamp', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    const input = '{"key":"k","value":{"id":1},"headers":{"h":"1"},"partition":1,"timestamp":5}\n'
    await runCommand(['produce', 'orders', '--format', 'json', '--bootstrap', kafka.bootstrap], { input })
    const [record] = await kafka.waitForRecords('orders', 1)
    expect(record).toMatchObject({ partition: 1, timestamp: 5n })
    expect([textOf(record?.key), textOf(record?.value)]).toEqual(['k', '{"id":1}'])
  })

  test('kafkawire produce spreads records without a key over all partitions, as the input arrives', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    // The standard input arrives in parts of at most 65,536 bytes, and each part goes to one partition.
    const input = `${'x'.repeat(99)}\n`.repeat(5_000)
    await runCommand(['produce', 'orders', '--bootstrap', kafka.bootstrap], { input })
    const records = await kafka.waitForRecords('orders', 5_000)
    expect(new Set(records.map(({ partition }) => partition))).toEqual(new Set([0, 1]))
  })

  test('kafkawire produce --format json puts the headers of --header before those of the line', async () => {
    await using kafka = await startTestingCluster(ONE)
    const flags = ['--format', 'json', '--header', 'source=shell', '--bootstrap', kafka.bootstrap]
    await runCommand(['produce', 'orders', ...flags], { input: '{"value":"v","headers":{"h":"1"}}\n' })
    const [record] = await kafka.waitForRecords('orders', 1)
    expect(record?.headers.map(([name, value]) => [name, textOf(value)])).toEqual([
      ['source', 'shell'],
      ['h', '1']
    ])
  })

  test('kafkawire produce --format json writes what consume --json prints', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2, copies: 2 } })
    kafka.produce('orders', [
      {
        key: 'k',
        value: 'v',
        headers: [
          ['h', '1'],
          ['h', null]
        ],
        timestamp: 5n
      }
    ])
    const read = (topic: string) => runCommand(['consume', topic, '--to-end', '--json', '--bootstrap', kafka.bootstrap])
    const { stdout: input } = await read('orders')
    const written = await runCommand(['produce', 'copies', '--format', 'json', '--bootstrap', kafka.bootstrap], { input })
    expect(written).toMatchObject({ code: 0, stderr: '' })
    expect((await read('copies')).stdout).toBe(input.replace('"orders"', '"copies"'))
  })

  test('a wrong line ends the command with its number, and the lines before it are written', async () => {
    await using kafka = await startTestingCluster(ONE)
    const run = ['produce', 'orders', '--key-separator', ':', '--bootstrap', kafka.bootstrap]
    const { code, stdout, stderr } = await runCommand(run, { input: 'a:1\nbad\nc:3\n' })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe(
      'kafkawire: produce: line 2: it has no key separator ":"\nkafkawire: produce: 2 lines were read, and 1 of them is in orders\n'
    )
    expect(await kafka.waitForRecords('orders', 1)).toHaveLength(1)
  })

  test('a batch that the broker refuses has the exit code 3', async () => {
    await using kafka = await startTestingCluster(ONE)
    kafka.fault({ api: 'Produce', do: { error: 'INVALID_RECORD' }, times: 1 })
    const { code, stdout, stderr } = await runCommand(['produce', 'orders', '--json', '--bootstrap', kafka.bootstrap], { input: 'a\nb\n' })
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ written: 0, failed: 2 })
    expect(stderr).toContain('87 INVALID_RECORD')
  })

  test('100,000 records of 100 bytes are written in order', async () => {
    await using kafka = await startTestingCluster(ONE)
    const lines = Array.from({ length: 100_000 }, (_, i) => String(i).padStart(100, '.'))
    const { code, stdout } = await runCommand(['produce', 'orders', '--bootstrap', kafka.bootstrap], { input: lines.join('\n') })
    expect([code, stdout]).toEqual([0, '100000 records are in orders\n'])
    const values = (await kafka.waitForRecords('orders', lines.length)).map(({ value }) => textOf(value))
    expect(values.length === lines.length && values.every((value, i) => value === lines[i])).toBe(true)
  })

  test.each([
    ['a codec that does not exist', ['--compression', 'zip'], 2, /--compression must be one of none, gzip, snappy, lz4, zstd/],
    ['a key separator for JSON', ['--format', 'json', '--key-separator', ':'], 2, /--key-separator has no meaning with --format json/],
    ['a partition that does not exist', ['--partition', '7'], 20, /topic orders has 1 partition, and none with the number 7/]
  ])('kafkawire produce refuses %s in one sentence', async (_, flags, expected, text) => {
    await using kafka = await startTestingCluster(ONE)
    const { code, stdout, stderr } = await runCommand(['produce', 'orders', ...flags, '--bootstrap', kafka.bootstrap], { input: 'a\n' })
    expect([code, stdout, stderr]).toEqual([expected, '', expect.stringMatching(text)])
  })
})
