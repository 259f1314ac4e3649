import { formatAddress } from '../../conn/address.ts'
import { configurationError, isFunction } from '../../options.ts'
import type { PoolBroker } from '../../pool/pool.ts'
import { waitForShared } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../options.ts'
import { type BootstrapServers, parseServers, protocolProblems } from '../server-addresses.ts'

// So long may the caller's function take: one that hangs must not keep us from brokers that come back meanwhile.
const FUNCTION_MS = 30_000

// Far from real ids, and from -1, which is Kafka's word for none.
const FIRST_SEED = -2_147_483_648

/** The bootstrap servers: brokers without a name, listed until the cluster has told its own. */
export class Seeds {
  readonly #servers: BootstrapServers
  readonly #connection: ResolvedClusterOptions['connection']
  readonly #ids = new Map<string, number>() // the same place keeps its id, and with it its backoff
  #listed: readonly PoolBroker[] = []
  #passes = 0

  constructor({ bootstrapServers, connection }: Pick<ResolvedClusterOptions, 'bootstrapServers' | 'connection'>) {
    this.#servers = bootstrapServers
    this.#connection = connection
  }

  /** Those that the pool is to know now, in the order in which to try them. */
  get listed(): readonly PoolBroker[] {
    return this.#listed
  }

  get nodeIds(): number[] {
    return this.#listed.map(({ nodeId }) => nodeId)
  }

  /** Lists the servers, read afresh; each time another one comes first. Rejects with `KAFKA_CONFIGURATION`, or with what the caller's function throws. */
  async list(signal: AbortSignal): Promise<void> {
    const source = this.#servers
    const value: unknown = typeof source === 'function' ? await called(source, signal) : source
    const { servers, protocols, problems } = parseServers(value)
    // It is too late for a protocol to switch TLS on: the pool is there.
    const { tls = false, sasl } = this.#connection
    const all = isFunction(source) ? [...problems, ...protocolProblems(protocols, tls, sasl)] : problems
    if (all.length > 0) throw configurationError('bootstrapServers', all)
    const brokers = servers.map(({ host, port }) => ({ nodeId: this.#idOf(formatAddress({ host, port })), host, port }))
    const first = this.#passes++ % brokers.length
    this.#listed = [...brokers.slice(first), ...brokers.slice(0, first)]
  }

  /** The cluster has told its brokers. */
  retire(): void {
    this.#listed = []
  }

  #idOf(place: string): number {
    const id = this.#ids.get(place) ?? FIRST_SEED + this.#ids.size
    this.#ids.set(place, id)
    return id
  }
}

function called<T>(source: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
  return waitForShared(Promise.resolve().then(source), 'The bootstrapServers function', { signal, timeoutMs: FUNCTION_MS })
}
