import { readFileSync } from 'node:fs'
import { setTimeout } from '../../clock.ts'

const CHECK_EVERY_MS = 250
const FIRST_PROCESS = 1
const NPM = 'npm' // npm names its process after its command, such as `npm exec kafkawire`
const SHELLS: readonly string[] = ['sh', 'dash', 'bash']

/**
 * Calls back once when the process that started this one has ended. The first process of a
 * container has no parent to wait for. With npx, it is the process that started npx.
 */
export function onParentEnd(callback: () => void): void {
  const parent = process.ppid
  if (parent <= FIRST_PROCESS) return
  const npm = npmAbove(parent)
  const hasEnded = (): boolean =>
    process.ppid !== parent || !isAlive(parent) || (npm !== undefined && processOf(npm.pid)?.parent !== npm.parent)
  const check = (): void => {
    if (hasEnded()) return callback()
    setTimeout(check, CHECK_EVERY_MS).unref()
  }
  setTimeout(check, CHECK_EVERY_MS).unref()
}

// On Windows the parent's id stays the same after its end.
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it lives, and belongs to another user
  }
}

interface RunningProcess {
  readonly pid: number
  readonly name: string
  readonly parent: number
}

// npx runs this command in a shell below npm, and both go on when the process above them has ended.
function npmAbove(parent: number): RunningProcess | undefined {
  const first = processOf(parent)
  const found = first !== undefined && SHELLS.includes(first.name) ? processOf(first.parent) : first
  return found?.name.startsWith(NPM) && found.parent > FIRST_PROCESS ? found : undefined
}

// Only Linux has these files. Elsewhere only the parent is watched.
function processOf(pid: number): RunningProcess | undefined {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return name === undefined ? undefined : { pid, name, parent: Number(parent) }
  } catch {
    return undefined
  }
}
