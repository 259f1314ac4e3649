import { MemoryListener, memoryControllerHost, memoryHost } from '../memory/memory-listener.ts'
import { MemoryNetwork, type TestingDial } from '../memory/memory-network.ts'
import type { ClusterSettings } from '../testing-options.ts'
import type { ListenAddress, NodePlaces } from './listener.ts'
import { TcpListener } from './tcp-listener.ts'

/** Where the brokers of a cluster listen. */
export interface BrokerPlaces {
  /** What clients connect with; undefined over TCP. */
  readonly dial: TestingDial | undefined
  placesOf(nodeId: number): NodePlaces
}

type CountedSettings = ClusterSettings & { readonly brokers: number }

/** The places of all brokers of a cluster, of those that are added later too. */
export function brokerPlaces(settings: CountedSettings): BrokerPlaces {
  return settings.transport === 'memory' ? placesInMemory(settings) : placesOnPorts(settings)
}

function placesInMemory({ controllers, racks, tls }: ClusterSettings): BrokerPlaces {
  const network = new MemoryNetwork(tls !== undefined)
  const placeAt = (host: string, nodeId: number): ListenAddress => {
    const listener: ListenAddress['listener'] = serve => new MemoryListener(network, host, tls, serve)
    return { host, advertisedHost: undefined, port: 0, rack: rackOf(nodeId, racks), listener }
  }
  const placesOf = (nodeId: number): NodePlaces => ({
    broker: placeAt(memoryHost(nodeId), nodeId),
    controller: controllers ? placeAt(memoryControllerHost(nodeId), nodeId) : undefined
  })
  return { dial: network.dial, placesOf }
}

function placesOnPorts({ advertisedHost, brokers, controllers, host, port, racks, tls }: CountedSettings): BrokerPlaces {
  const listener: ListenAddress['listener'] = serve => new TcpListener(host, tls, serve)
  const portOf = (nodeId: number): number => (nodeId > brokers || port === 0 ? 0 : port + nodeId - 1)
  const placesOf = (nodeId: number): NodePlaces => {
    const place = { host, advertisedHost, rack: rackOf(nodeId, racks), listener }
    return { broker: { ...place, port: portOf(nodeId) }, controller: controllers ? { ...place, port: 0 } : undefined }
  }
  return { dial: undefined, placesOf }
}

function rackOf(nodeId: number, racks: readonly string[]): string | undefined {
  return racks[(nodeId - 1) % racks.length]
}
