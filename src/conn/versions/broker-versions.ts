import { type BrokerAddress, isKafkaError, KafkaError, type VersionRange } from '../../errors.ts'
import type { Api, ApiInfo, Decoded } from '../../protocol/api.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import type { ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import { type Misunderstood, valueLimits } from '../../protocol/value-limits.ts'
import { formatAddress } from '../address.ts'
import type { AssumedVersions } from '../connection-options.ts'
import type { SendOptions } from '../requests/send-options.ts'
import type { Features } from './finalized-features.ts'
import { assumedVersions, KAFKA_4_MIN_PRODUCE, type OfferedVersions, toldVersions, UNTOLD, usableOf } from './offered-versions.ts'
import { givesEpoch, TransactionProtocols } from './transaction-protocols.ts'

const SECOND_PROTOCOL = 'for transaction.version 2 (KIP-890), which the cluster has finalized'

const CONTROLLER_ADVICE = '; it is a controller, not a broker: send this request to a broker'
const CONTROLLERS_ADVICE =
  "; it is a controller, not a broker: give the addresses of brokers, or set endpointType: 'controller' of connectCluster (KIP-919)"

/** What the caller says about the version of a request. */
type VersionWish = Pick<SendOptions, 'version' | 'maxVersion'>

/** The versions of each API that a broker and this driver both have, and which one is sent. */
export class BrokerVersions {
  readonly #broker: BrokerAddress
  #offered: OfferedVersions = UNTOLD
  readonly #transactions: TransactionProtocols

  /** @param transactions shared by all connections to the same cluster */
  constructor({ host, port }: BrokerAddress, transactions: TransactionProtocols = new TransactionProtocols(false)) {
    this.#broker = { host, port }
    this.#transactions = transactions
  }

  /** Takes over the versions and features that the broker has told. */
  learn(told: Decoded<ApiVersionsResponse>): void {
    this.#offered = toldVersions(told)
    this.#transactions.features.learn(told)
  }

  /**
   * Whether requests of this API may belong to a transaction, or its answers tell features of the
   * cluster. If not, {@link noteSent} and {@link noteAnswer} need not be called.
   */
  concernsTransactions({ key }: ApiInfo): boolean {
    return key === apiKeys.Produce || (key >= apiKeys.ApiVersions && key <= apiKeys.TxnOffsetCommit)
  }

  /** Whether {@link noteAnswer} learns from answers of this API. */
  learnsFromAnswers({ key }: ApiInfo): boolean {
    return key === apiKeys.ApiVersions || givesEpoch(key)
  }

  /** Takes over what an answer says about the cluster, for all connections to it. */
  noteAnswer(api: ApiInfo, request: unknown, response: unknown): void {
    if (api.key !== apiKeys.ApiVersions) return this.#transactions.answered(api.key, request, response)
    const told = response as Decoded<ApiVersionsResponse>
    if (told.errorCode === errorCodes.NONE) this.#transactions.features.learn(told)
  }

  /** A request is sent in the version that was picked for it. */
  noteSent(api: ApiInfo, request: unknown, version: number): void {
    this.#transactions.sent(api.key, request, version)
  }

  /** Assumes that the broker has these versions and no others, because it cannot be asked. */
  assume(ranges: AssumedVersions): void {
    this.#offered = assumedVersions(ranges)
  }

  /** The finalized features of the cluster, with their levels. */
  get features(): Features {
    return this.#transactions.features.levels
  }

