import { appendFileSync, copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { TransactionalClient } from '../transactions/transactional-client.ts'
import { killedCopy, logsIn, newFolder } from './folders.ts'

/** A folder with three batches `a`, `b` and `c` in one partition, whose process was killed. */
async function killedFolder(): Promise<string> {
  const dataDir = newFolder()
  await using kafka = await startTestingCluster({ dataDir, topics: { orders: 1 } })
  for (const value of ['a', 'b', 'c']) kafka.produce('orders', { value })
  return await killedCopy(dataDir, state => state.includes('"endOffset":3'))
}

const texts = async (kafka: TestingCluster, count: number): Promise<(string | null)[]> =>
  (await kafka.waitForRecords('orders', count)).map(({ text }) => text)

const refusal = (dataDir: string): Promise<string> =>
  startTestingCluster({ dataDir }).then(
    async kafka => {
      await kafka.close()
      return 'it was not refused'
    },
    error => String(error.message)
  )

describe('the folder of a process that was killed', () => {
  test('has what was written up to 100 ms before, also records of which the state does not know', async () => {
    const dataDir = newFolder()
    await using kafka = await startTestingCluster({ dataDir, topics: { orders: 1 } })
    kafka.produce('orders', { value: 'a' })
    const older = await killedCopy(dataDir, state => state.includes('"endOffset":1'))
    kafka.produce('orders', { value: 'b' })
    const newer = await killedCopy(dataDir, state => state.includes('"endOffset":2'))
    copyFileSync(join(older, 'kafkawire.json'), join(newer, 'kafkawire.json'))

    await using second = await startTestingCluster({ dataDir: newer })
    expect(await texts(second, 2)).toEqual(['a', 'b'])
    expect(second.dataDir?.repairs).toEqual([])
    expect(second.produce('orders', { value: 'c' })).toEqual([{ partition: 0, offset: 2n }])
  })

  test('loses a batch that was not completely written, and says so', async () => {
    const dataDir = await killedFolder()
    const [log = ''] = logsIn(dataDir)
    const whole = readFileSync(log)
    appendFileSync(log, whole.subarray(0, 50))
    const second = await startTestingCluster({ dataDir })
    expect(second.dataDir?.repairs).toEqual([`orders-0: the last 50 bytes of ${log} were not completely written, and were cut off`])
    expect(await texts(second, 3)).toEqual(['a', 'b', 'c'])
    second.produce('orders', { value: 'd' })
    await second.close()

    await using third = await startTestingCluster({ dataDir })
    expect(await texts(third, 4)).toEqual(['a', 'b', 'c', 'd'])
    expect(third.dataDir?.repairs).toEqual([])
  })

  test('loses a last batch whose checksum is wrong if the state does not know it', async () => {
    const dataDir = await killedFolder()
    const [log = ''] = logsIn(dataDir)
    const torn = Buffer.from(readFileSync(log).subarray(0, statSync(log).size / 3))
    torn.writeBigInt64BE(3n)
    torn.writeUInt8((torn.at(-1) ?? 0) ^ 1, torn.length - 1)
    appendFileSync(log, torn)

    await using second = await startTestingCluster({ dataDir })
    expect(second.dataDir?.repairs).toHaveLength(1)
    expect(await texts(second, 3)).toEqual(['a', 'b', 'c'])
  })

  test('is refused if a file is damaged in its middle, shorter than it was, or missing', async () => {
    const dataDir = await killedFolder()
    const [log = ''] = logsIn(dataDir)
    const whole = readFileSync(log)
    const damaged = Buffer.from(whole)
    damaged.writeUInt8(damaged.readUInt8(65) ^ 1, 65)
    writeFileSync(log, damaged)
    const advice = 'Restore the folder from a copy, or remove it to begin with no data'
    const start = `startTestingCluster: the data directory ${dataDir} has a damaged file of orders-0, ${log}:`
    expect(await refusal(dataDir)).toBe(`${start} the batch at byte 0 is not what was written. ${advice}`)
    expect(readFileSync(log)).toEqual(damaged)
    writeFileSync(log, whole)
    truncateSync(log, 100)
    expect(await refusal(dataDir)).toBe(`${start} it has 100 bytes, and ${whole.length} were written. ${advice}`)
    writeFileSync(log, whole)
    await using second = await startTestingCluster({ dataDir })
    expect(await texts(second, 3)).toEqual(['a', 'b', 'c'])
  })

  test('is refused if its state is damaged, in any of its bytes', async () => {
    const dataDir = await killedFolder()
    const path = join(dataDir, 'kafkawire.json')
    const whole = readFileSync(path)
    for (const at of [0, 40, 80, 200, whole.length - 10]) {
      const damaged = Buffer.from(whole)
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
      writeFileSync(path, damaged)
      expect(await refusal(dataDir)).toMatch(/^startTestingCluster: the data directory .* (?:has a damaged kafkawire\.json|is of another)/)
    }
    writeFileSync(path, whole.subarray(0, 300))
    expect(await refusal(dataDir)).toContain('has a damaged kafkawire.json: it is not JSON')
  })

  test('has no transaction that nobody can end: one of which the state does not know is aborted', async () => {
    const dataDir = newFolder()
    await using kafka = await startTestingCluster({ dataDir, topics: { t: 1 } })
    kafka.produce('t', { value: 'a' })
    const older = await killedCopy(dataDir, state => state.includes('"endOffset":1'))
    using before = await TransactionalClient.connect(kafka.broker(1).port)
    const producer = await before.begin()
    await before.add(producer)
    await before.produce(producer, 'open')
    const newer = await killedCopy(dataDir, state => state.includes('"endOffset":2'))
    copyFileSync(join(older, 'kafkawire.json'), join(newer, 'kafkawire.json'))

    await using second = await startTestingCluster({ dataDir: newer })
    using after = await TransactionalClient.connect(second.broker(1).port)
    expect(await after.committed()).toEqual({ values: ['a'], stableOffset: 3n })
    expect((await after.begin()).producerId).toBe(1_000n)
  })

  test('has no files of topics and generations that its state does not name', async () => {
    const dataDir = await killedFolder()
    const [log = ''] = logsIn(dataDir)
    const others = [
      log.replace('.0.log', '.1.log'),
      log.replace(/[^/]*-0\.0\.log$/, `${'0'.repeat(32)}-0.0.log`),
      join(dataDir, 'logs/mine.txt')
    ]
    for (const path of others) writeFileSync(path, 'left behind')
    await using second = await startTestingCluster({ dataDir })
    expect(await texts(second, 3)).toEqual(['a', 'b', 'c'])
    expect(others.map(path => existsSync(path))).toEqual([false, false, true])
  })
})
