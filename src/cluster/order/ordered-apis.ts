import { isKafkaError, KafkaError } from '../../errors.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import type { ProduceRequest } from '../../protocol/messages/produce.ts'
import { topicKey } from '../routing/shards/message-layout.ts'
import type { Lines } from './lines.ts'
import { Turn, type TurnKind } from './turn.ts'

/** What orders the requests of one API among the requests of the same partition, group or transactional id. */
interface Order {
  readonly kind: TurnKind
  /** Has a turn enter the lines of a request. What is no text or number there is left to the encoder, which refuses it. */
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
// It may be parked for minutes: it goes after what was asked before it, and nothing waits for its answer.
const LONG: TurnKind = { isShared: false, endsWhenSent: true }

const byGroup = (kind: TurnKind): Order => ({
  kind,
  join: (turn, lines, { groupId }: GroupRequest) => joinGroup(turn, lines, groupId)
})

const byTransaction: Order = {
  kind: WRITE,
  join: (turn, lines, { transactionalId }: TransactionRequest) => joinTransaction(turn, lines, transactionalId)
}

/** A member's heartbeats are not ordered, but for the one with which it leaves: it goes after the member's commits (KIP-848, KIP-932, KIP-1071). */
const byLeave: Order = {
  kind: WRITE,
  join: (turn, lines, { groupId, memberEpoch }: GroupRequest & { readonly memberEpoch: number }) => {
    if (memberEpoch < 0) joinGroup(turn, lines, groupId)
  }
}

/**
 * Which requests keep the order of their calls.
 *
 * - Produce: by partition. A transactional one also goes after what the coordinator was asked before it, and before what it is asked after it.
 * - The offsets of a group and the end of a membership: by group. JoinGroup and SyncGroup go after earlier commits. Heartbeats are free.
 * - All that the transaction coordinator is asked: by transactional id.
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

/** The turn of a new call, in the lines of its request; undefined where its API keeps no order. Throws `KAFKA_ENCODE` for a partition named twice. */
export function turnFor(lines: Lines, api: ApiInfo, request: unknown): Turn | undefined {
  const order = orders[api.name]
  if (order === undefined) return undefined
  const turn = new Turn(lines.nextCall(), order.kind)
  joinLines(lines, api, turn, request)
  return turn
}

/** Has a turn of a call enter the lines of a part of its request. */
export function joinLines(lines: Lines, api: ApiInfo, turn: Turn, request: unknown): void {
  try {
    orders[api.name]?.join(turn, lines, request as never)
  } catch (error) {
    turn.leave()
    // A request that is not made as its type says is in no line: the encoder refuses it and says why.
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

// A broker would keep only the last batch and answer once (KIP-98 allows one batch of a partition in a request).
function namedTwice(topic: string, index: number, t: number, p: number): KafkaError<'KAFKA_ENCODE'> {
  const path = `topicData[${t}].partitionData[${p}].index`
  const text = `Produce request: ${path} names partition ${index} of ${topic} a second time: send one batch of a partition in each request`
  return new KafkaError('KAFKA_ENCODE', text, { path, delivery: 'not-sent', api: 'Produce' })
}
