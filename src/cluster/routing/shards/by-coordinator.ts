import { errorCodes } from '../../../protocol/codes/error-codes.ts'
import type { Destination, Shards } from '../route.ts'
import { byEntry, type EntryKind } from './by-entry.ts'

/**
 * The error codes that say that a broker is not the coordinator, or not ready. Nothing was done.
 */
export const COORDINATOR_CODES: ReadonlySet<number> = new Set([
  errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
  errorCodes.COORDINATOR_NOT_AVAILABLE,
  errorCodes.NOT_COORDINATOR
])

type CoordinatorKind<Req, Res, Entry, ResEntry> = Pick<EntryKind<Req, Res, Entry, ResEntry>, 'requestLayout' | 'responseLayout'> & {
  to(key: string): Destination
}

/**
 * For requests with a list of groups or transactional ids, each of which has a coordinator, such as
 * DescribeGroups. Each entry is a part of its own: two entries may have the same coordinator, but
 * the driver learns that only when it looks the coordinators up.
 */
export function byCoordinator<Req, Res, Entry, ResEntry extends { readonly errorCode: number }>(
  kind: CoordinatorKind<Req, Res, Entry, ResEntry>
): Shards<Req, Res> {
  return byEntry({
    requestLayout: kind.requestLayout,
    responseLayout: kind.responseLayout,
    groupKey: entry => kind.requestLayout.key(entry),
    to: entry => kind.to(kind.requestLayout.key(entry)),
    code: ({ errorCode }) => errorCode,
    healable: COORDINATOR_CODES
  })
}
