import type { TestingBroker, TestingCluster } from 'kafkawire/testing'
import type { Random } from '../../support/vectors/random.ts'
import { onLanes } from './connection-faults.ts'
import { type FaultKind, MISSED, type Target } from './fault.ts'

/** A broker crashes, or is stopped, and comes back. */
export const kill: FaultKind = target => goneFor(target, broker => broker.kill())
export const stop: FaultKind = target => goneFor(target, broker => broker.stop())

async function goneFor(
  { kafka, random }: Target,
  leave: (broker: TestingBroker) => Promise<void>
): Promise<(() => unknown) | typeof MISSED> {
  const broker = running(kafka, random)
  if (broker === undefined) return MISSED
  await leave(broker)
  return () => comeBack(kafka, broker)
}

async function comeBack(kafka: TestingCluster, broker: TestingBroker): Promise<void> {
  if (kafka.brokers.includes(broker) && !broker.isRunning) await unlessChanged(kafka, broker, () => broker.start())
}

/** Does it, unless another fault starts or removes the broker meanwhile, which may happen at any moment. */
export async function unlessChanged(kafka: TestingCluster, broker: TestingBroker, work: () => Promise<void>): Promise<void> {
  await work().catch(error => {
    if (kafka.brokers.includes(broker) && !broker.isRunning) throw error
  })
}

const firstPorts = new WeakMap<TestingBroker, number>()

/** A broker comes back at another address at once, and later at its first one. */
export const restartElsewhere: FaultKind = async ({ kafka, random }) => {
  const broker = running(kafka, random)
  if (broker === undefined) return MISSED
  // Two of these faults may strike one broker: after both it is where it was at the beginning.
  const port = firstPorts.get(broker) ?? broker.port
  firstPorts.set(broker, port)
  await moveTo(kafka, broker, 0)
  return async () => {
    while (kafka.brokers.includes(broker) && broker.port !== port) await moveTo(kafka, broker, port)
  }
}

const moveTo = (kafka: TestingCluster, broker: TestingBroker, port: number): Promise<void> =>
  unlessChanged(kafka, broker, () => broker.restart({ port }))

/** A broker joins the cluster, leads and coordinates, and leaves again. */
export const addBroker: FaultKind = async target => {
  const { kafka, random } = target
  const added = await kafka.addBroker()
  const { nodeId } = added
  const leave = (): Promise<void> => kafka.removeBroker(nodeId)
  // Another fault may have stopped it meanwhile.
  if (!added.isRunning) return leave
  eachPartition(kafka, (topic, partition) => {
    if (random.once(2)) kafka.moveLeader(topic, partition, nodeId)
  })
  for (const { groupId } of kafka.snapshot().groups) if (random.once(2)) kafka.moveCoordinator(groupId, nodeId)
  return leave
}

/** A broker of the first ones leaves for ever, and a new one joins later. One of the first stays. */
export const removeBroker: FaultKind = async ({ kafka, random, settings }) => {
  const first = kafka.brokers.filter(({ nodeId, isRunning }) => isRunning && nodeId <= settings.brokers)
  if (first.length < 2) return MISSED
  await kafka.removeBroker(random.pick(first).nodeId)
  return () => kafka.addBroker()
}

/**
 * A broker is alive and does nothing: it accepts connections and bytes, and answers when the fault
 * ends. Its partitions may get other leaders meanwhile.
 */
export const freeze: FaultKind = target => {
  const { kafka, random } = target
  const frozen = random.pick(kafka.brokers)
  const address = `${frozen.host}:${frozen.port}`
  const thaw = onLanes(target, ['up', 'down'], { isBlackHole: true }, link => link.address.endsWith(address))
  const heirs = kafka.brokers.filter(broker => broker.isRunning && broker !== frozen)
  if (heirs.length > 0 && random.once(2))
    eachPartition(kafka, (topic, partition) => kafka.moveLeader(topic, partition, random.pick(heirs).nodeId))
  return thaw
}

function eachPartition(kafka: TestingCluster, visit: (topic: string, partition: number) => void): void {
  for (const { name, partitions } of kafka.snapshot().topics) for (const partition of partitions.keys()) visit(name, partition)
}

/** A partition of a topic gets another leader. */
export const moveLeaders: FaultKind = ({ kafka, random }) => {
  eachPartition(kafka, (topic, partition) => {
    const to = running(kafka, random)
    if (to !== undefined) kafka.moveLeader(topic, partition, to.nodeId)
  })
  return undefined
}

/** The controller moves. */
export const moveController: FaultKind = ({ kafka, random }) => {
  const to = running(kafka, random)
  if (to !== undefined) kafka.moveController(to.nodeId)
  return undefined
}

function running({ brokers }: TestingCluster, random: Random): TestingBroker | undefined {
  const alive = brokers.filter(({ isRunning }) => isRunning)
  return alive.length === 0 ? undefined : random.pick(alive)
}
