// Uses a pool in the way that the argument names. After that the program has nothing more to do.
import { isKafkaError } from '../../../../src/index.ts'
import { Pool } from '../../../../src/pool/pool.ts'
import { report } from '../program.ts'

const [port, what] = process.argv.slice(2)
const pool = new Pool({ connection: {}, pool: { backoff: { initialMs: 200 } } })
pool.setBrokers([
  { nodeId: 1, host: '127.0.0.1', port: Number(port) },
  { nodeId: 2, host: '127.0.0.1', port: 1 }
])

async function fail(): Promise<void> {
  await pool.acquire(2, 'other').catch(error => report(isKafkaError(error) ? error.code : error))
}

if (what === 'waits') {
  await fail()
  void fail()
} else {
  await pool.acquire(1, 'other')
  if (what === 'idle') report('opened')
  else {
    await pool.close()
    report('closed')
  }
}
