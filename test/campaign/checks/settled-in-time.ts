import type { CallEntry, History } from './history.ts'

const ROOM_MS = 100 // of virtual time

/** Invariant 1: every call settles within its limit and 100 ms. */
export function settledInTime(history: History): string[] {
  return history.entries.flatMap(entry => problemOf(entry, ROOM_MS) ?? [])
}

/** What is wrong with the time that a call took, with so much room beside its limit. */
export function problemOf({ api, beganMs, endedMs, limitMs }: CallEntry, roomMs: number): string | undefined {
  if (endedMs === undefined) return `${api}, called at ${Math.round(beganMs)} ms, has not settled`
  const tookMs = Math.round(endedMs - beganMs)
  if (tookMs <= limitMs + roomMs) return undefined
  return `${api}, called at ${Math.round(beganMs)} ms, settled after ${tookMs} ms; its limit is ${limitMs} ms`
}
