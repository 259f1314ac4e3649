import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../src/errors.ts'
import { Metadata } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'

type Call = [method: string, args: readonly unknown[]]
type Methods = Record<string, (...args: readonly unknown[]) => unknown>

// Right arguments for each method.
const CALLS: readonly Call[] = [
  ['on', [Metadata, { times: 1 }, () => undefined]],
  ['received', [Metadata]],
  ['broker', [1]],
  ['addBroker', []],
  ['removeBroker', [1]],
  ['fault', [{ api: 'Metadata', do: { delayMs: 1 } }]],
  ['moveLeader', ['t', 0, 1]],
  ['moveCoordinator', ['g', 1]],
  ['moveController', [1]],
  ['fenceMember', ['g', 'm']],
  ['expireSaslSessions', []],
  ['advance', [1]],
  ['reset', []],
  ['produce', ['t', { value: 'a' }]],
  ['records', ['t']],
  ['waitForRecords', ['t', 1, {}]],
  ['waitForCommit', ['g', 't', {}]],
  ['waitForStable', ['g', {}]],
  ['applyRetention', ['t']],
  ['compact', ['t']]
]
const WRONG: readonly unknown[] = [null, [], Symbol('wrong'), 1n, true, -1, Number.NaN]
// These methods only read what there is, end what runs, or reject in a way of their own.
const ALLOWED_AFTER_CLOSE = ['received', 'broker']

describe('misuse of a testing cluster', () => {
  const cases = CALLS.flatMap(([method, args]) => args.map((_, index): [string, number, readonly unknown[]] => [method, index, args]))
  test.each(cases)('%s refuses values of a wrong type as argument %i', async (method, index, args) => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })

    for (const wrong of WRONG) {
      if (method === 'produce' && index === 1 && Array.isArray(wrong)) continue // no records at all
      const call = (): unknown => methodOf(kafka, method)(...args.map((arg, at) => (at === index ? wrong : arg)))
      expect(await codeOf(call), String(wrong)).toBe('KAFKA_CONFIGURATION')
    }
  })

  test.each(CALLS.filter(([method]) => !ALLOWED_AFTER_CLOSE.includes(method)))(
    '%s is refused after the cluster was closed',
    async (method, args) => {
      const kafka = await startTestingCluster({ topics: { t: 1 } })
      await kafka.close()

      expect(await codeOf(() => methodOf(kafka, method)(...args))).toBe('KAFKA_CONFIGURATION')
    }
  )

  test.each<Call>([
    ['fault', [{ after: { bytes: 0 }, do: 'reset' }]],
    ['restart', [{}]],
    ['start', []]
  ])('%s of a broker is refused for wrong types, and after the cluster was closed', async (method, args) => {
    const kafka = await startTestingCluster()
    const broker = kafka.broker(1)
    if (args.length > 0)
      for (const wrong of WRONG) expect(await codeOf(() => methodOf(broker, method)(wrong)), String(wrong)).toBe('KAFKA_CONFIGURATION')
    await kafka.close()

    expect(await codeOf(() => methodOf(broker, method)(...args))).toBe('KAFKA_CONFIGURATION')
  })

  test('a helper that waits is refused when the cluster is closed meanwhile', async () => {
    const kafka = await startTestingCluster({ topics: { t: 1 } })
    const waits = [kafka.waitForRecords('t', 1), kafka.waitForCommit('g', 't'), kafka.waitForStable('g')]
    const codes = Promise.all(waits.map(wait => codeOf(() => wait)))
    await kafka.close()

    expect(await codes).toEqual(waits.map(() => 'KAFKA_CONFIGURATION'))
  })

  test('a broker that is added while the cluster closes does not listen', async () => {
    const kafka = await startTestingCluster()
    const adding = codeOf(() => kafka.addBroker())
    await kafka.close()
    await adding

    expect(kafka.brokers).toHaveLength(2)
    expect(kafka.brokers.some(({ isRunning }) => isRunning)).toBe(false)
  })
})

function methodOf(object: object, name: string): (...args: readonly unknown[]) => unknown {
  const method = (object as Methods)[name]
  if (method === undefined) throw new Error(`there is no method ${name}`)
  return method.bind(object)
}

// The code of the error; undefined if there is none.
async function codeOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call()
  } catch (error) {
    return isKafkaError(error) ? error.code : String(error)
  }
  return undefined
}
