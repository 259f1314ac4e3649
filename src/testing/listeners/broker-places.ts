import { MemoryListener, memoryHost } from '../memory/memory-listener.ts'
import { MemoryNetwork, type TestingDial } from '../memory/memory-network.ts'
import type { ClusterSettings } from '../testing-options.ts'
import type { ListenAddress } from './listener.ts'
import { TcpListener } from './tcp-listener.ts'

/** Where the brokers of a cluster listen. */
export interface BrokerPlaces {
  /** What clients connect with; undefined over TCP. */
  readonly dial: TestingDial | undefined
  placeOf(nodeId: number): ListenAddress
}

type CountedSettings = ClusterSettings & { readonly brokers: number }

/** The places of all brokers of a cluster, of those that are added later too. */
export function brokerPlaces(settings: CountedSettings): BrokerPlaces {
  return settings.transport === 'memory' ? placesInMemory(settings) : placesOnPorts(settings)
}

function placesInMemory({ racks, tls }: ClusterSettings): BrokerPlaces {
  const network = new MemoryNetwork(tls !== undefined)
  const placeOf = (nodeId: number): ListenAddress => {
    const host = memoryHost(nodeId)
    const listener: ListenAddress['listener'] = serve => new MemoryListener(network, host, tls, serve)
    return { host, advertisedHost: undefined, port: 0, rack: rackOf(nodeId, racks), listener }
  }
  return { dial: network.dial, placeOf }
}

function placesOnPorts({ advertisedHost, brokers, host, port, racks, tls }: CountedSettings): BrokerPlaces {
  const listener: ListenAddress['listener'] = serve => new TcpListener(host, tls, serve)
  const portOf = (nodeId: number): number => (nodeId > brokers || port === 0 ? 0 : port + nodeId - 1)
  return {
    dial: undefined,
    placeOf: nodeId => ({ host, advertisedHost, port: portOf(nodeId), rack: rackOf(nodeId, racks), listener })
  }
}

function rackOf(nodeId: number, racks: readonly string[]): string | undefined {
  return racks[(nodeId - 1) % racks.length]
}