  /** The stable versions of an API that both sides have. Undefined if there are none. */
  of(api: ApiInfo): VersionRange | undefined {
    return usableOf(api, this.#offered)
  }

  /** The versions that the broker offers for an API key, whether or not this driver has them. */
  offered(key: number): VersionRange | undefined {
    return this.#offered.ranges.get(key)
  }

  /**
   * The version in which a request is sent: the one that is pinned, or the highest that can carry
   * it, up to `maxVersion`. Throws `KAFKA_UNSUPPORTED_VERSION` if there is none, or if brokers do
   * not know a value of the request in that version.
   */
  pick<Req, Res>(api: Api<Req, Res>, request: Req, pinned?: number, maxVersion?: number): number {
    const limits = valueLimits.get(api.name)
    if (limits === undefined && api.highestVersionFor === undefined && api.key !== apiKeys.EndTxn && (pinned ?? maxVersion) === undefined) {
      const usable = this.of(api)
      if (usable !== undefined) return usable.max
    }
    const min = api.lowestVersionFor?.(request) ?? api.minVersion
    let max = api.highestVersionFor?.(request) ?? api.maxVersion
    if (limits?.hasEnding) max = Math.min(max, limits.highestFor(request, pinned !== undefined))
    if (min > max) throw this.#unsupported(api, mixture(min, max), pinned)
    const version = this.#highestIn(api, request, { min, max }, pinned, maxVersion)
    if (limits === undefined || version >= limits.allKnownSince) return version
    const misunderstood = limits.misunderstood(request, version, pinned !== undefined)
    if (misunderstood === undefined) return version
    throw this.#unsupported(api, `${explain(misunderstood)}${asked(pinned, maxVersion)}`, pinned, misunderstood.path)
  }

  /**
   * Turns the error of a field that the picked version cannot carry into
   * `KAFKA_UNSUPPORTED_VERSION`. Returns other errors as they are.
   */
  explainUnwritable(error: unknown, api: ApiInfo, version: number, { version: pinned, maxVersion }: VersionWish = {}): unknown {
    if (!isKafkaError(error, 'KAFKA_ENCODE') || error.versions === undefined) return error
    const { path, versions } = error
    const usable = this.of(api)
    const because = asked(pinned, maxVersion)
    const isBound = because === '' && usable !== undefined && version < usable.max
    const why = isBound ? `, while the rest of the request needs version ${version} or older` : because
    return this.#unsupported(api, `${path} is set, which needs version ${versions}${why}`, pinned, path)
  }

  #highestIn(
    api: ApiInfo,
    request: unknown,
    { min, max }: VersionRange,
    pinned: number | undefined,
    maxVersion: number | undefined
  ): number {
    const allowed = this.#transactions.versionsFor(api.key, request, pinned ?? maxVersion)
    const lowest = pinned ?? Math.max(min, allowed?.min ?? 0)
    const highest = Math.min(max, allowed?.max ?? max)
    if (allowed !== undefined && (lowest > allowed.max || lowest < allowed.min))
      throw this.#unsupported(api, `version ${lowest} ${this.#transactions.refusalOf(allowed)}`, pinned)
    if (pinned !== undefined) return this.#checkPinned(api, pinned, { min, max })
    const usable = this.of(api)
    const because = lowest > min ? ` ${SECOND_PROTOCOL}` : ''
    if (usable === undefined || usable.max < lowest || usable.min > highest || lowest > highest)
      throw this.#unsupported(api, `this request needs ${lowest} to ${highest}${because}`, pinned)
    if (maxVersion === undefined || maxVersion >= highest) return Math.min(usable.max, highest)
    const least = Math.max(usable.min, lowest)
    if (maxVersion < least)
      throw this.#unsupported(api, `maxVersion is ${maxVersion}, but this request needs ${least} to ${highest}${because}`, pinned)
    return Math.min(usable.max, maxVersion)
  }

  #checkPinned(api: ApiInfo, pinned: number, carrying: VersionRange): number {
    const offered = this.#offered.ranges.get(api.key)
    const spoken = pinned >= api.minVersion && pinned <= api.maxVersion
    if (!spoken || offered === undefined || pinned < offered.min || pinned > offered.max)
      throw this.#unsupported(api, `version ${pinned} was asked for`, pinned)
    if (pinned >= carrying.min && pinned <= carrying.max) return pinned
    throw this.#unsupported(api, `this request needs ${carrying.min} to ${carrying.max}, but version ${pinned} was asked for`, pinned)
  }

  // All brokers have Metadata and Produce, and no controller of KRaft has them. All controllers
  // have Vote.
  get #isController(): boolean {
    const { ranges } = this.#offered
    return ranges.has(apiKeys.Vote) && !ranges.has(apiKeys.Metadata) && !ranges.has(apiKeys.Produce)
  }

  #unsupported(api: ApiInfo, wanted: string, pinned: number | undefined, path?: string): KafkaError {
    const server = this.#offered.ranges.get(api.key)
    const offers = server === undefined ? 'does not offer it at all' : `offers ${server.min} to ${server.max}`
    const removed =
      api.key === apiKeys.Produce && server?.min === KAFKA_4_MIN_PRODUCE
        ? '; Kafka 4 lists Produce 0 to 2 but closes on them (KIP-896)'
        : ''
    const client = { min: api.minVersion, max: api.maxVersion }
    const at = formatAddress(this.#broker)
    const text = `${api.name}: ${wanted}, this driver speaks ${client.min} to ${client.max}, the broker ${at} ${offers}${removed}`
    const advice = server === undefined && this.#isController ? adviceAtController(api) : ''
    const details = { delivery: 'not-sent', broker: this.#broker, api: api.name, apiVersion: pinned } as const
    return new KafkaError('KAFKA_UNSUPPORTED_VERSION', text + advice, { client, server, path, ...details })
  }
}

// A controller before Kafka 3.7 does not have DescribeCluster. Brokers would not help who asks for
// controllers.
function adviceAtController({ key }: ApiInfo): string {
  if (key === apiKeys.DescribeCluster) return ''
  return key === apiKeys.Metadata ? CONTROLLERS_ADVICE : CONTROLLER_ADVICE
}

const mixture = (lowest: number, highest: number): string =>
  `the request mixes what only versions up to ${highest} can carry with what needs ${lowest} or newer (name topics all by name or all by id)`

function explain({ path, shown, row: { meaning, since } }: Misunderstood): string {
  return `${path} is ${shown} (${meaning}), which needs version ${since} or newer`
}

function asked(pinned: number | undefined, maxVersion: number | undefined): string {
  if (pinned !== undefined) return `, but version ${pinned} was asked for`
  return maxVersion === undefined ? '' : `, but maxVersion is ${maxVersion}`
}
