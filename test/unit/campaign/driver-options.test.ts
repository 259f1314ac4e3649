import { connectCluster } from 'kafkawire'
import { startTestingCluster } from 'kafkawire/testing'
import { describe, expect, test } from 'vitest'
import { OPTION_VALUES, randomOptions } from '../../campaign/schedule/driver-options.ts'
import type { Settings } from '../../campaign/schedule/schedule.ts'
import { documentedLimits, driverOptions } from '../../campaign/simulation/options.ts'
import { Random } from '../../support/vectors/random.ts'

const PLAIN: Settings = { brokers: 1, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 1_000 }

describe('the options of the driver in a schedule', () => {
  test('are options that the driver knows, with values that it takes', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory' })
    if (kafka.dial === undefined) throw new Error('the cluster is not in memory')
    const reach = { dial: kafka.dial, clientId: 'campaign', prefix: '' }
    for (const [path, values] of Object.entries(OPTION_VALUES)) {
      for (const value of values) {
        const options = driverOptions({ ...PLAIN, options: { [path]: value } }, kafka, reach)
        await (await connectCluster(options)).close()
        const found = path.split('.').reduce<unknown>((inner, name) => Object(inner)[name], options)
        expect(found, path).toBe(value)
      }
    }
  })

  test('keep the options beside them', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory' })
    if (kafka.dial === undefined) throw new Error('the cluster is not in memory')
    const reach = { dial: kafka.dial, clientId: 'campaign', prefix: '' }
    const { connection } = driverOptions({ ...PLAIN, options: { 'connection.timeouts.idleMs': 200 } }, kafka, reach)
    expect(connection).toMatchObject({ clientId: 'campaign', timeouts: { requestMs: 1_000, idleMs: 200 } })
  })

  test('change the limits that the docs give to calls', () => {
    expect(documentedLimits(PLAIN)).toEqual({ totalMs: 60_000, requestMs: 1_000, connectMs: 10_000 })
    const options = { 'retry.totalMs': 2_000, 'connection.timeouts.connectMs': 500 }
    expect(documentedLimits({ ...PLAIN, options })).toEqual({ totalMs: 2_000, requestMs: 1_000, connectMs: 500 })
  })

  test('are the same for the same seed', () => {
    const all = Array.from({ length: 20 }, (_, seed) => randomOptions(new Random(seed)))
    expect(Array.from({ length: 20 }, (_, seed) => randomOptions(new Random(seed)))).toEqual(all)
    expect(all.some(options => Object.keys(options).length > 1)).toBe(true)
  })
})
