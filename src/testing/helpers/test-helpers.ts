import { checkOptions, configurationError, INTEGER, type OptionRule, type OptionRules, refuseIfAny, STRING } from '../../options.ts'
import { quoted } from '../../quote.ts'
import type { ClusterState } from '../cluster-state.ts'
import { isLegalName } from '../storage/topics.ts'
import { compactTopic, retainTopics } from './clean-logs.ts'
import { LogReader } from './read-records.ts'
import { type ClusterSnapshot, takeSnapshot } from './snapshot.ts'
import type { StoredRecord, TestRecord } from './test-record.ts'
import { type TopicNamespace, topicNamespace } from './topic-namespace.ts'
import { type TestWaitOptions, WAIT_RULES, waitUntil } from './wait-until.ts'
import { type WrittenRecord, writeRecords } from './write-records.ts'

/** What a test does with a testing cluster without a client. */
export interface TestHelpers {
  /**
   * Writes records to the logs of a topic, and returns where each was written. A topic that does
   * not exist is created with one partition. Throws `KAFKA_CONFIGURATION` or `KAFKA_ENCODE`; then
   * nothing was written.
   */
  produce(topic: string, records: readonly TestRecord[] | TestRecord): WrittenRecord[]
  /**
   * All records of a topic, and then each record that is written later, until the loop ends or the
   * cluster is closed or reset. Records of one partition come in their order. Those of transactions
   * that are open or aborted come too.
   */
  records(topic: string): AsyncIterableIterator<StoredRecord>
  /**
   * Waits until a topic has at least this many records, and returns them all. Rejects with an
   * `Error` when the time is over.
   */
  waitForRecords(topic: string, count: number, options?: TestWaitOptions): Promise<StoredRecord[]>
  /**
   * Waits until a group has committed an offset for a partition that is at least `offset`, and
   * returns the committed offset. Default: any offset of partition 0. Rejects with an `Error` when
   * the time is over.
   */
  waitForCommit(group: string, topic: string, options?: CommitWaitOptions): Promise<bigint>
  /**
   * Waits until a group is in the state 'Stable' with members. Rejects with an `Error` when the
   * time is over.
   */
  waitForStable(group: string, options?: TestWaitOptions): Promise<void>
  /**
   * Deletes the records that `retention.ms` and `retention.bytes` do not keep, batch by batch, in
   * one topic or in all. Otherwise nothing is deleted by its age. Returns the number of offsets
   * deleted. Throws `KAFKA_CONFIGURATION` if there is no such topic, or its `cleanup.policy` does
   * not delete.
   */
  applyRetention(topic?: string): number
  /**
   * Compacts a topic: of each key the latest record stays. Tombstones stay until a later compaction
   * when `delete.retention.ms` is over. Throws `KAFKA_CONFIGURATION` if there is no such topic, or
   * its `cleanup.policy` does not compact.
   */
  compact(topic: string): void
  /** The present state as plain data, for assertions: topics, partitions, groups and offsets. */
  snapshot(): ClusterSnapshot
  /**
   * Names for the topics of one test, so that tests that run side by side can share a cluster:
   * `namespace.topic('orders')` is a legal name that no other namespace gives.
   */
  namespace(prefix?: string): TopicNamespace
}

/** The options of `waitForCommit`. */
export interface CommitWaitOptions extends TestWaitOptions {
  /** The partition. Default: 0. */
  readonly partition?: number | undefined
  /** The lowest offset that ends the wait. Default: 0n, any offset. */
  readonly offset?: bigint | undefined
}

const TOPIC: OptionRule = ['the name of a topic', value => typeof value === 'string' && isLegalName(value), 'required', 'name']
const GROUP: OptionRule = ['the id of a group', STRING[1], 'required']
const COUNT: OptionRule = ['an integer from 0 on', value => INTEGER[1](value) && Number(value) >= 0]
const OFFSET: OptionRule = ['a bigint from 0n on', value => typeof value === 'bigint' && value >= 0n]
const COMMIT_RULES: Record<keyof CommitWaitOptions, OptionRule> = { ...WAIT_RULES, partition: COUNT, offset: OFFSET }

/** The helpers of a cluster. The class of the cluster inherits them. */
export class ClusterHelpers implements TestHelpers {
  protected readonly state: ClusterState

