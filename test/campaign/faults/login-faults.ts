import { errorCodes, throwIfError } from 'kafkawire'
import { ExpireDelegationToken, SaslAuthenticate } from 'kafkawire/messages'
import { again } from '../work/again.ts'
import { CLIENT_ID, type FaultKind, MISSED, type Target } from './fault.ts'

/** Brokers refuse to renew the sessions of clients. */
export const refusedRenewal: FaultKind = target => refusing(target, isRenewal => isRenewal)

/** Brokers refuse new clients. */
export const refusedLogin: FaultKind = target => refusing(target, isRenewal => !isRenewal)

/** The tokens that the driver is given have expired. */
export const expiredToken: FaultKind = ({ settings, tokens }) => {
  if (settings.mechanism !== 'OAUTHBEARER') return MISSED
  tokens.areExpired = true
  return () => {
    tokens.areExpired = false
  }
}

/** The delegation token of the driver has expired; later it gets another one. */
export const expiredDelegationToken: FaultKind = async ({ observer, observerOptions, tokens }) => {
  const token = tokens.delegated.at(-1)
  if (token === undefined) return MISSED
  const { errorCode } = await again(() => observer.send(ExpireDelegationToken, { hmac: token.hmac, expiryTimePeriodMs: -1n }))
  if (errorCode === errorCodes.DELEGATION_TOKEN_NOT_FOUND) return MISSED // the same fault has struck just before
  throwIfError({ errorCode })
  return () => tokens.delegate(observerOptions)
}

/**
 * SASL sessions end at once. Without a lifetime the driver cannot know of that end, so the idle
 * connections are closed when the fault ends.
 */
export const expireSessions: FaultKind = ({ kafka, network, settings }) => {
  if (!settings.security.startsWith('SASL')) return MISSED
  kafka.expireSaslSessions()
  if (settings.sessionMs > 0) return undefined
  return () => {
    for (const link of network.links) link.cut('FIN')
  }
}

function refusing({ kafka, settings }: Target, isMeant: (isRenewal: boolean) => boolean): (() => void) | typeof MISSED {
  if (!settings.security.startsWith('SASL')) return MISSED
  return kafka.on(SaslAuthenticate, ({ header, principal }, next) => {
    if (header.clientId !== CLIENT_ID || !isMeant(principal !== undefined)) return next()
    return { errorCode: errorCodes.SASL_AUTHENTICATION_FAILED, errorMessage: 'refused by a fault', authBytes: Buffer.alloc(0) }
  })
}
