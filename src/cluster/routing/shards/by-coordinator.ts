import type { Destination, Shards } from '../route.ts'
import { byEntry, type EntryKind } from './by-entry.ts'

/** COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR: nothing was done. */
export const COORDINATOR_CODES: ReadonlySet<number> = new Set([14, 15, 16])

type CoordinatorKind<Req, Res, Entry, ResEntry> = Pick<EntryKind<Req, Res, Entry, ResEntry>, 'request' | 'response'> & {
  to(key: string): Destination
}

/** Divides requests whose entries each have a coordinator: one part for each, as only the coordinator's own node knows what it shares. */
export function byCoordinator<Req, Res, Entry, ResEntry extends { readonly errorCode: number }>(
  kind: CoordinatorKind<Req, Res, Entry, ResEntry>
): Shards<Req, Res> {
  return byEntry({
    request: kind.request,
    response: kind.response,
    place: entry => kind.request.key(entry),
    to: entry => kind.to(kind.request.key(entry)),
    code: ({ errorCode }) => errorCode,
    healable: COORDINATOR_CODES
  })
}
