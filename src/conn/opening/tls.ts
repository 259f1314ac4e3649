import { isIP } from 'node:net'
import type { ConnectionOptions as NodeTlsOptions, TLSSocket } from 'node:tls'
import type { KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
import { describeValue } from '../../type-checks.ts'
import { type Address, formatAddress } from '../address.ts'
import type { TlsOption } from '../connection-options.ts'
import { alertError, alertIn, connectError, reasonOf } from './connect-error.ts'

// A ticket stands for a certificate that was checked, so it must not serve options under which it was not.
const sessionsByOptions = new WeakMap<object, Map<string, Buffer>>()
const NODE_DEFAULTS: NodeTlsOptions = {}
const MAX_REASON_CHARS = 500 // it may name every host of the certificate
const REMEMBERED_SESSIONS = 256

// Options of Node that say where to connect.
const PLACES = ['host', 'port', 'path', 'socket']

// What OpenSSL says of plaintext where it expects a handshake.
const PLAINTEXT = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_UNEXPECTED_MESSAGE']

// Loaded only where TLS is wanted, for Node's module takes longer to load than the whole driver. Without `import()`, which would be a second file
// in a program that is bundled into one.
const nodeTls = (): typeof import('node:tls') => process.getBuiltinModule('node:tls')

// What OpenSSL and Node call a certificate that is not accepted.
const REFUSAL =
  /^(?:UNABLE_TO_(?:GET|DECRYPT|DECODE|VERIFY)|C(?:ERT|RL)_|ERROR_IN_C|DEPTH_ZERO|SELF_SIGNED|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/

/** The TLS of one dial. */
export class TlsLayer {
  readonly #to: Address
  readonly #options: NodeTlsOptions
  readonly #sessions: Map<string, Buffer> | undefined

  constructor(to: Address, options: NodeTlsOptions, sessions: Map<string, Buffer> | undefined) {
    this.#to = to
    this.#options = withDefaults(options)
    this.#sessions = sessions
  }

  /**
   * Begins TLS, over a stream or by an address, with the last session ticket if there is one. SNI for names, never for IPs (RFC 6066).
   * Throws `KAFKA_CONNECT` if the options make no sense; the stream is destroyed then.
   */
  begin(over: NodeTlsOptions): TLSSocket {
    const name = this.#to.host.replace(/\.$/, '')
    const session = this.#sessions?.get(formatAddress(this.#to))
    const identity = isIP(name) === 0 ? { servername: name } : { host: name }
    const given = this.#options
    const { connect, checkServerIdentity } = nodeTls()
    // Whatever way leads there: left to itself, Node checks the name "localhost" where it was given a stream and no other name.
    const check = given.checkServerIdentity ?? checkServerIdentity
    const checked: NodeTlsOptions = { checkServerIdentity: (_, certificate) => check(given.servername || name, certificate) }
    try {
      const socket = connect({ ...identity, ...(session === undefined ? {} : { session }), ...given, ...checked, ...over })
      // Some errors come the moment TCP is there, before anyone has had a turn to listen; `secure` finds them.
      return socket.on('session', ticket => this.#remember(ticket)).on('error', () => undefined)
    } catch (error) {
      over.socket?.destroy()
      throw connectError(this.#to, 'tls', `the tls option makes no sense (${reasonOf(error)})`, error, false)
    }
  }

  /** Resolves once the certificate is accepted. Rejects with `KAFKA_CONNECT`, phase `tls`, or the signal's reason; the socket is destroyed then. */
  secure(socket: TLSSocket, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        signal.removeEventListener('abort', onAbort)
        socket.off('secureConnect', onSecure).off('error', onError).off('close', onClose)
      }
      const fail = (error: unknown): void => {
        settle()
        socket.destroy()
        reject(error)
      }
      const onSecure = (): void => {
        settle()
        resolve()
      }
      const onError = (error: Error): void => fail(handshakeError(this.#to, socket, error))
      const onClose = (): void => onError(new Error('closed during the handshake'))
      const onAbort = (): void => fail(signal.reason)
      if (signal.aborted) return onAbort()
      if (socket.destroyed) return socket.errored === null ? onClose() : onError(socket.errored)
      signal.addEventListener('abort', onAbort, { once: true })
      socket.on('secureConnect', onSecure).on('error', onError).on('close', onClose)
    })
  }

  #remember(ticket: Buffer): void {
    if (this.#sessions === undefined) return
    if (this.#sessions.size >= REMEMBERED_SESSIONS) this.#sessions.clear()
    this.#sessions.set(formatAddress(this.#to), ticket)
  }
}

/** Reads the option for one dial: a function is called anew each time, so that certificates can be rotated, and keeps no tickets. */
export async function readTlsOption(to: Address, tls: Exclude<TlsOption, false>): Promise<TlsLayer> {
  if (typeof tls === 'function') return new TlsLayer(to, checkGiven(await tls()), undefined)
  const options = tls === true ? NODE_DEFAULTS : tls
  const sessions = sessionsByOptions.get(options) ?? new Map<string, Buffer>()
  sessionsByOptions.set(options, sessions)
  return new TlsLayer(to, options, sessions)
}

// Node takes undefined for a value of its own, such as no name at all. Where it leads is said by the address, and by nothing else.
function withDefaults(options: NodeTlsOptions): NodeTlsOptions {
  const given = Object.entries(options).filter(([name, value]) => value !== undefined && value !== null && !PLACES.includes(name))
  return Object.fromEntries(given)
}

// What means nothing to Node would silently be no options at all.
function checkGiven(given: NodeTlsOptions): NodeTlsOptions {
  if (typeof given !== 'object' || given === null) throw new TypeError(`it gave ${describeValue(given)}, not TLS options`)
  return given
}

/** Whether a stream that answered plaintext with silence answers a TLS hello with TLS, be it only an alert. */
export function answersTls(socket: TLSSocket, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    if (signal.aborted) settle(false)
    signal.addEventListener('abort', () => settle(false), { once: true })
    socket.on('secureConnect', () => settle(true)).on('close', () => settle(false))
    socket.on('error', error => settle(alertIn(error) !== undefined || isRefusal(socket, error)))
  })
}

function handshakeError(to: Address, socket: TLSSocket, error: NodeJS.ErrnoException): KafkaError {
  if (isRefusal(socket, error)) {
    const problem = `its certificate is refused (${shown(error.message, MAX_REASON_CHARS)}): check the name that is dialled, and the ca option`
    return connectError(to, 'tls', problem, error, false)
  }
  if (PLAINTEXT.includes(error.code ?? '')) {
    return connectError(to, 'tls', 'the other side answered TLS with plaintext: this listener does not speak TLS', error, false)
  }
  const alert = alertError(to, error)
  if (alert !== undefined) return alert
  const check = 'does this listener speak TLS, and does it want a client certificate?'
  return connectError(to, 'tls', `the TLS handshake failed (${reasonOf(error)}): ${check}`, error)
}

// Typed as an Error, in fact null or undefined unless verification failed; in Deno null even then, but the error has OpenSSL's code for the reason.
const isRefusal = (socket: TLSSocket, { code = '' }: NodeJS.ErrnoException): boolean =>
  Boolean(socket.authorizationError) || REFUSAL.test(code)
