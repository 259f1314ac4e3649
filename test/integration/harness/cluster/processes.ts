import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The JVM option by which a process of the cluster in `dir` is known again. */
export function markOf(dir: string): string {
  return `-Dkafkawire.harness=${dir}`
}

/** The file that the KDC of the cluster in `dir` is told to write its id to, and by which it is known again. */
export function kdcPidFile(dir: string): string {
  return join(dir, 'krb5', 'kdc.pid')
}

/** Whether a process runs and is one that was started for the cluster in `dir`: ids are used again, so the command line decides. */
export function isOurs(dir: string, pid: number | undefined): boolean {
  if (!pid) return false
  const command = ` ${commandLine(pid)} `
  return command.includes(` ${markOf(dir)} `) || command.includes(` ${kdcPidFile(dir)} `)
}

/** Whether any process has this id. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// Empty for one that has ended, whether or not its parent has taken note.
function commandLine(pid: number): string {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim()
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
