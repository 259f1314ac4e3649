import { formatAddress } from '../../conn/address.ts'
import { configurationError, isFunction } from '../../options.ts'
import type { PoolBroker } from '../../pool/pool.ts'
import { waitForShared } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import { type BootstrapServers, parseServers, protocolProblems } from '../server-addresses.ts'

// The limit for the caller's function. If it hangs, known brokers that come back must still be
// asked.
const FUNCTION_MS = 30_000

// The first node id of a bootstrap server, far from real ids, and from -1, which means "no broker".
const FIRST_SEED_ID = -2_147_483_648

/**
 * The bootstrap servers ("seeds"): servers whose node ids are not known. They are in the pool until
 * one of them has answered with the brokers of the cluster.
 */
export class Seeds {
  readonly #servers: BootstrapServers
  readonly #connection: ResolvedClusterOptions['connection']
  readonly #ids = new Map<string, number>() // an address keeps its id, and with it its backoff
  #listed: readonly PoolBroker[] = []
  #passes = 0

  constructor({ bootstrapServers, connection }: Pick<ResolvedClusterOptions, 'bootstrapServers' | 'connection'>) {
    this.#servers = bootstrapServers
    this.#connection = connection
  }

  /** The bootstrap servers that are to be in the pool now, in the order in which to ask them. */
  get listed(): readonly PoolBroker[] {
    return this.#listed
  }

  /** The node ids that stand for the listed bootstrap servers: negative numbers. */
  get nodeIds(): number[] {
    return this.#listed.map(({ nodeId }) => nodeId)
  }

  /**
   * Reads the `bootstrapServers` option again and lists its servers, each time with another one in
   * front. Rejects with `KAFKA_CONFIGURATION`, or with the error that the caller's function throws.
   */
  async list(signal: AbortSignal): Promise<void> {
    const source = this.#servers
    const value: unknown = typeof source === 'function' ? await callWithLimit(source, signal) : source
    const { servers, protocols, problems } = parseServers(value)
    // TLS was decided when the pool was made, so a protocol that comes later is only checked.
    const { tls = false, sasl } = this.#connection
    const all = isFunction(source) ? [...problems, ...protocolProblems(protocols, tls, sasl)] : problems
    if (all.length > 0) throw configurationError('bootstrapServers', all)
    const brokers = servers.map(({ host, port }) => ({ nodeId: this.#idOf(formatAddress({ host, port })), host, port }))
    const first = this.#passes++ % brokers.length
    this.#listed = [...brokers.slice(first), ...brokers.slice(0, first)]
  }

  /** Removes the bootstrap servers from the list, because the brokers of the cluster are known. */
  unlist(): void {
    this.#listed = []
  }

  #idOf(address: string): number {
    const id = this.#ids.get(address) ?? FIRST_SEED_ID + this.#ids.size
    this.#ids.set(address, id)
    return id
  }
}

function callWithLimit<T>(source: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
  return waitForShared(Promise.resolve().then(source), 'The bootstrapServers function', { signal, timeoutMs: FUNCTION_MS })
}
