import { type Duplex, duplexPair } from 'node:stream'
import { type ConnectionOptions, errorCodes } from '../../../src/index.ts'
import { ApiVersions, Metadata, SaslAuthenticate, type SaslAuthenticateResponse, SaslHandshake } from '../../../src/messages.ts'
import { accept } from '../../../src/server/index.ts'
import { apiVersionsOf } from '../../support/brokers/link.ts'
import { type Gate, gate } from '../../support/process/gate.ts'

/**
 * How a broker treats a dial: it refuses the connection; never opens it; opens it and never
 * answers; opens and resets it; or answers ApiVersions and Metadata, and refuses every
 * authentication unless `sessionMs` is given.
 */
export type Manner = 'refuse' | 'hang' | 'silent' | 'reset' | 'serve'

/** A dial to one of the brokers. */
export interface MemoryDial {
  readonly port: number
  readonly atMs: number
  readonly signal: AbortSignal
  /** Ends the connection, by RST or by FIN. */
  cut(by: 'RST' | 'FIN'): void
  /** True: this connection stays open, and no request on it is answered any more. */
  isSilent: boolean
  /** The names of the requests that arrived. */
  readonly requests: string[]
}

/**
 * Brokers in memory, one for each port, for tests with a fake clock. They serve requests by
 * default.
 */
export class MemoryBrokers {
  readonly dials: MemoryDial[] = []
  readonly #manners = new Map<number, Manner>()
  readonly #held = new Map<string, Gate>()
  readonly #sessionMs: number | undefined

  /**
   * @param sessionMs the session lifetime of each authentication, once on each connection; without
   * it all are refused
   */
  constructor(sessionMs?: number) {
    this.#sessionMs = sessionMs
  }

  /** The connection options for the pool. */
  get connection(): Pick<ConnectionOptions, 'dial'> {
    return { dial: ({ port, signal }) => this.#dial(port, signal) }
  }

  /** Sets how a broker treats dials from now on. */
  set(port: number, manner: Manner): void {
    this.#manners.set(port, manner)
  }

  /**
   * Holds requests of this name back, and later requests of their connections, until the returned
   * function is called.
   */
  hold(api: 'ApiVersions' | 'Metadata'): () => void {
    const held = gate()
    this.#held.set(api, held)
    return () => {
      this.#held.delete(api)
      held.open()
    }
  }

  dialsTo(port: number): MemoryDial[] {
    return this.dials.filter(dial => dial.port === port)
  }

  async #dial(port: number, signal: AbortSignal): Promise<Duplex> {
    const manner = this.#manners.get(port) ?? 'serve'
    const [near, far] = duplexPair()
    const cut = (by: 'RST' | 'FIN'): void => {
      if (by === 'FIN') far.end()
      else near.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    }
    const dial: MemoryDial = { port, atMs: performance.now(), signal, cut, isSilent: false, requests: [] }
    this.dials.push(dial)
    if (manner === 'refuse') throw Object.assign(new Error(`connect ECONNREFUSED :${port}`), { code: 'ECONNREFUSED' })
    if (manner === 'hang') return await new Promise(() => undefined)
    if (manner === 'reset') setImmediate(() => cut('RST'))
    if (manner === 'serve') this.#serve(far, dial)
    return near
  }

  #serve(socket: Duplex, dial: MemoryDial): void {
    accept(socket, async request => {
      const name = request.api?.name ?? '?'
      dial.requests.push(name)
      if (dial.isSilent) return
      await this.#held.get(name)?.opened
      if (request.is(ApiVersions)) request.answer(apiVersionsOf())
      else if (request.is(Metadata)) request.answer({ brokers: [], topics: [] })
      else if (request.is(SaslHandshake)) request.answer({ errorCode: 0, mechanisms: ['PLAIN'] })
      else if (request.is(SaslAuthenticate)) request.answer(this.#admit(dial))
    })
  }

  #admit({ requests }: MemoryDial): SaslAuthenticateResponse {
    const isFirst = requests.filter(name => name === 'SaslAuthenticate').length === 1
    const authBytes = Buffer.alloc(0)
    if (this.#sessionMs === undefined || !isFirst)
      return { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: 'Who?', authBytes }
    return { errorCode: 0, errorMessage: null, authBytes, sessionLifetimeMs: BigInt(this.#sessionMs) }
  }
}
