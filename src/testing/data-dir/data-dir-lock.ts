import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../../options.ts'
import { type DataDirProblem, isSystemError } from './data-dir-error.ts'

/** The name of the lock file. It contains who uses the folder. */
export const LOCK_FILE = 'lock'

interface Holder {
  readonly pid: number
  /** What tells the process from a later one with the same pid; empty where it is not known. */
  readonly startedAt: string
}

// The folders that this process uses: a lock with its own pid may be one that was left behind, as
// in a container, where the pids are the same after each start.
const held = new Set<string>()

/** Keeps a second cluster out of a folder, as the file `.lock` of Kafka does. */
export class DataDirLock {
  readonly #folder: string
  readonly #path: string
  readonly #text: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#path = join(folder, LOCK_FILE)
    this.#text = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Holder)
  }

  /** Locks a folder. A lock of a process that has ended is taken over. Throws if it is in use. */
  static take(folder: string, problem: DataDirProblem): DataDirLock {
    const lock = new DataDirLock(folder)
    if (held.has(folder))
      throw problem.of('is used by another testing cluster of this process', 'Close that one first, or name another folder')
    problem.guard('locked', () => lock.#take(problem))
    held.add(folder)
    return lock
  }

  release(): void {
    if (!held.delete(this.#folder)) return
    try {
      if (readFileSync(this.#path, 'utf8') === this.#text) rmSync(this.#path)
    } catch (error) {
      if (!isSystemError(error)) throw error // the folder may have been removed
    }
  }

  #take(problem: DataDirProblem): void {
    if (this.#create()) return
    const found = readIfThere(this.#path)
    const holder = found === undefined ? undefined : holderIn(found)
    if (holder !== undefined && isAlive(holder)) throw inUse(holder, problem)
    // Of two processes that find the same old lock, one moves it away first, and the other one
    // finds the new lock.
    if (found !== undefined && readIfThere(this.#path) === found) this.#moveAway()
    if (!this.#create()) throw inUse(holderIn(readIfThere(this.#path) ?? ''), problem)
  }

  #create(): boolean {
    try {
      writeFileSync(this.#path, this.#text, { flag: 'wx' })
      return true
    } catch (error) {
      if (isSystemError(error) && error.code === 'EEXIST') return false
      throw error
    }
  }

  #moveAway(): void {
    const aside = `${this.#path}.${process.pid}`
    renameSync(this.#path, aside)
    rmSync(aside)
  }
}

function inUse(holder: Holder | undefined, problem: DataDirProblem): Error {
  const by = holder === undefined ? 'another process' : `process ${holder.pid}`
  return problem.of(`is used by ${by}`, 'End that process, or name another folder')
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

function holderIn(text: string): Holder | undefined {
  try {
    const { pid, startedAt }: Record<string, unknown> = { ...JSON.parse(text) }
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined
  } catch {
    return undefined // a process was killed while it wrote the lock
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return isRecord(error) && error['code'] === 'EPERM' // it is alive, and of another user
  }
  return startedAt === '' || startOf(pid) === '' || startOf(pid) === startedAt
}

const START_TIME_FIELD = 19 // of the fields after the name of the program: proc_pid_stat(5)

// The boot, and the time of the process since then. Only Linux shows it as a file.
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD]}`
  } catch {
    return ''
  }
}
