import { setTimeout } from '../../clock.ts'

const CHECK_EVERY_MS = 250
const FIRST_PROCESS = 1

/**
 * Calls back once when the process that started this one has ended. The first process of a
 * container has no parent to wait for.
 */
export function onParentEnd(callback: () => void): void {
  const parent = process.ppid
  if (parent <= FIRST_PROCESS) return
  const check = (): void => {
    if (process.ppid !== parent || !isAlive(parent)) return callback()
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
