import { isKafkaError, KafkaError } from '../../errors.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import type { ProduceRequest } from '../../protocol/messages/produce.ts'
import { topicKey } from '../routing/shards/message-layout.ts'
import type { Lines } from './lines.ts'
import { Turn, type TurnKind } from './turn.ts'

/**
 * How the requests of one API are ordered among those for the same partition, group or
 * transactional id.
 */
interface Order {
  readonly kind: TurnKind
  /**
   * Adds a turn to the lines of a request. Values of a wrong type are skipped, because the encoder
   * refuses them.
   */
  join(turn: Turn, lines: Lines, request: never): void
}

interface GroupRequest {
  readonly groupId: string
}

interface TransactionRequest {
  readonly transactionalId: string | null
}

const WRITE: TurnKind = { isShared: false, endsWhenSent: false }
const SHARED: TurnKind = { isShared: true, endsWhenSent: false }
// JoinGroup and SyncGroup may wait on the broker for minutes. They go after earlier requests, and
// no later request waits for their answers.
const LONG: TurnKind = { isShared: false, endsWhenSent: true }

const byGroup = (kind: TurnKind): Order => ({
  kind,
  join: (turn, lines, { groupId }: GroupRequest) => joinGroup(turn, lines, groupId)
})

const byTransaction: Order = {
  kind: WRITE,
  join: (turn, lines, { transactionalId }: TransactionRequest) => joinTransaction(turn, lines, transactionalId)
}

/**
 * The heartbeats of a member are not ordered, except the last one: with a negative epoch the member
 * leaves the group, and its commits have to be processed before that (KIP-848, KIP-932, KIP-1071).
 */
const byLeave: Order = {
  kind: WRITE,
  join: (turn, lines, { groupId, memberEpoch }: GroupRequest & { readonly memberEpoch: number }) => {
    if (memberEpoch < 0) joinGroup(turn, lines, groupId)
  }
}

/**
 * Which requests keep the order of their calls.
 *
 * - By partition: Produce.
 * - By transactional id: all requests to a transaction coordinator, and transactional Produce.
 * - By group: its offsets, and the end of a membership. JoinGroup and SyncGroup go after earlier
 *   commits.
 *
 * All other requests are not ordered, heartbeats among them.
 */
const orders: Readonly<Record<string, Order>> = {
  Produce: { kind: SHARED, join: joinProduce },
  OffsetCommit: byGroup(WRITE),
  OffsetDelete: byGroup(WRITE),
  AlterShareGroupOffsets: byGroup(WRITE),
  DeleteShareGroupOffsets: byGroup(WRITE),
  LeaveGroup: byGroup(WRITE),
  JoinGroup: byGroup(LONG),
  SyncGroup: byGroup(LONG),
  ConsumerGroupHeartbeat: byLeave,
  ShareGroupHeartbeat: byLeave,
  StreamsGroupHeartbeat: byLeave,
  OffsetFetch: {
    kind: SHARED,
    join: (turn, lines, { groupId = '', groups = [] }: Partial<GroupRequest> & { readonly groups?: readonly GroupRequest[] }) => {
      if (groups.length === 0) joinGroup(turn, lines, groupId)
      for (const group of groups) joinGroup(turn, lines, group?.groupId)
    }
  },
  DeleteGroups: {
    kind: WRITE,
    join: (turn, lines, { groupsNames }: { readonly groupsNames: readonly string[] }) => {
      for (const groupId of groupsNames) joinGroup(turn, lines, groupId)
    }
  },
  InitProducerId: byTransaction,
  AddOffsetsToTxn: byTransaction,
  EndTxn: byTransaction,
  AddPartitionsToTxn: {
    kind: WRITE,
    join: (
      turn,
      lines,
      { v3AndBelowTransactionalId: id, transactions = [] }: { v3AndBelowTransactionalId?: string; transactions?: TransactionRequest[] }
    ) => {
      if (transactions.length === 0) joinTransaction(turn, lines, id)
      for (const transaction of transactions) joinTransaction(turn, lines, transaction?.transactionalId)
    }
  },
  TxnOffsetCommit: {
    kind: WRITE,
    join: (turn, lines, { groupId, transactionalId }: GroupRequest & TransactionRequest) => {
      joinGroup(turn, lines, groupId)
      joinTransaction(turn, lines, transactionalId)
    }
  }
}

/**
 * The turn of a new call, in the lines of its request; undefined if its API keeps no order. Throws
 * `KAFKA_ENCODE` for a Produce that names a partition twice.
 */
export function turnFor(lines: Lines, api: ApiInfo, request: unknown): Turn | undefined {
  const order = orders[api.name]
  if (order === undefined) return undefined
  const turn = new Turn(lines.nextCall(), order.kind)
  joinLines(lines, api, turn, request)
  return turn
}

/** Replaces the turn of a request by one for each of its parts; undefined if there is no turn. */
export function splitTurn(
  lines: Lines,
  api: ApiInfo,
  turn: Turn | undefined,
  parts: readonly { readonly request: unknown }[]
): Turn[] | undefined {
  return turn?.split(parts, (each, { request }) => joinLines(lines, api, each, request))
}

// Adds a turn to the lines of a request, or of a part of one.
function joinLines(lines: Lines, api: ApiInfo, turn: Turn, request: unknown): void {
  try {
    orders[api.name]?.join(turn, lines, request as never)
  } catch (error) {
    turn.leave()
    // A request that is not of its type is in no line: the encoder refuses it and says why.
    if (isKafkaError(error)) throw error
  }
}

function joinGroup(turn: Turn, lines: Lines, groupId: unknown): void {
  if (typeof groupId === 'string') turn.join(lines.ofGroup(groupId))
}

function joinTransaction(turn: Turn, lines: Lines, transactionalId: unknown): void {
  if (typeof transactionalId === 'string') turn.join(lines.ofTransaction(transactionalId))
}

function joinProduce(turn: Turn, lines: Lines, { topicData, transactionalId }: ProduceRequest): void {
  joinTransaction(turn, lines, transactionalId)
  if (!Array.isArray(topicData)) return
  for (let t = 0; t < topicData.length; t++) {
    const topic = topicData[t] as ProduceRequest['topicData'][number] | undefined
    if (!Array.isArray(topic?.partitionData)) continue
    const key = topicKey(topic)
    for (let p = 0; p < topic.partitionData.length; p++) {
      const index: unknown = topic.partitionData[p]?.index
      if (typeof index === 'number' && !turn.join(lines.ofPartition(key, index))) throw namedTwice(key, index, t, p)
    }
  }
}

// A request may hold at most one batch for each partition (KIP-98). A broker would keep only the
// last one.
function namedTwice(topic: string, index: number, t: number, p: number): KafkaError<'KAFKA_ENCODE'> {
  const path = `topicData[${t}].partitionData[${p}].index`
  const advice = 'a request may hold at most one batch for each partition: put the second one into another request'
  const text = `Produce request: ${path} names partition ${index} of ${topic} a second time; ${advice}`
  return new KafkaError('KAFKA_ENCODE', text, { path, delivery: 'not-sent', api: 'Produce' })
}
