import { configurationError, isRecord } from '../../options.ts'
import type { ClusterFault, ConnectionFault } from '../../testing/cluster/faults-of-cluster.ts'
import { checkRequestFault } from '../../testing/faults/request-fault.ts'
import { RequestFaults } from '../../testing/faults/request-faults.ts'
import { type ArmedFault, armFault } from '../../testing/hooks/faults.ts'

/** A fault as plain data, as the control of a testing cluster takes it. */
export type ProxyFault = ClusterFault

/** What faults of connections act on. */
export interface FaultedWire {
  /** The node id of the broker behind the connection, as far as it is known. */
  readonly nodeId: () => number | undefined
  arm(fault: ArmedFault): void
}

interface SetFault {
  readonly armed: ArmedFault
  readonly nodeId: number | undefined
}

/** The faults of a proxy: those of requests, and those of connections. */
export class ProxyFaults {
  readonly requests: RequestFaults = new RequestFaults()
  readonly #wires = new Set<FaultedWire>()
  #set: readonly SetFault[] = []

  /** Sets a fault. Returns a function that removes it. Throws `KAFKA_CONFIGURATION`. */
  readonly fault = (fault: ProxyFault): (() => void) => {
    if (isOfConnections(fault)) return this.#armAll(fault)
    checkRequestFault(fault, undefined)
    return this.requests.set({ ...fault })
  }

  /** Removes all faults. */
  readonly clearFaults = (): void => {
    this.requests.clear()
    for (const { armed } of this.#set) armed.timesLeft = 0
    this.#set = []
  }

  /** Sets the faults of connections on a connection. Returns a function for its end. */
  add(wire: FaultedWire): () => void {
    this.#wires.add(wire)
    for (const each of this.#set) if (fits(each, wire)) wire.arm(each.armed)
    return () => void this.#wires.delete(wire)
  }

  #armAll({ nodeId, ...fault }: ConnectionFault): () => void {
    if (nodeId !== undefined && !Number.isInteger(nodeId)) throw configurationError('fault', ['nodeId must be an integer'])
    const armed = armFault(fault)
    const set = { armed, nodeId }
    this.#set = [...this.#set.filter(each => each.armed.timesLeft > 0), set]
    for (const wire of this.#wires) if (fits(set, wire)) wire.arm(armed)
    return () => {
      armed.timesLeft = 0
    }
  }
}

const isOfConnections = (fault: ProxyFault): fault is ConnectionFault => isRecord(fault) && 'after' in fault

const fits = ({ nodeId }: SetFault, wire: FaultedWire): boolean => nodeId === undefined || nodeId === wire.nodeId()
