import type { Leap, VirtualWorld } from '../simulation/virtual-world.ts'
import type { CallEntry, History } from './history.ts'
import { pollsBesideMs } from './polls-beside.ts'

const ROOM_MS = 100 // of virtual time
const REAL_ROOM_MS = 2_000 // timers of a busy machine are late

/** Where time passes. */
export type World = Pick<VirtualWorld, 'leaps' | 'isVirtual'>

/** A world of virtual time in which the process was never blocked or suspended. */
export const VIRTUAL: World = { leaps: [], isVirtual: true }

const roomOf = ({ isVirtual }: World): number => (isVirtual ? ROOM_MS : REAL_ROOM_MS)

/** How much longer than promised a call may take: 100 ms, and the time in which the process did nothing. */
export const roomFor = (entry: CallEntry, world: World): number => roomOf(world) + leaptDuring(entry, world.leaps)

/**
 * Invariant 1: every call settles within its limit and 100 ms. The time in which the whole process
 * did nothing does not count.
 */
export function settledInTime(history: Pick<History, 'entries'>, world: World = VIRTUAL): string[] {
  return history.entries.flatMap(entry => {
    const roomMs = roomFor(entry, world)
    if (problemOf(entry, roomMs) === undefined) return []
    return problemOf(entry, roomMs + pollsBesideMs(entry, history.entries)) ?? []
  })
}

/**
 * Waits for calls that nobody waits for any more, such as one of several that a program made
 * together. Resolves when all calls have settled, or when the time of the others is over.
 */
export async function untilSettled(
  { entries }: Pick<History, 'entries'>,
  world: Pick<VirtualWorld, 'leaps' | 'isVirtual' | 'pause'>
): Promise<void> {
  const isDue = (entry: CallEntry): boolean =>
    entry.endedMs === undefined &&
    performance.now() <= entry.beganMs + entry.limitMs + roomFor(entry, world) + pollsBesideMs(entry, entries)
  while (entries.some(isDue)) await world.pause(ROOM_MS)
}

function leaptDuring({ beganMs, endedMs = Number.POSITIVE_INFINITY }: CallEntry, leaps: readonly Leap[]): number {
  return leaps.filter(leap => leap.beganMs >= beganMs && leap.beganMs <= endedMs).reduce((total, { ms }) => total + ms, 0)
}

/** What is wrong with the time that a call took, with so much room beside its limit. */
export function problemOf({ api, beganMs, endedMs, limitMs }: CallEntry, roomMs: number): string | undefined {
  if (endedMs === undefined) return `${api}, called at ${Math.round(beganMs)} ms, has not settled`
  const tookMs = Math.round(endedMs - beganMs)
  if (tookMs <= limitMs + roomMs) return undefined
  return `${api}, called at ${Math.round(beganMs)} ms, settled after ${tookMs} ms; its limit is ${limitMs} ms`
}
