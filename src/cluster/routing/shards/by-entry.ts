import type { Decoded } from '../../../protocol/api.ts'
import type { Answer, Destination, Part, Shards, Sifted, Split } from '../route.ts'
import { addTo, groupBy } from './collections.ts'
import { combine } from './combine.ts'
import { missingEntries } from './gaps.ts'
import { type EntryLayout, hasEntries } from './message-layout.ts'

/** How {@link byEntry} divides the requests of one API. */
export interface EntryKind<Req, Res, Entry, ResEntry> {
  readonly requestLayout: EntryLayout<Req, Entry>
  readonly responseLayout: EntryLayout<Decoded<Res>, ResEntry>
  /** Entries with the same group key go to the same broker, in one part. */
  groupKey(entry: Entry): string
  /** The destination of an entry, and of all entries with the same group key. */
  to(entry: Entry): Destination
  /** The error code of an entry of the response. */
  code(entry: ResEntry): number
  /** The error codes after which an entry is sent again. Nothing was done if one of them comes. */
  readonly healable: ReadonlySet<number>
}

/**
 * For requests with one list of entries that are not partitions, and that concern several brokers:
 * groups, transactional ids, coordinator keys or config resources. See `by-coordinator.ts` for
 * those whose entries each have a coordinator.
 */
export function byEntry<Req, Res, Entry, ResEntry>(kind: EntryKind<Req, Res, Entry, ResEntry>): Shards<Req, Res> {
  return {
    split: request => split(kind, request),
    sift: (request, response) => sift(kind, request, response),
    gap: (request, response) => missingEntries(kind.requestLayout, kind.responseLayout, request, response),
    merge: (request, answers) => merge(kind, request, answers)
  }
}

function split<Req, Entry>(kind: Pick<EntryKind<Req, never, Entry, never>, 'requestLayout' | 'groupKey' | 'to'>, request: Req): Split<Req> {
  const entries = hasEntries(kind.requestLayout, request) ? kind.requestLayout.entries(request) : []
  const groups = groupBy(entries, entry => kind.groupKey(entry))
  if (groups.size === 0) return { parts: [{ to: 'any', request }], unrouted: undefined }
  const parts: Part<Req>[] = []
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined) continue
    parts.push({ to: kind.to(first), request: groups.size === 1 ? request : kind.requestLayout.withEntries(request, group) })
  }
  return { parts, unrouted: undefined }
}

function sift<Req, Res, Entry, ResEntry>(
  kind: EntryKind<Req, Res, Entry, ResEntry>,
  request: Req,
  response: Decoded<Res>
): Sifted<Req, Res> | undefined {
  const answered = kind.responseLayout.entries(response)
  const failed = answered.filter(entry => kind.healable.has(kind.code(entry)))
  if (failed.length === 0) return undefined
  const codes = [...new Set(failed.map(entry => kind.code(entry)))]
  const keys = new Set(failed.map(entry => kind.responseLayout.key(entry)))
  const entries = kind.requestLayout.entries(request)
  const again = entries.filter(entry => keys.has(kind.requestLayout.key(entry)))
  if (again.length === entries.length) return { again: request, settled: undefined, codes, hints: [] }
  if (again.length === 0) return { again: undefined, settled: { request, response }, codes, hints: [] }
  const rest = entries.filter(entry => !keys.has(kind.requestLayout.key(entry)))
  const final = answered.filter(entry => !keys.has(kind.responseLayout.key(entry)))
  const settled = { request: kind.requestLayout.withEntries(request, rest), response: kind.responseLayout.withEntries(response, final) }
  return { again: kind.requestLayout.withEntries(request, again), settled, codes, hints: [] }
}

function merge<Req, Res, Entry, ResEntry>(
  kind: EntryKind<Req, Res, Entry, ResEntry>,
  request: Req,
  answers: readonly Answer<Req, Res>[]
): Decoded<Res> {
  const [only] = answers
  if (only !== undefined && answers.length === 1) return only.response
  // Each result is in the merged response once, even if the request names an entry twice.
  const found = new Map<string, ResEntry[]>()
  for (const { response } of answers)
    for (const entry of kind.responseLayout.entries(response)) addTo(found, kind.responseLayout.key(entry), entry)
  const merged: ResEntry[] = []
  for (const entry of kind.requestLayout.entries(request)) {
    const result = found.get(kind.requestLayout.key(entry))?.shift()
    if (result !== undefined) merged.push(result)
  }
  return kind.responseLayout.withEntries(combine(answers), merged)
}
