import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { KerberosModule } from '../../../../src/sasl/index.ts'
import { run } from '../cluster/run.ts'
import { cacheDir } from '../machine/cache.ts'

const FOLDER = join(import.meta.dirname, '../../kerberos')
const FILES = ['package.json', 'package-lock.json']

/**
 * Loads the native module `kerberos`, and installs it in the cache the first time. Only GSSAPI
 * needs it.
 */
export async function loadKerberos(): Promise<KerberosModule> {
  const { dependencies } = createRequire(import.meta.url)(join(FOLDER, 'package.json')) as { dependencies: { kerberos: string } }
  const folder = join(cacheDir(), `kerberos-${dependencies.kerberos}`)
  mkdirSync(folder, { recursive: true })
  for (const file of FILES) copyFileSync(join(FOLDER, file), join(folder, file))
  if (!existsSync(join(folder, 'node_modules/kerberos/build/Release'))) {
    await run('npm', ['ci', '--silent', '--no-audit', '--no-fund', '--prefix', folder], { cwd: folder })
  }
  return createRequire(join(folder, 'package.json'))('kerberos') as KerberosModule
}

/**
 * Makes this process a client of the realm of a cluster. Its tickets come from the keytab of
 * `user`.
 */
export function enterRealm(dir: string, user: string): void {
  const file = (name: string): string => join(dir, 'krb5', name)
  const { env } = process
  Object.assign(env, {
    KRB5_CONFIG: file('krb5.conf'),
    KRB5_CLIENT_KTNAME: `FILE:${file(`${user}.keytab`)}`,
    KRB5CCNAME: `FILE:${file(`${user}.ccache`)}`
  })
}
