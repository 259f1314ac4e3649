import { CommandError } from '../command-error.ts'
import { readNamedFile } from './read-file.ts'

const JKS_MAGIC = 0xfeed_feed
const DER_SEQUENCE = 0x30

/** The forms in which Java keeps keys and certificates. */
export type StoreForm = 'PEM' | 'PKCS12' | 'JKS' | 'unknown'

/** Which form the bytes of a key store have. */
export function formOf(bytes: Buffer): StoreForm {
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === JKS_MAGIC) return 'JKS'
  if (bytes.includes('-----BEGIN ')) return 'PEM'
  return bytes[0] === DER_SEQUENCE ? 'PKCS12' : 'unknown'
}

/** Reads the file of a trust store, which must be PEM. */
export function readTrustStore(what: string, path: string): string {
  const bytes = readNamedFile(what, path)
  const form = formOf(bytes)
  if (form === 'PEM') return bytes.toString('utf8')
  const pem = `${withoutEnding(path)}.pem`
  if (form === 'JKS') {
    const p12 = `${withoutEnding(path)}.p12`
    const convert = `keytool -importkeystore -srckeystore ${path} -destkeystore ${p12} -deststoretype PKCS12 && openssl pkcs12 -in ${p12} -nokeys -out ${pem}`
    throw new CommandError(`${what} ${path} is a JKS file, which only Java can read. Convert it with: ${convert}`)
  }
  if (form === 'PKCS12')
    throw new CommandError(
      `${what} ${path} is a PKCS12 file; write its certificates as PEM with: openssl pkcs12 -in ${path} -nokeys -out ${pem}`
    )
  throw new CommandError(`${what} ${path} has no certificate in PEM: it must have a line -----BEGIN CERTIFICATE-----`)
}

/** A certificate with its key, as Node takes it. */
export type OwnCertificate = { readonly cert: string; readonly key: string } | { readonly pfx: Buffer }

/** Reads the file of a key store: PEM with a key and certificates, or PKCS12. */
export function readKeyStore(what: string, path: string): OwnCertificate {
  const bytes = readNamedFile(what, path)
  const form = formOf(bytes)
  if (form === 'PKCS12') return { pfx: bytes }
  if (form === 'PEM') {
    const text = bytes.toString('utf8')
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) && text.includes('-----BEGIN CERTIFICATE-----')) return { cert: text, key: text }
    throw new CommandError(`${what} ${path} must have both a private key and its certificate in PEM`)
  }
  if (form === 'JKS') {
    const p12 = `${withoutEnding(path)}.p12`
    const convert = `keytool -importkeystore -srckeystore ${path} -destkeystore ${p12} -deststoretype PKCS12`
    throw new CommandError(`${what} ${path} is a JKS file, which only Java can read. Convert it with: ${convert}`)
  }
  throw new CommandError(`${what} ${path} is neither PEM nor PKCS12`)
}

const withoutEnding = (path: string): string => path.replace(/\.\w+$/, '')
