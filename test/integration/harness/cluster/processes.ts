import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The JVM option by which the harness recognises a process of the cluster in `dir`. */
export function markOf(dir: string): string {
  return `-Dkafkawire.harness=${dir}`
}

/**
 * The file to which the KDC of the cluster in `dir` writes its process id. The harness recognises
 * the KDC by this path in its command line.
 */
export function kdcPidFile(dir: string): string {
  return join(dir, 'krb5', 'kdc.pid')
}

/**
 * Whether a process runs and was started for the cluster in `dir`. The system reuses process ids,
 * so the command line decides.
 */
export function isClusterProcess(dir: string, pid: number | undefined): boolean {
  if (!pid) return false
  const command = ` ${commandLine(pid)} `
  return command.includes(` ${markOf(dir)} `) || command.includes(` ${kdcPidFile(dir)} `)
}

/** Whether a process with this id exists. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// The command line of a process. It is empty for a process that has ended, even if its parent has
// not yet collected it.
function commandLine(pid: number): string {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim()
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
