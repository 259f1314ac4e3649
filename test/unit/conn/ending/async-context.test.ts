import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { connect as connectTcp } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import {
  acks,
  type ClusterOptions,
  connect,
  connectCluster,
  coordinatorTypes,
  errorCodes,
  Pool,
  type RequestTrace,
  specialOffsets
} from '../../../../src/index.ts'
import { FindCoordinator, Metadata, OffsetFetch, Produce } from '../../../../src/messages.ts'
import { oauthBearer, scramSha256 } from '../../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { memoryLink, rejectionOf } from '../../../support/brokers/link.ts'
import { until } from '../../../support/process/gate.ts'
import { startProgram } from '../../../support/process/program.ts'
import { batchOf } from '../../../support/vectors/records.ts'
import { unsecuredToken } from '../../testing/sasl/unsecured-token.ts'

const stores = new AsyncLocalStorage<string>()
const ALL = { topics: null }

const undo: (() => void)[] = []
afterEach(() => {
  for (const each of undo.splice(0)) each()
})

/** Notes, for each event of a request, its API and the store that a subscriber sees. */
function listenToRequests(): (readonly [event: string, api: string, store: string | undefined])[] {
  const heard: (readonly [string, string, string | undefined])[] = []
  const hear = (name: string) => (event: unknown) => void heard.push([name, (event as RequestTrace).api, stores.getStore()])
  const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
  const handlers = Object.fromEntries(names.map(name => [name, hear(name)])) as never
  const channel = tracingChannel('kafkawire:request')
  channel.subscribe(handlers)
  undo.push(() => channel.unsubscribe(handlers))
  return heard
}

/** Notes the store in which a function of the user is called. */
function noteStores(): { readonly seen: [name: string, store: string | undefined][]; note(name: string): void } {
  const seen: [string, string | undefined][] = []
  return { seen, note: name => void seen.push([name, stores.getStore()]) }
}

describe('the events of a request', () => {
  test('events of a request come in the context in which it was sent, and not in that of its connection', async () => {
    await using kafka = await startTestingCluster()
    await using connection = await stores.run('opener', () => connect({ host: kafka.bootstrap }))
    const heard = listenToRequests()
    await Promise.all(['a', 'b'].map(store => stores.run(store, () => connection.send(Metadata, ALL))))
    for (const event of ['start', 'end', 'asyncStart', 'asyncEnd']) {
      expect(heard.filter(([name]) => name === event).map(([, , store]) => store)).toEqual(['a', 'b'])
    }
  })

  test('events of a request come in its own context when it fails in another context', async () => {
    const { connection } = memoryLink()
    const heard = listenToRequests()
    const failed = rejectionOf(stores.run('sender', () => connection.send(Metadata, ALL)))
    await stores.run('closer', () => connection.close({ timeoutMs: 1 }))
    await failed
    expect(heard.map(([name, , store]) => [name, store])).toEqual(
      ['start', 'end', 'error', 'asyncStart', 'asyncEnd'].map(name => [name, 'sender'])
    )
  })

  test('the last events of a request see the store that a tracer bound to the start, as with tracePromise of Node', async () => {
    const spans = new AsyncLocalStorage<string>()
    const channel = tracingChannel('kafkawire:request')
    channel.start.bindStore(spans, () => `span of ${stores.getStore()}`)
    undo.push(() => channel.start.unbindStore(spans))
    const ends: unknown[] = []
    const listener = (): void => void ends.push(spans.getStore())
    channel.asyncEnd.subscribe(listener)
    undo.push(() => channel.asyncEnd.unsubscribe(listener))
    await using kafka = await startTestingCluster()
    await using connection = await connect({ host: kafka.bootstrap })
    ends.length = 0
    await Promise.all(['a', 'b'].map(store => stores.run(store, () => connection.send(Metadata, ALL))))
    expect(ends).toEqual(['span of a', 'span of b'])
  })

  test('events of a cluster’s request come in the context of the call, after look-ups and retries that callers share', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 4, u: 4 } })
    kafka.on(Produce, { times: 2 }, ({ message }) => ({
      responses: message.topicData.map(({ name, partitionData }) => ({
        name,
        partitionResponses: partitionData.map(({ index }) => ({
          index,
          errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
          baseOffset: specialOffsets.INVALID_OFFSET
        }))
      }))
    }))
    kafka.on(OffsetFetch, ({ message }) => ({ groups: message.groups.map(({ groupId }) => ({ groupId, topics: [] })) }))
    const retry = { initialMs: 1, maxMs: 4 }
    const options = { bootstrapServers: kafka.bootstrap, retry, metadata: { minAgeMs: 1 } }
    await using cluster = await stores.run('opener', () => connectCluster(options))
    const heard = listenToRequests()
    const produce = (name: string) => ({
      acks: acks.ALL,
      timeoutMs: 1_000,
      topicData: [{ name, partitionData: [0, 1, 2, 3].map(index => ({ index, records: batchOf(['x']) })) }]
    })
    const offsets = { groups: [{ groupId: 'g', topics: null }] }
    await Promise.all([
      ...['a', 'b', 'c'].map(store => stores.run(store, () => cluster.send(Produce, produce(store === 'c' ? 'u' : 't')))),
      ...['d', 'e'].map(store => stores.run(store, () => cluster.send(OffsetFetch, offsets)))
    ])
    const callers = (api: string) => [...new Set(heard.filter(([, name]) => name === api).map(([, , store]) => store))].toSorted()
    expect(callers('Produce')).toEqual(['a', 'b', 'c'])
    expect(callers('OffsetFetch')).toEqual(['d', 'e'])
    // Work that all callers share runs in the store of none of them.
    for (const api of ['ApiVersions', 'Metadata', 'FindCoordinator']) expect([api, callers(api)]).toEqual([api, [undefined]])
  })
})

