// Compiles the program of franz-go, the one client that is not in JavaScript.
import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { FRANZ } from './clients.mjs'

const execute = promisify(execFile)

/**
 * The clients that can run on this machine. Without Go this is all but `franz`, and a sentence says
 * so. Rejects if Go is there but cannot compile the program.
 */
export async function runnable(clients) {
  if (!clients.includes('franz')) return clients
  try {
    await execute('go', ['build', '-o', FRANZ, '.'], { cwd: dirname(FRANZ) })
    return clients
  } catch (error) {
    if (error.code !== 'ENOENT') throw new Error(`go build failed in ${dirname(FRANZ)}: ${error.stderr}`, { cause: error })
    console.log('franz-go is left out, because the command `go` was not found; install it from https://go.dev/dl')
    return clients.filter(client => client !== 'franz')
  }
}
