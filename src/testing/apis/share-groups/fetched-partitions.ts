import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes, shareAcquireModes } from '../../../protocol/codes/index.ts'
import type { ShareFetchRequest } from '../../../protocol/messages/share-fetch.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { AcquiredRecords, SharePartition } from '../../groups/share/share-partition.ts'
import type { SessionPartition, ShareSession } from '../../groups/share/share-sessions.ts'
import type { Partition } from '../../storage/partition.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'
import { findLed } from '../leadership.ts'
import { longPoll } from '../long-poll.ts'
import { findState } from './acknowledged-partitions.ts'

/** What was fetched from one partition of a share session. */
export interface FetchedPartition extends AcquiredRecords {
  readonly of: SessionPartition
  readonly refusal: Refusal | undefined
}

interface Target {
  readonly of: SessionPartition
  readonly found: { readonly partition: Partition; readonly state: SharePartition } | Refusal
}

const NOTHING: AcquiredRecords = { records: EMPTY, acquired: [] }
// Times have fractions, so a wait may end a little before its time.
const TOLERANCE_MS = 0.5

/**
 * Fetches from all partitions of a session. It waits until `minBytes` are available, the time is
 * over or a partition has an error, and acquires records only then.
 */
export async function fetchAll(
  message: Decoded<ShareFetchRequest>,
  session: ShareSession,
  context: RequestContext
): Promise<FetchedPartition[]> {
  const { maxWaitMs, minBytes, maxBytes } = message
  const { clock } = context.cluster
  const deadlineMs = clock.nowMs + maxWaitMs
  const isOver = (): boolean => clock.nowMs >= deadlineMs - TOLERANCE_MS
  const find = (): Target[] => [...session.partitions.values()].map(of => ({ of, found: findTarget(of, session, context) }))
  const watched = find().flatMap(({ found }) => (isRefusal(found) ? [] : [found.partition]))
  const fetched = await longPoll<FetchedPartition[] | undefined>({
    attempt() {
      const targets = find()
      const isDue =
        isOver() || targets.length === 0 || targets.some(({ found }) => isRefusal(found)) || availableBytes(targets, maxBytes) >= minBytes
      return isDue && !context.signal.aborted ? acquireAll(targets, message, session) : undefined
    },
    isDue: answer => answer !== undefined,
    partitions: watched,
    clock,
    waitMs: maxWaitMs,
    signal: context.signal
  })
  return fetched ?? []
}

function findTarget(
  { topicId, partitionIndex, isKnown }: SessionPartition,
  { groupId }: ShareSession,
  context: RequestContext
): Target['found'] {
  const { cluster } = context
  if (!isKnown) return refuse(errorCodes.UNKNOWN_TOPIC_ID, '')
  const topic = cluster.topics.find({ topicId })
  if (isRefusal(topic)) return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, '')
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, topic.name)) return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, '')
  const partition = findLed({ topicId }, partitionIndex, context)
  if (isRefusal(partition)) return refuse(partition.errorCode, '')
  const state = findState(groupId, topicId, partitionIndex, cluster)
  // Kafka 4.4.0 answers so before the coordinator has made the state of the partition.
  return state === undefined ? refuse(errorCodes.UNKNOWN_SERVER_ERROR, '') : { partition, state }
}

function availableBytes(targets: readonly Target[], maxBytes: number): number {
  return targets.reduce((sum, { found }) => sum + (isRefusal(found) ? 0 : found.state.availableBytes(maxBytes)), 0)
}

function acquireAll(
  targets: readonly Target[],
  { maxRecords, batchSize, maxBytes, shareAcquireMode: mode }: Decoded<ShareFetchRequest>,
  { epoch, memberId }: ShareSession
): FetchedPartition[] {
  const fetched = new Map<Target, FetchedPartition>()
  let [recordsLeft, bytesLeft] = [maxRecords, maxBytes]
  for (const target of rotated(targets, epoch - 1)) {
    const { of, found } = target
    if (isRefusal(found)) {
      fetched.set(target, { of, refusal: found, ...NOTHING })
      continue
    }
    const limits = { memberId, mode, batchSize, maxRecords: recordsLeft, maxBytes: bytesLeft, atLeastOne: bytesLeft === maxBytes }
    const result = recordsLeft > 0 ? found.state.fetch(limits) : NOTHING
    recordsLeft -= result.acquired.reduce((sum, range) => sum + range.lastOffset - range.firstOffset + 1, 0)
    bytesLeft = Math.max(0, bytesLeft - result.records.length)
    fetched.set(target, { of, refusal: undefined, ...result })
  }
  return targets.flatMap(target => fetched.get(target) ?? [])
}

// Each request begins at another partition, so that the limits do not favour the first.
function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : Math.max(0, by) % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

/** Whether Kafka knows this acquire mode. */
export function isAcquireMode(mode: number): boolean {
  return mode === shareAcquireModes.BATCH_OPTIMIZED || mode === shareAcquireModes.RECORD_LIMIT
}
