import type { VersionRange } from '../../../../src/errors.ts'
import { coordinatorTypes, errorCodes, FindCoordinator, InitProducerId } from '../../../../src/messages.ts'
import { type ClusterProfile, startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { type Cluster, DEFAULTS } from '../../harness/cluster/cluster.ts'
import { bootstrapOf } from '../../harness/cluster/describe.ts'
import { endProcesses, stopCluster } from '../../harness/cluster/down.ts'
import { testFolder } from '../../harness/cluster/test-clusters.ts'
import { startCluster } from '../../harness/cluster/up.ts'
import { onInterrupt } from '../../harness/machine/interrupt.ts'
import { firstAddress } from '../../support/address.ts'
import { eventually } from '../../support/eventually.ts'
import { advertisedVersions, Barrier, type Side } from './side.ts'

/** The releases that the testing broker is compared with, and the profile for each. */
export const RELEASES: Readonly<Record<string, ClusterProfile>> = { '4.4.0': 'kafka-4.4', '3.9.2': 'kafka-3.9' }

/**
 * The properties that the testing broker has by default, and those that take the waiting out of
 * groups. The harness sets some of them to other values.
 */
export const PROPS: Readonly<Record<string, string>> = {
  'num.partitions': '1',
  'authorizer.class.name': '',
  'broker.rack': 'rack1',
  'max.incremental.fetch.session.cache.slots': '100000',
  'controller.quorum.append.linger.ms': '0',
  'group.initial.rebalance.delay.ms': '0',
  'group.consumer.assignment.interval.ms': '0',
  'group.consumer.assignor.offload.enable': 'false',
  'group.share.assignment.interval.ms': '0',
  'group.share.assignor.offload.enable': 'false',
  'offsets.retention.check.interval.ms': '86400000',
  'offsets.topic.num.partitions': '50'
}

/** A Kafka of one release, and how to start testing brokers that are like it. */
export interface Pair extends AsyncDisposable {
  readonly release: string
  readonly kafka: Side
  /** The versions that both brokers have, by API key. */
  readonly versions: ReadonlyMap<number, VersionRange>
  /** Starts a testing broker for one sequence. */
  startTesting(): Promise<TestingSide>
}

/** A testing broker for one sequence. */
export interface TestingSide extends Side, AsyncDisposable {}

/** Starts a broker of this release. */
export async function startPair(release: string): Promise<Pair> {
  const dir = testFolder(`differential-${release}`)
  const cluster: Cluster = await startCluster({ ...DEFAULTS, dir, version: release, listeners: ['PLAINTEXT'], props: PROPS })
  const free = onInterrupt(() => endProcesses(cluster))
  const pair = await pairWith(release, bootstrapOf(cluster, 'PLAINTEXT'))
  return {
    ...pair,
    [Symbol.asyncDispose]: async () => {
      await pair[Symbol.asyncDispose]()
      await stopCluster(cluster)
      free()
    }
  }
}

/** Uses a broker of this release that runs already, with `PROPS`. */
export async function pairWith(release: string, bootstrap: string): Promise<Pair> {
  const { port } = firstAddress(bootstrap)
  await warmUp(port)
  const barrier = new Barrier(port)
  const startTesting = (): Promise<TestingSide> => startTestingSide(release)
  const real = await advertisedVersions(port)
  await using testing = await startTesting()
  return {
    release,
    kafka: { name: `Apache Kafka ${release}`, port, settle: () => barrier.pass() },
    versions: shared(real, await advertisedVersions(testing.port)),
    startTesting,
    [Symbol.asyncDispose]: async () => barrier.close()
  }
}

/** Starts a testing broker that is like this release. */
export async function startTestingSide(release: string, change?: (cluster: TestingCluster) => void): Promise<TestingSide> {
  const cluster = await startTestingCluster({ profile: RELEASES[release], racks: ['rack1'] })
  change?.(cluster)
  const { port } = firstAddress(cluster.bootstrap)
  await takeFirstProducerId(port)
  return {
    name: `the testing broker as ${release}`,
    port,
    settle: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => cluster.close()
  }
}

function shared(a: ReadonlyMap<number, VersionRange>, b: ReadonlyMap<number, VersionRange>): Map<number, VersionRange> {
  const both = new Map<number, VersionRange>()
  for (const [key, { min, max }] of a) {
    const other = b.get(key)
    if (other === undefined) continue
    const range = { min: Math.max(min, other.min), max: Math.min(max, other.max) }
    if (range.min <= range.max) both.set(key, range)
  }
  return both
}

/** Kafka creates its topics of groups and transactions when it is first asked for a coordinator. */
async function warmUp(port: number): Promise<void> {
  using client = await connectRaw(port)
  for (const keyType of [coordinatorTypes.GROUP, coordinatorTypes.TRANSACTION]) {
    await eventually(async () => {
      const { errorCode } = await client.call(FindCoordinator, 2, { key: 'differential', keyType })
      if (errorCode !== errorCodes.NONE) throw new Error(`FindCoordinator of type ${keyType} failed with ${errorCode}`)
    })
  }
  await takeFirstProducerId(port)
}

/** The first producer id is 0, which also stands for no producer id in some answers. */
async function takeFirstProducerId(port: number): Promise<void> {
  using client = await connectRaw(port)
  await eventually(async () => {
    const { errorCode } = await client.call(InitProducerId, 0, { transactionalId: null, transactionTimeoutMs: 1 })
    if (errorCode !== errorCodes.NONE) throw new Error(`InitProducerId failed with ${errorCode}`)
  })
}
