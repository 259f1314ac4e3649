import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, errorCodes, isKafkaError, specialOffsets, throwIfError } from 'kafkawire'
import { OffsetCommit, OffsetFetch } from 'kafkawire/messages'
import type { Random } from '../../../support/vectors/random.ts'
import { type CommitOutcome, DOUBT_MS, type GroupLedger, type Ownership } from '../ledgers/group-ledger.ts'

/** What the members of a group have in common. */
export interface GroupMeans {
  readonly cluster: Cluster
  readonly groupId: string
  readonly topic: string
  readonly topicId: string
  readonly partitions: number
  readonly ledger: GroupLedger
  readonly random: Random
}

/** A member at one moment. */
export interface Standing extends Ownership {
  readonly memberId: string
  readonly groupInstanceId: string | null
}

/** A member must have had a heartbeat answered so recently to be surely in the group. */
const FRESH_MS = 1_500
const PAUSE_MS = 200

// Refusals of a commit of a member that the group does not have, or has in another epoch.
const FENCED: readonly number[] = [
  errorCodes.ILLEGAL_GENERATION,
  errorCodes.UNKNOWN_MEMBER_ID,
  errorCodes.REBALANCE_IN_PROGRESS,
  errorCodes.FENCED_INSTANCE_ID,
  errorCodes.FENCED_MEMBER_EPOCH,
  errorCodes.STALE_MEMBER_EPOCH,
  errorCodes.GROUP_ID_NOT_FOUND
]
const UNKNOWN: readonly number[] = [errorCodes.UNKNOWN_MEMBER_ID, errorCodes.GROUP_ID_NOT_FOUND]

/**
 * A place in a group, which one member after the other takes: each joins, commits, and leaves, falls
 * silent, or is replaced.
 */
export abstract class Seat {
  /** The member and its partitions; undefined while it has none to commit. */
  standing: Standing | undefined
  /** When the last heartbeat was sent that the coordinator accepted. */
  provenMs = 0
  protected readonly means: GroupMeans
  /** Whether the coordinator may still get copies of earlier requests of this member. */
  protected isDoubtful = false
  #isCalm = false
  #isOver = false
  #work: Promise<void> | undefined

  constructor(means: GroupMeans) {
    this.means = means
  }

  begin(): void {
    this.#work ??= this.#run()
  }

  /** The member stays in the group from now on. */
  calm(): void {
    this.#isCalm = true
  }

  /** The member leaves. Resolves when all calls have settled. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  protected get isCalm(): boolean {
    return this.#isCalm
  }

  protected get isOver(): boolean {
    return this.#isOver
  }

  /** Joins, and stays until the member is no longer in the group. */
  protected abstract live(): Promise<void>

  protected leave(_standing: Standing): Promise<unknown> {
    return Promise.resolve()
  }

  /** Commits all partitions of a member. */
  protected async commit(standing: Standing, isFenced = false): Promise<readonly number[]> {
    const { cluster, groupId, ledger } = this.means
    const { memberId, groupInstanceId, epoch } = standing
    const commits = ledger.commit(standing, isFenced)
    if (commits.length === 0) return []
    const partitions = commits.map(({ partition, offset }) => ({ partitionIndex: partition, committedOffset: offset }))
    try {
      const member = { generationIdOrMemberEpoch: epoch, memberId, groupInstanceId }
      const answer = await cluster.send(OffsetCommit, { groupId, ...member, topics: [{ ...this.topicOfCommits, partitions }] })
      const answered = answer.topics.flatMap(topic => topic.partitions)
      const codes = new Map(answered.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode]))
      for (const each of commits) ledger.end(each, outcomeOf(codes.get(each.partition)))
      return [...codes.values()]
    } catch (error) {
      const isNotSent = isKafkaError(error) && error.delivery === 'not-sent'
      for (const each of commits) ledger.end(each, isNotSent ? 'not-sent' : 'open')
      throw error
    }
  }

  /** The topic as commits of this member name it. */
  protected get topicOfCommits(): { readonly name?: string; readonly topicId?: string } {
    return { name: this.means.topic }
  }

  /** Looks where the group has got to, as a consumer does that has got partitions. */
  protected async readOffsets({ partitions }: Standing): Promise<void> {
    const { cluster, groupId, topic, ledger } = this.means
    if (partitions.length === 0) return
    const newest = new Map(partitions.map(partition => [partition, ledger.newest(partition)]))
    const groups = [{ groupId, topics: [{ name: topic, partitionIndexes: partitions }] }]
    const answer = throwIfError(await cluster.send(OffsetFetch, { groups, requireStable: true }))
    for (const { partitionIndex, committedOffset } of answer.groups[0]?.topics[0]?.partitions ?? [])
      ledger.see(partitionIndex, newest.get(partitionIndex) ?? specialOffsets.INVALID_OFFSET, committedOffset)
  }

  /** Commits and leaves in the same turn: the commit must come first. */
  protected async commitAndLeave(standing: Standing): Promise<void> {
    const beganMs = performance.now()
    this.standing = undefined
    const committing = this.commit(standing)
    const [committed] = await Promise.allSettled([committing, this.leave(standing)])
    if (committed.status === 'rejected') throw committed.reason
    const isSure = !this.isDoubtful && standing.groupInstanceId === null && beganMs - this.provenMs < FRESH_MS
    if (isSure && performance.now() - beganMs < DOUBT_MS && committed.value.some(code => UNKNOWN.includes(code)))
      this.means.ledger.report(`${standing.owner} left before its commit was there`)
  }

  async #run(): Promise<void> {
    for (; !this.#isOver; await pause(PAUSE_MS)) {
      try {
        await this.live()
      } catch (error) {
        if (!isKafkaError(error)) throw error
        this.isDoubtful ||= error.delivery === 'maybe-sent'
      }
      this.standing = undefined
    }
  }
}

function outcomeOf(errorCode: number | undefined): CommitOutcome {
  if (errorCode === errorCodes.NONE) return 'acknowledged'
  return errorCode !== undefined && FENCED.includes(errorCode) ? 'refused' : 'open'
}

const STABLE_MS = 120_000

/**
 * Resolves when all members are in one epoch and have all partitions, each partition one member.
 * Reports if that takes too long.
 */
export async function becomeStable(seats: readonly Seat[], { ledger, partitions, groupId }: GroupMeans): Promise<void> {
  const sinceMs = performance.now()
  while (!isStable(seats, partitions, sinceMs)) {
    if (performance.now() - sinceMs > STABLE_MS) {
      const states = seats.map(({ standing }) => (standing ? `${standing.epoch}: ${standing.partitions.join(' ')}` : 'none'))
      ledger.report(`${groupId} was not stable ${STABLE_MS} ms after the last fault: its members have ${states.join(', ')}`)
      return
    }
    await pause(PAUSE_MS)
  }
}

function isStable(seats: readonly Seat[], partitions: number, sinceMs: number): boolean {
  const standings = seats.flatMap(({ standing, provenMs }) => (standing !== undefined && provenMs > sinceMs ? [standing] : []))
  const epochs = new Set(standings.map(({ epoch }) => epoch))
  const owned = standings.flatMap(each => each.partitions)
  return standings.length === seats.length && epochs.size === 1 && owned.length === partitions && new Set(owned).size === partitions
}
