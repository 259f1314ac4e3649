import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../cluster/run.ts'
import { requireOpenssl } from '../machine/requirements.ts'

/** The password of the .p12 files. */
export const P12_PASSWORD = 'changeit'

/**
 * Makes a certificate authority for tests, the certificates that it issues to servers and clients,
 * and another authority that nobody trusts.
 */
export async function makePki(dir: string): Promise<void> {
  const folder = join(dir, 'pki')
  if (existsSync(join(folder, 'client.p12'))) return
  await requireOpenssl()
  mkdirSync(folder, { recursive: true })
  await Promise.all([makeAuthority(folder, 'ca'), makeAuthority(folder, 'other-ca')])
  await issue(folder, 'server', '/CN=localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n')
  await issue(folder, 'client', '/O=harness/CN=alice', 'extendedKeyUsage=clientAuth\n')
}

async function makeAuthority(folder: string, name: string): Promise<void> {
  const extensions = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
  await openssl(folder, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', `/CN=${name}`, ...extensions, ...files])
}

async function issue(folder: string, name: string, subject: string, extensions: string): Promise<void> {
  writeFileSync(join(folder, `${name}.ext`), extensions)
  await openssl(folder, ['req', '-newkey', 'rsa:2048', '-nodes', '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`])
  const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
  await openssl(folder, [
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...authority,
    '-days',
    '3650',
    '-extfile',
    `${name}.ext`,
    '-out',
    `${name}.crt`
  ])
  const chain = [`${name}.key`, `${name}.crt`, 'ca.pem'].map(file => readFileSync(join(folder, file), 'utf8'))
  writeFileSync(join(folder, `${name}.pem`), chain.join(''))
  // Kafka 2.x reads a PEM key store only if its key is encrypted. It always reads PKCS#12.
  await openssl(folder, ['pkcs12', '-export', '-in', `${name}.pem`, '-passout', `pass:${P12_PASSWORD}`, '-out', `${name}.p12`])
  for (const extension of ['csr', 'ext']) rmSync(join(folder, `${name}.${extension}`))
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  await run('openssl', args, { cwd: folder })
}
