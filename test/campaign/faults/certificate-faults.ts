import { type FaultKind, MISSED } from './fault.ts'

/**
 * The brokers get another certificate, from the same authority or from a new one. What is open
 * stays open, or is reset, so that the driver sees the new certificate.
 */
export const rotatedCertificate: FaultKind = ({ kafka, network, random, settings }) => {
  if (kafka.tls === undefined) return MISSED
  kafka.tls.renew({ authority: settings.readsAuthority && random.once(2) ? 'new' : 'same' })
  if (random.once(2)) for (const link of network.links) link.cut('RST')
  return undefined
}

/** The certificate of the brokers has ended, or is from an authority that clients do not know. */
export const wrongCertificate: FaultKind = ({ kafka, network, random }) => {
  const { tls } = kafka
  if (tls === undefined) return MISSED
  tls.renew(random.once(2) ? { expired: true } : { authority: 'unknown' })
  for (const link of network.links) if (random.once(2)) link.cut('RST')
  return () => tls.renew()
}
