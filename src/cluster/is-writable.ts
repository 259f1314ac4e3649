import type { Call } from './call.ts'
import type { DispatcherMeans } from './dispatcher-means.ts'
import { turnFor } from './order/ordered-apis.ts'

/**
 * Whether a request would go out at once. That is so if
 *
 * - no earlier request for the same partition, group or transactional id waits to be sent,
 * - the metadata is fresh, and each broker is known, connected and does not throttle,
 * - each connection has room for more bytes.
 */
export function isWritable<Req, Res>(means: DispatcherMeans, call: Call<Req, Res>, request: Req): boolean {
  const { destinations, lines, metadata, pool, throttles } = means
  const { api, lane, options, route } = call
  const turn = turnFor(lines, api, request)
  const isHeldBack = turn?.isHeldBack === true
  turn?.leave()
  if (isHeldBack) return false
  const to = options.to ?? (route.shards === undefined ? route.to?.(request) : undefined)
  if (to === undefined && !metadata.touchAndCheckFresh(route.shards?.topics?.(request) ?? [])) return false
  const { parts = [], unrouted } = to === undefined ? (route.shards?.split(request, metadata.map) ?? {}) : { parts: [{ to }] }
  return (
    unrouted === undefined &&
    parts.every(part => {
      const nodeId = destinations.known(part.to)
      const connection = nodeId === undefined ? undefined : pool.ready(nodeId, lane)
      return connection?.writable === true && throttles.remainingMs(connection) === 0
    })
  )
}
