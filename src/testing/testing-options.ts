import { BOOLEAN, givenIn, isFunction, isRecord, LIMIT, mismatch, type OptionRule, optionProblems, refuseIfAny } from '../options.ts'
import type { ApiHandler } from './apis/api-handler.ts'
import { apiHandlers } from './apis/index.ts'
import { telemetryHandlers } from './apis/telemetry/index.ts'
import type { FirstTopic } from './cluster/first-topics.ts'
import { brokerConfigProblems } from './configs/broker-config-problems.ts'
import type { HookErrorListener } from './hooks/hook-errors.ts'
import { MEMORY_DOMAIN } from './memory/memory-listener.ts'
import type { ClusterProfile } from './profiles/broker-profile.ts'
import { clusterProfiles, isClusterProfile, profileOf } from './profiles/index.ts'
import { levelsOf, releaseOf } from './profiles/release-of.ts'
import type { Release } from './profiles/releases.ts'
import { resolveSasl, type SaslSettings, saslProblems, type TestingSaslOptions } from './sasl/testing-sasl-options.ts'
import {
  type AuthorizerSettings,
  authorizerProblems,
  resolveAuthorizer,
  type TestingAuthorizerOptions
} from './security/authorizer-options.ts'
import { isLegalName } from './storage/topics.ts'
import { resolveTls, type TestingTlsOptions, type TlsSettings, tlsProblems } from './tls/testing-tls-options.ts'

/** Options of `startTestingCluster`. Each may be left out. */
export interface TestingClusterOptions {
  /**
   * The number of brokers; their node ids begin with 1. Default: as many as in the last run of
   * `dataDir`, otherwise 1.
   */
  readonly brokers?: number | undefined
  /**
   * Whether each broker is a controller too, with a listener of its own for it, as in a cluster of
   * KRaft with `process.roles=broker,controller`. Admin clients reach them at
   * `bootstrapControllers` of the cluster (KIP-919). Default: false, so that only brokers listen.
   */
  readonly controllers?: boolean | undefined
  /**
   * How clients reach the brokers. 'tcp': each broker listens on a port. 'memory': the brokers
   * listen on no port. Clients of this process connect with the option `dial` of the cluster, and
   * the options `host`, `advertisedHost` and `port` are refused. Default: 'tcp'.
   */
  readonly transport?: 'tcp' | 'memory' | undefined
  /** The address on which the brokers listen, and which Metadata reports. Default: '127.0.0.1'. */
  readonly host?: string | undefined
  /** The host that Metadata reports in place of `host`, as Kafka's `advertised.listeners`. */
  readonly advertisedHost?: string | undefined
  /**
   * The port of the first broker. The others have the ports after it. Default: 0, which means that
   * the system chooses all ports.
   */
  readonly port?: number | undefined
  /**
   * The racks of the brokers, in the order of their node ids: with `['a', 'b']` broker 3 is in rack
   * 'a' again. Fetch then names a replica in the rack of the consumer (KIP-392). Default: no racks.
   */
  readonly racks?: readonly string[] | undefined
  /**
   * The topics at the start. A number is the number of partitions, with one replica each;
   * `{ partitions: 6, replicationFactor: 3 }` also says on how many brokers each partition is, so
   * that another one leads when a broker fails. Default: none.
   */
  readonly topics?: Readonly<Record<string, number | TestingTopicOptions>> | undefined
  /**
   * What kind of broker the cluster is like: its APIs, their versions and its features.
   * Default: 'kafka-4.4'.
   */
  readonly profile?: ClusterProfile | undefined
  /**
   * Version ranges to advertise in place of those of the profile, by the name of the API; null
   * removes the API. If the brokers do not answer an API by themselves, a hook must answer it.
   */
  readonly versions?: Readonly<Record<string, readonly [min: number, max: number] | null>> | undefined
  /**
   * Configurations of the brokers, by Kafka's names, as in their configuration files: `{
   * 'group.consumer.migration.policy': 'disabled' }`. Most of them have no effect. Default: none.
   */
  readonly configs?: Readonly<Record<string, string>> | undefined
  /**
   * Whether a Metadata request creates the topics that it names and that do not exist. Default:
   * true, as in Kafka.
   */
  readonly autoCreateTopics?: boolean | undefined
  /**
   * The number of requests of one connection that a broker handles at the same time. Default: 1, as
   * in Kafka: behind a long Fetch, all requests of this connection wait.
   */
  readonly maxInFlight?: number | undefined
  /**
   * Called at once with each mistake of a hook. `close` then does not reject with it. Default:
   * none.
   */
  readonly onHookError?: HookErrorListener | undefined
  /**
   * Makes clients authenticate. The value is an object of passwords by user name, such as `{ alice:
   * 'secret' }`, which allows all mechanisms, or {@link TestingSaslOptions} with these as `users`.
   * Default: clients need not authenticate.
   */
  readonly sasl?: Readonly<Record<string, string>> | TestingSaslOptions | undefined
  /**
   * Makes the brokers speak TLS, with certificates that the package makes itself: `true`, or
   * {@link TestingTlsOptions} for client certificates and own certificates. The clients find what
   * they need in `tls` of the cluster. Default: no TLS.
   */
  readonly tls?: boolean | TestingTlsOptions | undefined
  /**
   * Whether the brokers take client metrics (KIP-714), as Kafka does with a plugin for them. The
   * test finds them in `telemetry` of the cluster. Default: false, so that the brokers do not have
   * the APIs for it.
   */
  readonly telemetry?: boolean | undefined
  /**
   * Makes the brokers check ACLs, as Kafka does with an authorizer: `true`, or
   * {@link TestingAuthorizerOptions} for super users. Default: everybody may do everything, and the
   * APIs of ACLs answer SECURITY_DISABLED.
   */
  readonly authorizer?: boolean | TestingAuthorizerOptions | undefined
  /**
   * A folder that keeps the cluster between two runs: records, topics, committed offsets,
   * producers, transactions, ACLs, SCRAM users, quotas and configurations. It is created if it is
   * missing. A process that is killed loses at most the last 100 ms. Default: everything is in
   * memory alone.
   */
  readonly dataDir?: string | undefined
}

