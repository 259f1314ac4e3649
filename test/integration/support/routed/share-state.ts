import { expect, test } from 'vitest'
import { coordinatorTypes, throwIfError } from '../../../../src/index.ts'
import {
  DeleteShareGroupState,
  InitializeShareGroupState,
  ReadShareGroupState,
  ReadShareGroupStateSummary,
  WriteShareGroupState
} from '../../../../src/messages.ts'
import { uniqueName } from '../topics.ts'
import { MIXED, type Setting } from './setting.ts'

const [STATE_EPOCH, LEADER_EPOCH] = [1, 0]

/**
 * Tests of the state of share groups (KIP-932). Every partition of a group has its own share
 * coordinator.
 */
export function shareStateTests(at: () => Setting): void {
  test('requests for share group state (initialize, write, read, summary, delete) reach the share coordinators of all partitions', async () => {
    const { routed, view, topicId } = at()
    const groupId = uniqueName('share')
    const keys = MIXED.map(partition => `${groupId}:${topicId}:${partition}`)
    const nodes = [...new Set(await view.coordinators(coordinatorTypes.SHARE, keys))].sort()
    const topics = <T>(more: (partition: number) => T) => [
      {
        topicId,
        partitions: MIXED.map(partition => ({ partition, stateEpoch: STATE_EPOCH, leaderEpoch: LEADER_EPOCH, ...more(partition) }))
      }
    ]
    const start = (partition: number) => ({ startOffset: BigInt(partition + 10) })
    const made = await routed.send(InitializeShareGroupState, { groupId, topics: topics(start) })
    expect(made.nodeIds).toEqual(nodes)
    expect(throwIfError(made.response).results).toMatchObject(answered(() => ({ errorCode: 0 })))
    const written = await routed.send(WriteShareGroupState, {
      groupId,
      topics: topics(partition => ({ startOffset: BigInt(partition + 20), stateBatches: [] }))
    })
    expect(written.nodeIds).toEqual(nodes)
    expect(throwIfError(written.response).results).toMatchObject(answered(() => ({ errorCode: 0 })))
    const expected = answered(partition => ({ stateEpoch: STATE_EPOCH, startOffset: BigInt(partition + 20) }))
    const read = await routed.send(ReadShareGroupState, { groupId, topics: topics(() => ({})) })
    expect(read.nodeIds).toEqual(nodes)
    expect(throwIfError(read.response).results).toMatchObject(expected)
    const summary = await routed.send(ReadShareGroupStateSummary, { groupId, topics: topics(() => ({})) })
    expect(summary.nodeIds).toEqual(nodes)
    expect(throwIfError(summary.response).results).toMatchObject(expected)
    const gone = await routed.send(DeleteShareGroupState, { groupId, topics: topics(() => ({})) })
    expect(gone.nodeIds).toEqual(nodes)
    expect(throwIfError(gone.response).results).toMatchObject(answered(() => ({ errorCode: 0 })))

    function answered<T>(what: (partition: number) => T): unknown[] {
      return [{ topicId, partitions: MIXED.map(partition => ({ partition, ...what(partition) })) }]
    }
  })
}
