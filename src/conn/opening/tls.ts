import { isIP } from 'node:net'
import type { ConnectionOptions as NodeTlsOptions, TLSSocket } from 'node:tls'
import type { KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
import { describeValue } from '../../type-checks.ts'
import type { Abortable } from '../../waiting/abortable.ts'
import { type Address, formatAddress } from '../address.ts'
import type { TlsOption } from '../connection-options.ts'
import { alertError, alertIn, connectError, reasonOf } from './connect-error.ts'

// The session tickets for each options object. A ticket stands for a certificate that was checked
// with these options, so it must not be used with others.
const sessionsByOptions = new WeakMap<object, Map<string, Buffer>>()
const NODE_DEFAULTS: NodeTlsOptions = {}
const MAX_REASON_CHARS = 500 // the reason may name every host of the certificate
const MAX_SESSIONS = 256

// Options of Node that say where to connect. The address of the broker says that alone.
const PLACES = ['host', 'port', 'path', 'socket']

// Codes of OpenSSL for plaintext in the place of a handshake.
const PLAINTEXT_CODES = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_UNEXPECTED_MESSAGE']

// Loaded only if TLS is wanted, because Node's module takes longer to load than the whole driver.
// Without `import()`, with which a bundler would write a second file.
const nodeTls = (): typeof import('node:tls') => process.getBuiltinModule('node:tls')

// Codes of OpenSSL and Node for a certificate that is not accepted.
const REFUSED_CERTIFICATE =
  /^(?:UNABLE_TO_(?:GET|DECRYPT|DECODE|VERIFY)|C(?:ERT|RL)_|ERROR_IN_C|DEPTH_ZERO|SELF_SIGNED|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/

/** The TLS settings of one dial. */
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
   * Begins TLS over a stream, or to an address, with the last session ticket if there is one. SNI
   * is sent for names, never for IP addresses (RFC 6066). Throws `KAFKA_CONNECT` if Node refuses
   * the options; then the stream is destroyed.
   */
  begin(over: NodeTlsOptions): TLSSocket {
    const name = this.#to.host.replace(/\.$/, '')
    const session = this.#sessions?.get(formatAddress(this.#to))
    const identity = isIP(name) === 0 ? { servername: name } : { host: name }
    const given = this.#options
    const { connect, checkServerIdentity } = nodeTls()
    // Without this, Node checks the name "localhost" if it gets a stream and no name.
    const check = given.checkServerIdentity ?? checkServerIdentity
    const checked: NodeTlsOptions = { checkServerIdentity: (_, certificate) => check(given.servername || name, certificate) }
    try {
      const socket = connect({ ...identity, ...(session === undefined ? {} : { session }), ...given, ...checked, ...over })
      // Some errors come as soon as TCP is connected, before `secure` listens. It finds them later.
      return socket.on('session', ticket => this.#remember(ticket)).on('error', () => undefined)
    } catch (error) {
      over.socket?.destroy()
      throw connectError(this.#to, 'tls', `the tls option is refused (${reasonOf(error)})`, error, false)
    }
  }

  /**
   * Resolves when the certificate is accepted. Rejects with `KAFKA_CONNECT`, phase `tls`, or with
   * the reason of the signal; then the socket is destroyed.
   */
  secure(socket: TLSSocket, signal: Abortable): Promise<void> {
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
    if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.clear()
    this.#sessions.set(formatAddress(this.#to), ticket)
  }
}

/**
 * Reads the `tls` option for one dial. A function is called for each dial, so that certificates can
 * be rotated; session tickets are not kept for it.
 */
export async function readTlsOption(to: Address, tls: Exclude<TlsOption, false>): Promise<TlsLayer> {
  if (typeof tls === 'function') return new TlsLayer(to, checkGiven(await tls()), undefined)
  const options = tls === true ? NODE_DEFAULTS : tls
  const sessions = sessionsByOptions.get(options) ?? new Map<string, Buffer>()
  sessionsByOptions.set(options, sessions)
  return new TlsLayer(to, options, sessions)
}

// Leaves out undefined and null, which Node takes for values, and options that say where to
// connect.
function withDefaults(options: NodeTlsOptions): NodeTlsOptions {
  const given = Object.entries(options).filter(([name, value]) => value !== undefined && value !== null && !PLACES.includes(name))
  return Object.fromEntries(given)
}

// Node would silently take another value for no options.
function checkGiven(given: NodeTlsOptions): NodeTlsOptions {
  if (typeof given !== 'object' || given === null) throw new TypeError(`it gave ${describeValue(given)}, not TLS options`)
  return given
}

/** Whether the other side answers a TLS hello with TLS. An alert is an answer. */
export function answersTls(socket: TLSSocket, signal: Abortable): Promise<boolean> {
  return new Promise(resolve => {
    const settle = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    if (signal.aborted) settle(false)
    signal.addEventListener('abort', () => settle(false), { once: true })
    socket.on('secureConnect', () => settle(true)).on('close', () => settle(false))
    socket.on('error', error => settle(alertIn(error) !== undefined || isCertificateRefused(socket, error)))
  })
}

function handshakeError(to: Address, socket: TLSSocket, error: NodeJS.ErrnoException): KafkaError {
  if (isCertificateRefused(socket, error)) {
    const problem = `its certificate is refused (${shown(error.message, MAX_REASON_CHARS)}): check the name that is dialled, and the ca option`
    return connectError(to, 'tls', problem, error, false)
  }
  if (PLAINTEXT_CODES.includes(error.code ?? '')) {
    return connectError(to, 'tls', 'the other side answered TLS with plaintext: this listener does not speak TLS', error, false)
  }
  const alert = alertError(to, error)
  if (alert !== undefined) return alert
  const check = 'does this listener speak TLS, and does it want a client certificate?'
  return connectError(to, 'tls', `the TLS handshake failed (${reasonOf(error)}): ${check}`, error)
}

// `authorizationError` is null or undefined if the certificate was accepted, whatever its type
// says. In Deno it is always null, but the error has the code of OpenSSL.
const isCertificateRefused = (socket: TLSSocket, { code = '' }: NodeJS.ErrnoException): boolean =>
  Boolean(socket.authorizationError) || REFUSED_CERTIFICATE.test(code)
