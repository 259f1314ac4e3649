import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The sizes of the stub's responses: the host in a FindCoordinator, and the records in a Fetch. */
export const HOST_BYTES = 80
export const RECORDS_BYTES = 1_048_576

/** Builds the stub and starts it on a free port; `stop` ends it. */
export async function startStub() {
  const folder = mkdtempSync(join(tmpdir(), 'kafkawire-limits-'))
  try {
    const program = join(folder, 'stub')
    build(program)
    const child = spawn(program, [String(HOST_BYTES), String(RECORDS_BYTES)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [port] = await once(child.stdout, 'data')
    return { port: Number(port), stop: () => child.kill() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function build(program) {
  const { error, status, stderr } = spawnSync('gcc', ['-O2', '-o', program, join(import.meta.dirname, 'stub.c')], { encoding: 'utf8' })
  if (error) throw new Error('gcc builds the stub, and was not found: install it (Debian: apt-get install gcc libc6-dev)', { cause: error })
  if (status !== 0) throw new Error(`gcc could not build the stub, which needs Linux: ${stderr.trim()}`)
}
