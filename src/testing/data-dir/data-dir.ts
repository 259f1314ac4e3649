import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { clearTimeout, setTimeout } from '../../clock.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { Acl } from '../security/acls.ts'
import { DataDirProblem } from './data-dir-error.ts'
import { DataDirLock, LOCK_FILE } from './data-dir-lock.ts'
import { LogFiles } from './log-files.ts'
import { restoreGroups, saveGroups } from './saved-groups.ts'
import { restoreSettings, saveSettings } from './saved-settings.ts'
import type { SavedState } from './saved-state.ts'
import { restoreTopics } from './saved-topics.ts'
import { restoreTransactions, saveTransactions } from './saved-transactions.ts'
import { NEXT_STATE_FILE, STATE_FILE, StateFile } from './state-file.ts'
import { toJson } from './state-json.ts'
import type { TestingDataDir } from './testing-data-dir.ts'
import { TopicTexts } from './topic-texts.ts'

const FLUSH_EVERY_MS = 100

/**
 * A folder that keeps a cluster between two runs. The records are in files of their own, and
 * everything else is in one file. Both are written every 100 ms of real time and at the end, the
 * records first, in one step of the program: a state never knows of records that are not there.
 */
export class DataDir implements TestingDataDir {
  readonly path: string
  readonly failed: Promise<unknown>
  readonly #problem: DataDirProblem
  readonly #lock: DataDirLock
  readonly #stateFile: StateFile
  readonly #logs: LogFiles
  readonly #topics = new TopicTexts()
  #saved: SavedState | undefined
  #keptAcls: readonly Acl[] = []
  #state: ClusterState | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failure: { readonly error: unknown } | undefined
  #reportFailure: (error: unknown) => void = () => {}

  private constructor(path: string, problem: DataDirProblem) {
    this.path = path
    this.failed = new Promise(resolve => {
      this.#reportFailure = resolve
    })
    this.#problem = problem
    this.#lock = DataDirLock.take(path, problem)
    this.#stateFile = new StateFile(path, problem)
    this.#logs = new LogFiles(path, problem)
    try {
      this.#saved = problem.guard('read', () => this.#stateFile.read())
    } catch (error) {
      this.#lock.release()
      throw error
    }
  }

  /** Opens a folder, which is created if it is missing. Throws `KAFKA_CONFIGURATION`. */
  static open(given: string): DataDir {
    const problem = new DataDirProblem(given)
    problem.guard('created', () => mkdirSync(given, { recursive: true }))
    const path = realpathSync(given)
    const names = problem.guard('read', () => readdirSync(path))
    const others = names.filter(name => !OWN_FILES.includes(name) && !IGNORED.test(name))
    if (others.length > 0 && !names.includes(STATE_FILE))
      throw problem.of(`is not of kafkawire: it contains ${others[0]}`, 'Name an empty folder, or one that does not exist')
    return new DataDir(path, problem)
  }

  /** The number of brokers of the last run; undefined if there was none. */
  get brokers(): number | undefined {
    return this.#saved?.brokers
  }

  /** The cluster id of the last run; undefined if there was none. */
  get clusterId(): string | undefined {
    return this.#saved?.clusterId
  }

  /** One sentence for each file whose end was cut off: a process was killed while it wrote. */
  get repairs(): readonly string[] {
    return this.#logs.repairs
  }

  /** Gives a cluster without topics what the folder has. Throws `KAFKA_CONFIGURATION`. */
  restore(state: ClusterState): void {
    this.#state = state
    const saved = this.#saved
    this.#saved = undefined
    if (saved !== undefined) this.#problem.guard('read', () => this.#restore(state, saved))
    this.#problem.guard('written', () => {
      this.#flush(state)
      this.#logs.prepareFolder()
    })
  }

  /**
   * Begins to write again and again. If that fails, `onFailure` is called once, and nothing is
   * written any more.
   */
  start(onFailure: () => void): void {
    this.#timer = setTimeout(() => {
      this.#tryFlush()
      if (this.#failure === undefined) this.start(onFailure)
      else onFailure()
    }, FLUSH_EVERY_MS)
    this.#timer.unref()
  }

  /** Writes the rest, and frees the folder. Throws the first error of writing. */
  close(): void {
    this.#tryFlush()
    this.release()
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Frees the folder without writing to it. */
  release(): void {
    clearTimeout(this.#timer)
    this.#state = undefined
    this.#lock.release()
  }

  #restore(state: ClusterState, saved: SavedState): void {
    this.#keptAcls = saved.settings.acls
    const unsupported = restoreSettings(state, saved.settings)
    if (unsupported !== undefined) {
      const advice = 'Take the profile of the last run, or lower the feature there first (UpdateFeatures)'
      throw this.#problem.of(`has the feature ${unsupported}, which brokers of this profile do not support`, advice)
    }
    restoreTopics(state, saved.topics, this.#logs)
    restoreGroups(state, saved.groups)
    restoreTransactions(state, saved.transactions)
  }

  #tryFlush(): void {
    const state = this.#state
    if (state === undefined || this.#failure !== undefined) return
    try {
      this.#problem.guard('written', () => this.#flush(state))
    } catch (error) {
      this.#failure = { error }
      this.#reportFailure(error)
    }
  }

  #flush(state: ClusterState): void {
    const unneeded = this.#logs.sync(state.topics.list())
    const others: Omit<SavedState, 'topics'> = {
      clusterId: state.clusterId,
      brokers: Math.max(...state.membership.registeredIds),
      groups: saveGroups(state),
      transactions: saveTransactions(state),
      settings: saveSettings(state, this.#keptAcls)
    }
    this.#stateFile.write(`${toJson(others).slice(0, -1)},"topics":${this.#topics.textOf(state, this.#logs)}}`)
    for (const path of unneeded) rmSync(path, { force: true })
  }
}

// What a process leaves behind that was killed before it wrote the state for the first time.
const OWN_FILES: readonly string[] = [LOCK_FILE, NEXT_STATE_FILE]
// What file systems and their tools put into any folder.
const IGNORED = /^(?:\.|lost\+found$)/
