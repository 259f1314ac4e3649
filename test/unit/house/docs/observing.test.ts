import * as diagnosticsChannel from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import type {
  ClusterObserver,
  ConnectionEvent,
  ConnectionSnapshot,
  MapChange,
  MetadataEvent,
  PoolBrokerSnapshot,
  PoolEvent,
  PoolTotals,
  RequestTrace,
  Traffic
} from '../../../../src/index.ts'
import * as kafkawire from '../../../../src/index.ts'
import * as messages from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { programOf, quotedIn, runProgram, sectionOf, tableOf } from '../../../support/sources/markdown.ts'
import { readSource, readSources } from '../../../support/sources/sources.ts'

const page = readSource('docs/observing.md').text

// Types do not exist when tests run. These objects name every member and no other, or they do not
// compile.
type All<T extends string> = Readonly<Record<T, true>>
type FieldsOf<Event extends { readonly event: string }> = {
  readonly [E in Event['event']]: All<Exclude<keyof Extract<Event, { event: E }> & string, 'event'>>
}
const connectionEvents: FieldsOf<ConnectionEvent> = {
  open: { broker: true, connectMs: true },
  close: { broker: true, reason: true, cause: true, stack: true }
}
const poolEvents: FieldsOf<PoolEvent> = {
  dial: { broker: true, lane: true },
  ready: { broker: true, lane: true, connectMs: true },
  failure: { broker: true, lane: true, error: true, failures: true, retryAfterMs: true },
  close: { broker: true, lane: true, reason: true, cause: true },
  'observer-error': { hook: true, error: true }
}
const metadataEvents: FieldsOf<MetadataEvent> = {
  refresh: { generation: true, changed: true, tookMs: true, nodeId: true },
  hint: { generation: true, changed: true },
  failure: { tookMs: true, error: true },
  bootstrap: { reason: true, servers: true },
  'no-address': { nodeId: true, error: true },
  refused: { broker: true, nodeId: true, clusterId: true, expectedClusterId: true },
  'cluster-changed': { clusterId: true, previousClusterId: true }
}
const bootstrapReasons: All<Extract<MetadataEvent, { event: 'bootstrap' }>['reason']> = {
  first: true,
  unreachable: true,
  overdue: true,
  required: true
}
const changed: All<keyof MapChange> = { brokers: true, controller: true, topics: true }
const trace: All<keyof RequestTrace> = {
  api: true,
  apiVersion: true,
  broker: true,
  clientId: true,
  clusterId: true,
  correlationId: true,
  requestBytes: true,
  responseBytes: true,
  queueMs: true,
  writeMs: true,
  waitMs: true,
  readMs: true,
  error: true,
  topics: true,
  groupId: true,
  recordCount: true,
  recordBytes: true,
  errorCode: true
}
const observer: All<keyof ClusterObserver> = { open: true, ready: true, close: true, retry: true, throttle: true }
const traffic: All<keyof Traffic> = { inFlight: true, queuedBytes: true, requests: true, sentBytes: true, receivedBytes: true }
const brokers: All<keyof PoolBrokerSnapshot> = {
  nodeId: true,
  host: true,
  port: true,
  breaker: true,
  failures: true,
  backoffUntil: true,
  lastError: true,
  lastErrorAt: true
}
const connections: All<keyof ConnectionSnapshot> = {
  nodeId: true,
  lane: true,
  state: true,
  connectedAt: true,
  lastError: true,
  lastErrorAt: true,
  reconnections: true,
  waiting: true,
  inFlight: true,
  queuedBytes: true,
  requests: true,
  sentBytes: true,
  receivedBytes: true,
  sessionExpiresAt: true
}
const totals: All<keyof PoolTotals> = {
  opened: true,
  closed: true,
  failed: true,
  reconnections: true,
  requests: true,
  sentBytes: true,
  receivedBytes: true,
  retries: true,
  connects: true,
  averageConnectMs: true,
  dialWaits: true
}

/** The names in the first column of a table, in order. */
const namesIn = (text: string, head: string): string[] => tableOf(text, head).flatMap(([name = '']) => quotedIn(name))

