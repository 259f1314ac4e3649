import type { TestingBroker, TestingCluster } from 'kafkawire/testing'
import type { Random } from '../../support/vectors/random.ts'
import type { FaultKind } from './fault.ts'

/** A broker crashes, or is stopped, and comes back. */
export const kill: FaultKind = async ({ kafka, random }) => {
  const broker = running(kafka, random)
  await broker?.kill()
  return () => broker?.start()
}

export const stop: FaultKind = async ({ kafka, random }) => {
  const broker = running(kafka, random)
  await broker?.stop()
  return () => broker?.start()
}

/** A partition of a topic gets another leader. */
export const moveLeaders: FaultKind = ({ kafka, random }) => {
  for (const { name, partitions } of kafka.snapshot().topics) {
    for (const partition of partitions.keys()) {
      const to = running(kafka, random)
      if (to !== undefined) kafka.moveLeader(name, partition, to.nodeId)
    }
  }
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