/** A topic that a testing cluster has from the start. */
export interface TestingTopicOptions {
  /** The number of partitions. Default: 1. */
  readonly partitions?: number | undefined
  /** The number of replicas of each partition, at most that of the brokers. Default: 1. */
  readonly replicationFactor?: number | undefined
}

/** The options of a testing cluster, checked and with their defaults. */
export interface ClusterSettings {
  /** Undefined: as many as in the data directory, otherwise 1. */
  readonly brokers: number | undefined
  readonly controllers: boolean
  readonly transport: 'tcp' | 'memory'
  readonly host: string
  readonly advertisedHost: string | undefined
  readonly port: number
  readonly racks: readonly string[]
  readonly topics: ReadonlyMap<string, FirstTopic>
  /** The finalized levels of features. */
  readonly levels: Readonly<Record<string, number>>
  /** What the brokers run at first, and what one runs after a restart with another profile. */
  readonly release: Release
  releaseOf(name: ClusterProfile): Release
  readonly configs: ReadonlyMap<string, string>
  readonly autoCreateTopics: boolean
  readonly maxInFlight: number
  readonly onHookError: HookErrorListener | undefined
  readonly sasl: SaslSettings | undefined
  readonly tls: TlsSettings | undefined
  readonly authorizer: AuthorizerSettings | undefined
  /** The APIs that the brokers answer by themselves. */
  readonly handlers: readonly ApiHandler<unknown, unknown>[]
  readonly dataDir: string | undefined
}

