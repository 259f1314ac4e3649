import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupCoordinator, transactionCoordinator } from '../../../../src/cluster/routing/destinations.ts'
import type { Route } from '../../../../src/cluster/routing/route.ts'
import { routes } from '../../../../src/cluster/routing/routing-table.ts'
import { type Cluster, connectCluster, isKafkaError, type RetryEvent } from '../../../../src/index.ts'
import { type Api, apis, encodeRequest, Fetch } from '../../../../src/messages.ts'
import { apiHandlers } from '../../../../src/testing/apis/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import type { Struct } from '../../../../tools/generate/model.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { fullValues } from '../../../support/vectors/full-values.ts'
import { defaultValues, type Values } from '../../../support/vectors/message-values.ts'
import { codecOf } from '../../../support/vectors/vectors.ts'

type AnyApi = Api<unknown, unknown>

const ID = 'AAAAAAAAAAAAAAAAAAAAAQ' // what fullValues gives for a UUID
const WRONG: readonly unknown[] = [null, undefined, 5, 'x', {}, [null]]
const ROOTS: readonly unknown[] = [null, undefined, 5, 'x', []]
// A request is refused because of a value, because no version can carry it, or because it cannot be routed.
const REFUSALS = ['KAFKA_ENCODE', 'KAFKA_UNSUPPORTED_VERSION', 'KAFKA_CONFIGURATION'] as const
// The cluster depends on the answers of these APIs: the testing brokers answer them as usual.
const OWN = ['Metadata', 'ApiVersions', 'FindCoordinator']
const SERVED: readonly string[] = apiHandlers.map(({ api }) => api.name)

/** One request, which has one value that is missing or of the wrong type. */
interface Case {
  readonly path: string
  readonly request: unknown
}

/** A copy of a value with two elements in each array: topics that exist, and partitions of both brokers. */
function twice(value: unknown, ids: readonly string[], step: number): unknown {
  if (Array.isArray(value)) return [0, 1].map(each => twice(value[0], ids, each))
  if (value === 'text' && step > 0) return 'text2'
  if (value === ID) return ids[step]
  if (typeof value === 'number') return value - step
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, twice(each, ids, step)]))
}

/** A struct without the optional fields at its top, such as the session of a Fetch, which sends all of it to one broker. */
function lean(whole: Values, { fields }: Struct): Values {
  const kept = fields.filter(({ name, required }) => required || Array.isArray(whole[name])).map(({ name }) => name)
  return Object.fromEntries(Object.entries(whole).filter(([name]) => kept.includes(name)))
}

