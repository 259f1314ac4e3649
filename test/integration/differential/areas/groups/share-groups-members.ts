import { acknowledgeTypes, specialOffsets } from '../../../../../src/messages.ts'
import { type Draft, kept, Later, own, weighted } from '../../framework/later.ts'
import type { Plan } from '../../framework/plan.ts'
import { UNKNOWN_ID } from './group-offsets.ts'

/** A member as the generator knows it. It has a connection of its own, which holds its session. */
export interface Member {
  readonly index: number
  isIn: boolean
  /** The epoch of the next request of its share session; 0 opens one. */
  sessionEpoch: number
}

/** What the generator knows of the sequence so far. */
export interface State {
  readonly members: readonly Member[]
  /** The topics to which members have subscribed. The group has the state of their partitions. */
  readonly topics: Set<string>
  /** Whether the partition was fetched from, so that its leader has its state in memory. */
  hasFetched: boolean
  /**
   * Whether offsets were altered or deleted. A leader that has the state of a partition in memory
   * learns that late, so nothing is fetched any more.
   */
  isAltered: boolean
}

/** The state before the first step: one member, or two that share a partition. */
export function newState({ random }: Plan): State {
  const members = Array.from({ length: random.once(2) ? 1 : 2 }, (_, index) => ({ index, isIn: false, sessionEpoch: 0 }))
  return { members, topics: new Set(), hasFetched: false, isAltered: false }
}

export const GROUP: Later<string> = own('g')

export const memberIdOf = ({ index }: Member): Later<string> => own(`m${index}`)

export const epochOf = ({ index }: Member): Later<number> => kept(`epoch ${index}`, 1)

export const connectionOf = ({ index }: Member): number => index + 1

export const idOf = (topic: string): Later<string> => kept(`id of ${topic}`, UNKNOWN_ID)

/** A member that has joined, mostly. */
export function anyMember({ random }: Plan, { members }: State): Member {
  const joined = members.filter(({ isIn }) => isIn)
  return joined.length > 0 && !random.once(8) ? random.pick(joined) : random.pick(members)
}

interface Answered {
  readonly responses: readonly {
    readonly topicId: string
    readonly partitions: readonly {
      readonly partitionIndex: number
      readonly acquiredRecords: readonly { firstOffset: bigint; lastOffset: bigint }[]
    }[]
  }[]
}

interface Acquired {
  readonly topicId: string
  readonly partitionIndex: number
  readonly firstOffset: bigint
  readonly lastOffset: bigint
}

/** Keeps the records that a member has acquired. */
export function keepAcquired({ index }: Member): Record<string, (answer: Answered) => Acquired[] | undefined> {
  return {
    [`acquired ${index}`]: ({ responses }: Answered): Acquired[] | undefined => {
      const acquired = responses.flatMap(({ topicId, partitions }) =>
        partitions.flatMap(({ partitionIndex, acquiredRecords }) =>
          acquiredRecords.map(({ firstOffset, lastOffset }) => ({ topicId, partitionIndex, firstOffset, lastOffset }))
        )
      )
      return acquired.length > 0 ? acquired : undefined
    }
  }
}

interface AcknowledgedTopic {
  readonly topicId: string
  readonly partitions: readonly {
    readonly partitionIndex: number
    readonly acknowledgementBatches: readonly {
      firstOffset: bigint
      lastOffset: bigint
      acknowledgeTypes: readonly (0 | 1 | 2 | 3 | 4)[]
    }[]
  }[]
}

type Type = (typeof acknowledgeTypes)[keyof typeof acknowledgeTypes]

/** Which types an acknowledgement may have. */
interface Rights {
  readonly mayRenew?: boolean
  readonly mayRelease?: boolean
}

/** What a member says about the first range that it has acquired last: all of it, or a part. */
export function acknowledgements(
  plan: Plan,
  member: Member,
  { mayRenew = false, mayRelease = true }: Rights
): Later<readonly AcknowledgedTopic[]> {
  const { random } = plan
  const { ACCEPT, RELEASE, REJECT, GAP, RENEW } = acknowledgeTypes
  const choices: readonly (readonly [number, Type])[] = [
    [6, ACCEPT],
    [mayRelease ? 6 : 0, RELEASE],
    [3, REJECT],
    [1, GAP],
    [mayRenew ? 4 : 1, RENEW]
  ]
  const types = [0, 1, 2, 3, 4, 5].map(() => weighted(random, choices))
  const shape = weighted(random, [
    [5, 'whole'],
    [3, 'each'],
    [3, 'first'],
    [2, 'last'],
    [1, 'past'],
    [1, 'none'],
    [1, 'two']
  ] as const)
  const acquired = kept<readonly Acquired[]>(`acquired ${member.index}`, [])
  return new Later(`‹${shape} of acquired ${member.index}: ${types.join('')}›`, bindings => {
    const [range = { topicId: idOf('b').resolve(bindings), partitionIndex: 0, firstOffset: 0n, lastOffset: 0n }] =
      acquired.resolve(bindings)
    const { topicId, partitionIndex } = range
    return [{ topicId, partitions: [{ partitionIndex, acknowledgementBatches: batchesOf(range, shape, types) }] }]
  })
}

type Shape = 'whole' | 'each' | 'first' | 'last' | 'past' | 'none' | 'two'

function batchesOf({ firstOffset, lastOffset }: Acquired, shape: Shape, types: readonly Type[]) {
  const [type = acknowledgeTypes.ACCEPT, other = type] = types
  const count = Number(lastOffset - firstOffset) + 1
  const batch = (first: bigint, last: bigint, acknowledgeTypes: readonly Type[]) => ({
    firstOffset: first,
    lastOffset: last,
    acknowledgeTypes
  })
  if (shape === 'each')
    return [
      batch(
        firstOffset,
        lastOffset,
        Array.from({ length: count }, (_, index) => types[index % types.length] ?? type)
      )
    ]
  if (shape === 'first') return [batch(firstOffset, firstOffset, [type])]
  if (shape === 'last') return [batch(lastOffset, lastOffset, [type])]
  if (shape === 'past') return [batch(firstOffset, lastOffset + 3n, [type])]
  if (shape === 'none') return []
  if (shape === 'two') return [batch(firstOffset, firstOffset, [type]), batch(lastOffset, lastOffset, [other])]
  return [batch(firstOffset, lastOffset, [type])]
}

/** A start offset to begin at. */
export function startOffset({ random }: Plan): Draft<bigint> {
  return random.pick([0n, 1n, 3n, 50n, specialOffsets.INVALID_LOG_START_OFFSET])
}
