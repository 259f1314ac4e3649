import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ProgramTask, Transport } from './steps.ts'

const COMMAND = join(import.meta.dirname, '../../../dist/cli/main.js')
/** The user that the brokers with SASL know. `stranger` has the same password, and may do nothing. */
export const USER = { username: 'alice', password: 'secret', stranger: 'bob' }
const BROKERS = 3

/** A testing cluster in a process of its own, started as a user starts it from the shell. */
export interface RunningCluster extends AsyncDisposable {
  /** How clients reach the cluster. */
  readonly access: Pick<ProgramTask, 'bootstrap' | 'security'>
}

/** Starts `kafkawire broker` with three brokers. */
export async function startBroker(transport: Transport | 'SASL'): Promise<RunningCluster> {
  const users = [USER.username, USER.stranger].flatMap(user => ['--sasl', `${user}:${USER.password}`])
  const login = {
    PLAINTEXT: ['--super-user', 'ANONYMOUS'],
    'TLS with SCRAM': ['--tls', ...users, '--super-user', USER.username],
    SASL: users
  }[transport]
  const args = [COMMAND, 'broker', '--port', '0', '--brokers', String(BROKERS), '--json', ...login]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), closed.then(() => ['{}'])])
  const ready = JSON.parse(String(line)) as { readonly bootstrap: string; readonly tls?: { readonly caFile: string } }
  const security = ready.tls && { caFile: ready.tls.caFile, mechanism: 'SCRAM-SHA-256' as const, ...USER }
  return {
    access: { bootstrap: ready.bootstrap, ...(security && { security }) },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await closed
    }
  }
}