/** All requests in which one value is replaced by a wrong one, or left out. */
function* casesOf(value: unknown, path: string, put: (value: unknown) => unknown): Generator<Case> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  const entries = Object.entries(value)
  for (const [name, inner] of entries) {
    const replaced = (given: unknown): unknown => put(Array.isArray(value) ? value.with(Number(name), given) : { ...value, [name]: given })
    const here = Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`
    for (const wrong of WRONG) yield { path: `${here} = ${describeValue(wrong)}`, request: replaced(wrong) }
    if (!Array.isArray(value))
      yield { path: `${here} left out`, request: put(Object.fromEntries(entries.filter(([each]) => each !== name))) }
    yield* casesOf(inner, here, replaced)
  }
}

const describeValue = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (each === undefined ? 'undefined' : each)) ?? 'undefined'

/** Whether the encoder refuses a request in the version in which it would be sent. */
function isRefused(api: AnyApi, request: unknown): boolean {
  try {
    encodeRequest(api, api.highestVersionFor?.(request) ?? api.maxVersion, request)
    return false
  } catch (error) {
    return isKafkaError(error, 'KAFKA_ENCODE')
  }
}

/** The errors of a request as a whole, and of each of its parts. */
async function errorsOf(cluster: Cluster, api: AnyApi, request: unknown): Promise<unknown[]> {
  const [sent, shards] = await Promise.allSettled([cluster.send(api, request), cluster.sendSharded(api, request)])
  const parts = shards.status === 'rejected' ? [shards.reason] : shards.value.flatMap(shard => ('error' in shard ? [shard.error] : []))
  return [...(sent.status === 'rejected' ? [sent.reason] : []), ...parts]
}

/** A cluster whose brokers answer every API, most of them with the default of each field. */
async function startAnswering(): Promise<TestingCluster> {
  const foreign = apis.filter(({ name }) => !SERVED.includes(name))
  const versions = Object.fromEntries(foreign.map(({ name, minVersion, maxVersion }) => [name, [minVersion, maxVersion] as const]))
  const kafka = await startTestingCluster({ brokers: 2, topics: { text: 8, text2: 8 }, versions })
  for (const api of apis as readonly AnyApi[]) {
    const { root } = codecOf(`${api.name}Response`).message
    if (!OWN.includes(api.name)) kafka.on(api, () => defaultValues(root) as never)
  }
  return kafka
}

/** Whether the broker of a request depends on its fields. */
const isRoutedByContent = (route: Route | undefined): boolean =>
  route?.shards !== undefined || [groupCoordinator, transactionCoordinator].some(each => each === route?.to)

describe('a request with a value that is missing or of the wrong type', () => {
  let kafka: TestingCluster
  let cluster: Cluster
  const ids: string[] = []
  let retries = 0

  beforeAll(async () => {
    kafka = await startAnswering()
    const observe = { retry: ({ error }: RetryEvent) => void (error.code === 'KAFKA_PROTOCOL' || retries++) }
    const retry = { initialMs: 1, maxMs: 2, totalMs: 5_000 }
    cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry, metadata: { minAgeMs: 1 }, observe })
    await cluster.pool.warmUp()
    for (const topic of ['text', 'text2']) ids.push((await cluster.topic(topic)).topicId)
  })
  afterAll(async () => {
    await cluster.close()
    await kafka.close()
  })

  const tested = (apis as readonly AnyApi[]).filter(({ name }) => isRoutedByContent(routes[name]))

  test.each(tested.map(api => [api.name, api] as const))(
    'a request with a wrong value is refused with an error that names the value, or is sent: %s',
    { timeout: 120_000 },
    async (name, api) => {
      const { root } = codecOf(`${name}Request`).message
      const versions = [...new Set([api.minVersion, api.maxVersion])]
      const wholes = versions.flatMap(version => {
        const whole = twice(fullValues(root, version), ids, 0) as Values
        return [whole, lean(whole, root)]
      })
      const cases = [
        ...wholes.flatMap(whole => [{ path: 'whole', request: whole }, ...casesOf(whole, '', request => request)]),
        ...ROOTS.map(each => ({ path: describeValue(each), request: each }))
      ]
      const faults: string[] = []
      const check = async ({ path, request }: Case): Promise<void> => {
        const refused = isRefused(api, request)
        const errors = await errorsOf(cluster, api, request)
        for (const error of errors) if (!isKafkaError(error)) faults.push(`${path}: ${String((error as Error).stack)}`)
        // A valid part may have been sent, and its error may be the worse one.
        const isTold = errors.some(error => isKafkaError(error, ...REFUSALS))
        if (refused && !isTold) faults.push(`${path}: ${errors.length === 0 ? 'sent' : errors.join('; ')}`)
      }
      const [refused, sent] = [true, false].map(each => cases.filter(({ request }) => isRefused(api, request) === each)) as [Case[], Case[]]
      retries = 0
      for (let i = 0; i < refused.length; i += 50) await Promise.all(refused.slice(i, i + 50).map(check))
      expect(retries).toBe(0)
      for (let i = 0; i < sent.length; i += 50) await Promise.all(sent.slice(i, i + 50).map(check))
      expect(faults.slice(0, 5)).toEqual([])
    }
  )
})

test('a Fetch for two brokers with null for a list fails with KAFKA_ENCODE and the path of the field', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const partitions = [0, 1].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1 }))
  const request = { maxWaitMs: 0, minBytes: 1, topics: [{ topic: 't', partitions }], forgottenTopicsData: null as never }
  for (const send of [() => cluster.send(Fetch, request), () => cluster.sendSharded(Fetch, request)]) {
    expect(await rejectionOf(send())).toMatchObject({ code: 'KAFKA_ENCODE', path: 'forgottenTopicsData', delivery: 'not-sent' })
  }
})

test('an invalid topic id in one call does not make the Metadata requests of other calls fail', async () => {
  await using kafka = await startTestingCluster({ topics: { t: 1, late: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1 }, retry: { totalMs: 2_000 } })
  await cluster.topic('t')
  for (const topicId of ['not an id', null, 5, 'x'.repeat(23)] as never[]) {
    const topics = [{ topicId, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }] }]
    expect(await rejectionOf(cluster.send(Fetch, { maxWaitMs: 0, minBytes: 1, topics }))).toMatchObject({ code: 'KAFKA_ENCODE' })
  }
  await cluster.refresh()
  expect((await cluster.topic('late')).partitions.size).toBe(1)
})