const MAX_BROKERS = 1_000
const MAX_PARTITIONS = 100_000 // of one topic: more cost more memory than a test has
const isCount = (value: unknown, max: number = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= max
const isPartitionCount = (value: unknown): boolean => isCount(value, MAX_PARTITIONS)
const PARTITION_COUNT = `a number of partitions, at most ${MAX_PARTITIONS}`
const TOPIC_RULES: Record<keyof TestingTopicOptions, OptionRule> = {
  partitions: [PARTITION_COUNT, isPartitionCount],
  replicationFactor: ['a number of replicas', value => isCount(value)]
}
const MAX_PORT = 65_535
const SWITCH: OptionRule = ['true, false, or an object of options', value => typeof value === 'boolean' || isRecord(value)]
const TRANSPORTS: readonly unknown[] = ['tcp', 'memory']
const ADDRESS_OPTIONS = ['host', 'advertisedHost', 'port'] as const
const RULES: Record<keyof TestingClusterOptions, OptionRule> = {
  brokers: [`an integer from 1 to ${MAX_BROKERS}`, value => isCount(value, MAX_BROKERS)],
  controllers: BOOLEAN,
  transport: [`one of ${TRANSPORTS.join(', ')}`, value => TRANSPORTS.includes(value), 'optional', 'name'],
  host: ['an address of this machine', value => typeof value === 'string' && value !== ''],
  advertisedHost: ['the name or address of a host', value => typeof value === 'string' && value !== ''],
  port: [`an integer from 0 to ${MAX_PORT}`, value => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_PORT],
  racks: ['an array of names of racks', value => Array.isArray(value) && value.every(each => typeof each === 'string' && each !== '')],
  topics: ['an object of numbers of partitions, or of options of topics', isRecord],
  profile: [`one of ${clusterProfiles.join(', ')}`, isClusterProfile, 'optional', 'name'],
  versions: ['an object of ranges', isRecord],
  configs: ['an object of configurations by name', isRecord],
  autoCreateTopics: BOOLEAN,
  maxInFlight: LIMIT,
  onHookError: ['a function', isFunction],
  sasl: ['an object of passwords by user name, or of options', isRecord],
  tls: SWITCH,
  telemetry: BOOLEAN,
  authorizer: SWITCH,
  dataDir: ['the path of a folder', value => typeof value === 'string' && value !== '' && !value.includes('\0')]
}

/**
 * Checks the options and fills in the defaults. Throws `KAFKA_CONFIGURATION`, which names all
 * problems.
 */
export function resolveClusterOptions(options: TestingClusterOptions): ClusterSettings {
  const problems = optionProblems(options, RULES)
  const given: TestingClusterOptions = isRecord(options) ? options : {}
  const {
    brokers,
    controllers = false,
    transport = 'tcp',
    host = '127.0.0.1',
    advertisedHost,
    racks = [],
    port = 0,
    versions = {},
    autoCreateTopics = true,
    maxInFlight = 1,
    onHookError,
    sasl,
    tls,
    telemetry = false,
    authorizer,
    dataDir
  } = given
  const topics = isRecord(given.topics) ? Object.entries(givenIn(given.topics)) : []
  for (const [name, topic] of topics) problems.push(...topicProblems(name, topic))
  const configs = isRecord(given.configs) ? givenIn(given.configs) : {}
  problems.push(...brokerConfigProblems(configs))
  const profile = profileOf(given.profile)
  const own = { telemetry, versions: isRecord(versions) ? givenIn(versions) : {} }
  const release = releaseOf(profile, own, problems)
  if (transport === 'memory') problems.push(...addressProblems(given))
  if (isRecord(sasl)) problems.push(...saslProblems(sasl))
  if (isRecord(tls)) problems.push(...tlsProblems(tls))
  if (isRecord(authorizer)) problems.push(...authorizerProblems(authorizer))
  refuseIfAny('startTestingCluster', problems)
  const settings = {
    brokers,
    controllers,
    transport,
    host,
    advertisedHost,
    port,
    racks,
    levels: levelsOf(profile),
    release,
    releaseOf: (name: ClusterProfile): Release => releaseOf(profileOf(name), own),
    autoCreateTopics,
    maxInFlight,
    onHookError,
    dataDir
  }
  const hosts = transport === 'memory' ? [`*.${MEMORY_DOMAIN}`] : advertisedHost === undefined ? [host] : [host, advertisedHost]
  const secured = { sasl: sasl && resolveSasl(sasl), tls: resolveTls(tls, hosts), authorizer: resolveAuthorizer(authorizer) }
  const handlers = telemetry ? [...apiHandlers, ...telemetryHandlers] : apiHandlers
  const firstTopics = new Map(topics.map(([name, topic]) => [name, firstTopic(topic)]))
  return { ...settings, ...secured, handlers, topics: firstTopics, configs: new Map(Object.entries(configs)) }
}

function addressProblems(given: TestingClusterOptions): string[] {
  const meaningless = ADDRESS_OPTIONS.filter(name => given[name] !== undefined)
  return meaningless.map(name => `${name} cannot be given with transport 'memory': the brokers listen on no port`)
}

function topicProblems(name: string, topic: unknown): string[] {
  const problems = isLegalName(name) ? [] : [`topics.${name} is not a legal topic name`]
  if (isRecord(topic)) problems.push(...optionProblems(topic, TOPIC_RULES, `topics.${name}`))
  else if (!isPartitionCount(topic)) problems.push(mismatch(`topics.${name}`, PARTITION_COUNT, topic))
  return problems
}

function firstTopic(topic: number | TestingTopicOptions): FirstTopic {
  const { partitions = 1, replicationFactor = 1 } = typeof topic === 'number' ? { partitions: topic } : topic
  return { partitions, replicationFactor }
}
