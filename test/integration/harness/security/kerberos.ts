import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Cluster, isRunning, savePid } from '../cluster/cluster.ts'
import { kdcPidFile } from '../cluster/processes.ts'
import { errorsInLog, run } from '../cluster/run.ts'
import { kdcPort, USERS } from '../listeners.ts'
import { isOnPath } from '../machine/requirements.ts'
import { isReachable } from '../machine/wire.ts'

/** The Kerberos realm of every cluster. */
export const REALM = 'KAFKA.TEST'

// The KDC once ended without a word on a busy machine, and not again in the same run.
const ATTEMPTS = 3
const ADMIN_FOLDERS = ['/usr/sbin', '/usr/local/sbin']

/**
 * Whether the key distribution centre of MIT Kerberos is installed (Debian: krb5-kdc,
 * krb5-admin-server and krb5-user).
 */
export function isKdcInstalled(): boolean {
  return ['krb5kdc', 'kdb5_util', 'kadmin.local'].every(program => isOnPath(program, ADMIN_FOLDERS))
}

/**
 * Makes the realm with its users and starts its key distribution centre. All files are in the
 * folder of the cluster.
 */
export async function startKerberos(cluster: Cluster): Promise<void> {
  const folder = join(cluster.dir, 'krb5')
  const port = kdcPort(cluster.basePort)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'krb5.conf'), clientConfiguration(folder, port))
  writeFileSync(join(folder, 'kdc.conf'), kdcConfiguration(folder, port))
  const env = environment(folder)
  await run('kdb5_util', ['-r', REALM, '-P', 'master', 'create', '-s'], { env })
  await run('kadmin.local', ['-r', REALM], { env, input: principals(folder, cluster.host) })
  for (let attempt = 1; !(await isStarted(cluster, folder)); attempt++) {
    if (attempt < ATTEMPTS) continue
    const logs = ['kdc.out', 'kdc.log'].map(log => errorsInLog(join(folder, log))).join('\n')
    throw new Error(`the key distribution centre stopped while it was starting, ${ATTEMPTS} times: ${logs}`)
  }
}

async function isStarted(cluster: Cluster, folder: string): Promise<boolean> {
  startKdc(cluster, folder)
  while (!(await isReachable(kdcPort(cluster.basePort)))) {
    if (!isRunning(cluster, 'kdc')) return false
    await wait(30)
  }
  return true
}

function startKdc(cluster: Cluster, folder: string): void {
  const log = openSync(join(folder, 'kdc.out'), 'a')
  const args = ['-n', '-r', REALM, '-P', kdcPidFile(cluster.dir)]
  const child = spawn('krb5kdc', args, { env: environment(folder), detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  // The child then has no process id, and the code that waits for it sees that it does not run.
  child.on('error', () => {})
  child.unref()
  if (child.pid !== undefined) savePid(cluster, 'kdc', child.pid)
}

function environment(folder: string): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env
  const files = { KRB5_CONFIG: join(folder, 'krb5.conf'), KRB5_KDC_PROFILE: join(folder, 'kdc.conf') }
  return { ...process.env, PATH: [PATH, ...ADMIN_FOLDERS].join(':'), ...files }
}

// The user `shortlived` gets tickets of 20 seconds, to test what a client does when they expire.
function principals(folder: string, host: string): string {
  const lines = []
  for (const name of new Set(['localhost', '127.0.0.1', host])) {
    lines.push(`addprinc -randkey kafka/${name}`, `ktadd -k ${folder}/kafka.keytab kafka/${name}`)
  }
  for (const [name, password] of Object.entries({ ...USERS, shortlived: 'shortlived-secret' })) {
    const life = name === 'shortlived' ? '-maxlife 20s ' : ''
    lines.push(`addprinc -pw ${password} ${life}${name}`, `ktadd -norandkey -k ${folder}/${name}.keytab ${name}`)
  }
  return `${lines.join('\n')}\n`
}

function clientConfiguration(folder: string, port: number): string {
  return `[libdefaults]
  default_realm = ${REALM}
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
  default_ccache_name = FILE:${folder}/ccache
[realms]
  ${REALM} = {
    kdc = 127.0.0.1:${port}
  }
[domain_realm]
  localhost = ${REALM}
  127.0.0.1 = ${REALM}
`
}

function kdcConfiguration(folder: string, port: number): string {
  return `[kdcdefaults]
  kdc_listen = 127.0.0.1:${port}
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${REALM} = {
    database_name = ${folder}/principal
    key_stash_file = ${folder}/stash
    acl_file = ${folder}/kadm5.acl
    max_life = 24h
    max_renewable_life = 7d
  }
[logging]
  kdc = FILE:${folder}/kdc.log
`
}
