import { errorCodes, isolationLevels } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { type FetchFrom, SessionReading } from '../../work/reading/session-reading.ts'
import type { ActorKind, Stage } from '../actor.ts'
import { beginReaders } from './begin-readers.ts'

/**
 * A fetch session with each broker, by the cluster or by connections of the pool that carry nothing
 * else.
 */
export const sessionReader: ActorKind = stage =>
  beginReaders(stage, { readers: 1, isolationLevel: isolationLevels.READ_UNCOMMITTED }, positions => {
    const fetch = stage.random.once(2) ? byCluster(stage) : byConnection(stage)
    return new SessionReading({ cluster: stage.cluster, positions, random: stage.random, fetch, byId: stage.random.once(2) })
  })

const byCluster =
  ({ cluster, name: lane }: Stage): FetchFrom =>
  (nodeId, request, options) =>
    cluster.send(Fetch, request, { ...options, lane, to: { nodeId } })

// The cluster does not see these answers, so the program itself has to ask for fresh metadata.
const byConnection =
  ({ cluster, calls, name: lane }: Stage): FetchFrom =>
  async (nodeId, request, { timeoutMs, ...options }) => {
    const connection = await calls.record('acquire', { nodeId }, timeoutMs, () => cluster.pool.acquire(nodeId, lane, { timeoutMs }))
    const answer = await calls.record('Fetch', request, timeoutMs, () => connection.send(Fetch, request, { ...options, timeoutMs }))
    if (answer.responses.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode !== errorCodes.NONE)))
      await cluster.refresh({ timeoutMs }).catch(() => undefined)
    return answer
  }
