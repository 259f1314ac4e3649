import { type Cluster, throwIfError } from '../../index.ts'
import { ListGroups } from '../../protocol/messages/list-groups.ts'
import { sorted } from '../frame/sorted.ts'

/** The types of groups, as brokers name them. */
export const GROUP_TYPES = ['classic', 'consumer', 'share', 'streams'] as const

/** The states of groups of all types. */
export const GROUP_STATES = [
  'Stable',
  'Empty',
  'Dead',
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
  'NotReady'
] as const

/** A group in the answer to ListGroups. */
export interface ListedGroup {
  readonly group: string
  /**
   * One of `GROUP_TYPES`, or the name of a newer type. A broker that does not tell the type has
   * classic groups only.
   */
  readonly type: string
  /** Null if the broker does not tell it: before ListGroups 4. */
  readonly state: string | null
  readonly protocolType: string
}

/** All groups of all brokers, or those of a type and in a state, by name. */
export async function listGroups(
  cluster: Cluster,
  filter: { readonly type?: string | undefined; readonly state?: string | undefined },
  signal: AbortSignal
): Promise<ListedGroup[]> {
  const typesFilter = filter.type === undefined ? [] : [filter.type]
  const statesFilter = filter.state === undefined ? [] : [filter.state]
  const { groups } = throwIfError(await cluster.send(ListGroups, { typesFilter, statesFilter }, { signal }))
  const listed = groups.map(({ groupId, groupType, groupState, protocolType }) => ({
    group: groupId,
    type: groupType === undefined || groupType === '' ? 'classic' : groupType.toLowerCase(),
    state: groupState === undefined || groupState === '' ? null : groupState,
    protocolType
  }))
  return sorted(listed, ({ group }) => group)
}
