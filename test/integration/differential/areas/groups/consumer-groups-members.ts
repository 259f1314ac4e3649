import { memberEpochs } from '../../../../../src/messages.ts'
import { type Draft, kept, Later, own, weighted } from '../../framework/later.ts'
import type { Plan } from '../../framework/plan.ts'
import { type Committer, UNKNOWN_ID } from './group-offsets.ts'

export const REBALANCE_TIMEOUT_MS = 60_000

/** A member as the generator knows it. The first one may use the classic protocol. */
export interface Member {
  readonly index: number
  readonly isStatic: boolean
  /** The protocol that the member uses now; undefined if it is not in the group. */
  protocol: 'consumer' | 'classic' | undefined
  /** Whether it subscribes by a regular expression. */
  hasRegex: boolean
  /** How often it has come back under a new id. */
  life: number
}

/** What the generator knows of the sequence so far. */
export interface State {
  readonly members: readonly Member[]
  /** The assignor that all members name; `uniform` also if they name none. */
  readonly assignor: 'range' | 'uniform'
  readonly groupId: Later<string>
  /** Whether members may subscribe by a regular expression. */
  readonly hasRegexes: boolean
  /** How many connections have been used. Each request that may wait has one of its own. */
  connections: number
}

/** The state before the first step: two or three members that have not joined. */
export function newState({ random }: Plan): State {
  const assignor = random.pick(['range', 'uniform'] as const)
  const members = Array.from({ length: random.once(2) ? 2 : 3 }, (_, index) => ({
    isStatic: random.once(3),
    ...{ index, protocol: undefined, hasRegex: false, life: 0 }
  }))
  return { members, assignor, hasRegexes: assignor === 'range' && random.once(3), groupId: own('g'), connections: 0 }
}

/** The id of a member: its own, or that of the coordinator in the classic protocol. */
export const memberIdOf = ({ index, life }: Member): Later<string> => kept(`member ${index}`, `nobody-${index}-${life}`)

/**
 * The id that a member has made up. The ids of a group have different places in a HashMap of Java.
 * The order of members in one place depends on another hash map of Kafka.
 */
export const newIdOf = ({ index, life }: Member): Later<string> => own(`m${'afk'[index]}${life % 5}`)

export const epochOf = ({ index }: Member): Later<number> => kept(`epoch ${index}`, 1)

/** A number near the epoch of a member. */
export function epochAfter(member: Member, by: number): Later<number> {
  const epoch = epochOf(member)
  return new Later(`${epoch.label}+${by}`, bindings => epoch.resolve(bindings) + by)
}

/** The partitions that a member was given last. */
export const assignedOf = ({ index }: Member): Later<readonly TopicPartitions[]> => kept(`assigned ${index}`, [])

const LAST_PARTITION = 5

interface TopicPartitions {
  readonly topicId: string
  readonly partitions: readonly number[]
}

/** The first partition of topic a that the member was given. */
export function ownPartition(member: Member): Later<number> {
  const assigned = assignedOf(member)
  const idOfA = kept('id of a', UNKNOWN_ID)
  return new Later(`a partition of ‹assigned ${member.index}›`, bindings => {
    const ofA = assigned.resolve(bindings).find(({ topicId }) => topicId === idOfA.resolve(bindings))
    return Math.min(...(ofA?.partitions ?? []), LAST_PARTITION)
  })
}

export const instanceOf = ({ index, isStatic }: Member): Later<string> | null => (isStatic ? own(`instance-${index}`) : null)

export function anyMember({ random }: Plan, { members }: State): Member {
  const joined = members.filter(({ protocol }) => protocol !== undefined)
  return joined.length > 0 && !random.once(8) ? random.pick(joined) : random.pick(members)
}

/** How a member commits: mostly right, sometimes wrong in one way. */
export function committerOf(plan: Plan, state: State): Committer & { readonly member: Member } {
  const { random } = plan
  const member = anyMember(plan, state)
  return {
    member,
    groupId: state.groupId,
    memberId: weighted<Draft<string>>(random, [
      [12, memberIdOf(member)],
      [1, 'nobody'],
      [1, '']
    ]),
    groupInstanceId: weighted<Draft<string | null>>(random, [
      [8, instanceOf(member)],
      [1, null],
      [1, 'nothing']
    ]),
    epoch: weighted<Draft<number>>(random, [
      [10, epochOf(member)],
      [2, epochAfter(member, -1)],
      [1, epochAfter(member, 1)],
      [1, memberEpochs.JOIN_GROUP],
      [1, -1]
    ])
  }
}
