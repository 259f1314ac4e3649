import { isRecord, refuseIfAny } from '../../options.ts'
import type { BrokerServer } from '../broker-server.ts'
import { checkRequestFault, type RequestFault, unknownBroker } from '../faults/request-fault.ts'
import type { RequestFaults } from '../faults/request-faults.ts'
import { type ArmedFault, armFault, type Fault } from '../hooks/faults.ts'

/** A fault of connections as plain data, on one broker or on all. */
export interface ConnectionFault extends Fault {
  /** The broker whose connections are struck. Default: all brokers, which share `times`. */
  readonly nodeId?: number | undefined
}

/** A fault as plain data: of requests, or with `after` of connections. */
export type ClusterFault = RequestFault | ConnectionFault

/** The faults of a cluster: those of requests, and those of connections on all brokers. */
export class ClusterFaults {
  readonly #requests: RequestFaults
  #armed: readonly { readonly armed: ArmedFault; readonly nodeId: number | undefined }[] = []

  constructor(requests: RequestFaults) {
    this.#requests = requests
  }

  /** Sets a fault. Returns a function that removes it. Throws `KAFKA_CONFIGURATION`. */
  set(fault: ClusterFault, brokers: readonly BrokerServer[]): () => void {
    const nodeIds = brokers.map(({ nodeId }) => nodeId)
    if (isOfConnections(fault)) return this.#setOfConnections(fault, brokers, nodeIds)
    checkRequestFault(fault, nodeIds)
    return this.#requests.set({ ...fault })
  }

  /** Removes all faults that {@link set} has set. */
  clear(): void {
    this.#requests.clear()
    for (const { armed } of this.#armed) armed.timesLeft = 0
    this.#armed = []
  }

  /** Sets the faults of all brokers on a broker that was added. */
  armAdded(broker: BrokerServer): void {
    for (const { armed, nodeId } of this.#armed) if (nodeId === undefined) broker.arm(armed)
  }

  #setOfConnections(given: ConnectionFault, brokers: readonly BrokerServer[], nodeIds: readonly number[]): () => void {
    const { nodeId, ...fault } = given
    if (nodeId !== undefined) refuseIfAny('fault', nodeIds.includes(nodeId) ? [] : [unknownBroker(nodeId, nodeIds)])
    const armed = armFault(fault)
    for (const broker of brokers) if (nodeId === undefined || nodeId === broker.nodeId) broker.arm(armed)
    this.#armed = [...this.#armed.filter(each => each.armed.timesLeft > 0), { armed, nodeId }]
    return () => {
      armed.timesLeft = 0
    }
  }
}

function isOfConnections(fault: ClusterFault): fault is ConnectionFault {
  return isRecord(fault) && 'after' in fault
}
