import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyBroker, namedByCaller } from '../../../src/cluster/routing/destinations.ts'
import { routes } from '../../../src/cluster/routing/routing-table.ts'
import { CLUSTER_MS, type OwnCluster, startOwnCluster } from '../support/own-cluster.ts'
import { accessTests } from '../support/routed/access.ts'
import { configTests } from '../support/routed/configs.ts'
import { controllerTests } from '../support/routed/controller.ts'
import { groupTests } from '../support/routed/groups.ts'
import { newGroupTests } from '../support/routed/new-groups.ts'
import { recordTests } from '../support/routed/records.ts'
import { begin, type Setting } from '../support/routed/setting.ts'
import { shareTests } from '../support/routed/share.ts'
import { shareStateTests } from '../support/routed/share-state.ts'
import { topicTests } from '../support/routed/topics.ts'
import { transactionTests } from '../support/routed/transactions.ts'

const NODES = [1, 2, 3]

/** APIs that have a route and are not sent in this test, with the reason. */
const NOT_SENT: Record<string, string> = {
  CreateDelegationToken: 'a listener without authentication refuses it',
  RenewDelegationToken: 'a listener without authentication refuses it',
  ExpireDelegationToken: 'a listener without authentication refuses it',
  DescribeDelegationToken: 'a listener without authentication refuses it',
  GetTelemetrySubscriptions: 'brokers without a receiver of metrics do not offer it',
  PushTelemetry: 'brokers without a receiver of metrics do not offer it',
  UnregisterBroker: 'it would take a broker away',
  UnregisterController: 'it would take a controller away',
  AddRaftVoter: 'the voters are static',
  RemoveRaftVoter: 'the voters are static'
}

const sent = new Map(NODES.map(nodeId => [nodeId, new Set<string>()]))
let own: OwnCluster

beforeAll(async () => {
  own = await startOwnCluster()
}, CLUSTER_MS)

afterAll(async () => {
  await own?.[Symbol.asyncDispose]()
}, CLUSTER_MS)

describe.each(NODES)('a cluster of three brokers, with node %i as the only bootstrap server,', nodeId => {
  let setting: Setting
  const at = (): Setting => setting

  beforeAll(async () => {
    setting = await begin(own, nodeId, sent.get(nodeId) ?? new Set())
  })

  afterAll(async () => {
    await setting?.[Symbol.asyncDispose]()
  })

  test('the cluster client knows all three brokers', () => {
    expect([...at().routed.cluster.map.brokers.keys()].sort()).toEqual(NODES)
  })

  topicTests(at)
  recordTests(at)
  groupTests(at)
  newGroupTests(at)
  transactionTests(at)
  configTests(at)
  accessTests(at)
  shareTests(at)
  shareStateTests(at)
  controllerTests(at)

  test('the tests have sent every API that the routing table has a broker for', () => {
    const routed = Object.entries(routes).filter(([, { to, shards }]) => shards !== undefined || to !== namedByCaller)
    expect(routed.filter(([, { to }]) => to !== anyBroker).length).toBeGreaterThan(40)
    const missing = routed.map(([name]) => name).filter(name => !sent.get(nodeId)?.has(name))
    expect(missing.sort()).toEqual(Object.keys(NOT_SENT).sort())
  })
})
