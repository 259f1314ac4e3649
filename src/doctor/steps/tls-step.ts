import type { TLSSocket } from 'node:tls'
import type { Place } from '../probe/tcp-probe.ts'
import { asksForCertificate, beginTls, describeTls, tlsOptions } from '../probe/tls-probe.ts'
import type { Problem, TlsReport } from '../report.ts'
import type { Means } from './means.ts'
import type { ServerState } from './server-state.ts'
import { StepFailed } from './step-failed.ts'
import { firstBytesOf, streamTo } from './stream-to.ts'

const SOON_DAYS = 14
const NO_TLS = 'On this machine: leave out TLS (in Java security.protocol=PLAINTEXT or SASL_PLAINTEXT), or use the port of a TLS listener.'

/** Begins TLS, checks the certificate, and returns the stream inside TLS. */
export async function checkTls(state: ServerState, place: Place, means: Means): Promise<TLSSocket> {
  const { options, notebook } = means
  const { subject } = state
  const settings = await tlsOptions(options.tls)
  const result = await beginTls(await streamTo(place, means), place.host, settings, options.timeoutMs)
  if ('error' in result) throw await handshakeFailure(result.error, place, subject, means)
  const described = describeTls(result.socket)
  result.socket.destroy()
  const asks = await asksForCertificate(await streamTo(place, means), place.host, settings, options.timeoutMs)
  const tls: TlsReport = { ...described, asksForCertificate: asks }
  state.tls = tls
  if (tls.refusal !== undefined && settings.rejectUnauthorized !== false)
    throw new StepFailed('tls', `the certificate is refused (${tls.refusal})`, certificateProblem(tls, place.host, subject))
  const asked = asks === undefined ? '' : asks ? ', asks for our certificate' : ', asks for no certificate'
  notebook.ok('tls', subject, `${tls.version}, ${tls.chain.join(' < ')}, ${tls.daysLeft} days left${asked}`)
  if (tls.daysLeft < SOON_DAYS)
    notebook.warning('tls', subject, `the certificate ends in ${tls.daysLeft} days`, {
      cause: `The certificate of ${subject} ends in ${tls.daysLeft} days, on ${dateOf(tls.validToMs)}.`,
      remedy: 'On the broker: renew the certificate in its key store.'
    })
  const again = await beginTls(await streamTo(place, means), place.host, settings, options.timeoutMs)
  if ('error' in again) throw await handshakeFailure(again.error, place, subject, means)
  return again.socket
}

async function handshakeFailure(error: NodeJS.ErrnoException, place: Place, subject: string, means: Means): Promise<StepFailed> {
  const { code = error.message } = error
  if (/ALERT_(?:CERTIFICATE|BAD_CERT|UNKNOWN_CA|NO_CERT|HANDSHAKE|UNSUPPORTED_CERT|ACCESS)/.test(code)) return ourCertificate(subject, code)
  if (/ALERT|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|NO_SHARED_CIPHER/.test(code))
    return new StepFailed('tls', `the handshake failed (${code})`, {
      cause: `${subject} and this client share no TLS version or cipher (${code}).`,
      remedy: 'On the broker: allow TLSv1.2 or TLSv1.3 (ssl.enabled.protocols) and usual ciphers (ssl.cipher.suites).'
    })
  const plain = await firstBytesOf(await streamTo(place, means), means)
  if (plain.speaker === 'kafka')
    return new StepFailed('first-bytes', 'plaintext, not TLS', {
      cause: `${subject} speaks Kafka without TLS, and this client uses TLS.`,
      remedy: NO_TLS
    })
  const what = { http: 'an HTTP server', ssh: 'an SSH server' }[plain.speaker as string]
  if (what !== undefined)
    return new StepFailed('first-bytes', `${plain.speaker.toUpperCase()}, not TLS`, {
      cause: `${subject} is ${what}, not a Kafka broker.`,
      remedy: 'On this machine: use the port of a Kafka listener with TLS.'
    })
  return new StepFailed('tls', `the handshake failed (${code})`, {
    cause: `${subject} ends the TLS handshake (${code}).`,
    remedy:
      'On the broker: check that the listener of this port has TLS, and its log for the reason. In the network: look for a proxy that ends TLS.'
  })
}

/** The failure for a broker that refuses the certificate of this client, or misses one. */
export function ourCertificate(subject: string, code: string): StepFailed {
  return new StepFailed('tls', `our certificate is refused${code === '' ? '' : ` (${code})`}`, {
    cause: `${subject} wants a client certificate that it trusts, and this client has none or another one${code === '' ? '' : ` (${code})`}.`,
    remedy:
      'On this machine: give the certificate and key that the brokers trust (--cert, --key). On the broker: ssl.truststore must have their authority.'
  })
}

function certificateProblem(tls: TlsReport, host: string, subject: string): Problem {
  const { refusal = '', chain, names } = tls
  const issuer = chain.at(-1) ?? 'unknown'
  if (refusal === 'CERT_HAS_EXPIRED')
    return {
      cause: `The certificate of ${subject} expired on ${dateOf(tls.validToMs)}${tls.daysLeft >= 0 ? ', or one above it did' : `, ${-tls.daysLeft} days ago`}.`,
      remedy: 'On the broker: renew the certificate in its key store. On this machine: check that the clock is right.'
    }
  if (refusal === 'CERT_NOT_YET_VALID')
    return {
      cause: `The certificate of ${subject} is not valid before ${dateOf(tls.validFromMs)}.`,
      remedy: 'On this machine: check that the clock is right. On the broker: check the dates of the certificate.'
    }
  if (refusal === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      cause: `The certificate of ${subject} is not for the name ${host}: it is for ${names.join(', ') || 'no name at all'}.`,
      remedy: `On this machine: connect by a name of the certificate. Or on the broker: issue a certificate with ${host} in its subject alternative names.`
    }
  return {
    cause: `The certificate of ${subject} is not from an authority that this client trusts (${refusal}); the last one of its chain is "${issuer}".`,
    remedy:
      'On this machine: give the certificate of that authority (--ca; in Java ssl.truststore.location). On the broker: its key store must have the whole chain.'
  }
}

const dateOf = (ms: number): string => (Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : 'an unknown day')
