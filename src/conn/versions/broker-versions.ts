import { type BrokerAddress, isKafkaError, KafkaError, type VersionRange } from '../../errors.ts'
import type { Api, ApiInfo, Decoded } from '../../protocol/api.ts'
import type { ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'
import { type Misunderstood, valueLimits } from '../../protocol/value-limits.ts'
import { formatAddress } from '../address.ts'
import type { AssumedVersions } from '../connection-options.ts'
import type { SendOptions } from '../requests/send-options.ts'
import type { Features } from './finalized-features.ts'
import { givesEpoch, TransactionProtocols } from './transaction-protocols.ts'

const PRODUCE = 0
const FETCH = 1
const API_VERSIONS = 18
const END_TXN = 26
const TXN_OFFSET_COMMIT = 28
const SECOND_PROTOCOL = 'for transaction.version 2 (KIP-890), which the cluster has finalized'

/** What the caller says of a request's version. */
type VersionWish = Pick<SendOptions, 'version' | 'maxVersion'>

/** Which versions of each API a broker and this driver both speak. */
export class BrokerVersions {
  readonly #broker: BrokerAddress
  // Until the broker has told its own, all that is known is that every one of them has ApiVersions (KIP-35).
  readonly #offered = new Map<number, VersionRange>([[API_VERSIONS, { min: 0, max: 0x7fff }]])
  #usable: (VersionRange | null)[] = [] // by key, as found out; null is none
  readonly #transactions: TransactionProtocols

  /** `transactions` is what all connections to the same cluster share. */
  constructor({ host, port }: BrokerAddress, transactions: TransactionProtocols = new TransactionProtocols(false)) {
    this.#broker = { host, port }
    this.#transactions = transactions
  }

  /** Takes over what the broker says of itself. */
  learn(told: Decoded<ApiVersionsResponse>): void {
    this.#usable = []
    this.#offered.clear()
    for (const { apiKey, minVersion: min, maxVersion: max } of told.apiKeys) this.#offered.set(apiKey, { min, max })
    this.#correctProduce()
    this.#transactions.features.learn(told)
  }

  /** Whether there is anything to learn from requests of this API or their answers: the others are spared the rest. */
  follows({ key }: ApiInfo): boolean {
    return key === PRODUCE || (key >= API_VERSIONS && key <= TXN_OFFSET_COMMIT)
  }

  /** Whether {@link hear} learns from the answers of this API. */
  listensTo({ key }: ApiInfo): boolean {
    return key === API_VERSIONS || givesEpoch(key)
  }

  /** A request was answered: what the answer tells of the cluster is taken over, for all connections to it. */
  hear(api: ApiInfo, request: unknown, response: unknown): void {
    if (api.key !== API_VERSIONS) return this.#transactions.answered(api.key, request, response)
    const told = response as Decoded<ApiVersionsResponse>
    if (told.errorCode === 0) this.#transactions.features.learn(told)
  }

  /** A request goes out in the version that was picked for it. */
  sent(api: ApiInfo, request: unknown, version: number): void {
    this.#transactions.sent(api.key, request, version)
  }

  /** Takes it for granted that the broker speaks these, where it cannot be asked. */
  assume(ranges: AssumedVersions): void {
    this.#usable = []
    this.#offered.clear()
    for (const { name, key } of apiInfos) {
      const range = ranges[name]
      if (range !== undefined) this.#offered.set(key, { min: range[0], max: range[1] })
    }
  }

  /** The features that the cluster has finalized, with their levels. */
  get features(): Features {
    return this.#transactions.features.levels
  }

  /** The stable versions that both sides speak, or undefined if there are none. */
  of(api: ApiInfo): VersionRange | undefined {
    let usable = this.#usable[api.key]
    if (usable === undefined) this.#usable[api.key] = usable = common(api, this.#offered.get(api.key))
    return usable ?? undefined
  }

  /** What the broker offers, whether or not we speak it. */
  offered(key: number): VersionRange | undefined {
    return this.#offered.get(key)
  }

  /**
   * The version to send a request in: the one that is pinned, or the highest that can carry it, up to `maxVersion`. Throws `KAFKA_UNSUPPORTED_VERSION` where
   * there is none, or where it has no meaning for a value of the request.
   */
  pick<Req, Res>(api: Api<Req, Res>, request: Req, pinned?: number, maxVersion?: number): number {
    const limits = valueLimits.get(api.name)
    if (limits === undefined && api.highestVersionFor === undefined && api.key !== END_TXN && (pinned ?? maxVersion) === undefined) {
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

  /** The error of a field that the version picked for its request cannot carry. Anything else comes back as it is. */
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
    const offered = this.#offered.get(api.key)
    const spoken = pinned >= api.minVersion && pinned <= api.maxVersion
    if (!spoken || offered === undefined || pinned < offered.min || pinned > offered.max)
      throw this.#unsupported(api, `version ${pinned} was asked for`, pinned)
    if (pinned >= carrying.min && pinned <= carrying.max) return pinned
    throw this.#unsupported(api, `this request needs ${carrying.min} to ${carrying.max}, but version ${pinned} was asked for`, pinned)
  }

  // KIP-896 kept Produce 0 to 2 in what Kafka 4 says of itself, for the sake of one old client, but it closes on them.
  #correctProduce(): void {
    const produce = this.#offered.get(PRODUCE)
    const fetch = this.#offered.get(FETCH)
    if (produce !== undefined && fetch !== undefined && fetch.min >= 4 && produce.min < 3)
      this.#offered.set(PRODUCE, { ...produce, min: 3 })
  }

  #unsupported(api: ApiInfo, wanted: string, pinned: number | undefined, path?: string): KafkaError {
    const server = this.#offered.get(api.key)
    const offers = server === undefined ? 'does not offer it at all' : `offers ${server.min} to ${server.max}`
    const removed = api.key === PRODUCE && server?.min === 3 ? '; Kafka 4 lists Produce 0 to 2 but closes on them (KIP-896)' : ''
    const client = { min: api.minVersion, max: api.maxVersion }
    const at = formatAddress(this.#broker)
    const text = `${api.name}: ${wanted}, this driver speaks ${client.min} to ${client.max}, the broker ${at} ${offers}${removed}`
    const details = { delivery: 'not-sent', broker: this.#broker, api: api.name, apiVersion: pinned } as const
    return new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client, server, path, ...details })
  }
}

function common(api: ApiInfo, offered: VersionRange | undefined): VersionRange | null {
  if (offered === undefined) return null
  let min = Math.max(api.minVersion, offered.min)
  let max = Math.min(api.maxVersion, offered.max)
  while (max >= min && api.unstableVersions?.includes(max)) max--
  while (min <= max && api.unstableVersions?.includes(min)) min++
  return min > max ? null : { min, max }
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
