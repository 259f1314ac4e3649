import type { ChildProcess } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { errorCodes, isolationLevels } from '../../../../src/index.ts'
import { Fetch, ListOffsets } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { runCommand } from '../../../support/process/command.ts'

const startWithRecords = async () => {
  const kafka = await startTestingCluster({ topics: { orders: 1 } })
  for (const value of ['a', 'b', 'c']) {
    const timestamp = BigInt(Date.UTC(2026, 0, value.charCodeAt(0) - 96))
    kafka.produce('orders', [{ key: `k${value}`, value, headers: [['h', '1']], timestamp }])
  }
  return kafka
}

describe('kafkawire consume', () => {
  test.each([
    ['all records', [], 'a\nb\nc\n'],
    ['records from an offset', ['--from', '1'], 'b\nc\n'],
    ['records from a time', ['--from', '2026-01-02T12:00:00Z'], 'c\n'],
    ['no old records', ['--from', 'latest'], ''],
    ['the last records', ['--tail', '2'], 'b\nc\n'],
    ['a number of records', ['--count', '2'], 'a\nb\n'],
    [
      'records of a partition in a format',
      ['--partition', '0', '--format', '%t/%p/%o %T %k=%s %h%%\\t\\n', '--count', '1'],
      'orders/0/0 1767225600000 ka=a h=1%\t\n'
    ]
  ])('kafkawire consume --to-end prints %s', async (_, flags, expected) => {
    await using kafka = await startWithRecords()
    const result = await runCommand(['consume', 'orders', '--to-end', ...flags, '--bootstrap', kafka.bootstrap])
    expect(result).toEqual({ code: 0, stdout: expected, stderr: '' })
  })

  test('kafkawire consume --json has stable keys', async () => {
    await using kafka = await startWithRecords()
    const { stdout } = await runCommand(['consume', 'orders', '--json', '--count', '1', '--bootstrap', kafka.bootstrap])
    expect(JSON.parse(stdout)).toEqual({
      topic: 'orders',
      partition: 0,
      offset: '0',
      timestamp: Date.UTC(2026, 0, 1),
      key: 'ka',
      value: 'a',
      headers: [['h', '1']]
    })
  })

  test('bytes that are no text are printed as they are, and as base64 or hex if that is asked for', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.produce('orders', [{ key: Buffer.of(0xff), value: Buffer.of(0x00, 0xfe, 0x0a) }])
    const print = async (...flags: readonly string[]): Promise<Buffer> => {
      const chunks: Buffer[] = []
      const onStart = ({ stdout }: ChildProcess): unknown =>
        stdout?.on('data', (text: Buffer | string) => chunks.push(Buffer.from(text as string, 'latin1')))
      const args = ['consume', 'orders', '--to-end', ...flags, '--bootstrap', kafka.bootstrap]
      await runCommand(args, { encoding: 'latin1', onStart })
      return Buffer.concat(chunks)
    }
    expect(await print()).toEqual(Buffer.of(0x00, 0xfe, 0x0a, 0x0a))
    expect(await print('--format', '%k')).toEqual(Buffer.of(0xff))
    expect(String(await print('--key-encoding', 'base64', '--value-encoding', 'hex', '--format', '%k %s'))).toBe('/w== 00fe0a')
    const json = JSON.parse(String(await print('--key-encoding', 'hex', '--value-encoding', 'base64', '--json'))) as object
    expect(json).toMatchObject({ key: 'ff', value: 'AP4K' })
  })

  test('a slow broker does not hold the records of another one', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    const nodeIds = kafka.brokers.map(({ nodeId }) => nodeId)
    const leaders = [0, 1].map(partition => kafka.snapshot().topics.find(({ name }) => name === 'orders')?.partitions[partition]?.leaderId)
    expect(leaders.toSorted()).toEqual(nodeIds)
    kafka.fault({ api: 'Fetch', nodeId: leaders[1] ?? 0, do: { delayMs: 60_000 } })
    for (const partition of [0, 1]) kafka.produce('orders', { partition, value: `partition ${partition}` })
    const { code, stdout } = await runCommand(['consume', 'orders', '--count', '1', '--bootstrap', kafka.bootstrap])
    expect([code, stdout]).toEqual([0, 'partition 0\n'])
  })

  test('kafkawire consume goes on at the first record if its offset was deleted, and says so', async () => {
    await using kafka = await startWithRecords()
    let asked = 0
    kafka.on(Fetch, async (_, next) => {
      const { responses, ...answer } = await next()
      const errorCode = ++asked === 1 ? errorCodes.OFFSET_OUT_OF_RANGE : errorCodes.NONE
      return {
        ...answer,
        responses: responses.map(each => ({ ...each, partitions: each.partitions.map(partition => ({ ...partition, errorCode })) }))
      }
    })
    expect(await runCommand(['consume', 'orders', '--from', '1', '--to-end', '--bootstrap', kafka.bootstrap])).toEqual({
      code: 0,
      stdout: 'b\nc\n',
      stderr: 'kafkawire: consume: offset 1 of partition 0 does not exist any more: it goes on at 1\n'
    })
  })

  test('kafkawire consume prints new records until Ctrl-C, with the exit code 130', async () => {
    await using kafka = await startWithRecords()
    let text = ''
    const { code, stderr } = await runCommand(['consume', 'orders', '--bootstrap', kafka.bootstrap], {
      onStart: child =>
        child.stdout?.on('data', (chunk: string) => {
          text += chunk
          if (text === 'a\nb\nc\n') kafka.produce('orders', { value: 'd' })
          if (text.endsWith('d\n')) child.kill('SIGINT')
        })
    })
    expect([code, stderr, text]).toEqual([130, '', 'a\nb\nc\nd\n'])
  })

  test('neither records nor the end of a partition include a transaction that is not committed', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.produce('orders', { value: 'a' })
    const levels = new Set<number | undefined>()
    kafka.on(Fetch, (request, next) => {
      levels.add(request.message.isolationLevel)
      return next()
    })
    kafka.on(ListOffsets, (request, next) => {
      levels.add(request.message.isolationLevel)
      return next()
    })
    await runCommand(['consume', 'orders', '--to-end', '--bootstrap', kafka.bootstrap])
    expect([...levels]).toEqual([isolationLevels.READ_COMMITTED])
  })

  test('a reader that goes away ends the command quietly', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.produce(
      'orders',
      Array.from({ length: 5_000 }, () => ({ value: 'x'.repeat(100) }))
    )
    const { code, stderr } = await runCommand(['consume', 'orders', '--bootstrap', kafka.bootstrap], {
      onStart: ({ stdout }) => stdout?.once('data', () => stdout.destroy())
    })
    expect([code, stderr]).toEqual([0, ''])
  })

  test.each([
    ['a place that does not exist', ['--from', 'somewhere'], 2, /--from must be earliest, latest, an offset or a time/],
    ['two places', ['--from', '1', '--tail', '2'], 2, /--from and --tail exclude each other/],
    ['an encoding that does not exist', ['--value-encoding', 'utf9'], 2, /--value-encoding must be one of text, base64, hex, not "utf9"/],
    ['a letter without a meaning', ['--format', '%x'], 2, /--format has no %x/],
    ['a partition that does not exist', ['--partition', '7'], 20, /topic orders has 1 partition, and none with the number 7/]
  ])('kafkawire consume refuses %s in one sentence', async (_, flags, expected, text) => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const { code, stdout, stderr } = await runCommand(['consume', 'orders', ...flags, '--bootstrap', kafka.bootstrap])
    expect([code, stdout, stderr]).toEqual([expected, '', expect.stringMatching(text)])
  })
})