  constructor(state: ClusterState) {
    this.state = state
  }

  produce(topic: string, records: readonly TestRecord[] | TestRecord): WrittenRecord[] {
    this.#check('produce', { topic }, { topic: TOPIC })
    return writeRecords(this.state, topic, Array.isArray(records) ? records : [records])
  }

  records(topic: string): AsyncIterableIterator<StoredRecord> {
    this.#check('records', { topic }, { topic: TOPIC })
    return this.#records(topic)
  }

  async waitForRecords(topic: string, count: number, options: TestWaitOptions = {}): Promise<StoredRecord[]> {
    this.#check('waitForRecords', { topic, count }, { topic: TOPIC, count: [COUNT[0], COUNT[1], 'required'] })
    const reader = new LogReader(this.state, topic)
    const found: StoredRecord[] = []
    const check = (): StoredRecord[] | undefined => {
      found.push(...reader.read())
      return found.length >= count ? found : undefined
    }
    const describe = (): string =>
      reader.partitions.length === 0
        ? `there is no topic ${quoted(topic)}`
        : `topic ${quoted(topic)} has ${found.length} of ${count} records`
    return this.#wait('waitForRecords', options, check, describe)
  }

  async waitForCommit(group: string, topic: string, options: CommitWaitOptions = {}): Promise<bigint> {
    this.#check('waitForCommit', { group, topic }, { group: GROUP, topic: TOPIC })
    checkOptions('waitForCommit', options, COMMIT_RULES)
    const { partition = 0, offset = 0n, ...waitOptions } = options
    const committed = (): bigint | undefined => this.state.groups.find(group)?.offsets.find(topic, partition)?.offset
    const check = (): bigint | undefined => {
      const found = committed()
      return found !== undefined && found >= offset ? found : undefined
    }
    const describe = (): string =>
      `group ${quoted(group)} has committed ${committed() ?? 'no offset'} for ${quoted(`${topic}-${partition}`)}, not ${offset} or more`
    return this.#wait('waitForCommit', waitOptions, check, describe)
  }

  async waitForStable(group: string, options: TestWaitOptions = {}): Promise<void> {
    this.#check('waitForStable', { group }, { group: GROUP })
    const check = (): true | undefined => (this.state.groups.find(group)?.state === 'Stable' ? true : undefined)
    const describe = (): string => `group ${quoted(group)} ${this.state.groups.find(group)?.state ?? 'does not exist'}`
    await this.#wait('waitForStable', options, check, describe)
  }

  applyRetention(topic?: string): number {
    this.#check('applyRetention', { topic }, { topic: [TOPIC[0], TOPIC[1]] })
    return retainTopics(this.state, topic)
  }

  compact(topic: string): void {
    this.#check('compact', { topic }, { topic: TOPIC })
    compactTopic(this.state, topic)
  }

  snapshot(): ClusterSnapshot {
    return takeSnapshot(this.state)
  }

  namespace(prefix = 'test'): TopicNamespace {
    return topicNamespace(prefix)
  }

  /** Throws `KAFKA_CONFIGURATION` if the cluster is closed. */
  protected checkOpen(name: string): void {
    if (this.state.isClosed) throw configurationError(name, ['the testing cluster is closed'])
  }

  #check(name: string, given: Readonly<Record<string, unknown>>, rules: OptionRules): void {
    this.checkOpen(name)
    checkOptions(name, given, rules)
  }

  async *#records(topic: string): AsyncIterableIterator<StoredRecord> {
    const reader = new LogReader(this.state, topic)
    const { resets } = this.state
    while (!this.state.isClosed && this.state.resets === resets) {
      yield* reader.read()
      await reader.changed()
    }
  }

  #wait<T>(name: string, options: TestWaitOptions, check: () => T | undefined, describe: () => string): Promise<T> {
    checkOptions(name, options, WAIT_RULES)
    const { resets } = this.state
    const checkWhileOpen = (): T | undefined => {
      this.checkOpen(name) // the cluster may be closed during the wait
      refuseIfAny(name, this.state.resets === resets ? [] : ['the testing cluster was reset meanwhile'])
      return check()
    }
    return waitUntil(name, options, checkWhileOpen, describe)
  }
}
