import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startTestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { until } from '../../../support/process/gate.ts'
import { newFolder } from './folders.ts'

const refusal = (dataDir: string, options: TestingClusterOptions = {}): Promise<unknown> =>
  startTestingCluster({ dataDir, ...options }).then(
    async kafka => {
      await kafka.close()
      return 'it was not refused'
    },
    error => ({ code: error.code, message: error.message })
  )

const refused = (message: unknown): unknown => ({ code: 'KAFKA_CONFIGURATION', message })

describe('a data directory', () => {
  test('is created if it is missing, and may have the folders of a file system', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'lost+found'))
    await (await startTestingCluster({ dataDir: folder })).close()
    await (await startTestingCluster({ dataDir: join(folder, 'a/b') })).close()
    expect(readdirSync(join(folder, 'a/b')).sort()).toEqual(['kafkawire.json', 'logs'])
  })

  test('is refused if it has other files, which stay as they are', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    expect(await refusal(folder)).toEqual(
      refused(
        `startTestingCluster: the data directory ${folder} is not of kafkawire: it contains notes.txt. Name an empty folder, or one that does not exist`
      )
    )
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })

  test('is refused if it is a file, if its name is empty, or if it cannot be written', async () => {
    const folder = newFolder()
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(await refusal(file)).toEqual(
      refused(expect.stringMatching(/ cannot be created: EEXIST.* Check its permissions .*, or name another folder$/))
    )
    expect(await refusal('')).toEqual(refused(expect.stringContaining('dataDir must be the path of a folder')))
    expect(await refusal(join(file, 'below'))).toEqual(refused(expect.stringMatching(/\/file\/below cannot be created: ENOTDIR/)))
  })

  test('is refused if a newer release wrote it, or if it has no format of kafkawire', async () => {
    const folder = newFolder()
    await (await startTestingCluster({ dataDir: folder })).close()
    const path = join(folder, 'kafkawire.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('"version":1', '"version":2'))
    const versions = 'it has version 2 of the format, and this release reads version 1'
    expect(await refusal(folder)).toEqual(
      refused(
        `startTestingCluster: the data directory ${folder} is of another release of kafkawire: ${versions}. Use that release, or name another folder`
      )
    )
    writeFileSync(path, '{}')
    expect(await refusal(folder)).toEqual(refused(expect.stringContaining('has a kafkawire.json that is not of kafkawire')))
    expect(readdirSync(folder).sort()).toEqual(['kafkawire.json', 'logs'])
  })

  test('is refused if its features are not those of the profile, or its topics have other numbers of partitions', async () => {
    const folder = newFolder()
    await (await startTestingCluster({ dataDir: folder, topics: { orders: 2 } })).close()
    expect(await refusal(folder, { profile: 'kafka-3.9' })).toEqual(
      refused(expect.stringMatching(/has the feature \S+ at level \d+, which brokers of this profile do not support\. Take the profile/))
    )
    const kept = 'the data directory has the topic "orders" with 2 partitions'
    expect(await refusal(folder, { topics: { orders: 3 } })).toEqual(
      refused(`startTestingCluster: topics.orders has 3 partitions, but ${kept}: ask for as many, or delete the topic there first`)
    )
    expect(await refusal(folder, { topics: { orders: 2 } })).toBe('it was not refused')
  })
})

describe('the lock of a data directory', () => {
  test('keeps out a second cluster of the same process, until the first is closed', async () => {
    const folder = newFolder()
    const first = await startTestingCluster({ dataDir: folder })
    const advice = 'Close that one first, or name another folder'
    expect(await refusal(`${folder}/.`)).toEqual(
      refused(`startTestingCluster: the data directory ${folder}/. is used by another testing cluster of this process. ${advice}`)
    )
    await first.close()
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    expect(await refusal(folder)).toBe('it was not refused')
  })

  test('keeps out other processes that live, and is taken over from those that have ended', async () => {
    const folder = newFolder()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const lock = join(folder, 'lock')
    writeFileSync(lock, JSON.stringify({ pid: child.pid, startedAt: '' }))
    expect(await refusal(folder)).toEqual(
      refused(`startTestingCluster: the data directory ${folder} is used by process ${child.pid}. End that process, or name another folder`)
    )
    expect(existsSync(lock)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(await refusal(folder)).toBe('it was not refused')
    writeFileSync(lock, '{"pid":')
    expect(await refusal(folder)).toBe('it was not refused')
  })

  test.runIf(existsSync('/proc/self/stat'))('is taken over if its process id belongs to a later process', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, startedAt: 'another boot 1' }))
    expect(await refusal(folder)).toBe('it was not refused')
  })
})

describe('a data directory that cannot be written any more', () => {
  test('stops the brokers, and close rejects with the reason', async () => {
    const folder = newFolder()
    const kafka = await startTestingCluster({ dataDir: folder, topics: { orders: 1 } })
    rmSync(folder, { recursive: true })
    kafka.produce('orders', { value: 'a' })
    const error = await kafka.dataDir?.failed
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', message: expect.stringMatching(/ cannot be written: ENOENT/) })
    await until(() => !kafka.broker(1).isRunning)
    await expect(kafka.close()).rejects.toBe(error)
  })
})
