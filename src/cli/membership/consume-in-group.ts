import { messageOf } from '../../type-checks.ts'
import { pause } from '../../waiting/pause.ts'
import { Reading, type ReadingOptions } from '../consume/reading.ts'
import { type Start, startOffsets } from '../consume/start-offsets.ts'
import { atBrokenPipe } from '../frame/broken-pipe.ts'
import { counted } from '../frame/counted.ts'
import { sorted } from '../frame/sorted.ts'
import { storedOffsets } from '../groups/group-offsets.ts'
import { GroupMember } from './group-member.ts'

const COMMIT_MS = 5_000

/** What `kafkawire consume --group` was asked for. */
export interface GroupReadingOptions extends Omit<ReadingOptions, 'starts' | 'signal'> {
  readonly group: string
  /** Where to begin in partitions without a committed offset. */
  readonly start: Start
}

/**
 * Reads a topic as a member of a group until the count, the ends or Ctrl-C, and leaves the group.
 * Offsets are committed after their records were printed: every record is printed at least once.
 */
export async function consumeInGroup(options: GroupReadingOptions): Promise<void> {
  const { run, cluster, topic, group } = options
  const { signal } = run
  const note = (text: string): void => run.output.note(`kafkawire: consume: ${text}`)
  const member = new GroupMember({ cluster, group, topic, signal, note })
  const stop = atBrokenPipe(() => member.leave())
  let left = options.count
  try {
    while (left > 0 && !signal.aborted) {
      const assignment = await member.join()
      const partitions = sorted(assignment.partitions, partition => partition)
      note(`this member of group ${group} has ${partitionsText(partitions)} of ${topic}`)
      const starts = await startsOf(options, partitions)
      const ended = AbortSignal.any([signal, assignment.signal])
      const reading = new Reading({ ...options, count: left, starts, signal: ended })
      await readAndCommit(reading, member, assignment.signal)
      left = reading.left
      if (options.ends !== undefined && reading.isAtEnd && !assignment.signal.aborted) return
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stop()
    await member.leave()
  }

  async function readAndCommit(reading: Reading, its: GroupMember, isOver: AbortSignal): Promise<void> {
    const committed = new Map<number, bigint>()
    const end = new AbortController()
    const commit = async (): Promise<void> => {
      const fresh = new Map([...reading.printed].filter(([partition, offset]) => committed.get(partition) !== offset))
      if (fresh.size > 0 && (await its.commit(fresh))) for (const [partition, offset] of fresh) committed.set(partition, offset)
    }
    const committing = (async () => {
      while (!end.signal.aborted) {
        await pause(COMMIT_MS, end.signal).catch(() => undefined)
        await commit().catch((error: unknown) => note(`offsets could not be committed: ${messageOf(error)}`))
      }
    })()
    try {
      await reading.run()
      // A member without partitions, or at all ends, stays until the next rebalance.
      if (reading.left > 0 && options.ends === undefined && reading.isAtEnd) await untilAborted(AbortSignal.any([signal, isOver]))
    } finally {
      end.abort()
      await committing
    }
  }
}

async function startsOf({ cluster, topic, group, start, run }: GroupReadingOptions, partitions: readonly number[]) {
  const { starts } = await startOffsets(cluster, topic, partitions, start)
  const stored = await storedOffsets(cluster, { group, type: 'classic' }, run.signal)
  for (const partition of partitions) {
    const committed = stored.get(`${topic}/${partition}`)?.offset
    if (committed !== undefined) starts.set(partition, committed)
  }
  return starts
}

function partitionsText(partitions: readonly number[]): string {
  if (partitions.length === 0) return 'no partition'
  return `${counted(partitions.length, 'partition').split(' ')[1]} ${partitions.join(', ')}`
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
