import { formatAddress } from '../conn/address.ts'
import { isSeed } from '../pool/broker-name.ts'
import type { ConnectionSnapshot, PoolSnapshot } from '../pool/pool-snapshot.ts'
import type { Timed } from '../pool/statistics.ts'
import type { MetricFamily, Sample } from './families.ts'

const PREFIX = 'kafkawire_pool_'
const STATES = ['connecting', 'open', 'draining'] as const
const BREAKER_STATES = ['closed', 'open', 'half-open'] as const

/** The metrics of the snapshot of a pool. */
export function poolFamilies(snapshot: PoolSnapshot): MetricFamily[] {
  return [...connectionFamilies(snapshot), ...brokerFamilies(snapshot), ...totalFamilies(snapshot)]
}

function connectionFamilies({ brokers, connections }: PoolSnapshot): MetricFamily[] {
  const open = connections.filter(({ state }) => state === 'open')
  const active = open.filter(isActive)
  const nodeIds = new Set([...brokers, ...connections].map(({ nodeId }) => nodeId))
  const perBroker = (sumOf: (own: readonly ConnectionSnapshot[]) => number): Sample[] =>
    [...nodeIds].map(nodeId => ({ labels: labelsOf(nodeId, brokers), value: sumOf(connections.filter(each => each.nodeId === nodeId)) }))
  const sizes = STATES.flatMap(state =>
    perBroker(own => own.filter(each => each.state === state).length).map(({ labels, value }) => ({ labels: { ...labels, state }, value }))
  )
  return [
    gauge('connections', 'Connections by state', sizes),
    gauge(
      'active_connections',
      'Open connections with a request in flight',
      perBroker(own => own.filter(isActive).length)
    ),
    {
      ...gauge('idle_ratio', 'Share of the open connections that have no request in flight', [
        { value: open.length === 0 ? 0 : (open.length - active.length) / open.length }
      ]),
      unit: 'ratio'
    },
    gauge(
      'requests_in_flight',
      'Requests that were sent and are not answered yet',
      perBroker(own => sum(own, ({ inFlight }) => inFlight))
    ),
    {
      ...gauge(
        'queued_bytes',
        'Bytes of requests that wait to be sent',
        perBroker(own => sum(own, ({ queuedBytes }) => queuedBytes))
      ),
      unit: 'bytes'
    },
    gauge(
      'waiting_callers',
      'Callers that wait for a connection',
      perBroker(own => sum(own, ({ waiting }) => waiting))
    )
  ]
}

// The label of a bootstrap server is its address: its node id is not known.
function labelsOf(nodeId: number, brokers: PoolSnapshot['brokers']): Readonly<Record<string, string | number>> {
  if (!isSeed(nodeId)) return { node_id: nodeId }
  const seed = brokers.find(each => each.nodeId === nodeId)
  return { node_id: seed === undefined ? 'bootstrap' : `bootstrap ${formatAddress(seed)}` }
}

function brokerFamilies({ brokers }: PoolSnapshot): MetricFamily[] {
  const failures = brokers.map(({ nodeId, failures }) => ({ labels: labelsOf(nodeId, brokers), value: failures }))
  const breakers = brokers.flatMap(({ nodeId, breaker }) =>
    BREAKER_STATES.map(state => ({
      labels: { ...labelsOf(nodeId, brokers), [`${PREFIX}breaker`]: state },
      value: state === breaker ? 1 : 0
    }))
  )
  return [
    gauge('failures_in_a_row', 'Failures of a broker since a connection to it was last ready', failures),
    { ...gauge('breaker', 'State of the circuit breaker of a broker', breakers), type: 'stateset' }
  ]
}

function totalFamilies({ totals }: PoolSnapshot): MetricFamily[] {
  const { closed, failed } = totals
  const by = (label: string, counts: Readonly<Record<string, number | undefined>>): Sample[] =>
    Object.entries(counts).map(([key, value = 0]) => ({ suffix: '_total', labels: { [label]: key }, value }))
  return [
    counter('opened_connections', 'Connections that were opened', totals.opened),
    { ...counter('closed_connections', 'Connections that ended, by reason', 0), samples: by('reason', closed) },
    { ...counter('connect_failures', 'Dials that failed, by phase', 0), samples: by('phase', failed) },
    counter('reconnections', 'Connections that became ready on a lane that had had a connection before', totals.reconnections),
    counter('requests', 'Requests, those that open a connection included', totals.requests),
    counter('retries', 'Requests that were sent again', totals.retries),
    { ...counter('sent_bytes', 'Bytes sent', totals.sentBytes), unit: 'bytes' },
    { ...counter('received_bytes', 'Bytes received', totals.receivedBytes), unit: 'bytes' },
    summary('connect_duration_seconds', 'Time to open a connection, authentication included', totals.connects),
    summary('dial_wait_seconds', 'Time that callers waited for a connection', totals.dialWaits)
  ]
}

function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name: `${PREFIX}${name}`, type: 'gauge', help, samples }
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { name: `${PREFIX}${name}`, type: 'counter', help, samples: [{ suffix: '_total', value }] }
}

function summary(name: string, help: string, { count, totalMs }: Timed): MetricFamily {
  const samples = [
    { suffix: '_count', value: count },
    { suffix: '_sum', value: totalMs / 1_000 }
  ]
  return { name: `${PREFIX}${name}`, type: 'summary', unit: 'seconds', help, samples }
}

const isActive = ({ state, inFlight }: ConnectionSnapshot): boolean => state === 'open' && inFlight > 0

const sum = (all: readonly ConnectionSnapshot[], of: (each: ConnectionSnapshot) => number): number =>
  all.reduce((total, each) => total + of(each), 0)
