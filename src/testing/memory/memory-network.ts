import type { Duplex } from 'node:stream'
import { checkOptions, type OptionRule } from '../../options.ts'
import { isAbortSignal } from '../../type-checks.ts'
import { Deliveries } from './deliveries.ts'
import { type Carry, type MemorySocket, memorySocketPair, systemError } from './memory-socket.ts'

/** Where a client wants to connect. */
export interface TestingAddress {
  /** The host of a broker, such as `broker-1.memory.invalid`. */
  readonly host: string
  readonly port: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Connects a client of the same process with a broker of a cluster in memory. Resolves with the
 * stream of the client. Rejects with ECONNREFUSED if no broker listens at this address, with
 * ENOTFOUND if the cluster has no such host, or with the reason of the signal.
 */
export type TestingDial = (to: TestingAddress) => Promise<Duplex>

/** Takes the broker's end of each connection that a client makes. */
export type AcceptSocket = (socket: MemorySocket) => void

const RULES: Record<keyof TestingAddress, OptionRule> = {
  host: ['the host of a broker', value => typeof value === 'string', 'required'],
  port: ['the port of a broker', value => Number.isInteger(value), 'required'],
  signal: ['an AbortSignal', isAbortSignal]
}

/** The network of one cluster in memory: its addresses, and who listens there. */
export class MemoryNetwork {
  readonly #hosts = new Set<string>()
  readonly #listeners = new Map<string, AcceptSocket>()
  readonly #deliveries: Deliveries
  readonly #carry: Carry = (parcel, arrive) => this.#deliveries.add(() => arrive(parcel))

  /**
   * @param isSecured whether the brokers speak TLS. Node ends each write of TLS over a stream in
   * the next turn of the event loop. If an answer came before, it would send no alert any more.
   */
  constructor(isSecured: boolean) {
    this.#deliveries = isSecured ? new Deliveries(1) : new Deliveries()
  }

  /** Begins to accept connections to this address. Returns a function that ends this. */
  listen(host: string, port: number, accept: AcceptSocket): () => void {
    const address = `${host}:${port}`
    this.#hosts.add(host)
    this.#listeners.set(address, accept)
    return () => this.#listeners.delete(address)
  }

  /** The `dial` of clients. */
  readonly dial: TestingDial = async to => {
    checkOptions('dial', to, RULES)
    const { host, port, signal } = to
    signal?.throwIfAborted()
    return await new Promise((resolve, reject) => {
      this.#deliveries.add(() => {
        const accept = this.#listeners.get(`${host}:${port}`)
        if (signal?.aborted) return reject(signal.reason)
        if (accept === undefined) return reject(this.#refusal(host, port))
        const [client, server] = memorySocketPair(this.#carry)
        accept(server)
        resolve(client)
      })
    })
  }

  #refusal(host: string, port: number): Error {
    if (this.#hosts.has(host)) return systemError('connect', 'ECONNREFUSED', ` ${host}:${port}`)
    return systemError('getaddrinfo', 'ENOTFOUND', ` ${host}`)
  }
}
