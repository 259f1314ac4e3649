import { setTimeout as sleep } from 'node:timers/promises'
import { apiKeys, DescribeGroups } from '../../../../src/messages.ts'
import type { Evidence, Step } from './plan.ts'
import type { Outcome, SideConnection } from './side.ts'

const PAUSE_MS = 2
/** How long a broker may take until a request shows. A machine may be busy. */
const VISIBLE_MS = 8_000
/** Time for a request that does not show. */
const INVISIBLE_MS = 30

interface Described {
  readonly groupState: string
  readonly members: readonly { readonly memberId: string }[]
}

/**
 * Prepares to wait until a broker has taken a detached request, so that the next step certainly
 * comes after it. To be called before the request is sent; the result is called after that, with
 * the promise of the answer. A JoinGroup is answered, or shows in the state or the members of its
 * group. Other requests get some time, because their order does not matter: SyncGroup of a member
 * before or after that of another one, and JoinGroup of a member of a rebalance that goes on.
 */
export async function watchDetached(
  probe: SideConnection,
  { api }: Step,
  request: unknown
): Promise<(answered: Promise<unknown>) => Promise<void>> {
  const { groupId, memberId } = request as { groupId: string; memberId: string }
  const before = api.key === apiKeys.JoinGroup ? await describe(probe, groupId) : undefined
  const isMember = before?.members.some(each => each.memberId === memberId)
  const isVisible = before !== undefined && !(before.groupState === 'PreparingRebalance' && isMember)
  const beginsAs = JSON.stringify(before)
  // The first member of an empty group waits for nobody.
  const isFirst = before !== undefined && !before.members.length && before.groupState !== 'PreparingRebalance'
  return async answered => {
    let isAnswered = false
    const settled = answered
      .then(
        () => {},
        () => {}
      )
      .then(() => {
        isAnswered = true
      })
    const until = Date.now() + VISIBLE_MS
    while (isVisible && !isAnswered && Date.now() < until) {
      if (!isFirst && JSON.stringify(await describe(probe, groupId)) !== beginsAs) return
      await sleep(PAUSE_MS)
    }
    if (!isAnswered) await Promise.race([settled, sleep(INVISIBLE_MS)])
  }
}

/**
 * Prepares to wait until a broker has done what it does after it has answered a request. To be called
 * before the request is sent; the result is called with its answer. It waits unless the broker
 * refused.
 */
export async function watchEvidence(
  connection: SideConnection,
  { api, version, request, isSeen }: Evidence
): Promise<(outcome: Outcome) => Promise<void>> {
  const before = await connection.send(api, version, request, false)
  return async outcome => {
    if (outcome.kind !== 'answer' || (outcome.answer as { errorCode?: number }).errorCode) return
    if (before.kind !== 'answer') return
    for (const until = Date.now() + VISIBLE_MS; Date.now() < until; await sleep(PAUSE_MS)) {
      const seen = await connection.send(api, version, request, false)
      if (seen.kind !== 'answer' || isSeen(seen.answer as never, outcome.answer as never, before.answer as never)) return
    }
  }
}

async function describe(probe: SideConnection, groupId: string): Promise<Described | undefined> {
  const outcome = await probe.send(DescribeGroups as Step['api'], 0, { groups: [groupId] }, false)
  const group = outcome.kind === 'answer' ? (outcome.answer as { groups: Described[] }).groups[0] : undefined
  return group && { groupState: group.groupState, members: group.members.map(({ memberId }) => ({ memberId })) }
}
