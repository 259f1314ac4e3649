import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import type { DetailedPeerCertificate, ConnectionOptions as NodeTlsOptions, TLSSocket } from 'node:tls'
import { clearTimeout, setTimeout } from '../../clock.ts'
import { isError } from '../../type-checks.ts'
import { timerDelay } from '../../waiting/timer-delay.ts'
import type { ResolvedDiagnosis } from '../diagnose-options.ts'
import type { TlsReport } from '../report.ts'
import { CertificateWatch } from './certificate-request.ts'

const DAY_MS = 86_400_000
const MAX_CHAIN = 10

/** The options of Node for the `tls` option of a diagnosis. */
export async function tlsOptions(tls: ResolvedDiagnosis['tls']): Promise<NodeTlsOptions> {
  if (typeof tls === 'function') return await tls()
  return typeof tls === 'object' ? tls : {}
}

/** A TLS stream whose handshake is finished, or the error with which it ended. */
export type TlsResult = { readonly socket: TLSSocket } | { readonly error: NodeJS.ErrnoException }

/**
 * Begins TLS and accepts any certificate, so that it can be looked at. Resolves with an error if
 * the handshake fails or takes too long; then the stream is destroyed.
 */
export function beginTls(under: Duplex, host: string, options: NodeTlsOptions, timeoutMs: number): Promise<TlsResult> {
  const name = host.replace(/\.$/, '')
  const { connect, checkServerIdentity } = process.getBuiltinModule('node:tls')
  // Without this, Node checks the name "localhost" if it gets a stream and no name.
  const check = options.checkServerIdentity ?? checkServerIdentity
  return new Promise(resolve => {
    let socket: TLSSocket
    try {
      const server = isIP(name) === 0 ? { servername: name } : { host: name }
      const identity: NodeTlsOptions = { checkServerIdentity: (_, certificate) => check(options.servername || name, certificate) }
      const settings: NodeTlsOptions = { ...server, ...options, ...identity, rejectUnauthorized: false, socket: under }
      socket = connect(settings)
    } catch (error) {
      under.destroy()
      return resolve({ error: errorOf(error) })
    }
    const end = (result: TlsResult): void => {
      clearTimeout(timer)
      socket.off('secureConnect', onSecure).off('close', onClose).off('error', onError)
      socket.on('error', () => undefined)
      if ('error' in result) socket.destroy()
      resolve(result)
    }
    const onSecure = (): void => end({ socket })
    const onError = (error: Error): void => end({ error })
    const onClose = (): void => end({ error: Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' }) })
    const timer = setTimeout(() => end({ error: Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }) }), timerDelay(timeoutMs))
    socket.on('secureConnect', onSecure).on('close', onClose).on('error', onError)
  })
}

/** What a finished handshake shows. */
export function describeTls(socket: TLSSocket): Omit<TlsReport, 'asksForCertificate'> {
  const certificate = socket.getPeerCertificate(true)
  const chain: string[] = []
  for (let at: DetailedPeerCertificate | undefined = certificate; at?.subject !== undefined && chain.length < MAX_CHAIN; at = above(at))
    chain.push(nameOf(at.subject))
  const validToMs = Date.parse(certificate.valid_to)
  // Node gives a code, or an error with one, whatever its type says.
  const refusal: unknown = socket.authorizationError
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    chain,
    names: (certificate.subjectaltname ?? '').split(', ').filter(name => name !== ''),
    validFromMs: Date.parse(certificate.valid_from),
    validToMs,
    daysLeft: Math.floor((validToMs - Date.now()) / DAY_MS),
    refusal: socket.authorized || !refusal ? undefined : isError(refusal) ? codeOf(refusal) : String(refusal)
  }
}

/**
 * Whether the server asks clients for a certificate, as one handshake in TLS 1.2 shows. Undefined
 * if it has no TLS 1.2. Destroys the stream.
 */
export async function asksForCertificate(
  under: Duplex,
  host: string,
  options: NodeTlsOptions,
  timeoutMs: number
): Promise<boolean | undefined> {
  const watch = new CertificateWatch(under)
  const result = await beginTls(watch, host, { ...options, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, timeoutMs)
  if ('socket' in result) result.socket.destroy()
  return watch.asksForCertificate
}

const above = (certificate: DetailedPeerCertificate): DetailedPeerCertificate | undefined =>
  certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate

const nameOf = ({ CN, O }: DetailedPeerCertificate['subject']): string => String(CN ?? O ?? 'a certificate without a name')

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message

const errorOf = (error: unknown): NodeJS.ErrnoException => (isError(error) ? error : new Error(String(error)))
