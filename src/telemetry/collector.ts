import { now } from '../clock.ts'
import type { Broker } from '../conn/broker.ts'
import type { Metric } from '../metrics/families.ts'
import { readMetrics } from '../metrics/read-metrics.ts'
import type { PoolSnapshot } from '../pool/pool-snapshot.ts'
import { addDuration, type Durations, Latencies } from './latencies.ts'
import { type Series, seriesOf } from './series.ts'

/** The pool whose metrics are collected. */
export interface MeasuredPool {
  snapshot(): PoolSnapshot
}

type Role = 'producer' | 'consumer' | 'admin.client'

const PRODUCE = 'Produce'
const FETCH = 'Fetch'
const OFFSET_COMMIT = 'OffsetCommit'
const MS_PER_SECOND = 1_000
const NO_DURATIONS: Durations = { count: 0, totalMs: 0, maxMs: 0 }

/**
 * Collects the metrics of a cluster: those that KIP-714 names and a driver can know, those of the
 * pool, and those of the program.
 *
 * A cluster that has sent Produce is a producer, and one that has sent Fetch or OffsetCommit is a
 * consumer; it can be both. Any other cluster is an admin client.
 */
export class Collector {
  readonly #pool: MeasuredPool
  readonly #ownMetrics: () => readonly Metric[]
  readonly #latencies = new Latencies()
  readonly #roles = new Set<Role>()
  #throttles = new Map<string, Durations>()
  #collectedMs = now()
  #openedBefore = 0

  constructor(pool: MeasuredPool, ownMetrics: () => readonly Metric[]) {
    this.#pool = pool
    this.#ownMetrics = ownMetrics
  }

  /** Counts the requests of a connection as those of this cluster. */
  addConnection(broker: Broker): void {
    this.#latencies.addConnection(broker)
  }

  /** Notes how long a broker has asked for a pause (KIP-219). */
  addThrottle(api: string, throttleTimeMs: number): void {
    addDuration(this.#throttles, api, throttleTimeMs)
  }

  /** Begins to measure requests. */
  start(): void {
    this.#latencies.start()
  }

  /** Ends the measurement of requests. */
  stop(): void {
    this.#latencies.stop()
  }

  /**
   * All series now, the required ones first. Sums count from the beginning; averages and maxima are
   * those since the last call.
   */
  collect(): Series[] {
    const snapshot = this.#pool.snapshot()
    const { byNode, byApi } = this.#latencies.takeWindow()
    const throttles = this.#throttles
    this.#throttles = new Map()
    if (byApi.has(PRODUCE)) this.#roles.add('producer')
    if (byApi.has(FETCH) || byApi.has(OFFSET_COMMIT)) this.#roles.add('consumer')
    const roles: readonly Role[] = this.#roles.size > 0 ? [...this.#roles] : ['admin.client']
    const rate = this.#creationRate(snapshot)
    const required = roles.flatMap(role => {
      const prefix = `org.apache.kafka.${role}.`
      return [
        ...connectionSeries(prefix, rate, snapshot.totals.opened),
        ...latencySeries(`${prefix}node.request.latency`, 'node_id', byNode),
        ...(role === 'producer' ? throttleSeries(prefix, byApi, throttles) : []),
        ...(role === 'consumer' ? consumerSeries(prefix, byApi) : [])
      ]
    })
    const own = [...latencySeries('kafkawire.request.latency', 'api', byApi), ...readMetrics(snapshot).flatMap(seriesOf)]
    return [...required, ...own, ...this.#seriesOfProgram()].filter(isWithValue)
  }

  #creationRate({ totals: { opened } }: PoolSnapshot): number {
    const nowMs = now()
    const seconds = (nowMs - this.#collectedMs) / MS_PER_SECOND
    const rate = seconds > 0 ? (opened - this.#openedBefore) / seconds : 0
    this.#collectedMs = nowMs
    this.#openedBefore = opened
    return rate
  }

  #seriesOfProgram(): Series[] {
    try {
      return this.#ownMetrics().flatMap(seriesOf)
    } catch {
      return [] // a mistake of the program must not stop the other metrics
    }
  }
}

function connectionSeries(prefix: string, rate: number, opened: number): Series[] {
  return [
    gauge(`${prefix}connection.creation.rate`, 'Connections that were opened per second', '1/s', rate),
    { ...gauge(`${prefix}connection.creation.total`, 'Connections that were opened', '1', opened), kind: 'sum' }
  ]
}

function latencySeries<K>(name: string, label: string, durations: ReadonlyMap<K, Durations>): Series[] {
  const all = [...durations].map(([key, each]) => ({ attributes: { [label]: String(key) }, each }))
  const [avg, max] = ['Average time to the answer of a request', 'Longest time to the answer of a request']
  return [
    ...all.map(({ attributes, each }) => gauge(`${name}.avg`, avg, 'ms', average(each), attributes)),
    ...all.map(({ attributes, each }) => gauge(`${name}.max`, max, 'ms', longest(each), attributes))
  ]
}

// Answers without a throttle time count as 0, as in Kafka's own producer.
function throttleSeries(prefix: string, byApi: ReadonlyMap<string, Durations>, throttles: ReadonlyMap<string, Durations>): Series[] {
  const { totalMs, maxMs } = throttles.get(PRODUCE) ?? NO_DURATIONS
  const count = byApi.get(PRODUCE)?.count ?? 0
  return avgAndMax(`${prefix}produce.throttle.time`, 'time for which a broker throttled Produce', { count, totalMs, maxMs })
}

function consumerSeries(prefix: string, byApi: ReadonlyMap<string, Durations>): Series[] {
  return [
    ...avgAndMax(`${prefix}fetch.manager.fetch.latency`, 'time to the answer of a Fetch', byApi.get(FETCH)),
    ...avgAndMax(`${prefix}coordinator.commit.latency`, 'time to the answer of an OffsetCommit', byApi.get(OFFSET_COMMIT))
  ]
}

function avgAndMax(name: string, what: string, durations: Durations = NO_DURATIONS): Series[] {
  if (durations.count === 0) return []
  return [
    gauge(`${name}.avg`, `Average ${what}`, 'ms', average(durations)),
    gauge(`${name}.max`, `Longest ${what}`, 'ms', longest(durations))
  ]
}

function gauge(
  name: string,
  description: string,
  unit: string,
  value: number,
  attributes: Series['attributes'] = {}
): Series & { kind: 'gauge' } {
  return { name, description, unit, value, attributes, kind: 'gauge' }
}

const average = ({ totalMs, count }: Durations): number => (count === 0 ? 0 : totalMs / count)
const longest = ({ maxMs }: Durations): number => maxMs
const isWithValue = (series: Series): boolean => series.kind === 'histogram' || Number.isFinite(series.value)
