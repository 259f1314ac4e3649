import { Fetch, ShareFetch } from 'kafkawire/messages'
import { type CallEntry, waitOf } from './history.ts'

const POLLS: readonly string[] = [Fetch.name, ShareFetch.name]

/**
 * How long the long polls of other calls asked for at the same time, at most, while a poll was out.
 * They may share its connection, and each of them that is ahead of it adds the time that it asks for
 * to its limit (docs/connection.md, "Time"). Zero if the call is no poll: others have connections of
 * their own. A call that was given up still waits for its broker.
 */
export function pollsBesideMs(entry: CallEntry, entries: readonly CallEntry[]): number {
  if (!POLLS.includes(entry.api)) return 0
  const polls = entries.filter(other => other !== entry && POLLS.includes(other.api) && areOpenTogether(entry, other))
  const begins = [entry, ...polls].map(({ beganMs }) => beganMs)
  const openAt = (ms: number): readonly CallEntry[] => polls.filter(poll => poll.beganMs <= ms && endOf(poll) >= ms)
  const sums = begins.map(ms => openAt(ms).reduce((sum, { request }) => sum + waitOf(request), 0))
  return Math.max(...sums)
}

const areOpenTogether = (a: CallEntry, b: CallEntry): boolean => a.beganMs <= endOf(b) && b.beganMs <= endOf(a)

const endOf = ({ endedMs = Number.POSITIVE_INFINITY, request }: CallEntry): number => endedMs + waitOf(request)
