import { KafkaError, type VersionRange } from '../errors.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { apiInfos } from '../protocol/messages/infos.ts'
import { apiHandlers } from './apis/index.ts'
import { isLegalName } from './storage/topics.ts'

/** How a testing cluster is to be. All of it may be left out. */
export interface TestingClusterOptions {
  /** How many brokers, with node ids from 1 on. Default 1. */
  readonly brokers?: number | undefined
  /** The address to listen on, and the one that Metadata names. Default 127.0.0.1. */
  readonly host?: string | undefined
  /** Topics to begin with, and how many partitions each has. */
  readonly topics?: Readonly<Record<string, number>> | undefined
  /**
   * Version ranges to advertise instead of those of Kafka 4.4.0, by API name; null takes the API away. An API that the brokers do not
   * answer by themselves is advertised for hooks to answer.
   */
  readonly versions?: Readonly<Record<string, readonly [min: number, max: number] | null>> | undefined
  /** Whether Metadata creates topics that clients ask for. Default true, as in Kafka. */
  readonly autoCreateTopics?: boolean | undefined
  /** Requests that a broker takes from one connection at a time. Default 1, as Kafka: behind a long Fetch, everything waits. */
  readonly maxInFlight?: number | undefined
}

/** The options with their defaults. */
export interface ClusterSettings {
  readonly brokers: number
  readonly host: string
  readonly topics: ReadonlyMap<string, number>
  readonly advertised: Map<number, VersionRange>
  readonly autoCreateTopics: boolean
  readonly maxInFlight: number
}

const NAMES: readonly string[] = ['brokers', 'host', 'topics', 'versions', 'autoCreateTopics', 'maxInFlight']

/** Fills in the defaults; throws `KAFKA_CONFIGURATION`, which names all problems at once. */
export function resolveClusterOptions(options: TestingClusterOptions): ClusterSettings {
  const { brokers = 1, host = '127.0.0.1', topics = {}, versions = {}, autoCreateTopics = true, maxInFlight = 1 } = options
  const problems = Object.keys(options)
    .filter(name => !NAMES.includes(name))
    .map(name => `${name} is not an option; there are ${NAMES.join(', ')}`)
  if (!(Number.isInteger(brokers) && brokers > 0)) problems.push(`brokers is ${brokers}; expected an integer above 0`)
  if (typeof host !== 'string' || host === '') problems.push(`host is ${String(host)}; expected an address of this machine`)
  if (!(maxInFlight > 0)) problems.push(`maxInFlight is ${maxInFlight}; expected a number above 0`)
  for (const [name, partitions] of Object.entries(topics)) problems.push(...topicProblems(name, partitions))
  const advertised = advertisedRanges(versions, problems)
  if (problems.length > 0) throw new KafkaError('KAFKA_CONFIGURATION', `startTestingCluster: ${problems.join('; ')}`, { problems })
  return { brokers, host, topics: new Map(Object.entries(topics)), advertised, autoCreateTopics, maxInFlight }
}

/** All versions of an API that Kafka does not count as unstable. */
export function stableRange({ minVersion, maxVersion, unstableVersions = [] }: ApiInfo): VersionRange {
  let max = maxVersion
  while (unstableVersions.includes(max)) max--
  return { min: minVersion, max }
}

function topicProblems(name: string, partitions: number): string[] {
  const problems = isLegalName(name) ? [] : [`topics: ${JSON.stringify(name)} is no legal topic name`]
  if (!(Number.isInteger(partitions) && partitions > 0)) problems.push(`topics.${name} is ${partitions}; expected a number of partitions`)
  return problems
}

function advertisedRanges(versions: NonNullable<TestingClusterOptions['versions']>, problems: string[]): Map<number, VersionRange> {
  const ranges = new Map(apiHandlers.map(({ api, advertised }) => [api.key, advertised]))
  for (const [name, range] of Object.entries(versions)) {
    const api = apiInfos.findLast(info => info.name === name)
    if (api === undefined) problems.push(`versions.${name}: there is no such API`)
    else if (range === null) ranges.delete(api.key)
    else if (isRange(range, widestRange(api))) ranges.set(api.key, { min: range[0], max: range[1] })
    else problems.push(`versions.${name} is [${range}]; expected [min, max] within ${widestRange(api).min} to ${widestRange(api).max}`)
  }
  return ranges
}

function widestRange(info: ApiInfo): VersionRange {
  const handler = apiHandlers.find(({ api }) => api.key === info.key)
  if (handler === undefined) return { min: info.minVersion, max: info.maxVersion }
  return { min: Math.min(handler.served.min, handler.advertised.min), max: handler.served.max }
}

function isRange([min, max]: readonly [number, number], { min: lowest, max: highest }: VersionRange): boolean {
  return Number.isInteger(min) && Number.isInteger(max) && lowest <= min && min <= max && max <= highest
}