describe('docs/observing.md', () => {
  test.each([
    ['kafkawire:connection', connectionEvents],
    ['kafkawire:pool', poolEvents],
    ['kafkawire:metadata', metadataEvents]
  ])(
    'docs/observing.md lists every event of %s with its fields, and no other',
    (channel, events: Readonly<Record<string, All<string>>>) => {
      const rows = tableOf(sectionOf(page, `### \`${channel}\``), '`event`')
      const documented = rows.map(([event = '', , fields = '']) => [quotedIn(event)[0], quotedIn(fields)])
      expect(documented).toEqual(Object.entries(events).map(([event, fields]) => [event, Object.keys(fields)]))
    }
  )

  test('docs/observing.md lists every channel that the sources publish to', () => {
    const sources = readSources(['src'], ['.ts'])
    const published = sources.flatMap(({ text }) =>
      [...text.matchAll(/hannel(?:<[\w, ]+>)?\('(kafkawire:\w+)'\)/g)].map(([, name]) => name)
    )
    expect(namesIn(page, 'channel').sort()).toEqual([...new Set(published)].sort())
  })

  test('docs/observing.md lists every field of a request trace, every reason of a bootstrap, and every part of a change', () => {
    expect(namesIn(page, 'field')).toEqual(Object.keys(trace))
    expect(namesIn(page, 'reason')).toEqual(Object.keys(bootstrapReasons))
    expect(page).toContain(`\`{ ${Object.keys(changed).join(', ')} }\``)
  })

  test('docs/observing.md lists every function of an observer, every field of a snapshot, and every field of traffic', () => {
    expect(namesIn(page, 'function')).toEqual(Object.keys(observer))
    expect(namesIn(page, '`brokers`')).toEqual(Object.keys(brokers))
    expect(namesIn(page, '`connections`').sort()).toEqual(Object.keys(connections).sort())
    expect(namesIn(page, '`totals`').sort()).toEqual(Object.keys(totals).sort())
    expect(namesIn(page, '`traffic`')).toEqual(Object.keys(traffic))
  })

  test('docs/observing.md lists every metric and no other', () => {
    using requests = kafkawire.measureRequests()
    const text = kafkawire.formatOpenMetrics(new kafkawire.Pool({ connection: {} }).snapshot(), { requests })
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
    expect(namesIn(page, 'metric').sort()).toEqual(families.sort())
  })

  test('the blocks of docs/observing.md are a program that logs what the driver does', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.produce('orders', [{ value: 'a' }, { value: 'b' }, { value: 'c' }])
    await using client = await kafkawire.connectCluster({ bootstrapServers: kafka.bootstrap })
    const committed = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 1n }] }]
    kafkawire.throwIfError(await client.send(messages.OffsetCommit, { groupId: 'billing', topics: committed }))
    const program = programOf(page).replaceAll('broker-1:9092', kafka.bootstrap)
    const printed = await runProgram(program, {
      kafkawire,
      'kafkawire/messages': messages,
      'node:diagnostics_channel': diagnosticsChannel
    })
    const events = printed.map(([channel, event]) => [channel, (event as { event?: string } | undefined)?.event ?? event])
    expect(events).toContainEqual(['kafkawire:metadata', 'bootstrap'])
    expect(events).toContainEqual(['kafkawire:pool', 'dial'])
    expect(events).toContainEqual(['kafkawire:connection', 'open'])
    expect(events).toContainEqual(['kafkawire:request', expect.stringMatching(/^Metadata v\d+ to 127\.0\.0\.1:\d+$/)])
    expect(events).toContainEqual(['kafkawire:metadata', 'refresh'])
    expect(events).toContainEqual(['close', expect.any(Number)])
    expect(printed).toContainEqual(['snapshot', 'closed', 'open', expect.any(Number)])
    expect(printed).toContainEqual([expect.stringContaining('kafkawire_request_duration_seconds_count{api="Metadata"}')])
    expect(printed).toContainEqual([expect.stringContaining('service="shop"')])
    expect(printed).toContainEqual([expect.stringContaining('kafka_consumer_group_lag{group="billing",topic="orders",partition="0"} 2\n')])
  })
})
