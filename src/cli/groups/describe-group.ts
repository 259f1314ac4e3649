import { type Cluster, coordinatorTypes, throwIfError } from '../../index.ts'
import { ConsumerGroupDescribe } from '../../protocol/messages/consumer-group-describe.ts'
import { DescribeGroups } from '../../protocol/messages/describe-groups.ts'
import { FindCoordinator } from '../../protocol/messages/find-coordinator.ts'
import { ShareGroupDescribe } from '../../protocol/messages/share-group-describe.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ListedGroup } from './listed-groups.ts'
import { type Assigned, assignedByTasks, assignedTopics, readAssignment } from './member-assignment.ts'

/** A member of a group of any type. */
export interface DescribedMember {
  readonly memberId: string
  /** The static id (KIP-345). */
  readonly instanceId: string | null
  readonly clientId: string
  readonly host: string
  /** Null in classic groups. */
  readonly epoch: number | null
  /** Null if the bytes of a classic group are no assignment of consumers. */
  readonly assignment: readonly Assigned[] | null
}

/** A group of any type. */
export interface DescribedGroup {
  readonly group: string
  readonly type: string
  readonly state: string
  /** Null in classic groups. */
  readonly epoch: number | null
  /** Null if the group has none now, or the broker does not tell it. */
  readonly assignor: string | null
  readonly members: readonly DescribedMember[]
}

/** The broker that coordinates a group. */
export interface Coordinator {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** Asks for a group with the API of its type. Throws `KAFKA_BROKER` if the broker refuses. */
export async function describeGroup(cluster: Cluster, { group, type }: ListedGroup, signal: AbortSignal): Promise<DescribedGroup> {
  const asking = ASKING[type]
  if (asking === undefined)
    throw new CommandError(`group ${group} has the type ${type}, which this version does not know`, exitCodes.FAILED)
  const described = await asking(cluster, group, signal)
  if (described === undefined) throw new CommandError(`the broker did not describe the group ${group}`, exitCodes.BROKER_ERROR)
  return { group, type, ...described }
}

type Described = Omit<DescribedGroup, 'group' | 'type'> | undefined
type Asking = (cluster: Cluster, group: string, signal: AbortSignal) => Promise<Described>

const ASKING: Readonly<Record<string, Asking>> = {
  async classic(cluster, group, signal) {
    const [found] = throwIfError(await cluster.send(DescribeGroups, { groups: [group] }, { signal })).groups
    return (
      found && {
        state: found.groupState,
        epoch: null,
        assignor: found.protocolData === '' ? null : found.protocolData,
        members: found.members.map(({ groupInstanceId, memberAssignment, ...member }) => ({
          ...memberOf({ ...member, instanceId: groupInstanceId }),
          assignment: readAssignment(found.protocolType, memberAssignment)
        }))
      }
    )
  },
  async consumer(cluster, group, signal) {
    const [found] = throwIfError(await cluster.send(ConsumerGroupDescribe, { groupIds: [group] }, { signal })).groups
    return found && describedWithEpoch(found)
  },
  async share(cluster, group, signal) {
    const [found] = throwIfError(await cluster.send(ShareGroupDescribe, { groupIds: [group] }, { signal })).groups
    return found && describedWithEpoch(found)
  },
  async streams(cluster, group, signal) {
    const { StreamsGroupDescribe } = await import('../../protocol/messages/streams-group-describe.ts')
    const [found] = throwIfError(await cluster.send(StreamsGroupDescribe, { groupIds: [group] }, { signal })).groups
    return (
      found && {
        state: found.groupState,
        epoch: found.groupEpoch,
        assignor: found.assignorName ?? null,
        members: found.members.map(member => ({
          ...memberOf(member),
          assignment: assignedByTasks(member.assignment.activeTasks, found.topology?.subtopologies ?? [])
        }))
      }
    )
  }
}

interface AnsweredMember {
  readonly memberId: string
  readonly instanceId?: string | null | undefined
  readonly clientId: string
  readonly clientHost: string
  readonly memberEpoch?: number | undefined
}

const memberOf = ({ memberId, instanceId, clientId, clientHost, memberEpoch }: AnsweredMember): Omit<DescribedMember, 'assignment'> => ({
  memberId,
  instanceId: instanceId ?? null,
  clientId,
  host: clientHost.replace(/^\//, ''),
  epoch: memberEpoch ?? null
})

interface AnsweredGroup {
  readonly groupState: string
  readonly groupEpoch: number
  readonly assignorName: string
  readonly members: readonly (AnsweredMember & { readonly assignment: Parameters<typeof assignedTopics>[0] })[]
}

const describedWithEpoch = ({ groupState, groupEpoch, assignorName, members }: AnsweredGroup): Described => ({
  state: groupState,
  epoch: groupEpoch,
  assignor: assignorName === '' ? null : assignorName,
  members: members.map(member => ({ ...memberOf(member), assignment: assignedTopics(member.assignment) }))
})

/** The broker that coordinates a group now. */
export async function coordinatorOf(cluster: Cluster, group: string, signal: AbortSignal): Promise<Coordinator | null> {
  const request = { keyType: coordinatorTypes.GROUP, coordinatorKeys: [group] }
  const [found] = throwIfError(await cluster.send(FindCoordinator, request, { signal })).coordinators ?? []
  return found === undefined ? null : { nodeId: found.nodeId, host: found.host, port: found.port }
}
