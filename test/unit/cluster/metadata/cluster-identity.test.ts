import { describe, expect, test } from 'vitest'
import { checkCluster, isSameCluster } from '../../../../src/cluster/metadata/cluster-identity.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

const begun = (clusterId: string | null) => ({ api: { name: 'Produce' }, clusterId })

describe('a call that began under a cluster id', () => {
  test('a call goes on if the cluster id is the same as when the call began, or if no id is known', () => {
    for (const [before, now] of [
      ['a', 'a'],
      [null, 'b'],
      ['a', null],
      [null, null]
    ] as const)
      checkCluster(begun(before), { clusterId: now })
  })

  test('a call is refused if another cluster answers than when the call began, with an error that names both ids', async () => {
    const error = await rejectionOf(Promise.resolve().then(() => checkCluster(begun('a'), { clusterId: 'b' })))
    expect(error).toMatchObject({
      code: 'KAFKA_CLUSTER_CHANGED',
      clusterId: 'b',
      expectedClusterId: 'a',
      delivery: 'not-sent',
      retriable: false
    })
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Cluster a does not answer any more: .* cluster b now\. Produce, which began before, is not sent/)
    })
    expect(isSameCluster(begun('a'), { clusterId: 'b' })).toBe(false)
    expect(isSameCluster(begun('a'), { clusterId: 'a' })).toBe(true)
  })
})