describe('a function that is given as an option', () => {
  test('an option function runs in no store when a connection calls it', async () => {
    await using kafka = await startTestingCluster({ sasl: { u: 'p' } })
    const { seen, note } = noteStores()
    const { port } = kafka.broker(1)
    const options = {
      host: 'broker.test',
      dial: () => {
        note('dial')
        return connectTcp({ host: '127.0.0.1', port })
      },
      sasl: scramSha256({
        username: async () => {
          note('username')
          return 'u'
        },
        password: () => {
          note('password')
          return 'p'
        }
      })
    }
    const listener = (message: unknown): void => note((message as { event: string }).event)
    subscribe('kafkawire:connection', listener)
    undo.push(() => void unsubscribe('kafkawire:connection', listener))
    const connection = await stores.run('opener', () => connect(options))
    await stores.run('closer', () => connection.close())
    expect(seen).toEqual(['dial', 'username', 'password', 'open', 'close'].map(name => [name, undefined]))
  })

  test('an option function runs in no store when a session is renewed', async () => {
    await using kafka = await startTestingCluster({ sasl: { users: { u: 'p' }, sessionLifetimeMs: 1_500 } })
    const { seen, note } = noteStores()
    const password = (): string => {
      note('password')
      return 'p'
    }
    await using connection = await stores.run('opener', () =>
      connect({ host: kafka.bootstrap, sasl: scramSha256({ username: 'u', password }) })
    )
    await until(() => {
      stores.run('sender', () => void connection.send(Metadata, ALL).catch(() => undefined))
      return seen.length > 1
    })
    expect(seen.slice(0, 2)).toEqual(Array(2).fill(['password', undefined]))
  })

  test('an option function runs in no store when a cluster or its pool calls it', async () => {
    await using kafka = await startTestingCluster({
      brokers: 2,
      topics: { t: 2 },
      sasl: { users: { u: 'p' }, mechanisms: ['OAUTHBEARER'] }
    })
    const { seen, note } = noteStores()
    const noting = (name: string) => (): void => note(name)
    for (const name of ['kafkawire:pool', 'kafkawire:metadata', 'kafkawire:connection']) {
      const listener = noting(name)
      subscribe(name, listener)
      undo.push(() => void unsubscribe(name, listener))
    }
    const options: ClusterOptions = {
      bootstrapServers: () => {
        note('bootstrapServers')
        return kafka.bootstrap
      },
      rewriteAddress: ({ host, port }) => {
        note('rewriteAddress')
        return { host, port }
      },
      connection: {
        sasl: oauthBearer({
          token: () => {
            note('token')
            return unsecuredToken({ sub: 'u' })
          }
        })
      },
      observe: { open: noting('open'), ready: noting('ready'), close: noting('close') },
      onFresh: async () => {
        note('onFresh')
        await Promise.resolve()
        note('onFresh later')
      }
    }
    const cluster = await stores.run('opener', () => connectCluster(options))
    await stores.run('sender', () => cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['g'] }))
    await stores.run('warmer', () => cluster.pool.warmUp())
    await stores.run('refresher', () => cluster.refresh())
    await stores.run('recycler', () => cluster.pool.recycle())
    await stores.run('pinger', () => cluster.pool.ping())
    await stores.run('closer', () => cluster.close())
    const names = ['bootstrapServers', 'rewriteAddress', 'token', 'open', 'ready', 'close', 'onFresh', 'onFresh later']
    for (const name of [...names, 'kafkawire:pool', 'kafkawire:metadata', 'kafkawire:connection'])
      expect(seen.map(([each]) => each)).toContain(name)
    expect(seen.filter(([, store]) => store !== undefined)).toEqual([])
  })

  test('an option function that calls enterWith leaves no store behind', async () => {
    await using kafka = await startTestingCluster()
    const { seen, note } = noteStores()
    const observe = {
      open: () => {
        note('open')
        stores.enterWith('left behind')
      }
    }
    const listener = (): void => stores.enterWith('left behind by a subscriber')
    subscribe('kafkawire:pool', listener)
    undo.push(() => void unsubscribe('kafkawire:pool', listener))
    for (let i = 0; i < 2; i++) {
      await using pool = new Pool({ connection: {}, observe })
      const { host, port } = kafka.broker(1)
      pool.setBrokers([{ nodeId: 1, host, port }])
      await pool.acquire(1, 'other')
      await pool.close()
    }
    expect(seen).toEqual(Array(2).fill(['open', undefined]))
  })
})

describe.each(['connection', 'cluster'])('a %s that is open and idle', what => {
  test.each(['traced', 'untraced'])(
    'an idle connection or cluster keeps no store of its callers alive (requests are %s)',
    { timeout: 60_000 },
    async tracing => {
      using program = startProgram('stores', [what, tracing], ['--expose-gc'])
      expect(JSON.parse((await program.line()) ?? 'null')).toEqual([])
      expect(await program.ended).toEqual({ code: 0, stderr: '' })
    }
  )
})

test('a driver that is loaded inside a store does not keep the store', async () => {
  const url = new URL('../../../../src/waiting/async-context.ts?loaded-late', import.meta.url).href
  const late = await stores.run('loader', () => import(url) as Promise<typeof import('../../../../src/waiting/async-context.ts')>)
  expect(stores.run('caller', () => late.inEmptyContext(() => stores.getStore()))).toBeUndefined()
  expect(stores.run('caller', () => stores.getStore())).toBe('caller')
})
